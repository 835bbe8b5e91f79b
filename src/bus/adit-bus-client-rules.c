/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-client-rules.h"

#include "bus/adit-bus-client-private.h"

/* ---- What there is ---- */

GPtrArray *
adit_bus_client_get_rules_rows (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return adit_bus_rows_or_none (proxy != NULL ? adit_bus_rules_get_rules (proxy) : NULL,
                                adit_bus_rules_from_variant);
}

const char *
adit_bus_client_get_rules_text (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return proxy != NULL ? adit_bus_text_or_empty (adit_bus_rules_get_text (proxy)) : "";
}

const char *
adit_bus_client_get_rules_default (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return proxy != NULL ? adit_bus_text_or_empty (adit_bus_rules_get_default (proxy)) : "";
}

const char *
adit_bus_client_get_rules_error (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return proxy != NULL ? adit_bus_text_or_empty (adit_bus_rules_get_error (proxy)) : "";
}

/* ---- Changing them ---- */

void
adit_bus_client_insert_rule_async (AditBusClient *self,
                                   guint number,
                                   const char *text,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "Insert",
                        g_variant_new ("(us)", number, text),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_insert_rule_async });
}

void
adit_bus_client_remove_rule_async (AditBusClient *self,
                                   guint number,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "Remove",
                        g_variant_new ("(u)", number),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_remove_rule_async });
}

void
adit_bus_client_replace_rule_async (AditBusClient *self,
                                    guint number,
                                    const char *text,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "Replace",
                        g_variant_new ("(us)", number, text),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_replace_rule_async });
}

void
adit_bus_client_move_rule_async (AditBusClient *self,
                                 guint from,
                                 guint to,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "Move",
                        g_variant_new ("(uu)", from, to),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_move_rule_async });
}

void
adit_bus_client_set_rules_default_async (AditBusClient *self,
                                         const char *action,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "SetDefault",
                        g_variant_new ("(s)", action),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_rules_default_async });
}

void
adit_bus_client_set_rules_text_async (AditBusClient *self,
                                      const char *text,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "SetText",
                        g_variant_new ("(s)", text),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_rules_text_async });
}

/* ---- What they deny ---- */

void
adit_bus_client_list_denied_async (AditBusClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "Denied", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_list_denied_async });
}

GArray *
adit_bus_client_list_denied_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
  g_autoptr (GVariant) rows = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;
  gconstpointer values;
  gsize n_values;
  GArray *ids;

  if (rows == NULL)
    return NULL;

  values = g_variant_get_fixed_array (rows, &n_values, sizeof (guint64));
  ids = g_array_new (FALSE, FALSE, sizeof (guint64));
  return n_values > 0 ? g_array_append_vals (ids, values, (guint) n_values) : ids;
}

void
adit_bus_client_end_denied_async (AditBusClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "EndDenied", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_end_denied_async });
}

gssize
adit_bus_client_end_denied_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  return adit_bus_client_finish_count (self, result, error);
}

/* ---- Upstream proxies ---- */

GPtrArray *
adit_bus_client_get_upstreams (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return adit_bus_rows_or_none (proxy != NULL ? adit_bus_rules_get_upstreams (proxy) : NULL,
                                adit_bus_upstreams_from_variant);
}

void
adit_bus_client_set_upstream_async (AditBusClient *self,
                                    const char *line,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "SetUpstream",
                        g_variant_new ("(s)", line),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_upstream_async });
}

void
adit_bus_client_remove_upstream_async (AditBusClient *self,
                                       const char *name,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "RemoveUpstream",
                        g_variant_new ("(s)", name),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_remove_upstream_async });
}

void
adit_bus_client_set_upstream_password_async (AditBusClient *self,
                                             const char *name,
                                             const char *password,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data)
{
  AditBusCaller caller = { cancellable, callback, user_data,
                           adit_bus_client_set_upstream_password_async };

  if (password != NULL)
    adit_bus_client_call (self, adit_bus_client_get_rules (self), "SetUpstreamPassword",
                          g_variant_new ("(ss)", name, password), caller);
  else
    adit_bus_client_call (self, adit_bus_client_get_rules (self), "ClearUpstreamPassword",
                          g_variant_new ("(s)", name), caller);
}

/* ---- Trying them ---- */

void
adit_bus_client_test_rules_async (AditBusClient *self,
                                  const char *user,
                                  const char *client,
                                  const char *target,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_rules (self), "Test",
                        g_variant_new ("(sss)", user, client, target),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_test_rules_async });
}

AditBusWhy *
adit_bus_client_test_rules_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
  AditBusWhy *why;

  if (answer == NULL)
    return NULL;

  why = g_new0 (AditBusWhy, 1);
  g_variant_get (answer, "(ssuus)", &why->verdict, &why->sentence, &why->rule, &why->line,
                 &why->address);
  return why;
}

void
adit_bus_why_free (AditBusWhy *self)
{
  g_free (self->verdict);
  g_free (self->sentence);
  g_free (self->address);
  g_free (self);
}

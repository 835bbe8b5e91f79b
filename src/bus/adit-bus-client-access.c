/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One way for all these calls: the answer, a tuple, is kept by the task, and the finish function
 * takes it apart. */

#include "bus/adit-bus-client-access.h"

#include "bus/adit-bus-client-private.h"

/* ---- Calling ---- */

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) g_variant_unref);
  else
    adit_bus_client_end_call (task, FALSE, error);
}

/* Who is told, and how. */
typedef struct
{
  GCancellable *cancellable;
  GAsyncReadyCallback callback;
  gpointer user_data;
  gpointer tag;
} Caller;

/* @proxy: NULL where there is no engine. @arguments: floating; NULL none. */
static void
call (AditBusClient *self, gpointer proxy, const char *method, GVariant *arguments, Caller caller)
{
  g_autoptr (GVariant) owned = arguments ? g_variant_ref_sink (arguments) : NULL;
  GTask *task = adit_bus_client_begin_call (self, caller.cancellable, caller.callback,
                                            caller.user_data, caller.tag);

  if (task != NULL)
    g_dbus_proxy_call (proxy, method, owned, G_DBUS_CALL_FLAGS_NONE, -1, caller.cancellable,
                       answer_cb, task);
}

/* (transfer full) */
static GVariant *
finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
adit_bus_client_change_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = finish (self, result, error);

  return answer != NULL;
}

/* Proxies have NULL for what the engine did not tell. */
static const char *
text_or_empty (const char *text)
{
  return text != NULL ? text : "";
}

/* ---- Users ---- */

const char *
adit_bus_client_get_users_error (AditBusClient *self)
{
  AditBusUsers *users = adit_bus_client_get_users (self);

  return users != NULL ? text_or_empty (adit_bus_users_get_error (users)) : "";
}

void
adit_bus_client_get_common_limits (AditBusClient *self, AditUserLimits *limits)
{
  AditBusUsers *users = adit_bus_client_get_users (self);
  GVariant *known = users != NULL ? adit_bus_users_get_limits (users) : NULL;

  *limits = (AditUserLimits){ .quota_period = ADIT_QUOTA_MONTH };
  if (known != NULL)
    adit_bus_limits_from_variant (known, limits);
}

void
adit_bus_client_list_users_async (AditBusClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "List", NULL,
        (Caller){ cancellable, callback, user_data, adit_bus_client_list_users_async });
}

GPtrArray *
adit_bus_client_list_users_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = finish (self, result, error);
  g_autoptr (GVariant) rows = answer != NULL ? g_variant_get_child_value (answer, 0) : NULL;

  return rows != NULL ? adit_bus_users_from_variant (rows) : NULL;
}

void
adit_bus_client_add_user_async (AditBusClient *self,
                                const char *name,
                                const char *password,
                                gboolean is_enabled,
                                const char *expires,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  if (password != NULL)
    g_variant_builder_add (&options, "{sv}", "password", g_variant_new_string (password));
  g_variant_builder_add (&options, "{sv}", "enabled", g_variant_new_boolean (is_enabled));
  g_variant_builder_add (&options, "{sv}", "expires", g_variant_new_string (expires));
  call (self, adit_bus_client_get_users (self), "Add", g_variant_new ("(sa{sv})", name, &options),
        (Caller){ cancellable, callback, user_data, adit_bus_client_add_user_async });
}

void
adit_bus_client_remove_user_async (AditBusClient *self,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "Remove", g_variant_new ("(s)", name),
        (Caller){ cancellable, callback, user_data, adit_bus_client_remove_user_async });
}

void
adit_bus_client_restore_user_async (AditBusClient *self,
                                    const char *name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "Restore", g_variant_new ("(s)", name),
        (Caller){ cancellable, callback, user_data, adit_bus_client_restore_user_async });
}

void
adit_bus_client_set_password_async (AditBusClient *self,
                                    const char *name,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "SetPassword",
        g_variant_new ("(ss)", name, password),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_password_async });
}

void
adit_bus_client_set_user_enabled_async (AditBusClient *self,
                                        const char *name,
                                        gboolean is_enabled,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "SetEnabled",
        g_variant_new ("(sb)", name, is_enabled),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_user_enabled_async });
}

void
adit_bus_client_set_user_limits_async (AditBusClient *self,
                                       const char *name,
                                       const AditUserLimits *own,
                                       const char *expires,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GVariant) limits = own != NULL ? adit_bus_limits_to_variant (own) : NULL;
  GVariantDict options;

  g_variant_dict_init (&options, limits);
  g_variant_dict_insert (&options, "own-limits", "b", own != NULL);
  g_variant_dict_insert (&options, "expires", "s", expires);
  call (self, adit_bus_client_get_users (self), "SetOptions",
        g_variant_new ("(s@a{sv})", name, g_variant_dict_end (&options)),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_user_limits_async });
}

void
adit_bus_client_set_common_limits_async (AditBusClient *self,
                                         const AditUserLimits *limits,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "SetLimits",
        g_variant_new ("(@a{sv})", adit_bus_limits_to_variant (limits)),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_common_limits_async });
}

void
adit_bus_client_import_users_async (AditBusClient *self,
                                    const char *text,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "Import", g_variant_new ("(s)", text),
        (Caller){ cancellable, callback, user_data, adit_bus_client_import_users_async });
}

GPtrArray *
adit_bus_client_import_users_finish (AditBusClient *self,
                                     GAsyncResult *result,
                                     guint *n_added,
                                     GError **error)
{
  g_autoptr (GVariant) answer = finish (self, result, error);
  g_autoptr (GVariant) rows = NULL;

  if (answer == NULL)
    return NULL;

  g_variant_get (answer, "(u@a" ADIT_BUS_REFUSAL_TYPE ")", n_added, &rows);
  return adit_bus_refusals_from_variant (rows);
}

void
adit_bus_client_export_users_async (AditBusClient *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  call (self, adit_bus_client_get_users (self), "Export", NULL,
        (Caller){ cancellable, callback, user_data, adit_bus_client_export_users_async });
}

char *
adit_bus_client_export_users_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = finish (self, result, error);
  char *text = NULL;

  if (answer != NULL)
    g_variant_get (answer, "(s)", &text);
  return text;
}

/* ---- Access ---- */

/* A word of a later version leaves the default. */
void
adit_bus_client_describe_access (AditBusClient *self, AditAccess *access)
{
  AditBusAccess *proxy = adit_bus_client_get_access (self);

  *access = (AditAccess) ADIT_ACCESS_INIT;
  if (proxy == NULL)
    return;

  adit_sign_in_from_word (text_or_empty (adit_bus_access_get_sign_in (proxy)), &access->sign_in);
  adit_schemes_from_word (text_or_empty (adit_bus_access_get_schemes (proxy)), &access->schemes);
  access->is_plain_basic_forbidden = !adit_bus_access_get_plain_basic (proxy);
}

static GPtrArray *
read_rows (GVariant *rows, GPtrArray *(*read) (GVariant *variant))
{
  return rows != NULL ? read (rows) : g_ptr_array_new ();
}

GPtrArray *
adit_bus_client_get_blocked (AditBusClient *self)
{
  AditBusAccess *proxy = adit_bus_client_get_access (self);

  return read_rows (proxy != NULL ? adit_bus_access_get_blocked (proxy) : NULL,
                    adit_bus_blocks_from_variant);
}

gboolean
adit_bus_client_is_private_allowed (AditBusClient *self)
{
  AditBusAccess *proxy = adit_bus_client_get_access (self);

  return proxy != NULL && adit_bus_access_get_private (proxy);
}

/* A word of a later version is left out. */
void
adit_bus_client_get_clients (AditBusClient *self, AditClients *clients)
{
  AditBusAccess *proxy = adit_bus_client_get_access (self);
  const char *const *words = proxy != NULL ? adit_bus_access_get_clients (proxy) : NULL;

  adit_clients_init_empty (clients);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    adit_clients_add_word (clients, words[i]);
}

void
adit_bus_client_set_access_async (AditBusClient *self,
                                  const char *option,
                                  GVariant *value,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert_value (&options, option, value);
  call (self, adit_bus_client_get_access (self), "Set",
        g_variant_new ("(@a{sv})", g_variant_dict_end (&options)),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_access_async });
}

void
adit_bus_client_lift_async (AditBusClient *self,
                            const char *address,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  call (self, adit_bus_client_get_access (self), "Lift", g_variant_new ("(s)", address),
        (Caller){ cancellable, callback, user_data, adit_bus_client_lift_async });
}

/* ---- Rules ---- */

GPtrArray *
adit_bus_client_get_rules_rows (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return read_rows (proxy != NULL ? adit_bus_rules_get_rules (proxy) : NULL,
                    adit_bus_rules_from_variant);
}

const char *
adit_bus_client_get_rules_text (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return proxy != NULL ? text_or_empty (adit_bus_rules_get_text (proxy)) : "";
}

const char *
adit_bus_client_get_rules_default (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return proxy != NULL ? text_or_empty (adit_bus_rules_get_default (proxy)) : "";
}

const char *
adit_bus_client_get_rules_error (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return proxy != NULL ? text_or_empty (adit_bus_rules_get_error (proxy)) : "";
}

void
adit_bus_client_insert_rule_async (AditBusClient *self,
                                   guint number,
                                   const char *text,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "Insert", g_variant_new ("(us)", number, text),
        (Caller){ cancellable, callback, user_data, adit_bus_client_insert_rule_async });
}

void
adit_bus_client_remove_rule_async (AditBusClient *self,
                                   guint number,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "Remove", g_variant_new ("(u)", number),
        (Caller){ cancellable, callback, user_data, adit_bus_client_remove_rule_async });
}

void
adit_bus_client_replace_rule_async (AditBusClient *self,
                                    guint number,
                                    const char *text,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "Replace", g_variant_new ("(us)", number, text),
        (Caller){ cancellable, callback, user_data, adit_bus_client_replace_rule_async });
}

void
adit_bus_client_move_rule_async (AditBusClient *self,
                                 guint from,
                                 guint to,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "Move", g_variant_new ("(uu)", from, to),
        (Caller){ cancellable, callback, user_data, adit_bus_client_move_rule_async });
}

void
adit_bus_client_set_rules_default_async (AditBusClient *self,
                                         const char *action,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "SetDefault", g_variant_new ("(s)", action),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_rules_default_async });
}

void
adit_bus_client_set_rules_text_async (AditBusClient *self,
                                      const char *text,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "SetText", g_variant_new ("(s)", text),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_rules_text_async });
}

void
adit_bus_client_list_denied_async (AditBusClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "Denied", NULL,
        (Caller){ cancellable, callback, user_data, adit_bus_client_list_denied_async });
}

GArray *
adit_bus_client_list_denied_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = finish (self, result, error);
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
  call (self, adit_bus_client_get_rules (self), "EndDenied", NULL,
        (Caller){ cancellable, callback, user_data, adit_bus_client_end_denied_async });
}

gssize
adit_bus_client_end_denied_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = finish (self, result, error);
  guint n_ended;

  if (answer == NULL)
    return -1;

  g_variant_get (answer, "(u)", &n_ended);
  return n_ended;
}

GPtrArray *
adit_bus_client_get_upstreams (AditBusClient *self)
{
  AditBusRules *proxy = adit_bus_client_get_rules (self);

  return read_rows (proxy != NULL ? adit_bus_rules_get_upstreams (proxy) : NULL,
                    adit_bus_upstreams_from_variant);
}

void
adit_bus_client_set_upstream_async (AditBusClient *self,
                                    const char *line,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "SetUpstream", g_variant_new ("(s)", line),
        (Caller){ cancellable, callback, user_data, adit_bus_client_set_upstream_async });
}

void
adit_bus_client_remove_upstream_async (AditBusClient *self,
                                       const char *name,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "RemoveUpstream", g_variant_new ("(s)", name),
        (Caller){ cancellable, callback, user_data, adit_bus_client_remove_upstream_async });
}

void
adit_bus_client_set_upstream_password_async (AditBusClient *self,
                                             const char *name,
                                             const char *password,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data)
{
  Caller caller = { cancellable, callback, user_data, adit_bus_client_set_upstream_password_async };

  if (password != NULL)
    call (self, adit_bus_client_get_rules (self), "SetUpstreamPassword",
          g_variant_new ("(ss)", name, password), caller);
  else
    call (self, adit_bus_client_get_rules (self), "ClearUpstreamPassword",
          g_variant_new ("(s)", name), caller);
}

void
adit_bus_client_test_rules_async (AditBusClient *self,
                                  const char *user,
                                  const char *client,
                                  const char *target,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  call (self, adit_bus_client_get_rules (self), "Test",
        g_variant_new ("(sss)", user, client, target),
        (Caller){ cancellable, callback, user_data, adit_bus_client_test_rules_async });
}

AditBusWhy *
adit_bus_client_test_rules_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = finish (self, result, error);
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

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-client-access.h"

#include "bus/adit-bus-client-private.h"

/* ---- Users ---- */

const char *
adit_bus_client_get_users_error (AditBusClient *self)
{
  AditBusUsers *users = adit_bus_client_get_users (self);

  return users != NULL ? adit_bus_text_or_empty (adit_bus_users_get_error (users)) : "";
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
  adit_bus_client_call (self, adit_bus_client_get_users (self), "List", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_list_users_async });
}

GPtrArray *
adit_bus_client_list_users_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
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
  adit_bus_client_call (self, adit_bus_client_get_users (self), "Add",
                        g_variant_new ("(sa{sv})", name, &options),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_add_user_async });
}

void
adit_bus_client_remove_user_async (AditBusClient *self,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_users (self), "Remove",
                        g_variant_new ("(s)", name),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_remove_user_async });
}

void
adit_bus_client_restore_user_async (AditBusClient *self,
                                    const char *name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_users (self), "Restore",
                        g_variant_new ("(s)", name),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_restore_user_async });
}

void
adit_bus_client_set_password_async (AditBusClient *self,
                                    const char *name,
                                    const char *password,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_users (self), "SetPassword",
                        g_variant_new ("(ss)", name, password),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_password_async });
}

void
adit_bus_client_set_user_enabled_async (AditBusClient *self,
                                        const char *name,
                                        gboolean is_enabled,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_users (self), "SetEnabled",
                        g_variant_new ("(sb)", name, is_enabled),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_user_enabled_async });
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
  adit_bus_client_call (self, adit_bus_client_get_users (self), "SetOptions",
                        g_variant_new ("(s@a{sv})", name, g_variant_dict_end (&options)),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_user_limits_async });
}

void
adit_bus_client_set_common_limits_async (AditBusClient *self,
                                         const AditUserLimits *limits,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_users (self), "SetLimits",
                        g_variant_new ("(@a{sv})", adit_bus_limits_to_variant (limits)),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_common_limits_async });
}

void
adit_bus_client_import_users_async (AditBusClient *self,
                                    const char *text,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_users (self), "Import",
                        g_variant_new ("(s)", text),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_import_users_async });
}

GPtrArray *
adit_bus_client_import_users_finish (AditBusClient *self,
                                     GAsyncResult *result,
                                     guint *n_added,
                                     GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
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
  adit_bus_client_call (self, adit_bus_client_get_users (self), "Export", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_export_users_async });
}

char *
adit_bus_client_export_users_finish (AditBusClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) answer = adit_bus_client_finish_call (self, result, error);
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

  adit_sign_in_from_word (adit_bus_text_or_empty (adit_bus_access_get_sign_in (proxy)),
                          &access->sign_in);
  adit_schemes_from_word (adit_bus_text_or_empty (adit_bus_access_get_schemes (proxy)),
                          &access->schemes);
  access->is_plain_basic_forbidden = !adit_bus_access_get_plain_basic (proxy);
}

GPtrArray *
adit_bus_client_get_blocked (AditBusClient *self)
{
  AditBusAccess *proxy = adit_bus_client_get_access (self);

  return adit_bus_rows_or_none (proxy != NULL ? adit_bus_access_get_blocked (proxy) : NULL,
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
  adit_bus_client_call (self, adit_bus_client_get_access (self), "Set",
                        g_variant_new ("(@a{sv})", g_variant_dict_end (&options)),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_set_access_async });
}

void
adit_bus_client_lift_async (AditBusClient *self,
                            const char *address,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_access (self), "Lift",
                        g_variant_new ("(s)", address),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_lift_async });
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users and access as another process sees them: the part of adit-bus-client.h that is about who is
 * let in. Errors and states are as there; so are the calls that change something. */

#pragma once

#include "bus/adit-bus-client.h"
#include "bus/adit-bus-wire-access.h"
#include "model/adit-access.h"
#include "model/adit-clients.h"

G_BEGIN_DECLS

/* ---- Users ---- */

/* A sentence when the users' file could not be read; "" otherwise. (transfer none) */
const char *adit_bus_client_get_users_error (AditBusClient *self);

/* Of those who have none of their own. */
void adit_bus_client_get_common_limits (AditBusClient *self, AditUserLimits *limits);

/* Of AditBusUser. (transfer full) */
void adit_bus_client_list_users_async (AditBusClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *
adit_bus_client_list_users_finish (AditBusClient *self, GAsyncResult *result, GError **error);

/* @password: NULL none. @expires: "2027-12-31"; "" never. */
void adit_bus_client_add_user_async (AditBusClient *self,
                                     const char *name,
                                     const char *password,
                                     gboolean is_enabled,
                                     const char *expires,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void adit_bus_client_remove_user_async (AditBusClient *self,
                                        const char *name,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);

/* Back comes who was removed lately. */
void adit_bus_client_restore_user_async (AditBusClient *self,
                                         const char *name,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void adit_bus_client_set_password_async (AditBusClient *self,
                                         const char *name,
                                         const char *password,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void adit_bus_client_set_user_enabled_async (AditBusClient *self,
                                             const char *name,
                                             gboolean is_enabled,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);

/* @own: NULL: everybody's hold. */
void adit_bus_client_set_user_limits_async (AditBusClient *self,
                                            const char *name,
                                            const AditUserLimits *own,
                                            const char *expires,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
void adit_bus_client_set_common_limits_async (AditBusClient *self,
                                              const AditUserLimits *limits,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);

/* @text: of Apache's htpasswd. @n_added gets how many were added. Returns AditHtpasswdRefusal.
 * (transfer full) */
void adit_bus_client_import_users_async (AditBusClient *self,
                                         const char *text,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
GPtrArray *adit_bus_client_import_users_finish (AditBusClient *self,
                                                GAsyncResult *result,
                                                guint *n_added,
                                                GError **error);

/* (transfer full) */
void adit_bus_client_export_users_async (AditBusClient *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
char *
adit_bus_client_export_users_finish (AditBusClient *self, GAsyncResult *result, GError **error);

/* ---- Access ---- */

void adit_bus_client_describe_access (AditBusClient *self, AditAccess *access);

gboolean adit_bus_client_is_private_allowed (AditBusClient *self);

/* Sets @clients, which is nothing yet; to be cleared. */
void adit_bus_client_get_clients (AditBusClient *self, AditClients *clients);

/* Of AditBusBlock. (transfer full) */
GPtrArray *adit_bus_client_get_blocked (AditBusClient *self);

/* One option of the Access interface's Set, such as "sign-in"; @value may be floating. */
void adit_bus_client_set_access_async (AditBusClient *self,
                                       const char *option,
                                       GVariant *value,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);

/* @address: of a block. */
void adit_bus_client_lift_async (AditBusClient *self,
                                 const char *address,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

G_END_DECLS

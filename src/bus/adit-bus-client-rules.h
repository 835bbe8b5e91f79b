/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules and upstream proxies as another process sees them: the part of adit-bus-client.h that is
 * about where people may go, and which way. Errors and states are as there; so are the calls that
 * change something. */

#pragma once

#include "bus/adit-bus-client.h"
#include "bus/adit-bus-wire-access.h"
#include "bus/adit-bus-wire-upstream.h"

G_BEGIN_DECLS

/* Of AditBusRule. (transfer full) */
GPtrArray *adit_bus_client_get_rules_rows (AditBusClient *self);

/* "" where there is none, or no engine. (transfer none) */
const char *adit_bus_client_get_rules_text (AditBusClient *self);
const char *adit_bus_client_get_rules_default (AditBusClient *self);
const char *adit_bus_client_get_rules_error (AditBusClient *self);

/* Numbers count from 1; 0: behind all others. */
void adit_bus_client_insert_rule_async (AditBusClient *self,
                                        guint number,
                                        const char *text,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void adit_bus_client_remove_rule_async (AditBusClient *self,
                                        guint number,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void adit_bus_client_replace_rule_async (AditBusClient *self,
                                         guint number,
                                         const char *text,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void adit_bus_client_move_rule_async (AditBusClient *self,
                                      guint from,
                                      guint to,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
void adit_bus_client_set_rules_default_async (AditBusClient *self,
                                              const char *action,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
void adit_bus_client_set_rules_text_async (AditBusClient *self,
                                           const char *text,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);

/* What runs and the rules deny now: ids (guint64). (transfer full) */
void adit_bus_client_list_denied_async (AditBusClient *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GArray *
adit_bus_client_list_denied_finish (AditBusClient *self, GAsyncResult *result, GError **error);

/* How many were ended; -1 with @error. */
void adit_bus_client_end_denied_async (AditBusClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gssize
adit_bus_client_end_denied_finish (AditBusClient *self, GAsyncResult *result, GError **error);

/* Of AditBusUpstream. (transfer full) */
GPtrArray *adit_bus_client_get_upstreams (AditBusClient *self);

/* @line: as in the file. */
void adit_bus_client_set_upstream_async (AditBusClient *self,
                                         const char *line,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
void adit_bus_client_remove_upstream_async (AditBusClient *self,
                                            const char *name,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);

/* @password: NULL forgets it. */
void adit_bus_client_set_upstream_password_async (AditBusClient *self,
                                                  const char *name,
                                                  const char *password,
                                                  GCancellable *cancellable,
                                                  GAsyncReadyCallback callback,
                                                  gpointer user_data);

/* As Test of the Rules interface; adit_bus_why_free(). */
typedef struct
{
  char *verdict; /* as adit_verdict_to_word() */
  char *sentence;
  guint rule;
  guint line;
  char *address;
} AditBusWhy;

void adit_bus_client_test_rules_async (AditBusClient *self,
                                       const char *user,
                                       const char *client,
                                       const char *target,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
AditBusWhy *
adit_bus_client_test_rules_finish (AditBusClient *self, GAsyncResult *result, GError **error);
void adit_bus_why_free (AditBusWhy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditBusWhy, adit_bus_why_free)

G_END_DECLS

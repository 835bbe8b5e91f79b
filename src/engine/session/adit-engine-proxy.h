/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy as a whole, without a bus: listeners, lanes, budget, put together from settings.
 *
 * Lives in the thread-default main context of the thread that makes it, the "main thread" of the
 * other headers. Changes that workers have to know of wait for a turn of their loops, and closing
 * it for a moment; nothing else here blocks. */

#pragma once

#include "engine/session/adit-engine-lane.h"
#include "model/adit-listener.h"
#include "model/adit-settings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_TYPE_PROXY (adit_engine_proxy_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineProxy, adit_engine_proxy, ADIT_ENGINE, PROXY, GObject)

/* Signals:
 *
 * - "listeners-changed": a listener's row changed, or running did
 * - "activity": a connection was accepted, after adit_engine_proxy_await_activity()
 * - "drained": stopped, and the last connection is gone
 */

/* @settings: read now, not kept. Not running yet. (transfer full) */
AditEngineProxy *adit_engine_proxy_new (const AditSettings *settings);

/* Ends what still lives and waits for the workers. Call it before the last unref. */
void adit_engine_proxy_close (AditEngineProxy *self);

/* The proxy's own certificate, with its key, for encrypted clients that come from now on, and the
 * PEM of the local authority that vouches for it, for clients to have; NULL: no TLS is served, no
 * such authority. Before that no TLS is served. */
void adit_engine_proxy_set_certificate (AditEngineProxy *self,
                                        GTlsCertificate *certificate,
                                        const char *authority_pem);

/* Who may sign in, who has to, and what may be reached, from now on. Exchanges of users who may not
 * any more, or whose password is another now, end. Each keeps a reference, or a copy.
 * @upstreams: AditEngineUpstream, those that the rules define. */
void adit_engine_proxy_set_users (AditEngineProxy *self, AditUsers *users);
void adit_engine_proxy_set_access (AditEngineProxy *self, const AditAccess *access);
void adit_engine_proxy_set_admission (AditEngineProxy *self,
                                      const AditClients *clients,
                                      gboolean is_private_allowed);
void adit_engine_proxy_set_rules (AditEngineProxy *self, AditRules *rules, GPtrArray *upstreams);

/* Other settings, all but whether it runs: what lives goes on, and so do listeners that stay.
 * Listeners that cannot be opened say so in their rows, and are kept. @settings: as with
 * adit_engine_proxy_new(). */
void adit_engine_proxy_set_settings (AditEngineProxy *self, const AditSettings *settings);

/* See adit_engine_access_log_reopen(). */
void adit_engine_proxy_reopen_log (AditEngineProxy *self);

/* What users use and have used. (transfer none) */
AditEngineAccounts *adit_engine_proxy_get_accounts (AditEngineProxy *self);

/* Client addresses that failed to sign in. (transfer none) */
AditEngineThrottle *adit_engine_proxy_get_throttle (AditEngineProxy *self);

/* Opens every enabled listener. ADIT_ERROR_LISTEN_FAILED only when none could be opened; it is not
 * running then. */
gboolean adit_engine_proxy_start (AditEngineProxy *self, GError **error);

/* Closes the listeners; what lives is ended after the settings' grace period. */
void adit_engine_proxy_stop (AditEngineProxy *self);
gboolean adit_engine_proxy_is_running (AditEngineProxy *self);

/* Listeners, by the address they were configured with. A new one opens at once when running; that
 * it could not is told by ADIT_ERROR_LISTEN_FAILED, and it stays. */
gboolean adit_engine_proxy_add_listener (AditEngineProxy *self,
                                         const AditListenerSettings *settings,
                                         GError **error);
gboolean
adit_engine_proxy_remove_listener (AditEngineProxy *self, const char *address, GError **error);
gboolean adit_engine_proxy_set_listener_enabled (AditEngineProxy *self,
                                                 const char *address,
                                                 gboolean is_enabled,
                                                 GError **error);

/* With all else as it is; nothing is changed on ADIT_ERROR_LISTEN_FAILED. */
gboolean adit_engine_proxy_move_listener (AditEngineProxy *self,
                                          const char *address,
                                          const char *to,
                                          gboolean is_public_allowed,
                                          GError **error);

/* For connections accepted from now on; the listener stays open. @senders: of AditNetwork. */
gboolean adit_engine_proxy_set_listener_encryption (AditEngineProxy *self,
                                                    const char *address,
                                                    AditEncryption encryption,
                                                    GError **error);
gboolean adit_engine_proxy_set_listener_senders (AditEngineProxy *self,
                                                 const char *address,
                                                 const GArray *senders,
                                                 GError **error);

/* See adit_engine_listener_lend(); the listener with this @address is there. */
void adit_engine_proxy_lend_socket (AditEngineProxy *self, const char *address, int fd);

/* Rows (AditListener). (transfer full) */
GPtrArray *adit_engine_proxy_list_listeners (AditEngineProxy *self);

/* The interfaces of this computer (AditInterface) as they are now. (transfer none) */
GPtrArray *adit_engine_proxy_get_interfaces (AditEngineProxy *self);

guint adit_engine_proxy_count (AditEngineProxy *self);
void adit_engine_proxy_get_totals (AditEngineProxy *self, AditEngineTotals *totals);

/* Asks for one "activity" signal, so that whoever polls the totals can rest until then. */
void adit_engine_proxy_await_activity (AditEngineProxy *self);

/* Rows from all lanes: `opened` by rising id, `closed` the latest first. Cannot fail. */
void adit_engine_proxy_report_async (AditEngineProxy *self,
                                     AditEngineReportKind kind,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
AditEngineReport *adit_engine_proxy_report_finish (AditEngineProxy *self, GAsyncResult *result);
void adit_engine_proxy_unwatch (AditEngineProxy *self);

/* Ends connections (guint64 ids; NULL: all) and tells how many there were. Cannot fail. */
void adit_engine_proxy_end_async (AditEngineProxy *self,
                                  GArray *ids,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
guint adit_engine_proxy_end_finish (AditEngineProxy *self, GAsyncResult *result);

/* What runs and the rules deny now, judged on the very address that it is connected to; what went
 * through an upstream, on its name alone. Ends it when @is_ending. Returns ids (guint64), rising.
 * Cannot fail. (transfer full) */
void adit_engine_proxy_check_rules_async (AditEngineProxy *self,
                                          gboolean is_ending,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
GArray *adit_engine_proxy_check_rules_finish (AditEngineProxy *self, GAsyncResult *result);

G_END_DECLS

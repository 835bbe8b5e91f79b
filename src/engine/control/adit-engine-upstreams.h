/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The upstream proxies that the rules define, with the passwords for them. A password is taken, in
 * this order, from
 *
 * - the systemd credential `upstream-NAME`: a file of that name in $CREDENTIALS_DIRECTORY,
 * - the person's keyring, where there is one: adit-engine-keyring.h.
 *
 * The keyring is asked in the background: an upstream is there at once, and refuses those who would
 * have to sign in until its password is known. Where it did not answer, it is asked again whenever
 * the rules change. Main thread.
 *
 * Signals:
 *
 * - "changed": other upstreams than before, or another password of one, or none
 */

#pragma once

#include "engine/connect/adit-engine-upstream.h"
#include "model/adit-rules.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_TYPE_UPSTREAMS (adit_engine_upstreams_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineUpstreams, adit_engine_upstreams, ADIT_ENGINE, UPSTREAMS, GObject)

/* None, and no passwords as yet. (transfer full) */
AditEngineUpstreams *adit_engine_upstreams_new (void);

/* Looks for passwords from now on. @credentials: the directory that systemd passes; NULL: none.
 * @has_keyring: there is a session whose keyring is to be used. */
void adit_engine_upstreams_start (AditEngineUpstreams *self,
                                  const char *credentials,
                                  gboolean has_keyring);

/* Does not wait for the keyring any more. */
void adit_engine_upstreams_close (AditEngineUpstreams *self);

/* Takes those that @rules define; says nothing by "changed" before it returns. */
void adit_engine_upstreams_set_rules (AditEngineUpstreams *self, AditRules *rules);

/* AditEngineUpstream, as the rules have them. (transfer full) */
GPtrArray *adit_engine_upstreams_list (AditEngineUpstreams *self);

/* Of the upstream of that name, which there is. */
AditUpstreamPassword adit_engine_upstreams_get_password_state (AditEngineUpstreams *self,
                                                               const char *name);

/* Keeps it in the keyring, and uses it from then on. ADIT_ERROR_NOT_FOUND without such an upstream,
 * ADIT_ERROR_INVALID_ARGUMENT where nobody signs in there or @password cannot be one,
 * ADIT_ERROR_SAVE_FAILED where there is no keyring or it does not keep it. */
void adit_engine_upstreams_set_password_async (AditEngineUpstreams *self,
                                               const char *name,
                                               const char *password,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);

/* Takes it out of the keyring, also where there is no upstream of that name any more. */
void adit_engine_upstreams_clear_password_async (AditEngineUpstreams *self,
                                                 const char *name,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);

/* Of both. */
gboolean adit_engine_upstreams_password_finish (GAsyncResult *result, GError **error);

G_END_DECLS

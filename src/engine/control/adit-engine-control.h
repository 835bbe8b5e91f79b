/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done to the engine by its owner, with the configuration kept in step: the proxy, its
 * settings, the certificates, users and rules, each with its store, behind the verbs of the bus's
 * interfaces. Main thread.
 *
 * Signals:
 *
 * - "users-changed": other users, or another complaint about their file
 * - "access-changed": who has to sign in, and how; who is let in, and where to
 * - "rules-changed": other rules, another text of them, another complaint about their file, or
 *   another password for an upstream
 * - "blocked-changed": a client address was blocked, or a block was lifted
 * - "system-proxy-changed": what the desktop's proxy setting names, or should, may be another
 */

#pragma once

#include "engine/authorise/adit-engine-throttle.h"
#include "engine/certificate/adit-engine-certificates.h"
#include "engine/control/adit-engine-store.h"
#include "engine/control/adit-engine-upstreams.h"
#include "engine/session/adit-engine-proxy.h"
#include "model/adit-rules.h"
#include "model/adit-users.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_TYPE_CONTROL (adit_engine_control_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineControl, adit_engine_control, ADIT_ENGINE, CONTROL, GObject)

/* @store: NULL when changes of the settings are for this process only. @settings: taken over.
 * @certificates: need not be those that the settings name; a reference is taken. @directory: where
 * users and rules are kept. @state_directory: for what nobody edits; NULL: the same. */
AditEngineControl *adit_engine_control_new (AditSettings *settings,
                                            AditEngineStore *store,
                                            AditEngineCertificates *certificates,
                                            const char *directory,
                                            const char *state_directory);

/* Ends what still lives. Call it before the last unref. */
void adit_engine_control_close (AditEngineControl *self);

/* (transfer none) */
AditEngineProxy *adit_engine_control_get_proxy (AditEngineControl *self);
AditEngineCertificates *adit_engine_control_get_certificates (AditEngineControl *self);

/* Whether the settings say that the proxy is to run. */
gboolean adit_engine_control_is_wanted (AditEngineControl *self);

/* The files were edited by somebody else, and are read again: users and rules here, the settings by
 * the caller, NULL when they were no good. What is valid is in force, what is not leaves what was,
 * and is told by the proxy's listeners and the getters of errors. Certificates are the caller's
 * business. @settings: taken over. */
void adit_engine_control_reload (AditEngineControl *self, AditSettings *settings);

/* (transfer none) */
const AditSettings *adit_engine_control_get_settings (AditEngineControl *self);

/* Each does its thing and saves; @listener: (transfer full). Where the thing was done but not
 * saved, ADIT_ERROR_SAVE_FAILED is set; where it could not be done, the proxy's error. */
gboolean adit_engine_control_start (AditEngineControl *self, GError **error);
gboolean adit_engine_control_stop (AditEngineControl *self, GError **error);
gboolean adit_engine_control_add_listener (AditEngineControl *self,
                                           AditListenerSettings *listener,
                                           GError **error);
gboolean
adit_engine_control_remove_listener (AditEngineControl *self, const char *address, GError **error);
gboolean adit_engine_control_set_listener_enabled (AditEngineControl *self,
                                                   const char *address,
                                                   gboolean is_enabled,
                                                   GError **error);
gboolean adit_engine_control_set_listener_encryption (AditEngineControl *self,
                                                      const char *address,
                                                      AditEncryption encryption,
                                                      GError **error);

gboolean adit_engine_control_move_listener (AditEngineControl *self,
                                            const char *address,
                                            const char *to,
                                            gboolean is_public_allowed,
                                            GError **error);
gboolean adit_engine_control_set_listener_senders (AditEngineControl *self,
                                                   const char *address,
                                                   const GArray *senders,
                                                   GError **error);

/* Nothing to save: new and the same files. */
gboolean adit_engine_control_renew_certificate (AditEngineControl *self, GError **error);

/* ADIT_ERROR_INVALID_ARGUMENT, and nothing changed, when the files cannot be used. */
gboolean adit_engine_control_use_certificate (AditEngineControl *self,
                                              const char *certificate,
                                              const char *key,
                                              GError **error);
gboolean adit_engine_control_use_local_certificate (AditEngineControl *self, GError **error);

/* ---- adit-engine-control-people.c ---- */

/* File, line and reason when the users' file as it is is not valid; NULL otherwise. (transfer none)
 * both */
AditUsers *adit_engine_control_get_users (AditEngineControl *self);
const char *adit_engine_control_get_users_error (AditEngineControl *self);

/* What an edit has to begin with: the users as the file has them now. (transfer none) */
AditUsers *adit_engine_control_read_users (AditEngineControl *self);

/* Saves @users, the outcome of an edit, which are those in force then. Where the edit failed, NULL
 * with @error set already, that is the answer. ADIT_ERROR_SAVE_FAILED, and nothing changed.
 * @users: (transfer full) */
gboolean adit_engine_control_set_users (AditEngineControl *self, AditUsers *users, GError **error);

/* Takes away what the schemes do not need any more. */
void adit_engine_control_drop_unwanted_secrets (AditEngineControl *self, AditUser *user);

/* What is known of one who is removed, totals included, is kept for a while, as
 * adit-engine-removed.h says. Restoring sets ADIT_ERROR_NOT_FOUND where there is nobody to come
 * back, or ADIT_ERROR_EXISTS where another one has the name meanwhile. */
gboolean
adit_engine_control_remove_user (AditEngineControl *self, const char *name, GError **error);
gboolean
adit_engine_control_restore_user (AditEngineControl *self, const char *name, GError **error);

/* (transfer none) */
const AditAccess *adit_engine_control_get_access (AditEngineControl *self);
const AditClients *adit_engine_control_get_clients (AditEngineControl *self);
gboolean adit_engine_control_is_private_allowed (AditEngineControl *self);

/* All of it together. Without Digest, what only that needs is taken away from all users. */
gboolean adit_engine_control_set_access (AditEngineControl *self,
                                         const AditAccess *access,
                                         const AditClients *clients,
                                         gboolean is_private_allowed,
                                         GError **error);

/* Client addresses that failed to sign in. (transfer none) */
AditEngineThrottle *adit_engine_control_get_throttle (AditEngineControl *self);

/* ---- adit-engine-control-rules.c ---- */

/* File, line and reason when the rules' file as it is is not valid; NULL otherwise. (transfer none)
 * both */
AditRules *adit_engine_control_get_rules (AditEngineControl *self);
const char *adit_engine_control_get_rules_error (AditEngineControl *self);

/* What an edit has to begin with: the rules as the file has them now. (transfer none) */
AditRules *adit_engine_control_read_rules (AditEngineControl *self);

/* As adit_engine_control_set_users(). @rules: (transfer full) */
gboolean adit_engine_control_set_rules (AditEngineControl *self, AditRules *rules, GError **error);

/* Those that the rules define; what changes of them is told by "rules-changed". (transfer none) */
AditEngineUpstreams *adit_engine_control_get_upstreams (AditEngineControl *self);

/* Looks for their passwords from now on: among what systemd passes and, when @has_keyring, in the
 * session's keyring. */
void adit_engine_control_start_upstreams (AditEngineControl *self, gboolean has_keyring);

/* ---- adit-engine-control-system-proxy.c ---- */

/* Lends the desktop's proxy setting to the proxy from now on, while that is wanted and it serves;
 * closing puts back what was there before. */
void adit_engine_control_open_system_proxy (AditEngineControl *self);
void adit_engine_control_close_system_proxy (AditEngineControl *self);

/* ADIT_ERROR_FAILED, with the reason, where this desktop has no such setting, or not for us. */
gboolean
adit_engine_control_set_system_proxy (AditEngineControl *self, gboolean is_wanted, GError **error);

/* One of the words ADIT_SYSTEM_PROXY_…; why it is not set although it is wanted, or NULL. (transfer
 * none) both */
const char *adit_engine_control_get_system_proxy_state (AditEngineControl *self);
const char *adit_engine_control_get_system_proxy_error (AditEngineControl *self);

G_END_DECLS

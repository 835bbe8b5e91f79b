/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done to the engine by its owner, with the configuration kept in step: the proxy, its
 * settings, the certificates and the store, behind the verbs of the Engine and the Certificate
 * interface. Main thread. */

#pragma once

#include "engine/certificate/adit-engine-certificates.h"
#include "engine/control/adit-engine-store.h"
#include "engine/session/adit-engine-proxy.h"

G_BEGIN_DECLS

typedef struct _AditEngineControl AditEngineControl;

/* @store: NULL when changes are for this process only. @settings: taken over. @certificates: need
 * not be those that the settings name; a reference is taken. */
AditEngineControl *adit_engine_control_new (AditSettings *settings,
                                            AditEngineStore *store,
                                            AditEngineCertificates *certificates);
void adit_engine_control_free (AditEngineControl *self);

/* (transfer none) */
AditEngineProxy *adit_engine_control_get_proxy (AditEngineControl *self);
AditEngineCertificates *adit_engine_control_get_certificates (AditEngineControl *self);

/* Whether the settings say that the proxy is to run. */
gboolean adit_engine_control_is_wanted (AditEngineControl *self);

/* Each does its thing and saves. Where the thing was done but not saved, ADIT_ERROR_SAVE_FAILED is
 * set; where it could not be done, the proxy's error. */
gboolean adit_engine_control_start (AditEngineControl *self, GError **error);
gboolean adit_engine_control_stop (AditEngineControl *self, GError **error);
gboolean adit_engine_control_add_listener (AditEngineControl *self,
                                           const char *address,
                                           gboolean is_enabled,
                                           AditEncryption encryption,
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

/* Nothing to save: new and the same files. */
gboolean adit_engine_control_renew_certificate (AditEngineControl *self, GError **error);

/* ADIT_ERROR_INVALID_ARGUMENT, and nothing changed, when the files cannot be used. */
gboolean adit_engine_control_use_certificate (AditEngineControl *self,
                                              const char *certificate,
                                              const char *key,
                                              GError **error);
gboolean adit_engine_control_use_local_certificate (AditEngineControl *self, GError **error);

G_END_DECLS

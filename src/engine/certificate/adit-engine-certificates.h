/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The certificate that listeners show: one that we make ourselves, or somebody's own files.
 *
 * Ours is a leaf for this computer's names and addresses, signed by an authority that is made once
 * and kept, so that a device has to be told to trust it only once. It is made anew well before its
 * end, and when names or addresses appear that it is not for. Own files are read again when they
 * change. What cannot be used never replaces what serves: that stays, and the reason is told.
 *
 * Connections keep the certificate they began with. Main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_TYPE_ENGINE_CERTIFICATES (adit_engine_certificates_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineCertificates,
                      adit_engine_certificates,
                      ADIT,
                      ENGINE_CERTIFICATES,
                      GObject)

/* Signal "changed": what the getters below answer did, the error included. */

/* Loads or makes what there is to serve. @directory: for our own authority and leaf; made when
 * needed. @certificate, @key: own PEM files, or both NULL for ours.
 *
 * Never fails: what is wrong is told by get_error(). With own files that cannot be used there is no
 * certificate until they can. (transfer full) */
AditEngineCertificates *
adit_engine_certificates_new (const char *directory, const char *certificate, const char *key);

/* Makes a new leaf, or reads the own files again, now. What could not be used is told both by
 * @error (ADIT_ERROR) and by get_error(). */
gboolean adit_engine_certificates_renew (AditEngineCertificates *self, GError **error);

/* Looks whether there is something new to serve, as happens by itself now and then: own files that
 * changed, a leaf of ours that is due. What is wrong is told by get_error(). */
void adit_engine_certificates_look_again (AditEngineCertificates *self);

/* Goes over to own files, if they can be used: ADIT_ERROR_INVALID_ARGUMENT, with the reason, and
 * nothing changed otherwise. @key may be the same file. Both absolute. */
gboolean adit_engine_certificates_use_files (AditEngineCertificates *self,
                                             const char *certificate,
                                             const char *key,
                                             GError **error);

/* Goes over to our own. ADIT_ERROR_SAVE_FAILED when it cannot be made. */
gboolean adit_engine_certificates_use_local (AditEngineCertificates *self, GError **error);

gboolean adit_engine_certificates_is_local (AditEngineCertificates *self);

/* What to show to clients, with key and chain; NULL when there is nothing. (transfer none) */
GTlsCertificate *adit_engine_certificates_get_certificate (AditEngineCertificates *self);

/* DNS names, then addresses, of that certificate; empty without one. (transfer none) */
const char *const *adit_engine_certificates_get_names (AditEngineCertificates *self);

/* When it ends, in seconds since 1970; 0 without one. */
gint64 adit_engine_certificates_get_not_after (AditEngineCertificates *self);

/* SHA-256 of it as "AB:CD:…"; "" without one. */
const char *adit_engine_certificates_get_fingerprint (AditEngineCertificates *self);

/* Our authority's certificate as PEM, for devices to trust; NULL with own files. */
const char *adit_engine_certificates_get_authority (AditEngineCertificates *self);

/* Where certificate and key are read from. */
const char *adit_engine_certificates_get_certificate_path (AditEngineCertificates *self);
const char *adit_engine_certificates_get_key_path (AditEngineCertificates *self);

/* What is wrong with what should be served now, as a sentence; NULL: nothing. */
const char *adit_engine_certificates_get_error (AditEngineCertificates *self);

G_END_DECLS

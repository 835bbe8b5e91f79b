/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom we believe when an origin says who it is: the system's authorities, loaded once and shared
 * by all connections, and those of a file beside them.
 *
 * GnuTLS is asked directly: GIO would load all authorities again for every client connection
 * (8 ms and 3.8 MB with glib-networking 2.74), and does not look at what a certificate is for.
 * Counted; any thread. */

#pragma once

#include "model/adit-cause.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineTrust AditEngineTrust;

/* Loads them, which takes some ten milliseconds. @file: path of a PEM file with more authorities,
 * or NULL. NULL, with G_TLS_ERROR and a sentence, when that has none. (transfer full) */
AditEngineTrust *adit_engine_trust_new (const char *file, GError **error);
AditEngineTrust *adit_engine_trust_ref (AditEngineTrust *self);
void adit_engine_trust_unref (AditEngineTrust *self);

/* Whether @chain is a server's, for @name, a DNS name or an address, and from an authority we
 * believe: ADIT_CAUSE_NONE, or the ADIT_CAUSE_CERTIFICATE_… that says most. */
AditCause adit_engine_trust_check (AditEngineTrust *self, GTlsCertificate *chain, const char *name);

/* The one cause to tell of all that is wrong: @status as gnutls_certificate_status_t. */
AditCause adit_engine_trust_cause (guint status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditEngineTrust, adit_engine_trust_unref)

G_END_DECLS

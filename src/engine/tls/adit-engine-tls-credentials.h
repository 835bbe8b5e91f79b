/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What GnuTLS shows to clients, made of a GTlsCertificate once and kept with it: to copy and parse
 * certificate and key for every connection is a sixth of what its handshake costs. */

#pragma once

#include <gio/gio.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/* Of @certificate, with its key and the issuers that it knows. They live as long as @certificate,
 * and may be used by sessions of several threads at a time. NULL: it has no key, or GnuTLS does not
 * take it. Any thread. */
gnutls_certificate_credentials_t adit_engine_tls_credentials_of (GTlsCertificate *certificate,
                                                                 GError **error);

G_END_DECLS

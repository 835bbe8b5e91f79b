/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy's own pages: what a browser gets that asks the proxy itself, with a target in origin
 * form (RFC 9112, section 3.2.1). Their text is in data/engine, compiled in.
 *
 *   /                     what this is, and how a device is pointed here
 *   /proxy.pac            the same for browsers: a proxy auto-configuration script
 *   /adit-authority.crt   the local authority's certificate, as PEM
 *   /adit-authority.cer   the same as DER
 *
 * Whoever reaches the proxy can read them, so they hold nothing but the address that the client
 * already knew and the authority's public part. Pure; any thread. */

#pragma once

#include "model/adit-cause.h"

G_BEGIN_DECLS

/* What the pages tell; all strings are borrowed. */
typedef struct
{
  const char *host; /* how the client reached us, "HOST:PORT": its Host field, or the local address
                       where that has no port */
  gboolean is_plain_served;     /* this listener takes http:// proxy clients */
  gboolean is_encrypted_served; /* and https:// ones */
  const char *authority_pem;    /* the local authority's certificate; NULL: own files are used */
  gint64 now_s;                 /* Unix time, for the Date field */
} AditEnginePageFacts;

/* Appends the whole answer to @out: status line, fields, and the body unless @method is HEAD.
 * @path is the target as written; a query is ignored. Version 1.0 clients that stay are told so,
 * and all that do not.
 *
 * Returns ADIT_CAUSE_NONE; or with @out untouched NO_SUCH_PAGE, also for other methods, or
 * BAD_TARGET when the host is no valid authority. Nothing else of the client's gets into it. */
AditCause adit_engine_page_write (GByteArray *out,
                                  const char *method,
                                  const char *path,
                                  guint minor_version,
                                  gboolean is_persistent,
                                  const AditEnginePageFacts *facts);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-hop-http.h"

#include <string.h>

/* RFC 7617, section 2. */
static void
print_credentials (GString *request, const AditEngineUpstream *upstream)
{
  g_autofree char *pair = g_strconcat (upstream->user, ":", upstream->password, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

  g_string_append_printf (request, "Proxy-Authorization: Basic %s\r\n", encoded);
  explicit_bzero (pair, strlen (pair));
  explicit_bzero (encoded, strlen (encoded));
}

gboolean
adit_engine_hop_http_print (GString *request,
                            const AditEngineUpstream *upstream,
                            const AditAuthority *target)
{
  g_autofree char *authority = adit_authority_to_string (target);

  if (upstream->user && strchr (upstream->user, ':'))
    return FALSE;

  g_string_append_printf (request, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n", authority, authority);
  if (upstream->user)
    print_credentials (request, upstream);
  g_string_append (request, "\r\n");

  return TRUE;
}

/* 101 would be the answer to an Upgrade, and none was asked for. Any 2xx is a tunnel, whatever its
 * fields say about a length: RFC 9110, section 9.3.6. */
AditEngineHopHttp
adit_engine_hop_http_judge (guint16 status, AditCause *cause)
{
  if (status < 200 && status != 101)
    return ADIT_ENGINE_HOP_HTTP_INTERIM;

  *cause = status < 200    ? ADIT_CAUSE_UPSTREAM_BAD
           : status < 300  ? ADIT_CAUSE_NONE
           : status == 407 ? ADIT_CAUSE_UPSTREAM_SIGN_IN
           : status < 600  ? ADIT_CAUSE_UPSTREAM_REFUSED
                           : ADIT_CAUSE_UPSTREAM_BAD;
  return ADIT_ENGINE_HOP_HTTP_FINAL;
}

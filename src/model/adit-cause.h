/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every way a connection can end is one row of one table: the status the client is answered with,
 * whether it counts as an error, the word for logs and the bus, the error type of the Proxy-Status
 * field (RFC 9209, section 2.3), and a sentence for a person. Replies, counters, log lines and the
 * window all read that row; nobody else has an opinion about how something ended. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_CAUSE_NONE, /* it lives */

  /* an established tunnel ended */
  ADIT_CAUSE_FINISHED,
  ADIT_CAUSE_CLIENT_RESET,
  ADIT_CAUSE_ORIGIN_RESET,
  ADIT_CAUSE_IDLE,
  ADIT_CAUSE_CLOSED,
  ADIT_CAUSE_STOPPED,
  ADIT_CAUSE_USER_REMOVED,

  /* accept: it never became a request */
  ADIT_CAUSE_SILENT,
  ADIT_CAUSE_CLIENT_GONE,
  ADIT_CAUSE_TLS_NOT_SERVED,
  ADIT_CAUSE_TLS_FAILED,
  ADIT_CAUSE_TLS_TIMEOUT,
  ADIT_CAUSE_TLS_TRUNCATED,
  ADIT_CAUSE_TLS_REQUIRED,
  ADIT_CAUSE_SOCKS_NOT_SERVED,
  ADIT_CAUSE_BAD_PROXY_HEADER,

  /* parse: the request cannot be served */
  ADIT_CAUSE_BAD_REQUEST,
  ADIT_CAUSE_BAD_FIELD,
  ADIT_CAUSE_BAD_TARGET,
  ADIT_CAUSE_BAD_FRAMING,
  ADIT_CAUSE_BAD_VERSION,
  ADIT_CAUSE_HEAD_TIMEOUT,
  ADIT_CAUSE_REQUEST_LINE_TOO_LONG,
  ADIT_CAUSE_HEAD_TOO_LARGE,
  ADIT_CAUSE_TOO_MANY_FIELDS,
  ADIT_CAUSE_BAD_LENGTH,
  ADIT_CAUSE_BAD_CONTENT,
  ADIT_CAUSE_CODING_NOT_SERVED,
  ADIT_CAUSE_SCHEME_NOT_SERVED,
  ADIT_CAUSE_NO_SUCH_PAGE,

  /* authorise */
  ADIT_CAUSE_CLIENT_NOT_ALLOWED,
  ADIT_CAUSE_HTTPS_NOT_ALLOWED,
  ADIT_CAUSE_SIGN_IN_NEEDED,
  ADIT_CAUSE_SIGN_IN_FAILED,
  ADIT_CAUSE_SIGN_IN_BLOCKED,
  ADIT_CAUSE_SIGN_IN_BUSY,
  ADIT_CAUSE_PLAIN_SIGN_IN,
  ADIT_CAUSE_USER_DISABLED,
  ADIT_CAUSE_USER_EXPIRED,
  ADIT_CAUSE_TUNNELS_REACHED,
  ADIT_CAUSE_QUOTA_REACHED,
  ADIT_CAUSE_DENIED_BY_RULE,
  ADIT_CAUSE_DENIED_BY_SAFETY,

  /* connect */
  ADIT_CAUSE_LOOP,
  ADIT_CAUSE_NAME_NOT_FOUND,
  ADIT_CAUSE_NAME_TIMEOUT,
  ADIT_CAUSE_REFUSED,
  ADIT_CAUSE_UNREACHABLE,
  ADIT_CAUSE_CONNECT_FAILED,
  ADIT_CAUSE_CONNECT_TIMEOUT,
  ADIT_CAUSE_NO_DESCRIPTOR,
  ADIT_CAUSE_ORIGIN_TLS_FAILED,
  ADIT_CAUSE_ORIGIN_TLS_TIMEOUT,
  ADIT_CAUSE_CERTIFICATE_UNTRUSTED,
  ADIT_CAUSE_CERTIFICATE_WRONG_NAME,
  ADIT_CAUSE_CERTIFICATE_EXPIRED,
  ADIT_CAUSE_CERTIFICATE_NOT_YET_VALID,
  ADIT_CAUSE_CERTIFICATE_REVOKED,
  ADIT_CAUSE_CERTIFICATE_INSECURE,
  ADIT_CAUSE_CERTIFICATE_BAD,
  ADIT_CAUSE_UPSTREAM_UNREACHABLE,
  ADIT_CAUSE_UPSTREAM_TIMEOUT,
  ADIT_CAUSE_UPSTREAM_TLS_FAILED,
  ADIT_CAUSE_UPSTREAM_UNTRUSTED,
  ADIT_CAUSE_UPSTREAM_SIGN_IN,
  ADIT_CAUSE_UPSTREAM_REFUSED,
  ADIT_CAUSE_UPSTREAM_BAD,
  ADIT_CAUSE_UPSTREAM_TLS_IN_TLS,

  /* relay of a forwarded request */
  ADIT_CAUSE_ANSWERED,
  ADIT_CAUSE_NO_RESPONSE,
  ADIT_CAUSE_RESPONSE_TIMEOUT,
  ADIT_CAUSE_RESPONSE_INCOMPLETE,
  ADIT_CAUSE_BAD_RESPONSE,
  ADIT_CAUSE_BAD_RESPONSE_LENGTH,
  ADIT_CAUSE_BAD_RESPONSE_CONTENT,
  ADIT_CAUSE_RESPONSE_CODING,
  ADIT_CAUSE_RESPONSE_HEAD_TOO_LARGE,

  ADIT_N_CAUSES
} AditCause;

typedef struct
{
  const char *word;     /* for logs and the bus, such as "name-not-found" */
  guint16 status;       /* HTTP status of the reply; 0 where none is sent */
  const char *reason;   /* reason phrase; NULL without a status */
  const char *error;    /* error type of RFC 9209; NULL where that has none */
  gboolean is_error;    /* something went wrong, rather than came to its end */
  const char *sentence; /* for a person, translatable, without final full stop */
} AditCauseRow;

/* The row of @cause. Never NULL; static. */
const AditCauseRow *adit_cause_row (AditCause cause);

/* Finds the cause with this exact word. @cause is untouched when there is none. */
gboolean adit_cause_from_word (const char *word, AditCause *cause);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy's own answers, read by a small parser that knows nothing of the one that writes them:
 * what a client relies on must be there and agree with itself. */

#include "engine/reply/adit-engine-reply.h"

#include <string.h>

typedef struct
{
  guint minor_version;
  guint status;
  char *reason;
  GHashTable *fields; /* lower-case name → value */
  char *body;
} Reply;

/* Error types registered by RFC 9209, section 2.3. */
static const char *const error_types[] = {
  "dns_timeout",
  "dns_error",
  "destination_not_found",
  "destination_unavailable",
  "destination_ip_prohibited",
  "destination_ip_unroutable",
  "connection_refused",
  "connection_terminated",
  "connection_timeout",
  "connection_read_timeout",
  "connection_write_timeout",
  "connection_limit_reached",
  "tls_protocol_error",
  "tls_certificate_error",
  "tls_alert_received",
  "http_request_error",
  "http_request_denied",
  "http_response_incomplete",
  "http_response_header_section_size",
  "http_response_transfer_coding",
  "http_response_timeout",
  "http_protocol_error",
  "proxy_internal_response",
  "proxy_internal_error",
  "proxy_configuration_error",
  "proxy_loop_detected",
  NULL,
};

static void
read_status_line (Reply *reply, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_assert_true (g_str_equal (words[0], "HTTP/1.0") || g_str_equal (words[0], "HTTP/1.1"));
  g_assert_cmpuint (strlen (words[1]), ==, 3);
  reply->minor_version = (guint) (words[0][7] - '0');
  reply->status = (guint) g_ascii_strtoull (words[1], NULL, 10);
  reply->reason = g_strdup (words[2]);
}

static void
read_field (Reply *reply, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  g_assert_null (strpbrk (parts[0], " \t"));
  g_assert_true (
      g_hash_table_insert (reply->fields, g_ascii_strdown (parts[0], -1), g_strdup (parts[1])));
}

static Reply *
reply_read (const char *bytes, gsize length)
{
  Reply *reply = g_new0 (Reply, 1);
  g_autofree char *text = g_strndup (bytes, length);
  char *end = strstr (text, "\r\n\r\n");
  g_auto (GStrv) lines = NULL;

  g_assert_cmpuint (strlen (text), ==, length); /* no NUL */
  g_assert_nonnull (end);
  reply->body = g_strdup (end + 4);
  *end = '\0';

  reply->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_assert_null (strpbrk (lines[i], "\r\n"));
      if (i == 0)
        read_status_line (reply, lines[i]);
      else
        read_field (reply, lines[i]);
    }

  return reply;
}

static void
reply_free (Reply *reply)
{
  g_hash_table_unref (reply->fields);
  g_free (reply->reason);
  g_free (reply->body);
  g_free (reply);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reply, reply_free)

static const char *
field (const Reply *reply, const char *name)
{
  return g_hash_table_lookup (reply->fields, name);
}

/* A quoted string of RFC 8941, section 3.3.3: visible ASCII and spaces, quotes escaped. */
static void
assert_quotable (const char *text)
{
  for (const char *c = text; *c; c++)
    {
      g_assert_cmpint (*c, >=, ' ');
      g_assert_cmpint (*c, <, 0x7f);
      g_assert_true (*c != '"' && *c != '\\');
    }
}

static void
check_error (AditCause cause, guint minor_version)
{
  const AditCauseRow *row = adit_cause_row (cause);
  char bytes[ADIT_ENGINE_REPLY_SIZE];
  gsize length = adit_engine_reply_error (bytes, minor_version, cause, NULL);
  g_autoptr (Reply) reply = NULL;
  g_autofree char *body = g_strdup_printf ("%s.\n", row->sentence);
  g_autofree char *status =
      g_strdup_printf ("Adit; error=%s; details=\"%s\"", row->error, row->sentence);

  if (row->status == 0)
    {
      g_assert_cmpuint (length, ==, 0);
      return;
    }

  g_assert_cmpuint (length, <, ADIT_ENGINE_REPLY_SIZE);
  reply = reply_read (bytes, length);
  g_assert_cmpuint (reply->minor_version, ==, minor_version);
  g_assert_cmpuint (reply->status, ==, row->status);
  g_assert_cmpstr (reply->reason, ==, row->reason);
  g_assert_cmpstr (reply->body, ==, body);
  g_assert_cmpuint (g_ascii_strtoull (field (reply, "content-length"), NULL, 10), ==,
                    strlen (reply->body));
  g_assert_cmpstr (field (reply, "connection"), ==, "close");
  g_assert_cmpstr (field (reply, "content-type"), ==, "text/plain; charset=utf-8");
  g_assert_cmpstr (field (reply, "proxy-agent"), ==, "Adit/" ADIT_VERSION);
  g_assert_cmpstr (field (reply, "proxy-status"), ==, status);
  g_assert_null (field (reply, "transfer-encoding"));
  g_assert_true (g_strv_contains (error_types, row->error));
  assert_quotable (row->sentence);
}

static void
test_errors (gconstpointer data)
{
  guint n_answered = 0;

  for (guint cause = 0; cause < ADIT_N_CAUSES; cause++)
    {
      check_error (cause, GPOINTER_TO_UINT (data));
      n_answered += adit_cause_row (cause)->status > 0;
    }

  g_assert_cmpuint (n_answered, >, 0);
}

/* Which end has which status is promised to clients. */
static void
test_statuses (void)
{
  static const struct
  {
    AditCause cause;
    guint status;
  } rows[] = {
    { ADIT_CAUSE_BAD_REQUEST, 400 },
    { ADIT_CAUSE_BAD_FIELD, 400 },
    { ADIT_CAUSE_BAD_TARGET, 400 },
    { ADIT_CAUSE_BAD_FRAMING, 400 },
    { ADIT_CAUSE_BAD_VERSION, 505 },
    { ADIT_CAUSE_HEAD_TIMEOUT, 408 },
    { ADIT_CAUSE_HEAD_TOO_LARGE, 431 },
    { ADIT_CAUSE_TOO_MANY_FIELDS, 431 },
    { ADIT_CAUSE_REFUSED, 502 },
    { ADIT_CAUSE_REQUEST_LINE_TOO_LONG, 414 },
    { ADIT_CAUSE_UNREACHABLE, 502 },
    { ADIT_CAUSE_CODING_NOT_SERVED, 501 },
    { ADIT_CAUSE_BAD_LENGTH, 400 },
    { ADIT_CAUSE_BAD_CONTENT, 400 },
    { ADIT_CAUSE_SCHEME_NOT_SERVED, 400 },
    { ADIT_CAUSE_TLS_REQUIRED, 400 },
    { ADIT_CAUSE_NO_SUCH_PAGE, 404 },
    { ADIT_CAUSE_HTTPS_NOT_ALLOWED, 403 },
    { ADIT_CAUSE_CERTIFICATE_EXPIRED, 502 },
    { ADIT_CAUSE_ORIGIN_TLS_TIMEOUT, 504 },
    { ADIT_CAUSE_NO_RESPONSE, 502 },
    { ADIT_CAUSE_RESPONSE_TIMEOUT, 504 },
    { ADIT_CAUSE_BAD_RESPONSE_LENGTH, 502 },
    { ADIT_CAUSE_NAME_NOT_FOUND, 502 },
    { ADIT_CAUSE_LOOP, 502 },
    { ADIT_CAUSE_NAME_TIMEOUT, 504 },
    { ADIT_CAUSE_CONNECT_TIMEOUT, 504 },
    { ADIT_CAUSE_CONNECT_FAILED, 502 },
    { ADIT_CAUSE_NO_DESCRIPTOR, 503 },
    { ADIT_CAUSE_CLIENT_NOT_ALLOWED, 403 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      char bytes[ADIT_ENGINE_REPLY_SIZE];
      gsize length = adit_engine_reply_error (bytes, 1, rows[i].cause, NULL);
      g_autoptr (Reply) reply = reply_read (bytes, length);

      g_assert_cmpuint (reply->status, ==, rows[i].status);
    }
}

static void
test_established (void)
{
  char bytes[ADIT_ENGINE_REPLY_SIZE];
  gsize length = adit_engine_reply_established (bytes, 1);
  static const char in_1_1[] =
      "HTTP/1.1 200 Connection Established\r\nProxy-Agent: Adit/" ADIT_VERSION "\r\n\r\n";
  static const char in_1_0[] =
      "HTTP/1.0 200 Connection Established\r\nProxy-Agent: Adit/" ADIT_VERSION "\r\n\r\n";

  g_assert_cmpmem (bytes, length, in_1_1, strlen (in_1_1));
  length = adit_engine_reply_established (bytes, 0);
  g_assert_cmpmem (bytes, length, in_1_0, strlen (in_1_0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/reply/established", test_established);
  g_test_add_data_func ("/engine/reply/errors-1.0", GUINT_TO_POINTER (0), test_errors);
  g_test_add_data_func ("/engine/reply/errors-1.1", GUINT_TO_POINTER (1), test_errors);
  g_test_add_func ("/engine/reply/statuses", test_statuses);

  return g_test_run ();
}

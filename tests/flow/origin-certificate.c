/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Origins have to show who they are; where they cannot, the client is told why not. */

#include "flow-tls.h"

#include <gnutls/gnutls.h>

/* A plain client's request for https://HOST:@port/. (transfer full) */
static char *
request_for (const char *host, guint16 port)
{
  return g_strdup_printf ("GET https://%s:%u/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                          host, port);
}

static void
answer (int listener, const AditEngineKeyPair *identity)
{
  FlowTls *origin = flow_tls_accept (listener, identity);
  g_autofree char *head = flow_tls_read_head (origin);

  flow_tls_say (origin, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  flow_tls_close (origin);
}

/* Closes @client. */
static void
assert_answered (int client)
{
  g_autofree char *reply = flow_read_to_end (client);

  flow_close (client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  g_assert_true (g_str_has_suffix (reply, "\r\n\r\nok"));
}

/* Closes @client. */
static void
assert_refused (FlowEngine *engine, int client, AditCause cause)
{
  g_autofree char *reply = flow_read_to_end (client);
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

  flow_close (client);
  flow_assert_refusal (reply, cause, 1);
  g_assert_cmpstr (adit_cause_row (row->cause)->word, ==, adit_cause_row (cause)->word);
  g_assert_cmpuint (row->status, ==, adit_cause_row (cause)->status);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 1);
  flow_wait_until (flow_engine_count (engine) == 0);
}

/* ---- Whom is believed ---- */

typedef enum
{
  KNOWN,
  UNKNOWN, /* its authority is */
  EXPIRED,
  EARLY
} Validity;

typedef struct
{
  const char *name;
  const char *names; /* the certificate's */
  Validity validity;
  const char *host; /* asked for */
  AditCause cause;
} Case;

static const Case cases[] = {
  { "/origin-certificate/name", "origin.example.org", KNOWN, "origin.example.org", 0 },
  { "/origin-certificate/name-in-capitals", "origin.example.org", KNOWN, "ORIGIN.example.ORG", 0 },
  { "/origin-certificate/name-with-dot", "origin.example.org", KNOWN, "origin.example.org.", 0 },
  { "/origin-certificate/one-of-names", "a.example.org origin.example.org", KNOWN,
    "origin.example.org", 0 },
  { "/origin-certificate/wildcard", "*.example.org", KNOWN, "origin.example.org", 0 },
  { "/origin-certificate/ipv4", "127.0.0.1", KNOWN, "127.0.0.1", 0 },
  { "/origin-certificate/ipv6", "::1", KNOWN, "[::1]", 0 },
  { "/origin-certificate/ipv6-long", "::1", KNOWN, "[0:0:0::1]", 0 },

  { "/origin-certificate/untrusted", "127.0.0.1", UNKNOWN, "127.0.0.1",
    ADIT_CAUSE_CERTIFICATE_UNTRUSTED },
  { "/origin-certificate/untrusted-and-wrong", "127.0.0.2", UNKNOWN, "127.0.0.1",
    ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
  { "/origin-certificate/expired", "127.0.0.1", EXPIRED, "127.0.0.1",
    ADIT_CAUSE_CERTIFICATE_EXPIRED },
  { "/origin-certificate/not-yet-valid", "127.0.0.1", EARLY, "127.0.0.1",
    ADIT_CAUSE_CERTIFICATE_NOT_YET_VALID },
  { "/origin-certificate/other-name", "other.example.org", KNOWN, "origin.example.org",
    ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
  { "/origin-certificate/wildcard-too-deep", "*.org", KNOWN, "origin.example.org",
    ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
  { "/origin-certificate/other-address", "127.0.0.2", KNOWN, "127.0.0.1",
    ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
  { "/origin-certificate/name-for-address", "origin.example.org", KNOWN, "127.0.0.1",
    ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
  { "/origin-certificate/address-for-name", "127.0.0.1", KNOWN, "origin.example.org",
    ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
  { "/origin-certificate/other-ipv6", "::2", KNOWN, "[::1]", ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
};

static AditEngineKeyPair *
make_identity (const Case *row)
{
  switch (row->validity)
    {
    case UNKNOWN:
      return flow_identity_new_unknown (row->names);
    case EXPIRED:
      return flow_identity_new_from (row->names, -ADIT_ENGINE_LEAF_DAYS - 10);
    case EARLY:
      return flow_identity_new_from (row->names, 10);
    case KNOWN:
    default:
      return flow_identity_new (row->names);
    }
}

/* The handshake fails, and nothing of the request is said. */
static void
fail_with (int listener, const FlowTlsTerms *terms)
{
  FlowTls *origin = flow_tls_new (flow_accept (listener), terms);
  int code = flow_tls_try_handshake (origin);

  /* A server may be done before it hears what the client thinks of it. */
  if (code == 0)
    code = flow_tls_await_failure (origin);
  g_assert_true (code == GNUTLS_E_FATAL_ALERT_RECEIVED || code == GNUTLS_E_PULL_ERROR ||
                 code == GNUTLS_E_PREMATURE_TERMINATION);
  flow_tls_cut (origin);
}

static void
fail (int listener, const AditEngineKeyPair *identity)
{
  fail_with (listener, &(FlowTlsTerms){ .identity = identity });
}

static void
check_case (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *identity = make_identity (row);
  guint16 port = 0;
  int listener = flow_listen (row->host[0] == '[' ? "::1" : "127.0.0.1", &port);
  int client = flow_client_new (engine);
  g_autofree char *request = request_for (row->host, port);

  flow_say (client, request);
  if (row->cause == ADIT_CAUSE_NONE)
    {
      answer (listener, identity);
      assert_answered (client);
    }
  else
    {
      fail (listener, identity);
      assert_refused (engine, client, row->cause);
    }

  flow_close (listener);
  flow_identity_free (identity);
  flow_engine_free (engine);
}

/* Without our file, who is vouched for by our authority is a stranger. */
static void
check_no_file (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowEngine *engine = flow_tls_engine_new (settings);
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int client = flow_client_new (engine);
  g_autofree char *request = request_for ("127.0.0.1", port);

  flow_say (client, request);
  fail (listener, identity);
  assert_refused (engine, client, ADIT_CAUSE_CERTIFICATE_UNTRUSTED);

  flow_close (listener);
  flow_identity_free (identity);
  flow_engine_free (engine);
}

/* It is not held against the origin: once it has a better one, it is served. */
static void
check_next_is_served (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *bad = flow_identity_new_unknown ("127.0.0.1");
  AditEngineKeyPair *good = flow_identity_new ("127.0.0.1");
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request = request_for ("127.0.0.1", port);
  int client = flow_client_new (engine);

  flow_say (client, request);
  fail (listener, bad);
  assert_refused (engine, client, ADIT_CAUSE_CERTIFICATE_UNTRUSTED);

  client = flow_client_new (engine);
  flow_say (client, request);
  answer (listener, good);
  assert_answered (client);

  flow_close (listener);
  flow_identity_free (bad);
  flow_identity_free (good);
  flow_engine_free (engine);
}

/* ---- What is no TLS ---- */

static void
check_not_tls (gconstpointer text)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int client = flow_client_new (engine);
  g_autofree char *request = request_for ("127.0.0.1", port);
  int origin;

  flow_say (client, request);
  origin = flow_accept (listener);
  flow_say (origin, text);
  flow_half_close (origin);
  assert_refused (engine, client, ADIT_CAUSE_ORIGIN_TLS_FAILED);

  flow_close (origin);
  flow_close (listener);
  flow_engine_free (engine);
}

/* A server of old. */
static void
check_old_version (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  FlowTlsTerms terms = { .identity = identity,
                         .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT" };
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int client = flow_client_new (engine);
  g_autofree char *request = request_for ("127.0.0.1", port);

  flow_say (client, request);
  fail_with (listener, &terms);
  assert_refused (engine, client, ADIT_CAUSE_ORIGIN_TLS_FAILED);

  flow_close (listener);
  flow_identity_free (identity);
  flow_engine_free (engine);
}

/* Silence, or half a record, for longer than connecting may take. */
static void
check_stall (gconstpointer text)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  FlowEngine *engine;
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request = request_for ("127.0.0.1", port);
  gint64 since_us = g_get_monotonic_time ();
  int client;
  int origin;

  settings->connect_timeout_s = 1;
  engine = flow_tls_engine_new (settings);
  client = flow_client_new (engine);
  flow_say (client, request);
  origin = flow_accept (listener);
  flow_say (origin, text);
  assert_refused (engine, client, ADIT_CAUSE_ORIGIN_TLS_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - since_us, >=, G_USEC_PER_SEC);

  flow_close (origin);
  flow_close (listener);
  flow_engine_free (engine);
}

static void
add_failures (void)
{
  g_test_add_data_func ("/origin-certificate/not-tls/http",
                        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", check_not_tls);
  g_test_add_data_func ("/origin-certificate/not-tls/end", "", check_not_tls);
  g_test_add_data_func ("/origin-certificate/not-tls/half-record", "\x16\x03\x03\x02",
                        check_not_tls);
  g_test_add_data_func ("/origin-certificate/not-tls/nonsense", "\x16\x03\x03\x01\x05hello",
                        check_not_tls);
  g_test_add_func ("/origin-certificate/old-version", check_old_version);
  g_test_add_data_func ("/origin-certificate/stall/silent", "", check_stall);
  g_test_add_data_func ("/origin-certificate/stall/half-record", "\x16\x03\x03\x01", check_stall);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("origin.example.org", (const char *[]){ "127.0.0.1", NULL });
  flow_resolver_add ("ORIGIN.example.ORG", (const char *[]){ "127.0.0.1", NULL });
  flow_resolver_add ("origin.example.org.", (const char *[]){ "127.0.0.1", NULL });
  flow_authority_open ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_case);
  g_test_add_func ("/origin-certificate/no-file", check_no_file);
  g_test_add_func ("/origin-certificate/next-is-served", check_next_is_served);
  add_failures ();

  status = g_test_run ();
  flow_authority_close ();
  return status;
}

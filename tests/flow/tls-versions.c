/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is agreed on in a handshake: TLS 1.2 or 1.3 and nothing older; http/1.1 by ALPN. */

#include "flow-tls.h"

#include <gnutls/gnutls.h>

/* A tunnel through it must carry. */
static void
use (FlowTls *client)
{
  FlowTlsTunnel tunnel = { .client = client };
  int listener = flow_listen ("127.0.0.1", &tunnel.port);

  flow_tls_connect (client, tunnel.port);
  tunnel.origin = flow_accept (listener);
  flow_tls_tunnel_check (&tunnel);
  flow_tls_tunnel_close (&tunnel);
  flow_close (listener);
}

/* ---- Versions ---- */

typedef struct
{
  const char *name;
  const char *priority;
  const char *version; /* agreed on */
} Version;

static const Version versions[] = {
  { "/tls-versions/1.2", "NORMAL:-VERS-ALL:+VERS-TLS1.2", "TLS1.2" },
  { "/tls-versions/1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", "TLS1.3" },
  { "/tls-versions/best", "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1", "TLS1.3" },
};

static void
check_accepted (gconstpointer data)
{
  const Version *row = data;
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTerms terms = { .priority = row->priority };
  FlowTls *client = flow_tls_new (flow_client_new (engine), &terms);

  flow_tls_handshake (client);
  g_assert_cmpstr (flow_tls_version (client), ==, row->version);
  use (client);

  flow_engine_free (engine);
}

static void
check_refused (gconstpointer priority)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTls *client =
      flow_tls_new (flow_client_new (engine), &(FlowTlsTerms){ .priority = priority });
  g_autoptr (AditTunnel) row = NULL;

  g_assert_cmpint (flow_tls_try_handshake (client), ==, GNUTLS_E_FATAL_ALERT_RECEIVED);
  flow_tls_cut (client);
  row = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_TLS_FAILED);
  flow_wait_until (flow_engine_count (engine) == 0);

  flow_engine_free (engine);
}

/* ---- ALPN ---- */

static void
check_protocol (gconstpointer offered)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTls *client = flow_tls_new (flow_client_new (engine), &(FlowTlsTerms){ .protocol = offered });
  g_autofree char *agreed = NULL;

  flow_tls_handshake (client);
  agreed = flow_tls_protocol (client);
  g_assert_cmpstr (agreed, ==, offered);
  use (client);

  flow_engine_free (engine);
}

/* RFC 7301, section 3.2: nothing in common ends the handshake, or is as if nothing was offered. */
static void
check_unknown_protocol (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTls *client = flow_tls_new (flow_client_new (engine), &(FlowTlsTerms){ .protocol = "h2" });

  if (flow_tls_try_handshake (client) == 0)
    {
      g_assert_null (flow_tls_protocol (client));
      use (client);
    }
  else
    {
      g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, 1);

      g_assert_cmpint (row->cause, ==, ADIT_CAUSE_TLS_FAILED);
      flow_tls_cut (client);
    }

  flow_engine_free (engine);
}

/* An origin is told that we speak http/1.1. */
static void
check_origin_protocol (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  FlowTlsTerms terms = { .identity = identity, .protocol = "http/1.1" };
  FlowTls *client = flow_tls_dial (engine);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  g_autofree char *request =
      g_strdup_printf ("GET https://127.0.0.1:%u/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", port);
  g_autofree char *agreed = NULL;
  FlowTls *origin;

  flow_tls_say (client, request);
  origin = flow_tls_new (flow_accept (listener), &terms);
  flow_tls_handshake (origin);
  agreed = flow_tls_protocol (origin);
  g_assert_cmpstr (agreed, ==, "http/1.1");
  g_assert_cmpstr (flow_tls_version (origin), ==, "TLS1.3");

  flow_tls_close (origin);
  flow_tls_close (client);
  flow_close (listener);
  flow_identity_free (identity);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    g_test_add_data_func (versions[i].name, &versions[i], check_accepted);
  g_test_add_data_func ("/tls-versions/1.1", "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT",
                        check_refused);
  g_test_add_data_func ("/tls-versions/1.0", "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT",
                        check_refused);
  g_test_add_data_func ("/tls-versions/protocol/http-1.1", "http/1.1", check_protocol);
  g_test_add_data_func ("/tls-versions/protocol/none", NULL, check_protocol);
  g_test_add_func ("/tls-versions/protocol/unknown", check_unknown_protocol);
  g_test_add_func ("/tls-versions/protocol/of-origin", check_origin_protocol);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}

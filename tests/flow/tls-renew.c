/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A new certificate is for those who come from then on; what runs goes on. */

#include "flow-tls.h"

static void
clear_certificate (AditEngineProxy *proxy, gpointer data)
{
  adit_engine_proxy_set_certificate (proxy, NULL, NULL);
}

/* Who comes now is shown @identity. */
static void
assert_shows (FlowEngine *engine, const AditEngineKeyPair *identity)
{
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  g_assert_true (flow_tls_is_with (tunnel.client, identity));
  flow_tls_tunnel_check (&tunnel);
  flow_tls_tunnel_close (&tunnel);
}

static void
check_tunnels_go_on (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  AditEngineKeyPair *first = flow_identity_new ("localhost");
  AditEngineKeyPair *second = flow_identity_new ("localhost");
  FlowTlsTunnel tunnel;

  flow_engine_set_identity (engine, first);
  assert_shows (engine, first);
  tunnel = flow_tls_tunnel_new (engine);

  flow_engine_set_identity (engine, second);
  for (guint i = 0; i < 8; i++) /* on whichever worker it comes */
    assert_shows (engine, second);
  g_assert_true (flow_tls_is_with (tunnel.client, first));
  flow_tls_tunnel_check (&tunnel);

  flow_tls_tunnel_close (&tunnel);
  flow_identity_free (first);
  flow_identity_free (second);
  flow_engine_free (engine);
}

/* Within a transfer, again and again. */
static void
check_during_transfer (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  FlowStream *sending = flow_tls_stream_send (tunnel.client, 32 * 1024 * 1024, 1, TRUE);
  FlowStream *receiving = flow_stream_receive (tunnel.origin);
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  for (guint i = 0; i < 8; i++)
    {
      AditEngineKeyPair *identity = flow_identity_new ("localhost");

      flow_engine_set_identity (engine, identity);
      assert_shows (engine, identity);
      flow_identity_free (identity);
    }
  sent = flow_stream_finish (sending, NULL);
  received = flow_stream_finish (receiving, NULL);
  g_assert_cmpstr (sent, ==, received);

  flow_tls_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

/* A client that has not said anything yet is shown the new one. */
static void
check_before_hello (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *identity = flow_identity_new ("localhost");
  FlowTls *client = flow_tls_new (flow_client_new (engine), NULL);
  g_autoptr (AditTunnel) row = flow_engine_await_phase (engine, ADIT_PHASE_ACCEPT);

  flow_engine_set_identity (engine, identity);
  flow_tls_handshake (client);
  g_assert_true (flow_tls_is_with (client, identity));

  flow_tls_close (client);
  flow_identity_free (identity);
  flow_engine_free (engine);
}

/* None any more: what runs goes on, nobody else gets in, until there is one again. */
static void
check_withdrawn (void)
{
  FlowEngine *engine = flow_tls_engine_new (NULL);
  AditEngineKeyPair *identity = flow_identity_new ("localhost");
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);
  FlowTls *client;

  flow_engine_call (engine, clear_certificate, NULL);
  client = flow_tls_new (flow_client_new (engine), NULL);
  g_assert_cmpint (flow_tls_try_handshake (client), <, 0);
  flow_tls_cut (client);
  flow_tls_tunnel_check (&tunnel);

  flow_engine_set_identity (engine, identity);
  assert_shows (engine, identity);

  flow_tls_tunnel_close (&tunnel);
  flow_identity_free (identity);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/tls-renew/tunnels-go-on", check_tunnels_go_on);
  g_test_add_func ("/tls-renew/during-transfer", check_during_transfer);
  g_test_add_func ("/tls-renew/before-hello", check_before_hello);
  g_test_add_func ("/tls-renew/withdrawn", check_withdrawn);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}

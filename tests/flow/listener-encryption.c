/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a listener takes: plain clients, encrypted ones, or both on one port. */

#include "flow-tls.h"

#define REQUEST "CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n"

static FlowEngine *
engine_with (AditEncryption encryption)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  AditListenerSettings *listener = settings->listeners->pdata[0];

  listener->encryption = encryption;
  return flow_tls_engine_new (settings);
}

/* ---- The four ways to meet ---- */

static void
assert_serves_plain (FlowEngine *engine)
{
  FlowTunnel tunnel = flow_tunnel_new (engine);

  flow_tunnel_check (&tunnel);
  flow_tunnel_close (&tunnel);
}

static void
assert_serves_encrypted (FlowEngine *engine)
{
  FlowTlsTunnel tunnel = flow_tls_tunnel_new (engine);

  flow_tls_tunnel_check (&tunnel);
  flow_tls_tunnel_close (&tunnel);
}

/* It is told which kind of proxy this is. */
static void
assert_refuses_plain (FlowEngine *engine)
{
  g_autofree char *reply = flow_ask (engine, REQUEST);

  flow_assert_refusal (reply, ADIT_CAUSE_TLS_REQUIRED, 1);
}

/* Nothing can be said that it would understand: its connection ends. */
static void
assert_refuses_encrypted (FlowEngine *engine)
{
  FlowTls *client = flow_tls_new (flow_client_new (engine), NULL);

  g_assert_cmpint (flow_tls_try_handshake (client), <, 0);
  flow_tls_cut (client);
}

static void
assert_latest (FlowEngine *engine, guint n_ended, AditCause cause)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (engine, n_ended);

  g_assert_cmpstr (adit_cause_row (row->cause)->word, ==, adit_cause_row (cause)->word);
  g_assert_cmpuint (row->status, ==, adit_cause_row (cause)->status);
}

static void
check_both (void)
{
  FlowEngine *engine = engine_with (ADIT_ENCRYPTION_BOTH);

  assert_serves_plain (engine);
  assert_serves_encrypted (engine);

  flow_engine_free (engine);
}

static void
check_plain (void)
{
  FlowEngine *engine = engine_with (ADIT_ENCRYPTION_PLAIN);

  assert_refuses_encrypted (engine);
  assert_latest (engine, 1, ADIT_CAUSE_TLS_NOT_SERVED);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 1);
  assert_serves_plain (engine);

  flow_engine_free (engine);
}

static void
check_encrypted (void)
{
  FlowEngine *engine = engine_with (ADIT_ENCRYPTION_ENCRYPTED);

  assert_refuses_plain (engine);
  assert_latest (engine, 1, ADIT_CAUSE_TLS_REQUIRED);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 1);
  assert_serves_encrypted (engine);

  flow_engine_free (engine);
}

/* Also to a browser that looks for our own page. */
static void
check_encrypted_page (void)
{
  FlowEngine *engine = engine_with (ADIT_ENCRYPTION_ENCRYPTED);
  const char *request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  g_autofree char *plain = flow_ask (engine, request);
  g_autofree char *encrypted = flow_tls_ask (engine, request);

  flow_assert_refusal (plain, ADIT_CAUSE_TLS_REQUIRED, 1);
  g_assert_cmpuint (flow_status_of (encrypted), ==, 200);

  flow_engine_free (engine);
}

/* ---- Without a certificate there is no TLS ---- */

static void
check_no_certificate (void)
{
  FlowEngine *engine = flow_engine_new (NULL);

  assert_refuses_encrypted (engine);
  assert_latest (engine, 1, ADIT_CAUSE_TLS_NOT_SERVED);
  assert_serves_plain (engine);

  flow_engine_free (engine);
}

static void
check_no_certificate_encrypted (void)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  AditListenerSettings *listener = settings->listeners->pdata[0];
  FlowEngine *engine;

  listener->encryption = ADIT_ENCRYPTION_ENCRYPTED;
  engine = flow_engine_new (settings);
  assert_refuses_encrypted (engine);
  assert_latest (engine, 1, ADIT_CAUSE_TLS_NOT_SERVED);
  assert_refuses_plain (engine);
  assert_latest (engine, 2, ADIT_CAUSE_TLS_REQUIRED);

  flow_engine_free (engine);
}

/* ---- Changed while it listens ---- */

static void
change (AditEngineProxy *proxy, gpointer data)
{
  g_autoptr (GPtrArray) rows = adit_engine_proxy_list_listeners (proxy);
  const AditListener *row = rows->pdata[0];
  g_autoptr (GError) error = NULL;

  adit_engine_proxy_set_listener_encryption (proxy, row->address, *(AditEncryption *) data, &error);
  g_assert_no_error (error);
}

static void
set_encryption (FlowEngine *engine, AditEncryption encryption)
{
  guint16 port = flow_engine_port (engine);
  g_autoptr (AditListener) row = NULL;

  flow_engine_call (engine, change, &encryption);
  row = flow_engine_listener (engine, 0);
  g_assert_cmpint (row->encryption, ==, encryption);
  g_assert_cmpuint (flow_engine_port (engine), ==, port);
}

/* For those who come from then on; the others stay as they are. */
static void
check_changed (void)
{
  FlowEngine *engine = engine_with (ADIT_ENCRYPTION_BOTH);
  FlowTunnel plain = flow_tunnel_new (engine);
  FlowTlsTunnel encrypted = flow_tls_tunnel_new (engine);

  set_encryption (engine, ADIT_ENCRYPTION_ENCRYPTED);
  assert_refuses_plain (engine);
  assert_serves_encrypted (engine);
  flow_tunnel_check (&plain);

  set_encryption (engine, ADIT_ENCRYPTION_PLAIN);
  assert_refuses_encrypted (engine);
  assert_serves_plain (engine);
  flow_tls_tunnel_check (&encrypted);

  set_encryption (engine, ADIT_ENCRYPTION_BOTH);
  assert_serves_plain (engine);
  assert_serves_encrypted (engine);

  flow_tunnel_close (&plain);
  flow_tls_tunnel_close (&encrypted);
  flow_engine_free (engine);
}

/* Two listeners, each with its own. */
static void
check_two (void)
{
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  AditListenerSettings *first = settings->listeners->pdata[0];
  FlowEngine *engine;
  FlowTunnel plain;
  FlowTls *encrypted;

  first->encryption = ADIT_ENCRYPTION_ENCRYPTED;
  adit_settings_add_listener (settings, "127.0.0.2:0", TRUE)->encryption = ADIT_ENCRYPTION_PLAIN;
  engine = flow_tls_engine_new (settings);

  assert_refuses_plain (engine);
  assert_serves_encrypted (engine);
  plain = flow_tunnel_new_via ("127.0.0.2", flow_engine_port_of (engine, 1));
  flow_tunnel_check (&plain);
  encrypted = flow_tls_new (flow_dial ("127.0.0.2", flow_engine_port_of (engine, 1)), NULL);
  g_assert_cmpint (flow_tls_try_handshake (encrypted), <, 0);

  flow_tls_cut (encrypted);
  flow_tunnel_close (&plain);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/listener-encryption/both", check_both);
  g_test_add_func ("/listener-encryption/plain", check_plain);
  g_test_add_func ("/listener-encryption/encrypted", check_encrypted);
  g_test_add_func ("/listener-encryption/encrypted-page", check_encrypted_page);
  g_test_add_func ("/listener-encryption/no-certificate", check_no_certificate);
  g_test_add_func ("/listener-encryption/no-certificate-encrypted", check_no_certificate_encrypted);
  g_test_add_func ("/listener-encryption/changed", check_changed);
  g_test_add_func ("/listener-encryption/two", check_two);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}

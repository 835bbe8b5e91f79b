/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is to be secret must not travel openly to the proxy: https:// is forwarded for clients that
 * are encrypted, or on this computer. */

#include "flow-tls.h"

/* An engine for everybody; how another computer's client is made, admission.c tells. */
static FlowEngine *
engine_for_all (gboolean is_https_for_plain_clients)
{
  FlowEngine *engine;
  g_autoptr (AditSettings) settings = flow_tls_settings_new ();
  AditNetwork everybody;

  g_ptr_array_set_size (settings->listeners, 0);
  adit_settings_add_listener (settings, "0.0.0.0:0", TRUE);
  g_assert_true (adit_network_parse ("0.0.0.0/0", &everybody));
  g_array_append_val (settings->clients.networks, everybody);
  settings->is_https_for_plain_clients = is_https_for_plain_clients;
  settings->access.sign_in = ADIT_SIGN_IN_NEVER;

  engine = flow_tls_engine_new (settings);
  flow_engine_set_rules (engine, "allow-local\n");
  return engine;
}

static char *
request_for (const char *scheme, guint16 port)
{
  return g_strdup_printf ("GET %s://127.0.0.1:%u/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                          scheme, port);
}

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

static void
serve_secure (int listener)
{
  AditEngineKeyPair *identity = flow_identity_new ("127.0.0.1");
  FlowTls *origin = flow_tls_accept (listener, identity);
  g_autofree char *head = flow_tls_read_head (origin);

  flow_tls_say (origin, ANSWER);
  flow_tls_close (origin);
  flow_identity_free (identity);
}

static void
assert_answered (const char *reply)
{
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  g_assert_true (g_str_has_suffix (reply, "\r\n\r\nok"));
}

typedef struct
{
  FlowEngine *engine;
  int client;
  guint16 port;
  int listener;
} Fixture;

/* FALSE when this computer has no address but loopback. */
static gboolean
open_fixture (Fixture *self, gboolean is_https_for_plain_clients)
{
  g_autofree char *address = flow_find_own_address ();

  if (!address)
    {
      g_test_skip ("this computer has no address but loopback");
      return FALSE;
    }

  self->engine = engine_for_all (is_https_for_plain_clients);
  self->client = flow_dial_from (address, "127.0.0.1", flow_engine_port (self->engine));
  self->port = 0;
  self->listener = flow_listen ("127.0.0.1", &self->port);
  return TRUE;
}

static void
close_fixture (Fixture *self)
{
  flow_close (self->listener);
  flow_engine_free (self->engine);
}

static void
check_plain_elsewhere (void)
{
  g_autoptr (AditTunnel) row = NULL;
  g_autofree char *request = NULL;
  g_autofree char *reply = NULL;
  Fixture self;

  if (!open_fixture (&self, FALSE))
    return;

  request = request_for ("https", self.port);
  flow_say (self.client, request);
  reply = flow_read_to_end (self.client);
  flow_assert_refusal (reply, ADIT_CAUSE_HTTPS_NOT_ALLOWED, 1);
  row = flow_engine_await_ended (self.engine, 1);
  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_HTTPS_NOT_ALLOWED);
  g_assert_cmpuint (row->status, ==, 403);
  g_assert_false (flow_is_readable (self.listener, 0));

  flow_close (self.client);
  close_fixture (&self);
}

static void
check_setting (void)
{
  g_autofree char *request = NULL;
  g_autofree char *reply = NULL;
  Fixture self;

  if (!open_fixture (&self, TRUE))
    return;

  request = request_for ("https", self.port);
  flow_say (self.client, request);
  serve_secure (self.listener);
  reply = flow_read_to_end (self.client);
  assert_answered (reply);

  flow_close (self.client);
  close_fixture (&self);
}

static void
check_encrypted_elsewhere (void)
{
  g_autofree char *request = NULL;
  g_autofree char *reply = NULL;
  FlowTls *client;
  Fixture self;

  if (!open_fixture (&self, FALSE))
    return;

  client = flow_tls_new (self.client, NULL);
  request = request_for ("https", self.port);
  flow_tls_handshake (client);
  flow_tls_say (client, request);
  serve_secure (self.listener);
  reply = flow_tls_read_to_end (client);
  assert_answered (reply);

  flow_tls_close (client);
  close_fixture (&self);
}

/* http:// is no secret, and a tunnel carries the client's own. */
static void
check_others_elsewhere (void)
{
  g_autofree char *request = NULL;
  g_autofree char *head = NULL;
  g_autofree char *reply = NULL;
  Fixture self;
  int origin;

  if (!open_fixture (&self, FALSE))
    return;

  request = request_for ("http", self.port);
  flow_say (self.client, request);
  origin = flow_accept (self.listener);
  head = flow_read_head (origin);
  flow_say (origin, ANSWER);
  reply = flow_read_to_end (self.client);
  assert_answered (reply);

  flow_close (origin);
  flow_close (self.client);
  close_fixture (&self);
}

static void
check_plain_here (void)
{
  FlowEngine *engine = engine_for_all (FALSE);
  guint16 port = 0;
  int listener = flow_listen ("127.0.0.1", &port);
  int client = flow_dial ("127.0.0.1", flow_engine_port (engine));
  g_autofree char *request = request_for ("https", port);
  g_autofree char *reply = NULL;

  flow_say (client, request);
  serve_secure (listener);
  reply = flow_read_to_end (client);
  assert_answered (reply);

  flow_close (client);
  flow_close (listener);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  flow_network_need_own_address ();
  int status;

  g_test_init (&argc, &argv, NULL);
  flow_authority_open ();
  g_test_add_func ("/https-not-allowed/plain-elsewhere", check_plain_elsewhere);
  g_test_add_func ("/https-not-allowed/setting", check_setting);
  g_test_add_func ("/https-not-allowed/encrypted-elsewhere", check_encrypted_elsewhere);
  g_test_add_func ("/https-not-allowed/others-elsewhere", check_others_elsewhere);
  g_test_add_func ("/https-not-allowed/plain-here", check_plain_here);

  status = g_test_run ();
  flow_authority_close ();
  return status;
}

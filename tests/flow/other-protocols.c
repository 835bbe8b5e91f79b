/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What speaks TLS or SOCKS to a listener gets an orderly end and not a byte, and is counted under
 * its own cause. */

#include "flow.h"

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  AditCause cause;
} Case;

#define CLIENT_HELLO "\x16\x03\x01\x00\x2a\x01\x00\x00\x26\x03\x03 and so on"

static const Case cases[] = {
  { "/other-protocols/tls", CLIENT_HELLO, sizeof CLIENT_HELLO - 1, ADIT_CAUSE_TLS_NOT_SERVED },
  { "/other-protocols/socks5", "\x05\x01\x00", 3, ADIT_CAUSE_SOCKS_NOT_SERVED },
  { "/other-protocols/socks4", "\x04\x01\x00\x50\x7f\x00\x00\x01\x00", 9,
    ADIT_CAUSE_SOCKS_NOT_SERVED },
};

static void
check_case (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autoptr (AditTunnel) ended = NULL;

  flow_send (client, row->bytes, row->length);
  flow_hear_end (client);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, row->cause);
  g_assert_cmpuint (ended->status, ==, 0);
  g_assert_cmpstr (ended->target, ==, "");
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 1);

  flow_close (client);
  flow_wait_until (flow_engine_count (engine) == 0);
  flow_engine_free (engine);
}

/* One that connects and leaves asked for nothing, and that is no error. */
static void
check_nothing (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autoptr (AditTunnel) ended = NULL;

  flow_half_close (client);
  flow_hear_end (client);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_SILENT);
  g_assert_cmpuint (flow_engine_totals (engine).refused, ==, 0);

  flow_close (client);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_case);
  g_test_add_func ("/other-protocols/nothing", check_nothing);

  return g_test_run ();
}

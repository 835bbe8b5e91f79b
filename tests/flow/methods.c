/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Anything but CONNECT, in exactly this case, is not served. */

#include "flow.h"

typedef struct
{
  const char *name;
  const char *request;
  guint minor_version;
} Case;

static const Case cases[] = {
  { "/methods/connect-lower-case", "connect 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\n\r\n", 1 },
  { "/methods/connect-capitalised", "Connect 127.0.0.1:1 HTTP/1.0\r\n\r\n", 0 },
  { "/methods/longer", "CONNECTS 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\n\r\n", 1 },
  { "/methods/shorter", "CONNEC 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\n\r\n", 1 },
  { "/methods/options-asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 1 },
};

static void
check_case (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *reply = flow_ask (engine, row->request);
  g_autoptr (AditTunnel) ended = flow_engine_await_ended (engine, 1);

  flow_assert_refusal (reply, ADIT_CAUSE_BAD_TARGET, row->minor_version);
  g_assert_cmpuint (flow_status_of (reply), ==, 400);
  g_assert_cmpint (ended->cause, ==, ADIT_CAUSE_BAD_TARGET);

  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_case);

  return g_test_run ();
}

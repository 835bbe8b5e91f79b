/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Anything but CONNECT, in exactly this case, is not served. */

#include "flow.h"

typedef struct
{
  const char *name;
  const char *request;
  guint minor_version;
  AditCause cause;
} Case;

#define NOT_SERVED ADIT_CAUSE_METHOD_NOT_SERVED
#define BAD_TARGET ADIT_CAUSE_BAD_TARGET

static const Case cases[] = {
  { "/methods/get-absolute", "GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n", 1,
    NOT_SERVED },
  { "/methods/get-origin", "GET / HTTP/1.0\r\n\r\n", 0, NOT_SERVED },
  { "/methods/head", "HEAD http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n", 1,
    NOT_SERVED },
  { "/methods/options", "OPTIONS * HTTP/1.1\r\nHost: example.org\r\n\r\n", 1, BAD_TARGET },
  { "/methods/post",
    "POST http://example.org/ HTTP/1.1\r\nHost: example.org\r\nContent-Length: 4\r\n\r\nbody", 1,
    NOT_SERVED },
  { "/methods/connect-lower-case", "connect 127.0.0.1:1 HTTP/1.1\r\n\r\n", 1, BAD_TARGET },
  { "/methods/connect-capitalised", "Connect 127.0.0.1:1 HTTP/1.1\r\n\r\n", 1, BAD_TARGET },
  { "/methods/longer", "CONNECTS 127.0.0.1:1 HTTP/1.1\r\n\r\n", 1, BAD_TARGET },
  { "/methods/shorter", "CONNEC 127.0.0.1:1 HTTP/1.1\r\n\r\n", 1, BAD_TARGET },
};

static void
check_case (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *reply = flow_ask (engine, row->request);
  g_autoptr (AditTunnel) ended = flow_engine_await_ended (engine, 1);

  flow_assert_refusal (reply, row->cause, row->minor_version);
  g_assert_cmpint (ended->cause, ==, row->cause);

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

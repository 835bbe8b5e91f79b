/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a client wants to be secret must not travel openly to the proxy: https:// is forwarded for
 * clients that are encrypted or on this computer, and for others only where that is set. */

#include "flow.h"

/* Nobody listens at the target: whoever is allowed to ask learns that. */
static void
check (const char *local_host, const char *scheme, gboolean is_set, AditCause cause)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  g_autofree char *request = NULL;
  g_autofree char *reply = NULL;
  FlowEngine *engine;
  AditNetwork network;
  guint16 port;
  int reserved = flow_reserve ("127.0.0.1", &port);
  int client;

  g_assert_true (adit_network_parse ("0.0.0.0/0", &network));
  g_array_append_val (settings->clients, network);
  settings->is_https_for_plain_clients = is_set;
  engine = flow_engine_new (settings);
  client = flow_dial_from (local_host, "127.0.0.1", flow_engine_port (engine));

  request =
      g_strdup_printf ("GET %s://127.0.0.1:%u/?secret HTTP/1.1\r\nHost: x\r\n\r\n", scheme, port);
  flow_say (client, request);
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, cause, 1);

  flow_close (client);
  flow_close (reserved);
  flow_engine_free (engine);
}

static void
check_this_computer (void)
{
  check ("127.0.0.1", "https", FALSE, ADIT_CAUSE_REFUSED);
}

static void
check_another (void)
{
  g_autofree char *address = flow_find_own_address ();

  if (!address)
    {
      g_test_skip ("this computer has no address but loopback");
      return;
    }

  check (address, "https", FALSE, ADIT_CAUSE_HTTPS_NOT_ALLOWED);
  check (address, "http", FALSE, ADIT_CAUSE_REFUSED);
  check (address, "https", TRUE, ADIT_CAUSE_REFUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/https-not-allowed/this-computer", check_this_computer);
  g_test_add_func ("/https-not-allowed/another", check_another);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be reached: rules, and what is built in for clients on other machines. Both look at the
 * very address that is dialled, whatever name led there. */

#include "flow.h"

typedef struct
{
  const char *name;
  const char *rules;
  const char *target;
  AditCause cause; /* ADIT_CAUSE_REFUSED: it was dialled, and nobody is there */
  const char *detail;
} Case;

#define NOBODY ADIT_CAUSE_REFUSED
#define RULE   ADIT_CAUSE_DENIED_BY_RULE
#define SAFETY ADIT_CAUSE_DENIED_BY_SAFETY

/* Port 1 of loopback: nobody listens there. */
static const Case here[] = {
  { "none", "", "127.0.0.1:1", NOBODY, NULL },
  { "host", "deny host *.example.org\n", "inside.example.org:1", RULE, "rule 1, line 1" },
  { "host-unknown", "deny host unknown.example.org\n", "unknown.example.org:1", RULE,
    "rule 1, line 1" },
  { "first-decides", "# one\nallow host inside.example.org\ndeny host *.example.org\n",
    "inside.example.org:1", NOBODY, NULL },
  { "port", "deny port 2-9\ndeny port 1\n", "127.0.0.1:1", RULE, "rule 2, line 2" },
  { "address", "deny address 127.0.0.0/8\n", "127.0.0.1:1", RULE, "rule 1, line 1" },
  { "address-of-name", "deny address 127.0.0.0/8\n", "inside.example.org:1", RULE,
    "rule 1, line 1" },
  { "mapped-address", "deny address 127.0.0.0/8\n", "[::ffff:127.0.0.1]:1", RULE,
    "rule 1, line 1" },
  { "from", "deny from 127.0.0.0/8\n", "127.0.0.1:1", RULE, "rule 1, line 1" },
  { "default", "default deny\n", "127.0.0.1:1", RULE, "default, line 1" },
};

/* A client on another machine. */
static const Case elsewhere[] = {
  { "loopback", "", "127.0.0.1:1", SAFETY, "built-in this-computer" },
  { "loopback-by-name", "", "inside.example.org:1", SAFETY, "built-in this-computer" },
  { "loopback-mapped", "", "[::ffff:127.0.0.1]:1", SAFETY, "built-in this-computer" },
  { "loopback-translated", "", "[64:ff9b::7f00:1]:1", SAFETY, "built-in this-computer" },
  { "any", "", "0.0.0.0:1", SAFETY, "built-in this-computer" },
  { "metadata", "", "169.254.169.254:80", SAFETY, "built-in metadata" },
  { "private", "", "10.0.0.1:80", SAFETY, "built-in private" },
  { "mail", "", "192.0.2.1:25", SAFETY, NULL },
  { "allow-does-not-lift", "allow host inside.example.org\n", "inside.example.org:1", SAFETY,
    "built-in this-computer" },
  { "allow-local-does", "allow-local host inside.example.org\n", "inside.example.org:1", NOBODY,
    NULL },
  { "rule-first", "deny host inside.example.org\n", "inside.example.org:1", RULE,
    "rule 1, line 1" },
};

static void
check_reply (const Case *row, const char *reply)
{
  const AditCauseRow *cause = adit_cause_row (row->cause);
  g_autofree char *detail = row->detail ? g_strdup_printf (" (%s)\"\r\n", row->detail) : NULL;

  g_test_message ("%s", reply);
  g_assert_cmpuint (flow_status_of (reply), ==, cause->status);
  g_assert_nonnull (strstr (reply, cause->error));
  g_assert_nonnull (strstr (reply, cause->sentence));
  if (detail)
    g_assert_nonnull (strstr (reply, detail));
}

static char *
ask (int client, const char *target)
{
  g_autofree char *request = g_strdup_printf ("CONNECT %s HTTP/1.1\r\n\r\n", target);

  flow_say (client, request);
  return flow_read_to_end (client);
}

static void
check_here (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *reply = NULL;
  g_autoptr (AditTunnel) ended = NULL;
  int client;

  flow_engine_set_rules (engine, row->rules);
  client = flow_client_new (engine);
  reply = ask (client, row->target);
  check_reply (row, reply);
  ended = flow_engine_await_ended (engine, 1);
  g_assert_cmpint (ended->cause, ==, row->cause);
  g_assert_cmpstr (ended->detail, ==, row->detail ? row->detail : "");

  flow_close (client);
  flow_engine_free (engine);
}

static void
check_elsewhere (gconstpointer data)
{
  const Case *row = data;
  g_autofree char *address = flow_find_own_address ();
  g_autoptr (AditSettings) settings = flow_settings_new ();
  AditNetwork everywhere;
  FlowEngine *engine;
  g_autofree char *reply = NULL;
  int client;

  if (!address)
    {
      g_test_skip ("this computer has no address but loopback");
      return;
    }

  g_assert_true (adit_network_parse ("0.0.0.0/0", &everywhere));
  g_array_append_val (settings->clients.networks, everywhere);
  settings->access.sign_in = ADIT_SIGN_IN_NEVER;
  engine = flow_engine_new (settings);
  flow_engine_set_rules (engine, row->rules);
  client = flow_dial_from (address, "127.0.0.1", flow_engine_port (engine));
  reply = ask (client, row->target);
  check_reply (row, reply);

  flow_close (client);
  flow_engine_free (engine);
}

/* What runs goes on; what comes is judged anew. */
static void
check_changed (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  FlowTunnel tunnel = flow_tunnel_new (engine);
  g_autofree char *target = g_strdup_printf ("127.0.0.1:%u", tunnel.port);
  g_autofree char *reply = NULL;

  flow_engine_set_rules (engine, "default deny\n");
  flow_tunnel_check (&tunnel);
  reply = flow_ask_for (engine, target);
  g_assert_cmpuint (flow_status_of (reply), ==, 403);

  flow_tunnel_close (&tunnel);
  flow_engine_free (engine);
}

static void
add (const char *group, const Case *cases, guint n_cases, GTestDataFunc check)
{
  for (guint i = 0; i < n_cases; i++)
    {
      g_autofree char *path = g_strdup_printf ("/rules/%s/%s", group, cases[i].name);

      g_test_add_data_func (path, &cases[i], check);
    }
}

int
main (int argc, char **argv)
{
  flow_network_need_own_address ();
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  flow_resolver_add ("inside.example.org", (const char *[]){ "127.0.0.1", NULL });
  add ("here", here, G_N_ELEMENTS (here), check_here);
  add ("elsewhere", elsewhere, G_N_ELEMENTS (elsewhere), check_elsewhere);
  g_test_add_func ("/rules/changed", check_changed);

  return g_test_run ();
}

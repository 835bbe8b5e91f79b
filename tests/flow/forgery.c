/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another machine tries to reach this computer through the proxy, by every way to write it: names,
 * odd numbers, IPv6 forms that hide an IPv4 address, names that lead elsewhere the next time. Each
 * is refused, and what listens here never sees a connection. */

#include "flow.h"

/* PORT is what the canary listens on, on every address of this computer. OWN: an address of its
 * interface. */
static const char *const targets[] = {
  /* addresses */
  "127.0.0.1:PORT",
  "127.0.0.2:PORT",
  "127.255.255.254:PORT",
  "0.0.0.0:PORT",
  "OWN:PORT",
  "[::1]:PORT",
  "[::]:PORT",
  "[0:0:0:0:0:0:0:1]:PORT",
  /* which hide another: mapped, compatible, NAT64 (both prefixes), 6to4, Teredo, ISATAP */
  "[::ffff:127.0.0.1]:PORT",
  "[::ffff:7f00:1]:PORT",
  "[0:0:0:0:0:ffff:7f00:0001]:PORT",
  "[::127.0.0.1]:PORT",
  "[::7f00:1]:PORT",
  "[::ffff:0:127.0.0.1]:PORT",
  "[64:ff9b::127.0.0.1]:PORT",
  "[64:ff9b::7f00:1]:PORT",
  "[64:ff9b:1::7f00:1]:PORT",
  "[2002:7f00:1::]:PORT",
  "[2002:7f00:1::1]:PORT",
  "[2001:0:4136:e378:8000:63bf:80ff:fffe]:PORT",
  /* as inet_aton() reads them, and so the system's resolver */
  "127.1:PORT",
  "127.0.1:PORT",
  "2130706433:PORT",
  "0x7f000001:PORT",
  "0x7f.0.0.1:PORT",
  "017700000001:PORT",
  "0177.0.0.1:PORT",
  "0:PORT",
  /* names */
  "localhost:PORT",
  "LOCALHOST:PORT",
  "localhost.:PORT",
  "canary.example.org:PORT",
  "canary.example.org.:PORT",
  "canary6.example.org:PORT",
  "mapped.example.org:PORT",
  "nat64.example.org:PORT",
  "6to4.example.org:PORT",
  "any.example.org:PORT",
  "own.example.org:PORT",
  "many.example.org:PORT",
  /* what is no host at all, or two of them */
  "127.0.0.1@example.org:PORT",
  "example.org@127.0.0.1:PORT",
  "127.0.0.1#example.org:PORT",
  "[::1%25lo]:PORT",
  "[::1%lo]:PORT",
  "127.0.0.1 :PORT",
  "%31%32%37.0.0.1:PORT",
  "①②⑦.0.0.1:PORT",
  "127。0。0。1:PORT",
};

/* Each by a tunnel, and as a request to be forwarded. */
static const char *const requests[] = {
  "CONNECT TARGET HTTP/1.1\r\nHost: TARGET\r\n\r\n",
  "GET http://TARGET/latest/meta-data/ HTTP/1.1\r\nHost: TARGET\r\nConnection: close\r\n\r\n",
};

typedef struct
{
  FlowEngine *engine;
  char *own;
  guint16 port;
  int canaries[2]; /* IPv4 and IPv6 */
} Fixture;

static gboolean
open_fixture (Fixture *self)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  AditNetwork everywhere;

  self->own = flow_find_own_address ();
  if (!self->own)
    {
      g_test_skip ("this computer has no address but loopback");
      return FALSE;
    }

  g_assert_true (adit_network_parse ("0.0.0.0/0", &everywhere));
  g_array_append_val (settings->clients.networks, everywhere);
  settings->access.sign_in = ADIT_SIGN_IN_NEVER;
  settings->is_private_allowed = TRUE; /* not even then */
  flow_resolver_add ("own.example.org", (const char *const[]){ self->own, NULL });
  self->engine = flow_engine_new (settings);
  self->port = 0;
  self->canaries[0] = flow_listen ("0.0.0.0", &self->port);
  self->canaries[1] = flow_listen ("::1", &self->port);
  return TRUE;
}

static void
close_fixture (Fixture *self)
{
  flow_close (self->canaries[0]);
  flow_close (self->canaries[1]);
  flow_engine_free (self->engine);
  g_free (self->own);
}

static void
assert_untouched (const Fixture *self)
{
  g_assert_false (flow_is_readable (self->canaries[0], 0));
  g_assert_false (flow_is_readable (self->canaries[1], 0));
}

/* From another machine, as far as the engine can tell. (transfer full) */
static char *
ask (const Fixture *self, const char *request, const char *target)
{
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  g_autoptr (GString) text = g_string_new (request);
  int client = flow_dial_from (self->own, "127.0.0.1", flow_engine_port (self->engine));
  char *reply;

  g_string_replace (text, "TARGET", target, 0);
  g_string_replace (text, "PORT", port, 0);
  g_string_replace (text, "OWN", self->own, 0);
  flow_say (client, text->str);
  reply = flow_read_to_end (client);
  flow_close (client);
  return reply;
}

static void
check_corpus (void)
{
  Fixture fix;

  if (!open_fixture (&fix))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    for (guint j = 0; j < G_N_ELEMENTS (requests); j++)
      {
        g_autofree char *reply = ask (&fix, requests[j], targets[i]);
        guint status = flow_status_of (reply);

        g_test_message ("%s: %u", targets[i], status);
        g_assert_true (status == 403 || status == 400);
      }

  assert_untouched (&fix);
  close_fixture (&fix);
}

/* The first answer is harmless, the next one is here: whatever was checked is what is dialled. */
static void
check_rebinding (void)
{
  Fixture fix;
  guint n_refused = 0;

  if (!open_fixture (&fix))
    return;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *reply = ask (&fix, requests[i % 2], "rebinding.example.org:PORT");

      n_refused += flow_status_of (reply) == 403;
      g_assert_cmpuint (flow_status_of (reply), >=, 400);
    }

  /* Every other time the name leads here. */
  g_assert_cmpuint (n_refused, ==, 2);
  assert_untouched (&fix);
  close_fixture (&fix);
}

/* A rule that allows it by name lifts nothing. */
static void
check_allowed_by_rule (void)
{
  Fixture fix;
  g_autofree char *reply = NULL;

  if (!open_fixture (&fix))
    return;

  flow_engine_set_rules (fix.engine, "allow host canary.example.org\nallow address 127.0.0.1\n"
                                     "allow\n");
  reply = ask (&fix, requests[0], "canary.example.org:PORT");
  g_assert_cmpuint (flow_status_of (reply), ==, 403);
  assert_untouched (&fix);
  close_fixture (&fix);
}

/* The canary sings when it should: for this computer's own programs. */
static void
check_canary (void)
{
  Fixture fix;
  int client, origin;

  if (!open_fixture (&fix))
    return;

  client = flow_client_new (fix.engine);
  flow_client_connect (client, "canary.example.org", fix.port);
  origin = flow_accept (fix.canaries[0]);
  flow_close (client);
  flow_close (origin);
  close_fixture (&fix);
}

static void
add_names (void)
{
  /* What getaddrinfo() makes of them. */
  static const char *const numbers[] = { "127.1",      "127.0.1",      "2130706433", "0x7f000001",
                                         "0x7f.0.0.1", "017700000001", "0177.0.0.1" };
  static const char *const names[][2] = {
    { "localhost", "127.0.0.1" },
    { "LOCALHOST", "127.0.0.1" },
    { "localhost.", "127.0.0.1" },
    { "canary.example.org", "127.0.0.1" },
    { "canary.example.org.", "127.0.0.1" },
    { "canary6.example.org", "::1" },
    { "mapped.example.org", "::ffff:127.0.0.1" },
    { "nat64.example.org", "64:ff9b::7f00:1" },
    { "6to4.example.org", "2002:7f00:1::" },
    { "any.example.org", "0.0.0.0" },
    { "0", "0.0.0.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    flow_resolver_add (numbers[i], (const char *const[]){ "127.0.0.1", NULL });
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    flow_resolver_add (names[i][0], (const char *const[]){ names[i][1], NULL });
  flow_resolver_add ("many.example.org",
                     (const char *const[]){ "127.0.0.1", "::1", "::ffff:127.0.0.1", NULL });
  flow_resolver_add_turns ("rebinding.example.org",
                           (const char *const[]){ "240.0.0.1", "127.0.0.1", NULL });
}

int
main (int argc, char **argv)
{
  flow_network_need_own_address ();
  g_test_init (&argc, &argv, NULL);
  flow_resolver_install ();
  add_names ();
  g_test_add_func ("/forgery/corpus", check_corpus);
  g_test_add_func ("/forgery/rebinding", check_rebinding);
  g_test_add_func ("/forgery/allowed-by-rule", check_allowed_by_rule);
  g_test_add_func ("/forgery/canary", check_canary);

  return g_test_run ();
}

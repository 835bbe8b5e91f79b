/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may reach what: the first rule that holds, when an address is needed, what is built in, and
 * what lifts it. */

#include "model/adit-decision.h"

#include <arpa/inet.h>
#include <string.h>

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} Address;

/* A question as a line: HOST:PORT, where it leads to, who asks. */
typedef struct
{
  const char *rules;
  const char *target;
  const char *address; /* NULL: not looked up */
  const char *client;  /* NULL: this computer */
  const char *user;
  const char *why; /* what adit_decision_to_detail() says, or "address" */
  AditVerdict verdict;
  gboolean is_private_allowed;
  gboolean is_address_here;
} Row;

#define ALLOW    ADIT_VERDICT_ALLOW
#define DENY     ADIT_VERDICT_DENY
#define UPSTREAM ADIT_VERDICT_UPSTREAM
#define LAN      "192.168.1.7"
#define WORK     "upstream work http proxy.example:3128\n"

static const Row rule_rows[] = {
  /* order and default */
  { "", "a:1", NULL, NULL, NULL, "default", ALLOW },
  { "default deny", "a:1", NULL, NULL, NULL, "default, line 1", DENY },
  { "#\ndefault allow", "a:1", NULL, NULL, NULL, "default, line 2", ALLOW },
  { WORK "default via work", "a:1", NULL, NULL, NULL, "default, line 2", UPSTREAM },
  { "allow\ndeny", "a:1", NULL, NULL, NULL, "rule 1, line 1", ALLOW },
  { "deny\nallow", "a:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host b\n\n#\nallow host a\ndeny", "a:1", NULL, NULL, NULL, "rule 2, line 4", ALLOW },
  { "deny host b\nallow host c\ndeny", "a:1", NULL, NULL, NULL, "rule 3, line 3", DENY },
  { WORK "via work host a\ndeny", "a:1", NULL, NULL, NULL, "rule 1, line 2", UPSTREAM },
  { "allow-local host a\ndeny", "a:1", NULL, NULL, NULL, "rule 1, line 1", ALLOW },

  /* hosts: case, final dots, suffixes */
  { "deny host example.org", "example.org:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host example.org", "EXAMPLE.org:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host example.org", "example.org.:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host Example.Org.", "example.org:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host example.org", "www.example.org:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host example.org", "example.com:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host example.org", "xample.org:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host *.example.org", "example.org:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host *.example.org", "www.example.org:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host *.example.org", "a.b.example.ORG.:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host *.example.org", "badexample.org:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host *.example.org", "example.org.evil.test:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host *.org", "example.org:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host *.org", "org:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host a,b,*.c", "b:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host a,b,*.c", "d.c:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host bücher.example", "XN--Bcher-kva.example:1", NULL, NULL, NULL, "rule 1, line 1",
    DENY },
  { "deny host *.example.org", "192.0.2.1:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny host *.example.org", "[2001:db8::1]:1", NULL, NULL, NULL, "default", ALLOW },

  /* ports, users, clients; all have to hold */
  { "deny port 443", "a:443", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny port 443", "a:444", NULL, NULL, NULL, "default", ALLOW },
  { "deny port 1,8000-8080", "a:8000", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny port 1,8000-8080", "a:8080", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny port 1,8000-8080", "a:7999", NULL, NULL, NULL, "default", ALLOW },
  { "deny port 1,8000-8080", "a:8081", NULL, NULL, NULL, "default", ALLOW },
  { "deny user alice,bob", "a:1", NULL, NULL, "bob", "rule 1, line 1", DENY },
  { "deny user alice,bob", "a:1", NULL, NULL, "Bob", "default", ALLOW },
  { "deny user alice,bob", "a:1", NULL, NULL, "", "default", ALLOW },
  { "deny user alice,bob", "a:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny from 192.168.0.0/16", "a:1", NULL, LAN, NULL, "rule 1, line 1", DENY },
  { "deny from 192.168.0.0/16", "a:1", NULL, "::ffff:192.168.1.7", NULL, "rule 1, line 1", DENY },
  { "deny from 192.168.0.0/24,2001:db8::/32", "a:1", NULL, "2001:db8::1", NULL, "rule 1, line 1",
    DENY },
  { "deny from 192.168.0.0/16", "a:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny from 127.0.0.1", "a:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny host a port 1 user u from ::/0,0.0.0.0/0", "a:1", NULL, NULL, "u", "rule 1, line 1",
    DENY },
  { "deny host a port 1 user u from ::/0", "a:1", NULL, NULL, "u", "default", ALLOW },
  { "deny host a port 2 user u", "a:1", NULL, NULL, "u", "default", ALLOW },
  { "deny host b port 1 user u", "a:1", NULL, NULL, "u", "default", ALLOW },
  { "deny host a port 1 user v", "a:1", NULL, NULL, "u", "default", ALLOW },

  /* addresses, in all their forms */
  { "deny address 10.0.0.0/8", "10.1.2.3:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 10.0.0.0/8", "11.1.2.3:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny address 10.0.0.0/8", "[::ffff:10.1.2.3]:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 10.0.0.0/8", "[64:ff9b::a01:203]:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 10.0.0.0/8", "[2002:a01:203::]:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 10.0.0.0/8", "a:1", "2002:a01:203::", NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 2002::/16", "[2002:a01:203::]:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 2001:db8::/32", "[2001:DB8::1]:1", NULL, NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 2001:db8::/32,10.0.0.0/8", "a:1", "10.0.0.1", NULL, NULL, "rule 1, line 1",
    DENY },

  /* an address is needed where a rule asks for it and all else of it holds */
  { "deny address 10.0.0.0/8", "a:1", NULL, NULL, NULL, "address", DENY },
  { "deny address 10.0.0.0/8", "a:1", "10.0.0.1", NULL, NULL, "rule 1, line 1", DENY },
  { "deny address 10.0.0.0/8", "a:1", "11.0.0.1", NULL, NULL, "default", ALLOW },
  { "allow host a\ndeny address 10.0.0.0/8", "a:1", NULL, NULL, NULL, "rule 1, line 1", ALLOW },
  { "deny address 10.0.0.0/8\nallow host a", "a:1", NULL, NULL, NULL, "address", DENY },
  { "deny address 10.0.0.0/8 port 2", "a:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny address 10.0.0.0/8 host b", "a:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny address 10.0.0.0/8 user u", "a:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny address 10.0.0.0/8 from ::1", "a:1", NULL, NULL, NULL, "default", ALLOW },
  { "deny address 10.0.0.0/8 host a port 1", "a:1", NULL, NULL, NULL, "address", DENY },
  { WORK "via work address 10.0.0.0/8\ndeny", "a:1", NULL, NULL, NULL, "address", DENY },
  { WORK "via work address 10.0.0.0/8\ndeny", "a:1", "10.0.0.1", NULL, NULL, "rule 1, line 2",
    UPSTREAM },
};

static const Row safety_rows[] = {
  /* this computer's clients reach everything */
  { "", "127.0.0.1:631", NULL, NULL, NULL, "default", ALLOW },
  { "", "a:631", "127.0.0.1", NULL, NULL, "default", ALLOW },
  { "", "169.254.169.254:80", NULL, NULL, NULL, "default", ALLOW },
  { "", "a:25", NULL, NULL, NULL, "default", ALLOW },
  { "", "a:1", "192.168.1.1", NULL, NULL, "default", ALLOW, FALSE, TRUE },

  /* others reach what is public, which has to be seen */
  { "", "a:1", NULL, LAN, NULL, "address", DENY },
  { "", "a:1", "8.8.8.8", LAN, NULL, "default", ALLOW },
  { "", "8.8.8.8:1", NULL, LAN, NULL, "default", ALLOW },
  { "", "[2a00:1450::1]:1", NULL, LAN, NULL, "default", ALLOW },
  { "deny host a", "a:1", NULL, LAN, NULL, "rule 1, line 1", DENY },

  { "", "localhost:1", "127.0.0.1", LAN, NULL, "built-in this-computer", DENY },
  { "", "127.1.2.3:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { "", "0.0.0.0:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { "", "[::]:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { "", "[::1]:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { "", "[::ffff:127.0.0.1]:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { "", "[64:ff9b::7f00:1]:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { "", "[2002:7f00:1::]:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { "", "a:1", "2001:0:808:808:0:0:80ff:fffe", LAN, NULL, "built-in this-computer", DENY },
  { "", "a:1", "8.8.8.8", LAN, NULL, "built-in this-computer", DENY, FALSE, TRUE },
  { "", "8.8.8.8:1", NULL, LAN, NULL, "built-in this-computer", DENY, FALSE, TRUE },
  { "", "a:80", "169.254.169.254", LAN, NULL, "built-in metadata", DENY },
  { "", "[fd00:ec2::254]:80", NULL, LAN, NULL, "built-in metadata", DENY },
  { "", "a:1", "fe80::1", LAN, NULL, "built-in link-local", DENY },
  { "", "a:1", "169.254.1.1", LAN, NULL, "built-in link-local", DENY },
  { "", "a:1", "224.0.0.1", LAN, NULL, "built-in group", DENY },
  { "", "a:1", "255.255.255.255", LAN, NULL, "built-in group", DENY },
  { "", "a:1", "10.0.0.1", LAN, NULL, "built-in private", DENY },
  { "", "a:1", "64:ff9b::a00:1", LAN, NULL, "built-in private", DENY },
  { "", "a:1", "192.0.2.1", LAN, NULL, "built-in private", DENY },
  { "", "a:25", NULL, LAN, NULL, "built-in mail", DENY },
  { "", "a:25", "8.8.8.8", LAN, NULL, "built-in mail", DENY },
  { "", "a:26", "8.8.8.8", LAN, NULL, "default", ALLOW },

  /* lifted by the setting: private addresses, no more */
  { "", "a:1", "10.0.0.1", LAN, NULL, "default", ALLOW, TRUE },
  { "", "a:1", "fd00::1", LAN, NULL, "default", ALLOW, TRUE },
  { "", "a:1", "127.0.0.1", LAN, NULL, "built-in this-computer", DENY, TRUE },
  { "", "a:1", "10.0.0.1", LAN, NULL, "built-in this-computer", DENY, TRUE, TRUE },
  { "", "a:1", "169.254.169.254", LAN, NULL, "built-in metadata", DENY, TRUE },
  { "", "a:1", "100.100.100.200", LAN, NULL, "built-in metadata", DENY, TRUE },
  { "", "a:1", "fe80::1", LAN, NULL, "built-in link-local", DENY, TRUE },
  { "", "a:1", "224.0.0.1", LAN, NULL, "built-in group", DENY, TRUE },
  { "", "a:1", NULL, LAN, NULL, "address", DENY, TRUE },
  { "", "a:25", NULL, LAN, NULL, "built-in mail", DENY, TRUE },

  /* allow lifts nothing, however exact */
  { "allow host a", "a:1", "127.0.0.1", LAN, NULL, "built-in this-computer", DENY },
  { "allow address 127.0.0.1 port 1", "127.0.0.1:1", NULL, LAN, NULL, "built-in this-computer",
    DENY },
  { "allow address 10.0.0.0/8", "a:1", "10.0.0.1", LAN, NULL, "built-in private", DENY },
  { "allow port 25", "a:25", "8.8.8.8", LAN, NULL, "built-in mail", DENY },
  { "default allow", "a:1", "127.0.0.1", LAN, NULL, "built-in this-computer", DENY },

  /* allow-local lifts all of it, where it is the first that holds */
  { "allow-local host a", "a:1", NULL, LAN, NULL, "rule 1, line 1", ALLOW },
  { "allow-local host a", "a:1", "127.0.0.1", LAN, NULL, "rule 1, line 1", ALLOW },
  { "allow-local host a", "a:1", "169.254.169.254", LAN, NULL, "rule 1, line 1", ALLOW },
  { "allow-local host a", "a:25", NULL, LAN, NULL, "rule 1, line 1", ALLOW },
  { "allow-local host a", "a:1", "10.0.0.1", LAN, NULL, "rule 1, line 1", ALLOW, FALSE, TRUE },
  { "allow-local host a", "b:1", "127.0.0.1", LAN, NULL, "built-in this-computer", DENY },
  { "allow-local address 10.0.0.0/8", "a:1", NULL, LAN, NULL, "address", DENY },
  { "allow-local address 10.0.0.0/8", "a:1", "10.0.0.1", LAN, NULL, "rule 1, line 1", ALLOW },
  { "allow-local address 10.0.0.0/8", "a:1", "127.0.0.1", LAN, NULL, "built-in this-computer",
    DENY },
  { "allow host a\nallow-local host a", "a:1", "10.0.0.1", LAN, NULL, "built-in private", DENY },
  { "deny host a\nallow-local", "a:1", "10.0.0.1", LAN, NULL, "rule 1, line 1", DENY },
  { "deny address 10.0.0.0/8\nallow-local", "a:1", "10.0.0.1", LAN, NULL, "rule 1, line 1", DENY },
  { "allow-local from 192.168.1.8", "127.0.0.1:1", NULL, LAN, NULL, "built-in this-computer",
    DENY },
  { "allow-local from 192.168.1.7", "127.0.0.1:1", NULL, LAN, NULL, "rule 1, line 1", ALLOW },

  /* through an upstream: names are its own affair */
  { WORK "via work", "a:1", NULL, LAN, NULL, "rule 1, line 2", UPSTREAM },
  { WORK "via work", "a:1", "10.0.0.1", LAN, NULL, "rule 1, line 2", UPSTREAM },
  { WORK "via work", "8.8.8.8:1", NULL, LAN, NULL, "rule 1, line 2", UPSTREAM },
  { WORK "via work", "127.0.0.1:1", NULL, LAN, NULL, "built-in this-computer", DENY },
  { WORK "via work", "10.0.0.1:1", NULL, LAN, NULL, "built-in private", DENY },
  { WORK "via work", "10.0.0.1:1", NULL, LAN, NULL, "rule 1, line 2", UPSTREAM, TRUE },
  { WORK "via work", "a:25", NULL, LAN, NULL, "built-in mail", DENY },
  { WORK "via work", "127.0.0.1:25", NULL, NULL, NULL, "rule 1, line 2", UPSTREAM },
};

static const struct sockaddr *
read_address (const char *text, Address *address)
{
  if (!text)
    return NULL;

  memset (address, 0, sizeof *address);
  if (inet_pton (AF_INET, text, &address->in.sin_addr) == 1)
    address->in.sin_family = AF_INET;
  else if (inet_pton (AF_INET6, text, &address->in6.sin6_addr) == 1)
    address->in6.sin6_family = AF_INET6;
  else
    g_assert_not_reached ();

  return &address->any;
}

static void
check (const Row *row)
{
  g_autoptr (AditRules) rules = adit_rules_parse (row->rules, NULL);
  g_autofree char *detail = NULL;
  AditAuthority target;
  Address address, client;
  AditQuestion question = {
    .target = &target,
    .user = row->user,
    .client = read_address (row->client ? row->client : "127.0.0.1", &client),
    .address = read_address (row->address, &address),
    .is_address_here = row->is_address_here,
    .is_client_here = row->client == NULL,
    .is_private_allowed = row->is_private_allowed,
  };
  AditDecision decision;

  g_test_message ("%s for %s: %s", row->target, row->client ? row->client : "us", row->rules);
  g_assert_nonnull (rules);
  g_assert_true (
      adit_authority_parse (row->target, strlen (row->target), ADIT_AUTHORITY_PLAIN, &target));
  adit_rules_decide (rules, &question, &decision);

  detail = adit_decision_to_detail (&decision);
  g_assert_cmpstr (decision.needs_address ? "address" : detail, ==, row->why);
  g_assert_cmpstr (adit_verdict_to_word (decision.verdict), ==,
                   adit_verdict_to_word (row->verdict));
  g_assert_cmpint (decision.upstream != NULL, ==, row->verdict == ADIT_VERDICT_UPSTREAM);
}

static void
test_rules (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rule_rows); i++)
    check (&rule_rows[i]);
}

static void
test_safety (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (safety_rows); i++)
    check (&safety_rows[i]);
}

static void
test_no_client (void)
{
  g_autoptr (AditRules) rules = adit_rules_parse ("deny from 0.0.0.0/0,::/0", NULL);
  AditAuthority target = { .kind = ADIT_HOST_NAME, .port = 1, .host = "a" };
  AditQuestion question = { .target = &target, .is_client_here = TRUE };
  AditDecision decision;

  adit_rules_decide (rules, &question, &decision);
  g_assert_cmpint (decision.verdict, ==, ADIT_VERDICT_ALLOW);
}

/* The longest name there is: nothing is cut off. */
static void
test_longest_name (void)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *name = g_strjoin (".", label, label, label, label + 2, NULL);
  g_autofree char *line = g_strconcat ("deny host ", name, NULL);
  g_autofree char *text = g_ascii_strup (name, -1);
  g_autofree char *authority = g_strconcat (text, ".:1", NULL);
  Row row = { line, authority, NULL, NULL, NULL, "rule 1, line 1", DENY };

  check (&row);
}

typedef struct
{
  const char *rules;
  const char *target;
  const char *client;
  const char *sentence;
} SentenceRow;

static const SentenceRow sentence_rows[] = {
  { "", "a:1", NULL, "No rule holds: allow" },
  { "#\ndefault deny", "a:1", NULL, "Default, line 2: deny" },
  { WORK "default via work", "a:1", NULL, "Default, line 2: via work" },
  { "deny host b\n#\ndeny\taddress 10.0.0.0/8 # ours", "10.0.0.1:1", NULL,
    "Rule 2, line 3: deny address 10.0.0.0/8" },
  { "deny address 10.0.0.0/8", "a:1", NULL,
    "Rule 1, line 1: deny address 10.0.0.0/8 (it depends on the address)" },
  { "", "a:1", LAN, "No rule holds: allow (it depends on the address)" },
  { "", "127.0.0.1:1", LAN, "Built in: other machines may not reach this computer's own services" },
  { "allow", "a:25", LAN,
    "Built in: other machines may not send mail through this computer (port 25)" },
};

static char *
explain (const char *text, const char *target_text, const char *client_text)
{
  g_autoptr (AditRules) rules = adit_rules_parse (text, NULL);
  AditAuthority target;
  Address client;
  AditQuestion question = { .target = &target,
                            .client = read_address (client_text, &client),
                            .is_client_here = client_text == NULL };
  AditDecision decision;

  g_assert_true (
      adit_authority_parse (target_text, strlen (target_text), ADIT_AUTHORITY_PLAIN, &target));
  adit_rules_decide (rules, &question, &decision);
  return adit_decision_to_sentence (&decision, rules);
}

static void
test_sentences (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sentence_rows); i++)
    {
      const SentenceRow *row = &sentence_rows[i];
      g_autofree char *sentence = explain (row->rules, row->target, row->client);

      g_assert_cmpstr (sentence, ==, row->sentence);
    }
}

/* 160 characters are shown whole, of 161 the first 160. */
static void
test_long_sentence (void)
{
  g_autofree char *users = g_strnfill (160 - strlen ("allow host a user a,"), 'u');
  g_autofree char *whole = g_strconcat ("allow host a user a,", users, "\nallow host b", NULL);
  g_autofree char *cut = g_strconcat ("allow host b user a,ä", users, "\nallow", NULL);
  g_autofree char *rule = g_strconcat ("Rule 1, line 1: allow host a user a,", users, NULL);
  g_autofree char *start =
      g_strconcat ("Rule 1, line 1: allow host b user a,ä", users + 1, "…", NULL);
  const char *const texts[] = { whole, cut };
  const char *const expected[] = { rule, start };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (AditRules) rules = adit_rules_parse (texts[i], NULL);
      AditDecision decision = { .rule = 1, .line = 1 };
      g_autofree char *sentence = NULL;

      g_assert_nonnull (rules);
      sentence = adit_decision_to_sentence (&decision, rules);
      g_assert_cmpstr (sentence, ==, expected[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/decision/rules", test_rules);
  g_test_add_func ("/model/decision/safety", test_safety);
  g_test_add_func ("/model/decision/no-client", test_no_client);
  g_test_add_func ("/model/decision/longest-name", test_longest_name);
  g_test_add_func ("/model/decision/sentences", test_sentences);
  g_test_add_func ("/model/decision/long-sentence", test_long_sentence);

  return g_test_run ();
}

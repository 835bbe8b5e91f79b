/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What it costs to be decided upon by many rules of which none holds: as much as by none, or a few
 * microseconds where all of them are about the host, as said in the test's log. The bound is far
 * above, for slow and busy machines; it catches what grows with the square. */

#include "model/adit-decision.h"

#include <arpa/inet.h>
#include <string.h>

#define N_RULES     1000
#define N_DECISIONS 2000
#define COST_MAX_US 1000.0

typedef struct
{
  const char *name;
  const char *format; /* with one number, up to N_RULES */
} Row;

static const Row rows[] = {
  { "hosts", "deny host host-%u.example.org\n" },
  { "suffixes", "deny host *.host-%u.example.org\n" },
  { "addresses", "deny address 10.7.%u.0/24\n" },
  { "ports", "deny port %u\n" },
  { "users", "deny user user-%u\n" },
  { "clients", "deny from 192.168.%u.0/24\n" },
  { "hosts and ports", "deny host *.example.org,www.host-%u.example.org port 80,81\n" },
};

static AditRules *
make_rules (const char *format)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit (format, "%u", 2);
  gboolean is_octet = strstr (format, "/24") != NULL;

  for (guint i = 0; i < N_RULES; i++)
    g_string_append_printf (text, "%s%u%s", parts[0], is_octet ? i % 256 : i + 1000, parts[1]);

  return adit_rules_parse (text->str, NULL);
}

/* Microseconds a decision. */
static double
measure (const AditRules *rules)
{
  AditAuthority target = { .kind = ADIT_HOST_NAME, .port = 443, .host = "www.Example.org." };
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (0x08080808) };
  struct sockaddr_in client = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (0xc0000201) };
  AditQuestion question = { .target = &target,
                            .user = "alice",
                            .client = (const struct sockaddr *) &client,
                            .address = (const struct sockaddr *) &address };
  gint64 begin = g_get_monotonic_time ();
  AditDecision decision;

  for (guint i = 0; i < N_DECISIONS; i++)
    {
      adit_rules_decide (rules, &question, &decision);
      g_assert_cmpuint (decision.rule, ==, 0);
      g_assert_cmpint (decision.verdict, ==, ADIT_VERDICT_ALLOW);
    }

  return (double) (g_get_monotonic_time () - begin) / N_DECISIONS;
}

static void
test_cost (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (AditRules) rules = make_rules (row->format);
  g_autoptr (AditRules) none = adit_rules_new ();
  double cost_us, bare_us;

  g_assert_nonnull (rules);
  g_assert_cmpuint (adit_rules_count (rules), ==, N_RULES);
  bare_us = measure (none);
  cost_us = measure (rules);
  g_test_message ("%.2f µs for %d rules, %.2f µs for none", cost_us, N_RULES, bare_us);
  g_assert_cmpfloat (cost_us, <, COST_MAX_US);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/model/decision/cost/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_cost);
    }

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a rules' file, up to a zero; what follows that makes questions and edits. What is
 * read is printed, and read again as the same; every question has an answer, and knowing the
 * address never opens what was closed without it; an edit leaves the other lines alone. */

#include "fuzz.h"

#include "model/adit-decision.h"

#include <string.h>

#define QUESTION_SIZE 24
#define N_RULES_MAX   200 /* printing and asking them all takes its time */
#define N_LINES_MAX   20

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} Address;

static void
check_printed (const AditRules *rules)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *standard = adit_rule_print (adit_rules_get_default (rules));
  g_autoptr (AditRules) again = NULL;

  for (guint i = 0; i < adit_rules_count_upstreams (rules); i++)
    {
      g_autofree char *line = adit_upstream_print (adit_rules_get_upstream (rules, i));

      g_string_append_printf (text, "%s\n", line);
    }
  for (guint i = 0; i < adit_rules_count (rules); i++)
    {
      g_autofree char *line = adit_rule_print (adit_rules_get (rules, i));

      g_string_append_printf (text, "%s\n", line);
    }
  g_string_append_printf (text, "default %s", standard);

  again = adit_rules_parse (text->str, NULL);
  g_assert_nonnull (again);
  g_assert_true (adit_rules_equal (rules, again));
}

static const struct sockaddr *
make_address (const guint8 *bytes, gboolean is_long, Address *address)
{
  memset (address, 0, sizeof *address);
  if (is_long)
    {
      address->in6.sin6_family = AF_INET6;
      memcpy (&address->in6.sin6_addr, bytes, 16);
    }
  else
    {
      address->in.sin_family = AF_INET;
      memcpy (&address->in.sin_addr, bytes, 4);
    }

  return &address->any;
}

static void
check_decision (const AditRules *rules, const AditQuestion *question, AditDecision *decision)
{
  g_autofree char *sentence = NULL;
  g_autofree char *detail = NULL;

  adit_rules_decide (rules, question, decision);
  g_assert_cmpint (decision->verdict, <, ADIT_N_VERDICTS);
  g_assert_cmpint (decision->safety, <, ADIT_N_SAFETIES);
  g_assert_cmpuint (decision->rule, <=, adit_rules_count (rules));
  g_assert_true ((decision->upstream != NULL) == (decision->verdict == ADIT_VERDICT_UPSTREAM));
  if (decision->needs_address || decision->safety != ADIT_SAFETY_NONE)
    g_assert_cmpint (decision->verdict, ==, ADIT_VERDICT_DENY);
  if (question->is_client_here)
    g_assert_cmpint (decision->safety, ==, ADIT_SAFETY_NONE);

  sentence = adit_decision_to_sentence (decision, rules);
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  detail = adit_decision_to_detail (decision);
  g_assert_true (g_str_is_ascii (detail));
}

/* Without the address, and with it. */
static void
check_twice (const AditRules *rules, AditQuestion *question, const struct sockaddr *address)
{
  AditDecision before, after;

  check_decision (rules, question, &before);
  question->address = address;
  check_decision (rules, question, &after);

  g_assert_false (after.needs_address);
  if (question->target->kind == ADIT_HOST_NAME && !before.needs_address)
    {
      g_assert_cmpint (after.verdict, ==, before.verdict);
      g_assert_cmpuint (after.line, ==, before.line);
    }
  if (after.verdict == ADIT_VERDICT_ALLOW && !question->is_client_here &&
      adit_address_classify (address) >= ADIT_ADDRESS_MULTICAST)
    g_assert_cmpint (adit_rules_get (rules, after.rule - 1)->action, ==, ADIT_RULE_ALLOW_LOCAL);
}

/* A host or a user that a rule speaks of: others would rarely be met. */
static const char *
any_value (const AditRules *rules, guint8 choice, AditRuleCondition condition)
{
  const GArray *values;

  if (adit_rules_count (rules) == 0)
    return NULL;

  values = adit_rules_get (rules, choice % adit_rules_count (rules))->conditions[condition];
  if (!values)
    return NULL;
  return condition == ADIT_RULE_HOST ? g_array_index (values, AditRuleHost, 0).name
                                     : g_array_index (values, char *, 0);
}

static void
check_question (const AditRules *rules, const guint8 *bytes)
{
  const char *name = any_value (rules, bytes[1], ADIT_RULE_HOST);
  g_autofree char *host = g_strconcat (bytes[0] & 1 ? "www." : "", name ? name : "example.org",
                                       bytes[0] & 2 ? "." : "", NULL);
  AditAuthority target = { .kind = ADIT_HOST_NAME, .port = (guint16) (bytes[2] << 8 | bytes[3]) };
  Address client, address;
  AditQuestion question = {
    .target = &target,
    .user = any_value (rules, bytes[4], ADIT_RULE_USER),
    .client = make_address (bytes + 8, bytes[0] & 4, &client),
    .is_client_here = bytes[0] & 8,
    .is_private_allowed = bytes[0] & 16,
    .is_address_here = bytes[0] & 32,
  };

  g_strlcpy (target.host, host, sizeof target.host);
  check_twice (rules, &question, make_address (bytes + 8, bytes[0] & 64, &address));
}

/* What is inserted is there and can be removed again: not a byte is different then. */
static void
check_edits (const AditRules *rules, guint8 choice)
{
  guint n = adit_rules_count (rules);
  guint index = n > 0 ? choice % n : 0;
  const char *text = adit_rules_get_text (rules);
  g_autoptr (AditRules) longer = adit_rules_insert (rules, index, "deny port 7", NULL);
  g_autoptr (AditRules) shorter = NULL;
  g_autoptr (AditRules) moved = NULL;

  g_assert_nonnull (longer);
  g_assert_cmpuint (adit_rules_count (longer), ==, n + 1);
  shorter = adit_rules_remove (longer, index, NULL);
  g_assert_true (g_str_has_prefix (adit_rules_get_text (shorter), text));
  g_assert_cmpuint (strlen (adit_rules_get_text (shorter)), <=, strlen (text) + 1);

  moved = adit_rules_move (longer, index, n, NULL);
  g_assert_cmpuint (strlen (adit_rules_get_text (moved)), ==,
                    strlen (adit_rules_get_text (longer)));
  g_assert_true (adit_rule_equal (adit_rules_get (moved, n), adit_rules_get (longer, index)));
}

static void
check (const AditRules *rules, const guint8 *bytes)
{
  if (adit_rules_count (rules) > N_RULES_MAX)
    return;

  check_printed (rules);
  check_question (rules, bytes);
  check_edits (rules, bytes[5]);
}

/* The lines that can stand behind those before them: few texts are valid as a whole. */
static AditRules *
parse_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", N_LINES_MAX + 1);
  AditRules *rules = adit_rules_new ();

  for (guint i = 0; lines[i] && i < N_LINES_MAX; i++)
    {
      g_autofree char *longer = g_strconcat (adit_rules_get_text (rules), lines[i], "\n", NULL);
      AditRules *parsed = adit_rules_parse (longer, NULL);

      if (!parsed)
        continue;
      adit_rules_unref (rules);
      rules = parsed;
    }

  return rules;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  gsize taken = strlen (text) + 1;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditRules) rules = adit_rules_parse (text, &error);
  g_autoptr (AditRules) valid = NULL;
  guint8 bytes[QUESTION_SIZE] = { 0 };

  if (taken < size)
    memcpy (bytes, data + taken, MIN (size - taken, sizeof bytes));

  g_assert_true ((rules == NULL) == (error != NULL));
  if (rules)
    {
      g_assert_cmpstr (adit_rules_get_text (rules), ==, text);
      check (rules, bytes);
      return 0;
    }

  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  valid = parse_lines (text);
  check (valid, bytes);

  return 0;
}

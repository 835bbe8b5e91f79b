/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules' file: what reads as one, and which line is named where it does not. */

#include "model/adit-error.h"
#include "model/adit-rules.h"

#include <string.h>

static const char sample[] = "# my rules\n"
                             "\n"
                             "allow  host *.example.org,example.org  port 443\t# known\n"
                             "  deny address 10.0.0.0/8\n"
                             "via work host *.corp.example\n"
                             "\n"
                             "upstream work https proxy.corp.example:3129 user alice # later\n"
                             "upstream tor socks5 127.0.0.1:9050\n"
                             "default via tor # all else";

static AditRules *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AditRules *rules = adit_rules_parse (text, &error);

  g_assert_no_error (error);
  return rules;
}

static void
assert_rule (const AditRules *rules, guint index, guint line, const char *printed)
{
  g_autofree char *text = adit_rule_print (adit_rules_get (rules, index));

  g_assert_cmpstr (text, ==, printed);
  g_assert_cmpuint (adit_rules_get_line (rules, index), ==, line);
}

static void
test_sample (void)
{
  g_autoptr (AditRules) rules = parse (sample);
  g_autofree char *standard = adit_rule_print (adit_rules_get_default (rules));
  const AditUpstream *work = adit_rules_find_upstream (rules, "work");

  g_assert_cmpstr (adit_rules_get_text (rules), ==, sample);
  g_assert_cmpuint (adit_rules_count (rules), ==, 3);
  assert_rule (rules, 0, 3, "allow host *.example.org,example.org port 443");
  assert_rule (rules, 1, 4, "deny address 10.0.0.0/8");
  assert_rule (rules, 2, 5, "via work host *.corp.example");
  g_assert_cmpstr (standard, ==, "via tor");
  g_assert_cmpuint (adit_rules_get_default_line (rules), ==, 9);

  g_assert_cmpuint (adit_rules_count_upstreams (rules), ==, 2);
  g_assert_true (adit_rules_get_upstream (rules, 0) == work);
  g_assert_cmpstr (work->user, ==, "alice");
  g_assert_cmpstr (adit_rules_get_upstream (rules, 1)->name, ==, "tor");
  g_assert_null (adit_rules_find_upstream (rules, "Work"));
}

static void
test_empty (void)
{
  static const char *const texts[] = { "", "\n", "\n\n", "# nothing", " \t\r\n#\r\n" };
  g_autoptr (AditRules) none = adit_rules_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (AditRules) rules = parse (texts[i]);

      g_assert_cmpstr (adit_rules_get_text (rules), ==, texts[i]);
      g_assert_cmpuint (adit_rules_count (rules), ==, 0);
      g_assert_cmpuint (adit_rules_count_upstreams (rules), ==, 0);
      g_assert_cmpuint (adit_rules_get_default_line (rules), ==, 0);
      g_assert_cmpint (adit_rules_get_default (rules)->action, ==, ADIT_RULE_ALLOW);
      g_assert_true (adit_rules_equal (rules, none));
    }
}

typedef struct
{
  const char *text;
  const char *message; /* how it begins */
} RefusedRow;

static const RefusedRow refused[] = {
  { "permit", "line 1: “permit” is not one of" },
  { "\n# a\n\ndeny hosts a\npermit", "line 4: “hosts” is not one of" },
  { "allow\r\ndeny port 0\r\n", "line 2: “0” is not a port" },
  { "allow\n\xff\n", "line 2: not UTF-8" },
  { "allow\n# \xff", "line 2: not UTF-8" },
  { "allow\rdeny", "line 1: has control characters" },

  { "default", "line 1: there is no rule" },
  { "default permit", "line 1: “permit” is not one of" },
  { "default allow-local", "line 1: a default is one of allow, deny, via NAME" },
  { "default deny host a", "line 1: a default is one of" },
  { "allow\ndefault deny\ndefault deny", "line 3: there is a default already, on line 2" },
  { "default allow\n\ndeny", "line 3: a rule behind the default, which is on line 1" },
  { "default default allow", "line 1: “default” is not one of" },

  { "deny\nvia work\nallow", "line 2: there is no upstream “work”" },
  { "deny\ndefault via work", "line 2: there is no upstream “work”" },
  { "upstream work http a:1\nvia Work", "line 2: there is no upstream “Work”" },
  { "upstream work", "line 1: an upstream is written" },
  { "upstream a http a:1\nupstream b http a:1\nupstream a https b:2",
    "line 3: there is an upstream “a” already" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AditRules) rules = adit_rules_parse (refused[i].text, &error);

      g_test_message ("%s", refused[i].message);
      g_assert_null (rules);
      g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
      if (!g_str_has_prefix (error->message, refused[i].message))
        g_error ("“%s” instead", error->message);
      g_assert_null (adit_rules_parse (refused[i].text, NULL));
    }
}

static void
test_equal (void)
{
  static const char *const texts[] = {
    "",
    "allow",
    "deny",
    "deny\nallow",
    "allow\ndeny",
    "default deny",
    "upstream a http a:1",
    "upstream a http a:2",
    "upstream a http a:1\nupstream b http a:1",
    "upstream a http a:1\ndefault via a",
    "upstream a http a:1\nvia a",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autofree char *other = g_strconcat ("# other\n\n", texts[j], " # text\n", NULL);
        g_autoptr (AditRules) a = parse (texts[i]);
        g_autoptr (AditRules) b = parse (other);

        g_assert_cmpint (adit_rules_equal (a, b), ==, i == j);
      }
}

static void
test_ref (void)
{
  AditRules *rules = parse (sample);
  AditRules *other = adit_rules_ref (rules);

  g_assert_true (rules == other);
  adit_rules_unref (rules);
  g_assert_cmpuint (adit_rules_count (other), ==, 3);
  adit_rules_unref (other);
}

static char *
repeat (const char *format, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%u\n", format, i + 1);

  return g_string_free (text, FALSE);
}

static void
test_rules_max (void)
{
  g_autofree char *enough = repeat ("deny port ", ADIT_RULES_MAX);
  g_autofree char *too_many = repeat ("deny port ", ADIT_RULES_MAX + 1);
  g_autoptr (AditRules) rules = parse (enough);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (adit_rules_count (rules), ==, ADIT_RULES_MAX);
  g_assert_null (adit_rules_parse (too_many, &error));
  g_assert_cmpstr (error->message, ==, "line 5001: more than 5000 rules");

  g_clear_error (&error);
  g_assert_null (adit_rules_insert (rules, 0, "deny", &error));
  g_assert_cmpstr (error->message, ==, "line 5001: more than 5000 rules");
}

static void
test_upstreams_max (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditRules) rules = NULL;

  for (guint i = 0; i < ADIT_RULES_UPSTREAMS_MAX; i++)
    g_string_append_printf (text, "upstream u%u http a:1\n", i);
  rules = parse (text->str);
  g_assert_cmpuint (adit_rules_count_upstreams (rules), ==, ADIT_RULES_UPSTREAMS_MAX);

  g_string_append (text, "upstream more http a:1\n");
  g_assert_null (adit_rules_parse (text->str, &error));
  g_assert_cmpstr (error->message, ==, "line 65: more than 64 upstreams");
}

/* Comments of 1 KiB; (transfer full) */
static char *
fill (gsize length)
{
  char *text = g_strnfill (length, '#');

  for (gsize i = 1023; i < length; i += 1024)
    text[i] = '\n';

  return text;
}

static void
test_text_max (void)
{
  g_autofree char *enough = fill (ADIT_RULES_TEXT_MAX);
  g_autofree char *too_long = fill (ADIT_RULES_TEXT_MAX + 1);
  g_autoptr (AditRules) rules = parse (enough);
  g_autoptr (GError) error = NULL;

  g_assert_null (adit_rules_parse (too_long, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, "more than 1048576 bytes");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/rules/sample", test_sample);
  g_test_add_func ("/model/rules/empty", test_empty);
  g_test_add_func ("/model/rules/refused", test_refused);
  g_test_add_func ("/model/rules/equal", test_equal);
  g_test_add_func ("/model/rules/ref", test_ref);
  g_test_add_func ("/model/rules/rules-max", test_rules_max);
  g_test_add_func ("/model/rules/upstreams-max", test_upstreams_max);
  g_test_add_func ("/model/rules/text-max", test_text_max);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What strangers chose does not reach a terminal as it is, and columns stay columns. */

#include "cli/adit-cli-text.h"

static const struct
{
  const char *text;
  const char *safe;
  const char *json_safe; /* NULL: not UTF-8, or what JSON text cannot hold */
  guint width;           /* of the safe text */
} cases[] = {
  { "", "", "", 0 },
  { "example.org:443", "example.org:443", "example.org:443", 15 },
  { "\\ \"", "\\ \"", "\\ \"", 3 },
  { "a\x1b[2Jb", "a\\x1b[2Jb", NULL, 9 },
  { "a\r\n\tb\x7f", "a\\x0d\\x0a\\x09b\\x7f", NULL, 18 },
  { "a\nb", "a\\x0ab", "a\nb", 6 },
  { "\x7f", "\\x7f", "\\u007f", 4 },
  { "\302\233"
    "31m",
    "\\x9b31m", "\\u009b31m", 7 },
  { "\342\200\256"
    "abc",
    "\\u202eabc", "\\u202eabc", 9 },
  { "\342\200\250", "\\u2028", "\\u2028", 6 },
  { "\357\273\277", "\\ufeff", "\\ufeff", 6 },
  { "\363\240\200\201", "\\ue0001", "\\udb40\\udc01", 7 },
  { "\303\251", "\303\251", "\303\251", 1 },
  { "\345\220\215", "\345\220\215", "\345\220\215", 2 },
  { "e\314\201", "e\314\201", "e\314\201", 1 },
  { "\xff"
    "a",
    "\\xffa", NULL, 5 },
  { "a\303", "a\\xc3", NULL, 5 },
  { "\355\240\200", "\\xed\\xa0\\x80", NULL, 12 },
};

static void
test_safe (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *safe = adit_cli_text_make_safe (cases[i].text);

      g_assert_cmpstr (safe, ==, cases[i].safe);
      g_assert_cmpuint (adit_cli_text_width (safe), ==, cases[i].width);
    }
}

static void
test_json_safe (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].json_safe != NULL)
      {
        g_autofree char *safe = adit_cli_text_make_json_safe (cases[i].text);

        g_assert_cmpstr (safe, ==, cases[i].json_safe);
      }
}

static void
test_append (void)
{
  g_autoptr (GString) line = g_string_new ("|");

  adit_cli_text_append (line, "ab", 4, ADIT_CLI_ALIGN_START);
  g_string_append (line, "|");
  adit_cli_text_append (line, "ab", 4, ADIT_CLI_ALIGN_END);
  g_string_append (line, "|");
  adit_cli_text_append (line, "\345\220\215", 4, ADIT_CLI_ALIGN_START);
  g_string_append (line, "|");
  adit_cli_text_append (line, "abcd", 4, ADIT_CLI_ALIGN_END);
  g_string_append (line, "|");
  adit_cli_text_append (line, "abcde", 4, ADIT_CLI_ALIGN_START);
  g_string_append (line, "|");
  adit_cli_text_append (line, "", 2, ADIT_CLI_ALIGN_END);
  g_string_append (line, "|");

  g_assert_cmpstr (line->str, ==, "|ab  |  ab|\345\220\215  |abcd|abcde|  |");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/text/safe", test_safe);
  g_test_add_func ("/cli/text/json-safe", test_json_safe);
  g_test_add_func ("/cli/text/append", test_append);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Edits of the rules' file: what they change, and that they change nothing else. */

#include "model/adit-error.h"
#include "model/adit-rules.h"

#include <string.h>

typedef enum
{
  INSERT,
  REMOVE,
  MOVE,
  REPLACE,
  DEFAULT,
  UPSTREAM,
  REMOVE_UPSTREAM,
} Edit;

typedef struct
{
  const char *name;
  const char *before;
  Edit edit;
  guint index;
  guint to;
  const char *line;
  const char *after; /* NULL: refused */
  int code;
  const char *message; /* a part of it */
} Row;

#define BAD     NULL, ADIT_ERROR_INVALID_ARGUMENT
#define MISSING NULL, ADIT_ERROR_NOT_FOUND

static const Row rows[] = {
  /* insert */
  { "into nothing", "", INSERT, 0, 0, "deny", "deny\n" },
  { "behind comments", "# a\n\n#b", INSERT, 0, 0, "deny", "# a\n\n#b\ndeny\n" },
  { "first", "allow\n", INSERT, 0, 0, "deny", "deny\nallow\n" },
  { "last", "allow\n", INSERT, 1, 0, "deny", "allow\ndeny\n" },
  { "last, without line feed", "allow", INSERT, 1, 0, "deny", "allow\ndeny\n" },
  { "between", "allow\n\n# b\nvia b\nupstream b http b:1\n", INSERT, 1, 0, "deny  port 1 # x",
    "allow\ndeny  port 1 # x\n\n# b\nvia b\nupstream b http b:1\n" },
  { "first, before its comments", "# file\n\n# a\n  # b\nallow\n", INSERT, 0, 0, "deny",
    "# file\n\ndeny\n# a\n  # b\nallow\n" },
  { "first, behind the file's comment", "# file\nallow\n", INSERT, 0, 0, "deny",
    "# file\ndeny\nallow\n" },
  { "before the default", "# file\n\n# d\ndefault deny\n", INSERT, 0, 0, "allow",
    "# file\n\nallow\n# d\ndefault deny\n" },
  { "last, before the default", "allow\n\ndefault deny\n", INSERT, 1, 0, "deny",
    "allow\ndeny\n\ndefault deny\n" },
  { "carriage returns", "allow\r\n", INSERT, 1, 0, "deny", "allow\r\ndeny\r\n" },
  { "beyond", "allow\n", INSERT, 2, 0, "deny", MISSING, "there is no rule 2" },
  { "no rule", "allow\n", INSERT, 0, 0, "permit", BAD, "“permit” is not one of" },
  { "empty", "allow\n", INSERT, 0, 0, "", BAD, "there is no rule" },
  { "comment", "allow\n", INSERT, 0, 0, "# a", BAD, "there is no rule" },
  { "default", "allow\n", INSERT, 0, 0, "default deny", BAD, "“default” is not one of" },
  { "two lines", "allow\n", INSERT, 0, 0, "deny\ndeny", BAD, "more than one line" },
  { "two lines, one a comment", "allow\n", INSERT, 0, 0, "deny # \ndeny", BAD,
    "more than one line" },
  { "no such upstream", "allow\n", INSERT, 0, 0, "via a", BAD, "line 1: there is no upstream “a”" },

  /* remove */
  { "the only one", "deny", REMOVE, 0, 0, NULL, "" },
  { "comments stay", "# a\n\n# b\nallow # c\n# d\ndeny\n", REMOVE, 0, 0, NULL,
    "# a\n\n# b\n# d\ndeny\n" },
  { "the last", "allow\n\tdeny", REMOVE, 1, 0, NULL, "allow\n" },
  { "carriage returns stay", "# a\r\nallow\r\n\r\ndeny\r\n", REMOVE, 0, 0, NULL,
    "# a\r\n\r\ndeny\r\n" },
  { "none", "", REMOVE, 0, 0, NULL, MISSING, "there is no rule 1" },
  { "beyond", "deny\n", REMOVE, 1, 0, NULL, MISSING, "there is no rule 2" },

  /* move */
  { "down", "deny port 1\ndeny port 2\ndeny port 3\n", MOVE, 0, 2, NULL,
    "deny port 2\ndeny port 3\ndeny port 1\n" },
  { "up", "deny port 1\ndeny port 2\ndeny port 3\n", MOVE, 2, 0, NULL,
    "deny port 3\ndeny port 1\ndeny port 2\n" },
  { "one down", "deny port 1\ndeny port 2\ndeny port 3\n", MOVE, 0, 1, NULL,
    "deny port 2\ndeny port 1\ndeny port 3\n" },
  { "nowhere", "deny  port 1\n#\ndeny", MOVE, 1, 1, NULL, "deny  port 1\n#\ndeny" },
  { "with its comments", "# file\n\n# a\n# b\n  deny port 1 # c\n\n# d\ndeny port 2\n\n#end\n",
    MOVE, 0, 1, NULL, "# file\n\n\n# d\ndeny port 2\n# a\n# b\n  deny port 1 # c\n\n#end\n" },
  { "but not the file's", "# file\ndeny port 1\ndeny port 2", MOVE, 0, 1, NULL,
    "# file\ndeny port 2\ndeny port 1\n" },
  { "never behind the default", "deny port 1\n\ndeny port 2\ndefault deny\n", MOVE, 0, 1, NULL,
    "\ndeny port 2\ndeny port 1\ndefault deny\n" },
  { "from beyond", "deny\n", MOVE, 1, 0, NULL, MISSING, "there is no rule 2" },
  { "to beyond", "deny\n", MOVE, 0, 1, NULL, MISSING, "there is no rule 2" },

  /* replace */
  { "keeps indent and comment", "#\n \tdeny  port 1 \t# why\nallow", REPLACE, 0, 0, "allow port 2",
    "#\n \tallow port 2 \t# why\nallow\n" },
  { "another comment", "  deny # why\n", REPLACE, 0, 0, "\tallow  port 2  # because ",
    "  allow  port 2  # because \n" },
  { "an empty comment", "  deny # why\nallow\n", REPLACE, 0, 0, "allow port 2 #",
    "  allow port 2\nallow\n" },
  { "carriage returns stay", "deny # a\r\nallow\r\n", REPLACE, 0, 0, "allow # b",
    "allow # b\r\nallow\r\n" },
  { "and none is doubled", "deny\r\n", REPLACE, 0, 0, "allow\r", "allow\r\n" },
  { "beyond", "deny\n", REPLACE, 1, 0, "allow", MISSING, "there is no rule 2" },
  { "no rule", "deny\n", REPLACE, 0, 0, "upstream a http a:1", BAD, "“upstream” is not one of" },
  { "two lines", "deny\n", REPLACE, 0, 0, "allow #\nallow", BAD, "more than one line" },
  { "no such upstream", "\ndeny\n", REPLACE, 0, 0, "via a", BAD,
    "line 2: there is no upstream “a”" },

  /* default */
  { "not there yet", "allow", DEFAULT, 0, 0, "deny", "allow\ndefault deny\n" },
  { "again", "allow\n default  allow # d\n# end", DEFAULT, 0, 0, "deny",
    "allow\n default deny # d\n# end\n" },
  { "through an upstream", "upstream a http a:1\n", DEFAULT, 0, 0, "via a",
    "upstream a http a:1\ndefault via a\n" },
  { "through none", "", DEFAULT, 0, 0, "via a", BAD, "there is no upstream “a”" },
  { "with a condition", "", DEFAULT, 0, 0, "deny port 1", BAD, "a default is one of" },
  { "nothing", "", DEFAULT, 0, 0, "", BAD, "there is no rule" },
  { "two lines", "", DEFAULT, 0, 0, "deny\n# a", BAD, "more than one line" },

  /* upstreams */
  { "new", "# file\n\n# a\nallow\n", UPSTREAM, 0, 0, "upstream a http a:1",
    "# file\n\nupstream a http a:1\n# a\nallow\n" },
  { "anew", "via a\n upstream a http a:1 # w\nupstream b http b:1\n", UPSTREAM, 0, 0,
    "upstream a socks5 c:2 user d",
    "via a\n upstream a socks5 c:2 user d # w\nupstream b http b:1\n" },
  { "not valid", "", UPSTREAM, 0, 0, "upstream a", BAD, "an upstream is written" },
  { "gone", "# w\nupstream a http a:1\nallow", REMOVE_UPSTREAM, 0, 0, "a", "# w\nallow\n" },
  { "needed", "upstream a http a:1\ndeny\nvia a\n", REMOVE_UPSTREAM, 0, 0, "a", BAD,
    "line 2: there is no upstream “a”" },
  { "unknown", "upstream a http a:1\n", REMOVE_UPSTREAM, 0, 0, "b", MISSING,
    "there is no upstream “b”" },
};

static AditRules *
edit (const AditRules *rules, const Row *row, GError **error)
{
  switch (row->edit)
    {
    case INSERT:
      return adit_rules_insert (rules, row->index, row->line, error);
    case REMOVE:
      return adit_rules_remove (rules, row->index, error);
    case MOVE:
      return adit_rules_move (rules, row->index, row->to, error);
    case REPLACE:
      return adit_rules_replace (rules, row->index, row->line, error);
    case DEFAULT:
      return adit_rules_set_default (rules, row->line, error);
    case UPSTREAM:
      return adit_rules_set_upstream (rules, row->line, error);
    case REMOVE_UPSTREAM:
    default:
      return adit_rules_remove_upstream (rules, row->line, error);
    }
}

static void
test_edits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (AditRules) rules = adit_rules_parse (row->before, &error);
      g_autoptr (AditRules) edited = NULL;

      g_test_message ("%s", row->name);
      g_assert_no_error (error);
      edited = edit (rules, row, &error);
      g_assert_cmpstr (adit_rules_get_text (rules), ==, row->before);

      if (row->after)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (adit_rules_get_text (edited), ==, row->after);
          continue;
        }
      g_assert_null (edited);
      g_assert_error (error, ADIT_ERROR, row->code);
      if (!strstr (error->message, row->message))
        g_error ("“%s” says nothing of “%s”", error->message, row->message);
    }
}

/* Each way to move one of five: the others keep their order, and every line is still there. */
static void
test_every_move (void)
{
  static const char text[] = "# f\n\n# 0\ndeny port 1\n\n\ndeny port 2 # 1\n# 2\n# 2\ndeny port 3\n"
                             "deny port 4\nupstream a http a:1\n\tdeny port 5\n\ndefault deny\n#";
  g_autoptr (AditRules) rules = adit_rules_parse (text, NULL);

  for (guint from = 0; from < 5; from++)
    for (guint to = 0; to < 5; to++)
      {
        g_autoptr (AditRules) moved = adit_rules_move (rules, from, to, NULL);
        guint other = 0;

        g_assert_nonnull (moved);
        g_assert_cmpuint (strlen (adit_rules_get_text (moved)), ==,
                          strlen (text) + (from == to ? 0 : 1));
        g_assert_true (adit_rule_equal (adit_rules_get (moved, to), adit_rules_get (rules, from)));
        for (guint i = 0; i < 5; i++)
          {
            if (i == to)
              continue;
            if (other == from)
              other++;
            g_assert_true (
                adit_rule_equal (adit_rules_get (moved, i), adit_rules_get (rules, other++)));
          }
      }
}

/* What is said about each rule: behind it, or right above it, but not at the file's beginning. */
static void
test_comments (void)
{
  static const char text[] = "# the file's\ndeny port 1\n\n# far\n\n# guests:\n #\n## no mail \n"
                             "deny port 25\n# above\nallow # behind # it\r\nallow #\n";
  static const char *const expected[] = { "", "guests: no mail", "behind # it", "", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (AditRules) rules = adit_rules_parse (text, &error);
  g_auto (GStrv) comments = NULL;

  g_assert_no_error (error);
  comments = adit_rules_list_comments (rules);
  g_assert_cmpstrv (comments, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/rules/edit/one", test_edits);
  g_test_add_func ("/model/rules/edit/every-move", test_every_move);
  g_test_add_func ("/model/rules/edit/comments", test_comments);

  return g_test_run ();
}

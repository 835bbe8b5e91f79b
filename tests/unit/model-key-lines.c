/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where things stand in a key file's text, and what stands there twice. */

#include "model/adit-key-lines.h"

#define TEXT                                                                                       \
  "# ours\n"                                                                                       \
  "[a]\n"                                                                                          \
  "x=1\n"                                                                                          \
  "\n"                                                                                             \
  "  [b]  \r\n"                                                                                    \
  " x = [a]\n"                                                                                     \
  "#y=2\n"                                                                                         \
  "y==\n"

static void
test_find (void)
{
  g_assert_cmpuint (adit_key_lines_find (TEXT, "a", "x"), ==, 3);
  g_assert_cmpuint (adit_key_lines_find (TEXT, "b", "x"), ==, 6);
  g_assert_cmpuint (adit_key_lines_find (TEXT, "b", "y"), ==, 8);
  g_assert_cmpuint (adit_key_lines_find (TEXT, "a", "y"), ==, 2);
  g_assert_cmpuint (adit_key_lines_find (TEXT, "b", "z"), ==, 5);
  g_assert_cmpuint (adit_key_lines_find (TEXT, "c", "x"), ==, 0);
  g_assert_cmpuint (adit_key_lines_find ("", "a", "x"), ==, 0);
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    guint line;
  } cases[] = {
    { TEXT, 0 },
    { "", 0 },
    { "x=1\n", 1 },
    { "[a]\nnonsense\n", 2 },
    { "[a]\nx=1\nnonsense", 3 },
    { "[a]\nx=1\n[b\ny=2\nnonsense\n", 3 },
    { "\n\n\n=x\n", 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (adit_key_lines_find_bad (cases[i].text), ==, cases[i].line);
    }
}

static void
test_double (void)
{
  static const struct
  {
    const char *text;
    guint line;
    const char *what;
  } cases[] = {
    { TEXT, 0, NULL },
    { "[a]\n[b]\n[a]\n", 3, "[a]" },
    { "[a]\nx=1\n[b]\nx=1\n", 0, NULL },
    { "[a]\nx=1\ny=2\n x =3\n", 4, "x" },
    { "[a]\n#x=1\nx=2\n", 0, NULL },
    { "[a]\nx=1\n\n[b]\n [a]\n", 5, "[a]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *what = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (adit_key_lines_find_double (cases[i].text, &what), ==, cases[i].line);
      g_assert_cmpstr (what, ==, cases[i].what);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/key-lines/find", test_find);
  g_test_add_func ("/model/key-lines/bad", test_bad);
  g_test_add_func ("/model/key-lines/double", test_double);

  return g_test_run ();
}

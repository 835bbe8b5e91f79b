/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts with gaps: values, sections that stay or go, and the lines they leave behind. */

#include "engine/reply/adit-engine-template.h"

#include <string.h>

static const AditEngineTemplateValue values[] = {
  { "name", "Adit" }, { "empty", "" }, { "none", NULL }, { "braces", "{{name}}" }, { NULL, NULL },
};

static const struct
{
  const char *text;
  const char *filled;
} cases[] = {
  { "", "" },
  { "as it is { } {", "as it is { } {" },
  { "{{name}}", "Adit" },
  { "a {{name}}, b {{name}}", "a Adit, b Adit" },
  { "a{{none}}b{{empty}}c", "abc" },
  { "{{braces}}", "{{name}}" }, /* what comes from a value is no text of ours */
  { "a{{! words }} b", "a b" },

  { "{{#name}}yes{{/name}}", "yes" },
  { "{{#empty}}yes{{/empty}}", "yes" },
  { "a{{#none}}yes {{unheard}}{{/none}}b", "ab" },
  { "{{^none}}no{{/none}}", "no" },
  { "a{{^name}}no{{/name}}b", "ab" },
  { "{{#name}}1{{#none}}2{{/none}}3{{/name}}4", "134" },
  { "{{#none}}1{{#name}}2{{/name}}3{{^none}}4{{/none}}5{{/none}}6", "6" },
  { "{{#none}}1{{/none}}{{^none}}2{{/none}}{{#name}}3{{/name}}", "23" },

  { "a\n{{#name}}\nb\n{{/name}}\nc\n", "a\nb\nc\n" },
  { "a\n{{#none}}\nb\n{{/none}}\nc\n", "a\nc\n" },
  { "{{! first }}\na\n", "a\n" },
  { "a\n{{name}}\n{{empty}}\nb\n", "a\nAdit\n\nb\n" },
  { "a {{#name}}\nb {{/name}}\n", "a \nb \n" },
  { "{{#name}}{{/name}}\n", "\n" }, /* two gaps on a line: it is none's own */
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new ("before ");
      /* without a NUL behind it, so that reading too far is seen */
      gsize length = strlen (cases[i].text);
      g_autofree char *text = g_malloc (MAX (length, 1));

      memcpy (text, cases[i].text, length);
      adit_engine_template_expand (out, text, length, values);

      g_assert_true (g_str_has_prefix (out->str, "before "));
      g_assert_cmpstr (out->str + strlen ("before "), ==, cases[i].filled);
    }
}

/* Mistakes in our own files do not get past a test. */
static void
check_mistake (gconstpointer text)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GString) out = g_string_new (NULL);

      adit_engine_template_expand (out, text, strlen (text), values);
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/template/cases", test_cases);
  g_test_add_data_func ("/engine/template/unknown-name", "{{unheard}}", check_mistake);
  g_test_add_data_func ("/engine/template/prefix-of-a-name", "{{nam}}", check_mistake);
  g_test_add_data_func ("/engine/template/unended-gap", "{{name", check_mistake);
  g_test_add_data_func ("/engine/template/empty-gap", "{{}}", check_mistake);
  g_test_add_data_func ("/engine/template/unended-section", "{{#none}}a", check_mistake);

  return g_test_run ();
}

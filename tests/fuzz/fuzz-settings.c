/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as a configuration: what is accepted survives being printed, over nothing, over itself
 * and over any other text; and what is printed can always be read. A NUL parts the text that is
 * read from the one that was in the file before. */

#include "fuzz.h"

#include "test-settings.h"

#include <string.h>

static void
check_printed (const AditSettings *settings, const char *previous)
{
  g_autofree char *text = adit_settings_print (settings, previous);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditSettings) again = adit_settings_parse (text, &error);

  g_assert_no_error (error);
  test_settings_assert_equal (settings, again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize length = strlen (text);
  g_autofree char *previous =
      length < size ? g_strndup ((const char *) data + length + 1, size - length - 1) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditSettings) settings = NULL;

  /* As from the store, which refuses other bytes. */
  if (!g_utf8_validate (text, -1, NULL) || (previous && !g_utf8_validate (previous, -1, NULL)))
    return 0;

  settings = adit_settings_parse (text, &error);
  g_assert_true ((settings == NULL) == (error != NULL));
  if (!settings)
    {
      g_assert_cmpuint (strlen (error->message), >, 0);
      return 0;
    }

  check_printed (settings, NULL);
  check_printed (settings, text);
  if (previous)
    check_printed (settings, previous);

  return 0;
}

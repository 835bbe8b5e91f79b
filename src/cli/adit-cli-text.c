/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-text.h"

/* Neither a control or format character, a lone surrogate or an unassigned one (which GLib does not
 * take for printable), nor a separator of lines. */
static gboolean
is_plainly_visible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isprint (c) && type != G_UNICODE_LINE_SEPARATOR &&
         type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

static void
append_written_out (GString *safe, gunichar c)
{
  if (c < 0x100)
    g_string_append_printf (safe, "\\x%02x", c);
  else
    g_string_append_printf (safe, "\\u%04x", c);
}

char *
adit_cli_text_make_safe (const char *text)
{
  GString *safe = g_string_new (NULL);
  gsize length = strlen (text);

  for (const char *p = text, *end = text + length; p < end;)
    {
      gunichar c = g_utf8_get_char_validated (p, end - p);

      if (c >= (gunichar) -2)
        {
          append_written_out (safe, (guchar) *p++);
          continue;
        }

      if (is_plainly_visible (c))
        g_string_append_unichar (safe, c);
      else
        append_written_out (safe, c);
      p = g_utf8_next_char (p);
    }

  return g_string_free (safe, FALSE);
}

static void
append_utf16_escapes (GString *safe, gunichar c)
{
  glong n_units = 0;
  g_autofree gunichar2 *units = g_ucs4_to_utf16 (&c, 1, NULL, &n_units, NULL);

  for (glong i = 0; i < n_units; i++)
    g_string_append_printf (safe, "\\u%04x", units[i]);
}

char *
adit_cli_text_make_json_safe (const char *json)
{
  GString *safe = g_string_new (NULL);

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* ASCII's control characters can only be JSON's own line breaks here */
      if (c == '\n' || is_plainly_visible (c))
        g_string_append_unichar (safe, c);
      else
        append_utf16_escapes (safe, c);
    }

  return g_string_free (safe, FALSE);
}

guint
adit_cli_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

void
adit_cli_text_append (GString *line, const char *text, guint width, AditCliAlign align)
{
  guint own = adit_cli_text_width (text);
  int blanks = own < width ? (int) (width - own) : 0;

  if (align == ADIT_CLI_ALIGN_END)
    g_string_append_printf (line, "%*s", blanks, "");
  g_string_append (line, text);
  if (align == ADIT_CLI_ALIGN_START)
    g_string_append_printf (line, "%*s", blanks, "");
}

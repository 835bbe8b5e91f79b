/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-rule-line.h"

#include "model/adit-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SPACE " \t"

static gboolean
has_control (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (text[i]) && text[i] != '\t')
      return TRUE;

  return FALSE;
}

/* Adds the words to @words; where the last of them ends. */
static const char *
split (const char *line, GPtrArray *words)
{
  const char *end = line;
  const char *word = line + strspn (line, SPACE);

  while (*word && *word != '#')
    {
      end = word + strcspn (word, SPACE);
      g_ptr_array_add (words, g_strndup (word, (gsize) (end - word)));
      word = end + strspn (end, SPACE);
    }

  return end;
}

static gsize
length_of (const char *line)
{
  gsize length = strlen (line);

  return length > 0 && line[length - 1] == '\r' ? length - 1 : length;
}

gboolean
adit_rule_line_refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error)
    *error = g_error_new_valist (ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, format, arguments);
  va_end (arguments);

  return FALSE;
}

gboolean
adit_rule_line_read (AditRuleLine *self, const char *line, GError **error)
{
  gsize length = length_of (line);
  g_autofree char *text = g_strndup (line, length);
  g_autoptr (GPtrArray) words = NULL;
  gsize end;

  if (length > ADIT_RULE_LINE_MAX)
    return adit_rule_line_refuse (error, _ ("longer than %d bytes"), ADIT_RULE_LINE_MAX);
  if (strchr (text, '\n'))
    return adit_rule_line_refuse (error, _ ("more than one line"));
  if (!g_utf8_validate (text, -1, NULL))
    return adit_rule_line_refuse (error, _ ("not UTF-8"));

  words = g_ptr_array_new_with_free_func (g_free);
  end = (gsize) (split (text, words) - text);
  if (has_control (text, end))
    return adit_rule_line_refuse (error, _ ("has control characters"));

  self->begin = words->len > 0 ? strspn (text, SPACE) : end;
  self->end = end;
  g_ptr_array_add (words, NULL);
  self->words = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
  return TRUE;
}

void
adit_rule_line_clear (AditRuleLine *self)
{
  g_clear_pointer (&self->words, g_strfreev);
}

gboolean
adit_rule_line_is_comment (const char *line)
{
  return line[strspn (line, SPACE)] == '#';
}

gboolean
adit_rule_line_is_user (const char *text)
{
  if (*text == '\0' || *text == '#')
    return FALSE;

  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (*c == ':' || *c == ',' || !g_unichar_isgraph (g_utf8_get_char (c)))
      return FALSE;

  return TRUE;
}

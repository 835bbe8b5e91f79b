/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/reply/adit-engine-template.h"

#include <string.h>

#define OPEN  "{{"
#define CLOSE "}}"

typedef struct
{
  GString *out;
  const AditEngineTemplateValue *values;
  guint n_hidden; /* sections around us, counted from the one that is left out */
} Expansion;

static const char *
find (const char *text, const char *end, const char *mark)
{
  return g_strstr_len (text, end - text, mark);
}

static const char *
value_of (const Expansion *self, const char *name, gsize length)
{
  for (const AditEngineTemplateValue *value = self->values; value->name; value++)
    if (strlen (value->name) == length && memcmp (value->name, name, length) == 0)
      return value->value;

  g_assert_not_reached ();
}

static gboolean
is_section (char sign)
{
  return sign == '#' || sign == '^';
}

/* What lies between the braces. */
static void
expand_gap (Expansion *self, const char *gap, gsize length)
{
  if (gap[0] == '/')
    self->n_hidden -= self->n_hidden > 0;
  else if (self->n_hidden > 0)
    self->n_hidden += is_section (gap[0]);
  else if (is_section (gap[0]))
    self->n_hidden = (value_of (self, gap + 1, length - 1) != NULL) != (gap[0] == '#');
  else if (gap[0] != '!')
    {
      const char *value = value_of (self, gap, length);

      g_string_append (self->out, value ? value : "");
    }
}

/* The line's end behind a gap that has the line for itself. */
static const char *
skip_line_end (const char *begin, const char *open, const char *next, const char *end)
{
  gboolean is_alone = (open == begin || open[-1] == '\n') && next < end && next[0] == '\n';

  return is_alone && strchr ("#^/!", open[strlen (OPEN)]) ? next + 1 : next;
}

void
adit_engine_template_expand (GString *out,
                             const char *text,
                             gsize length,
                             const AditEngineTemplateValue *values)
{
  Expansion self = { .out = out, .values = values };
  const char *end = text + length;
  const char *here = text;
  const char *open;

  while ((open = find (here, end, OPEN)))
    {
      const char *gap = open + strlen (OPEN);
      const char *close = find (gap, end, CLOSE);

      g_assert (close && close > gap);
      if (self.n_hidden == 0)
        g_string_append_len (out, here, open - here);
      expand_gap (&self, gap, (gsize) (close - gap));
      here = skip_line_end (text, open, close + strlen (CLOSE), end);
    }

  g_assert (self.n_hidden == 0);
  g_string_append_len (out, here, end - here);
}

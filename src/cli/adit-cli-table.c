/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-table.h"

struct _AditCliTable
{
  const AditCliColumn *columns;
  guint n_columns;
  GPtrArray *cells; /* safe texts, row after row */
};

AditCliTable *
adit_cli_table_new (const AditCliColumn *columns, guint n_columns)
{
  AditCliTable *self = g_new0 (AditCliTable, 1);

  self->columns = columns;
  self->n_columns = n_columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);
  if (columns[0].title != NULL)
    for (guint i = 0; i < n_columns; i++)
      adit_cli_table_add (self, columns[i].title);

  return self;
}

AditCliTable *
adit_cli_table_new_facts (void)
{
  static const AditCliColumn columns[] = { { NULL }, { NULL } };

  return adit_cli_table_new (columns, G_N_ELEMENTS (columns));
}

void
adit_cli_table_free (AditCliTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self);
}

void
adit_cli_table_add (AditCliTable *self, const char *text)
{
  g_ptr_array_add (self->cells, adit_cli_text_make_safe (text));
}

void
adit_cli_table_take (AditCliTable *self, char *text)
{
  adit_cli_table_add (self, text);
  g_free (text);
}

void
adit_cli_table_add_number (AditCliTable *self, guint64 number)
{
  adit_cli_table_take (self, g_strdup_printf ("%" G_GUINT64_FORMAT, number));
}

static guint
column_width (const AditCliTable *self, guint column)
{
  guint width = 0;

  for (guint i = column; i < self->cells->len; i += self->n_columns)
    width = MAX (width, adit_cli_text_width (self->cells->pdata[i]));

  return width;
}

/* What fills up a line for cells that are empty is of no use to anybody. */
static void
end_line (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

void
adit_cli_table_print (const AditCliTable *self)
{
  g_autofree guint *widths = g_new (guint, self->n_columns);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns; i++)
    widths[i] = column_width (self, i);

  for (guint i = 0; i < self->cells->len; i++)
    {
      guint column = i % self->n_columns;

      adit_cli_text_append (text, self->cells->pdata[i], widths[column],
                            self->columns[column].align);
      if (column + 1 < self->n_columns)
        g_string_append (text, "  ");
      else
        end_line (text);
    }

  g_print ("%s", text->str);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows in aligned columns on standard output. Cells are made safe on their way in. */

#pragma once

#include "cli/adit-cli-text.h"

G_BEGIN_DECLS

typedef struct
{
  const char *title; /* translated; NULL in all columns: no heading */
  AditCliAlign align;
} AditCliColumn;

typedef struct _AditCliTable AditCliTable;

/* @columns must live as long as the table. (transfer full) */
AditCliTable *adit_cli_table_new (const AditCliColumn *columns, guint n_columns);

/* Names and what they stand for: two columns without a heading. (transfer full) */
AditCliTable *adit_cli_table_new_facts (void);
void adit_cli_table_free (AditCliTable *self);

/* Fills the current row from the left; after the last column a new row begins. */
void adit_cli_table_add (AditCliTable *self, const char *text);

/* As adit_cli_table_add(), freeing @text. */
void adit_cli_table_take (AditCliTable *self, char *text);
void adit_cli_table_add_number (AditCliTable *self, guint64 number);

void adit_cli_table_print (const AditCliTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditCliTable, adit_cli_table_free)

G_END_DECLS

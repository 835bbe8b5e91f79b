/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Text from elsewhere on its way to a terminal. Names that clients ask for are chosen by strangers:
 * an escape sequence in one must not move the cursor, and a direction mark must not turn a line
 * around. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text with everything that is not plainly visible written out, as `\x1b` or `\u202e`. Bytes
 * that are not UTF-8 are written out too. (transfer full) */
char *adit_cli_text_make_safe (const char *text);

/* Writes out what is left of such characters in JSON text, in JSON's own way, `\u009b`: its meaning
 * stays. (transfer full) */
char *adit_cli_text_make_json_safe (const char *json);

/* How many columns of a terminal @text takes; @text is safe. */
guint adit_cli_text_width (const char *text);

typedef enum
{
  ADIT_CLI_ALIGN_START,
  ADIT_CLI_ALIGN_END
} AditCliAlign;

/* Appends safe @text, filled up with blanks to @width columns. */
void adit_cli_text_append (GString *line, const char *text, guint width, AditCliAlign align);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of the rules' file as words. White space parts them; a word that begins with '#' begins a
 * comment, to the end of the line. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes in a line, without what ends it. */
#define ADIT_RULE_LINE_MAX 4096

typedef struct
{
  char **words; /* may be empty */
  gsize begin;  /* of the first word */
  gsize end;    /* behind the last word: only white space and a comment follow */
} AditRuleLine;

/* Sets ADIT_ERROR_INVALID_ARGUMENT, with @self untouched, where @line is too long, not UTF-8, or
 * has control characters outside its comment. */
gboolean adit_rule_line_read (AditRuleLine *self, const char *line, GError **error);
void adit_rule_line_clear (AditRuleLine *self);

/* Nothing but a comment. */
gboolean adit_rule_line_is_comment (const char *line);

/* Whether @text can be a user's name here: visible characters, and no colon, which Basic could not
 * carry. A comma parts names. */
gboolean adit_rule_line_is_user (const char *text);

/* Sets ADIT_ERROR_INVALID_ARGUMENT. FALSE, to be returned. */
gboolean adit_rule_line_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AditRuleLine, adit_rule_line_clear)

G_END_DECLS

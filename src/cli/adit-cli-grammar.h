/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a verb's arguments may be, as its row in the table of verbs says it to people:
 *
 *     list | add|remove ADDRESS | encryption ADDRESS both|plain
 *
 * Ways to go on stand between " | "; each is a row of words, and a word is a placeholder in
 * capital letters, or literals with "|" between them. "…" behind a placeholder: it may come again.
 * Brackets around words: they may be missing. A line feed with blanks is as good as a blank; the
 * values of options are written alike. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can come behind @words: literals and placeholders, each once, placeholders without brackets
 * and "…". (transfer full): of strings */
GPtrArray *adit_cli_grammar_follow (const char *arguments, char **words, guint n_words);

/* The ways to go on, each as it is written. (transfer full) */
char **adit_cli_grammar_split (const char *arguments);

gboolean adit_cli_grammar_is_placeholder (const char *word);

/* Whether @arguments are written in this way. */
gboolean adit_cli_grammar_is_valid (const char *arguments);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a placeholder of a verb's arguments can stand for: words that are known here, or what the
 * engine has now, where it runs; it is not started. Nothing is said where nothing is known. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line for a shell's completion: see adit-cli-complete.c. */
void adit_cli_candidates_print (const char *prefix, const char *word, const char *meaning);

/* @verb: its name. @prefix goes before each candidate. @is_new: a name is asked for that nobody has
 * yet. */
void adit_cli_candidates_print_for (const char *verb,
                                    const char *placeholder,
                                    const char *prefix,
                                    gboolean is_new);

G_END_DECLS

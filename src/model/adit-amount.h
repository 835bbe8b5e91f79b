/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Amounts of bytes as people type them: "1.5 MB", "500kB", "2,5 GB/s". What is printed for somebody
 * to change is exact, unlike what adit-format.h prints for somebody to look at. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A number with at most three digits after a point or a comma, and B, kB, MB, GB or TB, in upper or
 * lower case, with or without "/s". Empty, or 0, is 0. ADIT_ERROR_INVALID_ARGUMENT, with a
 * translated sentence, for the rest, and for more than @max; @bytes is untouched then. */
gboolean adit_amount_parse (const char *text, guint64 max, guint64 *bytes, GError **error);

/* For adit_amount_parse(), which makes the same of it; "" for 0. (transfer full) */
char *adit_amount_print (guint64 bytes);

/* A whole number; empty is 0. As above. */
gboolean adit_count_parse (const char *text, guint max, guint *count, GError **error);

G_END_DECLS

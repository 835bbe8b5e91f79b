/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Figures as people read them, for the window and the command line alike. Sizes count in steps of
 * 1000, as the rest of the desktop does; every value has at most four significant characters, so
 * that columns do not dance. All texts are translated. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "0 B", "999 B", "1.2 kB", "34.5 MB". (transfer full) */
char *adit_format_size (guint64 bytes);

/* As adit_format_size() with "/s"; "" for 0, so that what rests stays quiet. (transfer full) */
char *adit_format_rate (guint64 bytes_per_second);

/* A time span in steps a person can read: "0 s", "59 s", "3 min", "2 h 5 min", "4 d 3 h".
 * Negative spans count as 0. (transfer full) */
char *adit_format_age (gint64 span_us);

G_END_DECLS

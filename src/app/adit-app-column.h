/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns a table of tunnels can have, as rows of one table: how a cell reads, how rows
 * compare, how wide it is. No widgets here. */

#pragma once

#include "app/adit-app-tunnel-row.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;       /* in the settings; never changes */
  const char *title;    /* to be translated */
  guint width_chars;    /* natural width */
  gboolean is_figure;   /* aligned to the end, with digits of one width */
  gboolean is_moving;   /* rows change their order by themselves */
  gboolean is_expander; /* takes the room that is left */
  gboolean is_address;  /* reads from left to right in every language */

  /* What the cell says at @now_us, Unix time. (transfer full) */
  char *(*text) (const AditTunnel *tunnel, gint64 now_us);

  /* As strcmp(). */
  int (*compare) (const AditTunnel *a, const AditTunnel *b);
} AditAppColumn;

/* Each ends with a row whose id is NULL. */
extern const AditAppColumn adit_app_live_columns[];
extern const AditAppColumn adit_app_ended_columns[];

/* Where a tunnel or a request goes, as the window calls it, also while that is not known.
 * (transfer full) */
char *adit_app_column_destination (const AditTunnel *tunnel);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts the bytes that went one way: in all, and in the last whole second. Written by whoever
 * moves the bytes, read at the pace somebody is watching. Worker's thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 total;

  /* For the rate: bytes in the current second and in the one before it. */
  gint64 second;
  guint64 this_second;
  guint64 last_second;
} AditEngineMeter;

void adit_engine_meter_count (AditEngineMeter *self, gint64 now_us, gsize n_bytes);

/* Bytes in the last whole second. */
guint64 adit_engine_meter_rate (const AditEngineMeter *self, gint64 now_us);

G_END_DECLS

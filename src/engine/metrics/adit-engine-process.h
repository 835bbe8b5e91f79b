/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the system says about this process: the figures that monitors know from every program. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double cpu_s; /* user and system */
  guint64 resident_bytes;
  guint64 virtual_bytes;
  guint n_descriptors;
  guint64 descriptors_max;
} AditEngineProcess;

/* Reads /proc; what that does not tell is 0. */
void adit_engine_process_read (AditEngineProcess *self);

G_END_DECLS

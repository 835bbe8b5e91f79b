/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program adit-engine: options, signals, bus name, and the order of beginning and ending. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs until it is told to end. Returns the exit status: 0, 1 when it could not do its work, 2 when
 * it was called wrongly. */
int adit_engine_daemon_run (int argc, char **argv);

G_END_DECLS

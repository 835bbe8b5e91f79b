/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The D-Bus names of ADIT_ERROR's codes. */

#pragma once

#include "model/adit-error.h"

G_BEGIN_DECLS

/* Registers the names with GDBus, so that errors cross the bus unchanged. Call it before the first
 * call or reply; calling it again does nothing. Any thread. */
void adit_bus_error_register (void);

G_END_DECLS

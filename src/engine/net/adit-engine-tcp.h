/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What both ends of a tunnel have in common as TCP connections. */

#pragma once

/* After this much silence the kernel begins to ask whether the other end still lives. */
#define ADIT_ENGINE_KEEPALIVE_IDLE_S 60

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connections to a bus of the test's own. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Another one each time: who calls and who answers need their own. (transfer full) */
GDBusConnection *test_bus_connect (GTestDBus *bus);

G_END_DECLS

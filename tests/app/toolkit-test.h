/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests that show widgets begin with. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As gtk_test_init(): warnings end the test, but for one that is libadwaita's own. */
void toolkit_test_init (int *argc, char ***argv);

G_END_DECLS

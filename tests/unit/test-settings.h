/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests of writing and reading the configuration share. */

#pragma once

#include "model/adit-settings.h"

G_BEGIN_DECLS

/* All that the file says is the same in both, but for the order of the listeners. */
void test_settings_assert_equal (const AditSettings *a, const AditSettings *b);

G_END_DECLS

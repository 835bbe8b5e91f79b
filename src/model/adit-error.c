/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-error.h"

G_DEFINE_QUARK (adit_error_quark, adit_error)

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-error.h"

/* Not G_DEFINE_QUARK: clang-format puts spaces into the name, and the name is what GDBus knows the
 * domain by. */
GQuark
adit_error_quark (void)
{
  return g_quark_from_static_string ("adit-error-quark");
}

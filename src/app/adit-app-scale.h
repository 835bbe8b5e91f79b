/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a chart's scale ends: at 1, 2 or 5 times a power of ten, so that its half is a round value
 * too and the scale rests while the peak moves a little. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Below this a chart would show noise as mountains; bytes per second. */
#define ADIT_APP_SCALE_MIN 10000

/* The smallest round value that is at least @peak and at least ADIT_APP_SCALE_MIN. Saturates at
 * the largest round value there is in 64 bits. */
guint64 adit_app_scale_top (guint64 peak);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A user as the window knows them: the engine's row, as an object that stays the same while the row
 * changes.
 *
 * Signals:
 *
 * - "changed": the row is another one
 */

#pragma once

#include "bus/adit-bus-wire-access.h"

G_BEGIN_DECLS

#define ADIT_APP_TYPE_USER (adit_app_user_get_type ())
G_DECLARE_FINAL_TYPE (AditAppUser, adit_app_user, ADIT_APP, USER, GObject)

/* Both take @row over; the name never changes. */
AditAppUser *adit_app_user_new (AditBusUser *row);
void adit_app_user_set_row (AditAppUser *self, AditBusUser *row);

/* Valid until "changed". (transfer none) */
const AditBusUser *adit_app_user_get_row (AditAppUser *self);

/* By name, as people sort: for GtkCustomSorter. */
int adit_app_user_compare (gconstpointer a, gconstpointer b, gpointer user_data);

/* Whether @folded, a g_utf8_casefold(), is part of the name. */
gboolean adit_app_user_matches (AditAppUser *self, const char *folded);

G_END_DECLS

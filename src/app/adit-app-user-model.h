/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The users, as a list of AditAppUser that follows the engine: at once when somebody changes them,
 * and every second, for what they use, while somebody looks. What is asked for so often takes at
 * most a tenth of the time. No GTK here.
 *
 * Signals:
 *
 * - "updated": the list was brought up to date, for the first time or again
 */

#pragma once

#include "app/adit-app-user.h"
#include "bus/adit-bus-client-access.h"

G_BEGIN_DECLS

#define ADIT_APP_TYPE_USER_MODEL (adit_app_user_model_get_type ())
G_DECLARE_FINAL_TYPE (AditAppUserModel, adit_app_user_model, ADIT_APP, USER_MODEL, GObject)

/* Takes a reference to @client; inactive at first. (transfer full) */
AditAppUserModel *adit_app_user_model_new (AditBusClient *client);

/* Whether somebody looks. Nothing is asked for when nobody does. */
void adit_app_user_model_set_active (AditAppUserModel *self, gboolean is_active);

/* Of AditAppUser, in the order of the engine; lives as long as the model. (transfer none) */
GListModel *adit_app_user_model_get_users (AditAppUserModel *self);

/* Whether the list is one that the engine told. */
gboolean adit_app_user_model_is_known (AditAppUserModel *self);

/* NULL where there is none. (transfer none) */
AditAppUser *adit_app_user_model_find (AditAppUserModel *self, const char *name);

G_END_DECLS

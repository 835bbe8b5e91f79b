/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the list of users shows of one: name, state, figures, a switch, and a menu. What is asked
 * for is done by the page around it, whose actions it calls: "users.enable" (sb),
 * "users.password" (s), "users.limits" (s), "users.remove" (s). */

#pragma once

#include "app/adit-app-user.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_USER_ROW (adit_app_user_row_get_type ())
G_DECLARE_FINAL_TYPE (AditAppUserRow, adit_app_user_row, ADIT_APP, USER_ROW, GtkBox)

GtkWidget *adit_app_user_row_new (void);

/* Shows @user and what changes of it; NULL: nobody any more. */
void adit_app_user_row_set_user (AditAppUserRow *self, AditAppUser *user);

G_END_DECLS

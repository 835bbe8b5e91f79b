/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of users: who there is and what they use, live while somebody looks, and all that can be
 * done with them. */

#pragma once

#include "bus/adit-bus-client.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_USERS_PAGE (adit_app_users_page_get_type ())
G_DECLARE_FINAL_TYPE (AditAppUsersPage, adit_app_users_page, ADIT_APP, USERS_PAGE, AdwBin)

/* Once; takes a reference. */
void adit_app_users_page_set_client (AditAppUsersPage *self, AditBusClient *client);

/* Whether the window is one that a person can see. */
void adit_app_users_page_set_looked_at (AditAppUsersPage *self, gboolean is_looked_at);

/* Puts the cursor into the search entry, if there is anybody to search for. */
void adit_app_users_page_start_search (AditAppUsersPage *self);

/* What is typed anywhere in @widget is searched for while the page is shown. */
void adit_app_users_page_capture_keys (AditAppUsersPage *self, GtkWidget *widget);

G_END_DECLS

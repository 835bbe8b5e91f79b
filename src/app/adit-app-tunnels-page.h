/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of tunnels: those that live or those that ended, searched, sorted, selected, closed. */

#pragma once

#include "app/adit-app-feed.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_TUNNELS_PAGE (adit_app_tunnels_page_get_type ())
G_DECLARE_FINAL_TYPE (AditAppTunnelsPage, adit_app_tunnels_page, ADIT_APP, TUNNELS_PAGE, AdwBin)

/* To be called once. The page takes a reference. */
void adit_app_tunnels_page_set_feed (AditAppTunnelsPage *self, AditAppFeed *feed);

/* Sorting of the live tunnels is kept there. */
void adit_app_tunnels_page_load_state (AditAppTunnelsPage *self, GSettings *settings);
void adit_app_tunnels_page_save_state (AditAppTunnelsPage *self, GSettings *settings);

/* Moves to the search entry. */
void adit_app_tunnels_page_start_search (AditAppTunnelsPage *self);

/* Typing anywhere in @widget begins a search while the page is on the screen. */
void adit_app_tunnels_page_capture_keys (AditAppTunnelsPage *self, GtkWidget *widget);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The page that answers: does it run, where can it be reached, how much goes through it. It follows
 * the engine while it is mapped. */

#pragma once

#include "app/adit-app-feed.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_OVERVIEW_PAGE (adit_app_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (AditAppOverviewPage, adit_app_overview_page, ADIT_APP, OVERVIEW_PAGE, AdwBin)

/* To be called once. The page takes a reference. */
void adit_app_overview_page_set_feed (AditAppOverviewPage *self, AditAppFeed *feed);

G_END_DECLS

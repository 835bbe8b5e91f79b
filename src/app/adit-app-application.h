/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The application: one per session, with one window. The engine goes on when it ends. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_APPLICATION (adit_app_application_get_type ())
G_DECLARE_FINAL_TYPE (AditAppApplication,
                      adit_app_application,
                      ADIT_APP,
                      APPLICATION,
                      AdwApplication)

AditAppApplication *adit_app_application_new (void);

/* Makes templates, style and icons available; for those who open a window without the
 * application. Calling it again does nothing. */
void adit_app_application_load_resources (void);

G_END_DECLS

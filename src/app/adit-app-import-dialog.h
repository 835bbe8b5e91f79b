/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells which lines of a file could not be imported, and why. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_IMPORT_DIALOG (adit_app_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AditAppImportDialog,
                      adit_app_import_dialog,
                      ADIT_APP,
                      IMPORT_DIALOG,
                      AdwWindow)

/* Over the window that @parent is in. @refusals: of AditHtpasswdRefusal, at least one; copied. */
void adit_app_import_dialog_present (GtkWidget *parent, guint n_added, const GPtrArray *refusals);

G_END_DECLS

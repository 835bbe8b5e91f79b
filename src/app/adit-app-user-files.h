/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users from a file of Apache's htpasswd, and into one: the person chooses it, the engine reads or
 * writes what is in it, and what came of it is said. */

#pragma once

#include "bus/adit-bus-client-access.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is imported at most, in bytes. */
#define ADIT_APP_IMPORT_MAX ADIT_USERS_TEXT_MAX

/* @widget: on the page that toasts are shown over; both take references. */
void adit_app_user_files_import (GtkWidget *widget, AditBusClient *client);
void adit_app_user_files_export (GtkWidget *widget, AditBusClient *client);

G_END_DECLS

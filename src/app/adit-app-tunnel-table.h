/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A column view of tunnels that stays calm and cheap with thousands of rows: search, sorting by
 * header, several rows selected. It refreshes only what is on the screen, twice a second, and only
 * while it is mapped; rows that move by themselves are put in order every few seconds.
 *
 * Signals: "changed" when the number of rows shown or selected may be another;
 * "close-requested" when the person asks to close what is selected. */

#pragma once

#include "app/adit-app-column.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_TUNNEL_TABLE (adit_app_tunnel_table_get_type ())
G_DECLARE_FINAL_TYPE (AditAppTunnelTable, adit_app_tunnel_table, ADIT_APP, TUNNEL_TABLE, GtkWidget)

/* @name is what the table is called for those who do not see it; @columns must be static;
 * @can_close: whether its rows are tunnels that live. */
GtkWidget *
adit_app_tunnel_table_new (const char *name, const AditAppColumn *columns, gboolean can_close);

/* @rows: (nullable): a model of AditAppTunnelRow; the table takes a reference. */
void adit_app_tunnel_table_set_rows (AditAppTunnelTable *self, GListModel *rows);

/* "" shows all rows. */
void adit_app_tunnel_table_set_search (AditAppTunnelTable *self, const char *search);

/* To be called when the texts of rows that stay became others. */
void adit_app_tunnel_table_rows_renamed (AditAppTunnelTable *self);

guint adit_app_tunnel_table_get_n_shown (AditAppTunnelTable *self);
guint adit_app_tunnel_table_get_n_selected (AditAppTunnelTable *self);

/* Ids (guint64) of the rows. (transfer full) */
GArray *adit_app_tunnel_table_get_shown_ids (AditAppTunnelTable *self);
GArray *adit_app_tunnel_table_get_selected_ids (AditAppTunnelTable *self);

/* The column the person sorts by, or NULL. An unknown @id sorts by nothing. */
const char *adit_app_tunnel_table_get_sort (AditAppTunnelTable *self, GtkSortType *order);
void adit_app_tunnel_table_set_sort (AditAppTunnelTable *self, const char *id, GtkSortType order);

/* (transfer none); for tests. */
GtkColumnView *adit_app_tunnel_table_get_view (AditAppTunnelTable *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The traffic of the last minute as a picture: received as a filled line, sent as a dashed one, so
 * that colour alone never tells them apart. It draws when its traffic changed, and nothing while it
 * is not mapped. The value under the pointer is written into the picture; readers of the screen get
 * a description that is refreshed rarely. */

#pragma once

#include "app/adit-app-traffic.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_CHART (adit_app_chart_get_type ())
G_DECLARE_FINAL_TYPE (AditAppChart, adit_app_chart, ADIT_APP, CHART, GtkWidget)

/* @traffic: (nullable): the chart takes a reference. */
void adit_app_chart_set_traffic (AditAppChart *self, AditAppTraffic *traffic);

G_END_DECLS

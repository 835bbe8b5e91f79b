/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a call hands to the function that takes its answer, where a dialog made the call. GTK
 * crashes over a dialog that outlives the window before which it stands; so what is pending does
 * not keep it alive:
 *
 *     adit_bus_client_some_async (client, self->cancellable, some_cb, adit_app_weak_new (self));
 *
 *     g_autoptr (AditAppSomeDialog) self = adit_app_weak_take (user_data);
 *
 *     if (self == NULL)
 *       return; */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* To be given to adit_app_weak_take(), once. */
gpointer adit_app_weak_new (gpointer object);

/* The object, or NULL when it is gone; frees @weak. (transfer full) (nullable) */
gpointer adit_app_weak_take (gpointer weak);

G_END_DECLS

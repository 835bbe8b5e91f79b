/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells the bus which properties of an interface changed: those that are not as they were told.
 *
 * Main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineBusProperties AditEngineBusProperties;

/* The value of the property @name as it is now; NULL when there is none of that name. Floating. */
typedef GVariant *(*AditEngineBusGetter) (gpointer owner, const char *name);

/* @interface: static. Nothing counts as told yet. */
AditEngineBusProperties *adit_engine_bus_properties_new (GDBusConnection *connection,
                                                         const char *interface,
                                                         AditEngineBusGetter get,
                                                         gpointer owner);
void adit_engine_bus_properties_free (AditEngineBusProperties *self);

/* Tells those of @names, NULL-terminated, that changed; whether any did. */
gboolean adit_engine_bus_properties_tell (AditEngineBusProperties *self, const char *const *names);

/* For a GDBusInterfaceVTable: sets an error when there is no such property. */
GVariant *
adit_engine_bus_properties_get (AditEngineBusProperties *self, const char *name, GError **error);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An interface of the engine's object on the bus: calls its methods, reads its properties, and
 * tells those that changed, which are those that are not as they were told.
 *
 * Main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineBusInterface AditEngineBusInterface;

/* One of the two is there. */
typedef struct
{
  const char *name;

  /* Changes something, which is answered with nothing, or with @error. */
  gboolean (*change) (gpointer owner, GVariant *arguments, GError **error);

  /* Answers by itself, now or later. */
  void (*run) (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation);
} AditEngineBusMethod;

/* What an interface does; static. */
typedef struct
{
  const AditEngineBusMethod *methods; /* up to one without a name */

  /* The value of the property @name as it is now; NULL when there is none of that name. Floating.
   * NULL where the interface has no properties. */
  GVariant *(*get) (gpointer owner, const char *name);

  /* Tells what may be new after any `change`: whoever has the answer has been told before. May be
   * NULL. */
  void (*tell) (gpointer owner);
} AditEngineBusService;

/* Registers it; nothing counts as told yet. NULL with @error. @info, @service: static. */
AditEngineBusInterface *adit_engine_bus_interface_new (GDBusConnection *connection,
                                                       GDBusInterfaceInfo *info,
                                                       const AditEngineBusService *service,
                                                       gpointer owner,
                                                       GError **error);
void adit_engine_bus_interface_free (AditEngineBusInterface *self);

/* Tells those of the properties @names, NULL-terminated, that changed; whether any did. */
gboolean adit_engine_bus_interface_tell (AditEngineBusInterface *self, const char *const *names);

/* Sends a signal of the interface to @subscriber, or, when that is NULL, to everybody. @arguments:
 * may be floating, and NULL. */
void adit_engine_bus_interface_emit (AditEngineBusInterface *self,
                                     const char *subscriber,
                                     const char *signal,
                                     GVariant *arguments);

G_END_DECLS

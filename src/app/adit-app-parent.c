/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-parent.h"

#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif
#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#endif

#ifdef GDK_WINDOWING_WAYLAND
typedef struct
{
  AditAppParentFunc function;
  gpointer user_data;
  GDestroyNotify destroy;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->destroy != NULL)
    request->destroy (request->user_data);
  g_free (request);
}

static void
on_exported (GdkToplevel *toplevel, const char *handle, gpointer user_data)
{
  Request *request = user_data;
  g_autofree char *identifier = g_strconcat ("wayland:", handle, NULL);

  request->function (identifier, request->user_data);
}

/* Whether @function is or will be called. */
static gboolean
identify_wayland (GdkSurface *surface,
                  AditAppParentFunc function,
                  gpointer user_data,
                  GDestroyNotify destroy)
{
  Request *request;

  if (!GDK_IS_WAYLAND_TOPLEVEL (surface))
    return FALSE;

  request = g_new (Request, 1);
  *request = (Request){ function, user_data, destroy };
  if (gdk_wayland_toplevel_export_handle (GDK_TOPLEVEL (surface), on_exported, request,
                                          request_free))
    return TRUE;

  g_free (request);
  return FALSE;
}
#else
static gboolean
identify_wayland (GdkSurface *surface,
                  AditAppParentFunc function,
                  gpointer user_data,
                  GDestroyNotify destroy)
{
  return FALSE;
}
#endif

/* (transfer full) */
#ifdef GDK_WINDOWING_X11
static char *
identify_x11 (GdkSurface *surface)
{
  if (!GDK_IS_X11_SURFACE (surface))
    return g_strdup ("");

  return g_strdup_printf ("x11:%lx", gdk_x11_surface_get_xid (surface));
}
#else
static char *
identify_x11 (GdkSurface *surface)
{
  return g_strdup ("");
}
#endif

void
adit_app_parent_identify (GtkWindow *window,
                          AditAppParentFunc function,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  g_autofree char *identifier = NULL;

  if (identify_wayland (surface, function, user_data, destroy))
    return;

  identifier = identify_x11 (surface);
  function (identifier, user_data);
  if (destroy != NULL)
    destroy (user_data);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long the engine is there: from login on, and without a window. On the system both are the
 * person's own: an entry in the autostart folder, and nobody who ends a program without windows. In
 * a sandbox the desktop decides, and cannot be asked what it decided before: the entry in the
 * sandbox's own folder, which no desktop reads, keeps what it was asked for last. Main thread.
 *
 * Signal "changed": what one of the first three functions tells. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_BACKGROUND_UNASKED,
  ADIT_ENGINE_BACKGROUND_ALLOWED,
  ADIT_ENGINE_BACKGROUND_REFUSED,
} AditEngineBackground;

#define ADIT_ENGINE_TYPE_LOGIN (adit_engine_login_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineLogin, adit_engine_login, ADIT_ENGINE, LOGIN, GObject)

/* @entry_path: the autostart entry. @program: aditctl. */
AditEngineLogin *adit_engine_login_new (GDBusConnection *connection,
                                        gboolean is_sandboxed,
                                        const char *entry_path,
                                        const char *program);

gboolean adit_engine_login_is_set (AditEngineLogin *self);
AditEngineBackground adit_engine_login_get_background (AditEngineLogin *self);
gboolean adit_engine_login_is_sandboxed (AditEngineLogin *self);

/* Whether the proxy is to be switched on at login from now on. ADIT_ERROR_FAILED, and nothing
 * changed, when it was refused or could not be written. @window: the portals' parent window. */
void adit_engine_login_set_async (AditEngineLogin *self,
                                  gboolean is_set,
                                  const char *window,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean adit_engine_login_set_finish (AditEngineLogin *self, GAsyncResult *result, GError **error);

/* Asks for being allowed to go on without a window; get_background() has the answer then.
 * ADIT_ERROR_FAILED when nobody could be asked. */
void adit_engine_login_ask_async (AditEngineLogin *self,
                                  const char *window,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean adit_engine_login_ask_finish (AditEngineLogin *self, GAsyncResult *result, GError **error);

G_END_DECLS

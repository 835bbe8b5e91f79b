/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop entry that switches the proxy on at login, in the folder that desktops look into for
 * that (Desktop Application Autostart Specification). Main thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an entry does. */
typedef struct
{
  const char *program; /* absolute path */
  const char *argument;
} AditEngineAutostartCommand;

/* In the person's own folder. (transfer full) */
char *adit_engine_autostart_get_path (void);

/* Whether the entry at @path is there and not hidden, as desktops hide what is switched off with
 * them. */
gboolean adit_engine_autostart_is_set (const char *path);

/* Writes or removes the entry. G_FILE_ERROR. */
gboolean adit_engine_autostart_set (const char *path,
                                    const AditEngineAutostartCommand *command,
                                    gboolean is_set,
                                    GError **error);

G_END_DECLS

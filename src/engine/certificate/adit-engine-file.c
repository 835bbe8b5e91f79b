/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/certificate/adit-engine-file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

gboolean
adit_engine_file_fail (const char *path, GError **error)
{
  int saved_errno = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "%s: %s", path,
               g_strerror (saved_errno));
  return FALSE;
}

/* GLib keeps the mode of what was there since 2.84. A link would lead to somebody else's file, and
 * is itself replaced. */
static gboolean
narrow_mode (const char *path, GError **error)
{
  GStatBuf status;

  if (g_lstat (path, &status) < 0 || !S_ISREG (status.st_mode) ||
      (status.st_mode & 07777) == 0600 || g_chmod (path, 0600) == 0)
    return TRUE;

  return adit_engine_file_fail (path, error);
}

gboolean
adit_engine_file_write (const char *path, const char *text, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (path);

  if (g_mkdir_with_parents (directory, 0700) < 0)
    return adit_engine_file_fail (directory, error);
  if (!narrow_mode (path, error))
    return FALSE;

  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static gboolean
is_ordinary (const char *path, GError **error)
{
  GStatBuf status;

  if (g_stat (path, &status) < 0)
    return adit_engine_file_fail (path, error);
  if (S_ISREG (status.st_mode) && status.st_size <= ADIT_ENGINE_FILE_MAX)
    return TRUE;

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
               "%s: not an ordinary file of at most %u KiB", path, ADIT_ENGINE_FILE_MAX / 1024);
  return FALSE;
}

char *
adit_engine_file_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!is_ordinary (path, error) || !g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (strlen (text) == length)
    return g_steal_pointer (&text);

  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s: not a text", path);
  return NULL;
}

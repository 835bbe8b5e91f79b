/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/certificate/adit-engine-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

gboolean
adit_engine_file_fail (const char *path, GError **error)
{
  int saved_errno = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "%s: %s", path,
               g_strerror (saved_errno));
  return FALSE;
}

/* ---- Writing ---- */

/* A name that nobody else makes, so that what a kill leaves behind is known for what it is: GLib's
 * own functions make names that could also be somebody's copy. */
static char *
print_new_path (const char *path)
{
  return g_strconcat (path, ".new", NULL);
}

static gboolean
write_all (int fd, const char *text)
{
  gsize length = strlen (text);

  while (length > 0)
    {
      ssize_t n_written = write (fd, text, length);

      if (n_written < 0 && errno != EINTR)
        return FALSE;
      text += MAX (n_written, 0);
      length -= (gsize) MAX (n_written, 0);
    }

  return TRUE;
}

/* A file that was not there before: with our mode, and no link to somewhere else. */
static gboolean
make_file (const char *path, const char *text, GError **error)
{
  gboolean is_written;
  int fd;

  g_unlink (path);
  fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return adit_engine_file_fail (path, error);

  is_written = write_all (fd, text) && fsync (fd) == 0;
  if (!is_written)
    adit_engine_file_fail (path, error);
  g_close (fd, NULL);
  return is_written;
}

/* So that the name survives a loss of power as well. What is there is whole in any case. */
static void
sync_directory (const char *directory)
{
  int fd = g_open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  g_close (fd, NULL);
}

gboolean
adit_engine_file_write (const char *path, const char *text, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *new_path = print_new_path (path);

  if (g_mkdir_with_parents (directory, 0700) < 0)
    return adit_engine_file_fail (directory, error);

  if (!make_file (new_path, text, error))
    {
      g_unlink (new_path);
      return FALSE;
    }
  if (g_rename (new_path, path) < 0)
    {
      adit_engine_file_fail (path, error);
      g_unlink (new_path);
      return FALSE;
    }

  sync_directory (directory);
  return TRUE;
}

void
adit_engine_file_clear (const char *path)
{
  g_autofree char *new_path = print_new_path (path);

  g_unlink (new_path);
}

/* ---- Reading ---- */

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

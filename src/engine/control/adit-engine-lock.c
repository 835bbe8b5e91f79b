/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-lock.h"

#include "engine/certificate/adit-engine-file.h"
#include "model/adit-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>

#define FILE_NAME "lock"

struct _AditEngineLock
{
  int descriptor;
};

/* The descriptor; -1 with @error. */
static int
open_file (const char *directory, const char *path, GError **error)
{
  int descriptor;

  if (g_mkdir_with_parents (directory, 0700) < 0)
    {
      adit_engine_file_fail (directory, error);
      return -1;
    }

  descriptor = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    adit_engine_file_fail (path, error);
  return descriptor;
}

static gboolean
lock (int descriptor, const char *directory, const char *path, GError **error)
{
  if (flock (descriptor, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return adit_engine_file_fail (path, error);

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_EXISTS, "another engine uses the configuration in %s",
               directory);
  return FALSE;
}

AditEngineLock *
adit_engine_lock_take (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  int descriptor = open_file (directory, path, error);
  AditEngineLock *self;

  if (descriptor < 0)
    return NULL;
  if (!lock (descriptor, directory, path, error))
    {
      g_close (descriptor, NULL);
      return NULL;
    }

  self = g_new0 (AditEngineLock, 1);
  self->descriptor = descriptor;
  return self;
}

void
adit_engine_lock_free (AditEngineLock *self)
{
  g_close (self->descriptor, NULL);
  g_free (self);
}

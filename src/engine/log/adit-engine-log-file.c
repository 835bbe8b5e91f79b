/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/log/adit-engine-log-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct _AditEngineLogFile
{
  char *path; /* NULL: standard error */
  guint64 size_max;
  guint keep;

  int fd;           /* -1: not open */
  guint64 size;     /* of an ordinary file */
  gboolean is_torn; /* the last line has no end */
};

AditEngineLogFile *
adit_engine_log_file_new (const char *path, guint64 size_max, guint keep)
{
  AditEngineLogFile *self = g_new0 (AditEngineLogFile, 1);

  self->path = g_strdup (path);
  self->size_max = size_max;
  self->keep = keep;
  self->fd = path ? -1 : STDERR_FILENO;

  return self;
}

static void
close_file (AditEngineLogFile *self)
{
  if (self->path && self->fd >= 0)
    close (self->fd);
  if (self->path)
    self->fd = -1;
}

void
adit_engine_log_file_free (AditEngineLogFile *self)
{
  close_file (self);
  g_free (self->path);
  g_free (self);
}

/* ---- Files come and go ---- */

static gboolean
fail (AditEngineLogFile *self, GError **error)
{
  int saved_errno = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "%s: %s",
               self->path ? self->path : "standard error", g_strerror (saved_errno));
  return FALSE;
}

/* Without waiting for the other end of a pipe. */
static gboolean
open_file (AditEngineLogFile *self, GError **error)
{
  struct stat status;

  if (self->fd >= 0)
    return TRUE;

  self->fd =
      g_open (self->path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);
  if (self->fd < 0 || fstat (self->fd, &status) < 0)
    return fail (self, error);

  if (!S_ISREG (status.st_mode))
    self->size_max = 0;
  self->size = (guint64) status.st_size;
  return TRUE;
}

static char *
old_path (AditEngineLogFile *self, guint number)
{
  return number == 0 ? g_strdup (self->path) : g_strdup_printf ("%s.%u", self->path, number);
}

/* Gaps are filled on the way. Where a name cannot be given, the file goes on. */
static void
put_away (AditEngineLogFile *self)
{
  if (self->keep == 0)
    g_unlink (self->path);

  for (guint number = self->keep; number > 0; number--)
    {
      g_autofree char *from = old_path (self, number - 1);
      g_autofree char *to = old_path (self, number);

      g_rename (from, to);
    }
}

static gboolean
make_room (AditEngineLogFile *self, gsize length, GError **error)
{
  if (self->size_max == 0 || self->size == 0 || self->size + length <= self->size_max)
    return TRUE;

  put_away (self);
  close_file (self);
  return open_file (self, error);
}

/* ---- Writing ---- */

/* Never waits: a socket, such as the journal's, is told so, and a pipe that poll(2) found writable
 * takes PIPE_BUF bytes at once (pipe(7)). */
static gssize
write_some (int fd, const char *bytes, gsize length)
{
  gssize n_written = send (fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (n_written >= 0 || errno != ENOTSOCK)
    return n_written;
  return write (fd, bytes, MIN (length, PIPE_BUF));
}

static gboolean
wait_writable (int fd, int timeout_ms)
{
  struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
  int n_ready;

  do
    n_ready = poll (&poll_fd, 1, timeout_ms);
  while (n_ready < 0 && errno == EINTR);
  if (n_ready == 0)
    errno = EAGAIN;

  return n_ready > 0;
}

static gsize
write_all (AditEngineLogFile *self, const char *bytes, gsize length, GError **error)
{
  gsize n_written = 0;

  while (n_written < length)
    {
      gssize n_more;

      if (!wait_writable (self->fd, ADIT_ENGINE_LOG_PATIENCE_MS))
        break;
      n_more = write_some (self->fd, bytes + n_written, length - n_written);
      if (n_more < 0 && errno != EAGAIN && errno != EINTR)
        break;
      if (n_more > 0)
        n_written += (gsize) n_more;
    }

  if (n_written < length)
    fail (self, error);
  return n_written;
}

/* Ends a line that was cut off. */
static gboolean
mend (AditEngineLogFile *self, GError **error)
{
  if (self->is_torn && write_all (self, "\n", 1, error) == 0)
    return FALSE;

  self->size += self->is_torn;
  self->is_torn = FALSE;
  return TRUE;
}

gsize
adit_engine_log_file_write (AditEngineLogFile *self,
                            const char *lines,
                            gsize length,
                            GError **error)
{
  gsize n_written;

  if (!open_file (self, error) || !make_room (self, length, error) || !mend (self, error))
    return 0;

  n_written = write_all (self, lines, length, error);
  self->size += n_written;
  self->is_torn = n_written > 0 && lines[n_written - 1] != '\n';
  return n_written;
}

gboolean
adit_engine_log_file_is_stuck (const AditEngineLogFile *self)
{
  return !self->path && !wait_writable (STDERR_FILENO, 0);
}

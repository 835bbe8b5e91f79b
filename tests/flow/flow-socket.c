/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define HEAD_MAX 4096

void
flow_send (int fd, const void *bytes, gsize length)
{
  const char *at = bytes;

  while (length > 0)
    {
      ssize_t n_sent = send (fd, at, length, MSG_NOSIGNAL);

      if (n_sent < 0)
        g_error ("send: %s", g_strerror (errno));
      at += n_sent;
      length -= (gsize) n_sent;
    }
}

void
flow_say (int fd, const char *text)
{
  flow_send (fd, text, strlen (text));
}

static gsize
receive (int fd, void *bytes, gsize length)
{
  ssize_t n_read = recv (fd, bytes, length, 0);

  if (n_read < 0)
    g_error ("recv: %s", g_strerror (errno));
  return (gsize) n_read;
}

void
flow_read (int fd, void *bytes, gsize length)
{
  char *at = bytes;

  while (length > 0)
    {
      gsize n_read = receive (fd, at, length);

      if (n_read == 0)
        g_error ("an end where %" G_GSIZE_FORMAT " more bytes were expected", length);
      at += n_read;
      length -= n_read;
    }
}

void
flow_hear (int fd, const char *text)
{
  gsize length = strlen (text);
  g_autofree char *heard = g_malloc0 (length + 1);

  flow_read (fd, heard, length);
  g_assert_cmpstr (heard, ==, text);
}

char *
flow_read_head (int fd)
{
  g_autoptr (GString) head = g_string_new (NULL);

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      char byte;

      flow_read (fd, &byte, 1);
      g_string_append_c (head, byte);
      g_assert_cmpuint (head->len, <, HEAD_MAX);
    }

  return g_string_free (g_steal_pointer (&head), FALSE);
}

char *
flow_read_to_end (int fd)
{
  GString *all = g_string_new (NULL);
  char bytes[1024];
  gsize n_read;

  while ((n_read = receive (fd, bytes, sizeof bytes)) > 0)
    g_string_append_len (all, bytes, (gssize) n_read);

  return g_string_free (all, FALSE);
}

void
flow_hear_end (int fd)
{
  char byte;

  g_assert_cmpuint (receive (fd, &byte, 1), ==, 0);
}

void
flow_hear_reset (int fd)
{
  char bytes[4096];
  ssize_t n_read;

  while ((n_read = recv (fd, bytes, sizeof bytes, 0)) > 0)
    ;
  if (n_read == 0)
    g_error ("an orderly end where a reset was expected");
  if (errno != ECONNRESET)
    g_error ("expected a reset: %s", g_strerror (errno));
}

static gboolean
is_ready (int fd, short events, int timeout_ms)
{
  struct pollfd item = { .fd = fd, .events = events };
  int n_ready = poll (&item, 1, timeout_ms);

  g_assert_cmpint (n_ready, >=, 0);
  return n_ready > 0;
}

gboolean
flow_is_readable (int fd, int timeout_ms)
{
  return is_ready (fd, POLLIN, timeout_ms);
}

gboolean
flow_is_writable (int fd, int timeout_ms)
{
  return is_ready (fd, POLLOUT, timeout_ms);
}

guint
flow_count_sockets (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      n += target && g_str_has_prefix (target, "socket:");
    }

  return n;
}

void
flow_half_close (int fd)
{
  g_assert_cmpint (shutdown (fd, SHUT_WR), ==, 0);
}

void
flow_close (int fd)
{
  g_assert_cmpint (close (fd), ==, 0);
}

void
flow_reset (int fd)
{
  struct linger at_once = { .l_onoff = 1 };

  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), ==, 0);
  flow_close (fd);
}

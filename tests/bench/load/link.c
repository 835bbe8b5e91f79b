/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Plain or TLS; see link.h. */

#include "load/link.h"

#include "load/pattern.h"

#include <sys/socket.h>
#include <unistd.h>

ssize_t
link_receive (Link *self, void *bytes, size_t length)
{
  return self->tls != NULL ? tls_receive (self->tls, bytes, length)
                           : recv (self->fd, bytes, length, 0);
}

ssize_t
link_send (Link *self, const void *bytes, size_t length)
{
  return self->tls != NULL ? tls_send (self->tls, bytes, length)
                           : send (self->fd, bytes, length, MSG_NOSIGNAL);
}

ssize_t
link_gather (Link *self, const void *bytes, size_t length)
{
  return self->tls != NULL ? tls_gather (self->tls, bytes, length)
                           : send (self->fd, bytes, length, MSG_NOSIGNAL | MSG_MORE);
}

ssize_t
link_discard (Link *self, size_t length)
{
  static char bytes[PATTERN_CHUNK];

  if (self->tls == NULL)
    return recv (self->fd, bytes, length, MSG_TRUNC);
  return tls_receive (self->tls, bytes, length < sizeof bytes ? length : sizeof bytes);
}

bool
link_flush (Link *self)
{
  return self->tls == NULL || tls_flush (self->tls);
}

bool
link_has_input (const Link *self)
{
  return self->tls != NULL && tls_has_input (self->tls);
}

void
link_end_writing (Link *self)
{
  if (self->tls != NULL)
    tls_end_writing (self->tls);
  shutdown (self->fd, SHUT_WR);
}

void
link_forget (Link *self)
{
  tls_free (self->tls);
  self->tls = NULL;
}

void
link_close (Link *self)
{
  link_forget (self);
  close (self->fd);
}

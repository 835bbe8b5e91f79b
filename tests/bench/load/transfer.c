/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sending and receiving in bulk; see transfer.h. */

#include "load/transfer.h"

#include "load/pattern.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* Calls to the kernel in a row before others get their turn. */
#define TURNS 8

static TransferState
explain (const Transfer *self, const char *what)
{
  fprintf (stderr, "%s after %" PRIu64 " of %" PRIu64 " bytes: %m\n", what, self->done,
           self->total);
  return TRANSFER_BROKEN;
}

static size_t
next_length (const Transfer *self)
{
  uint64_t left = self->total - self->done;

  return left < PATTERN_CHUNK ? (size_t) left : PATTERN_CHUNK;
}

TransferState
transfer_send (Transfer *self, Link *link)
{
  for (int turn = 0; turn < TURNS && self->done < self->total; turn++)
    {
      ssize_t sent = link_send (link, pattern_at (self->done), next_length (self));

      if (sent < 0)
        return errno == EAGAIN ? TRANSFER_AGAIN : explain (self, "sending broke");
      self->done += (uint64_t) sent;
    }
  return self->done == self->total && link_flush (link) ? TRANSFER_DONE : TRANSFER_AGAIN;
}

static ssize_t
receive (Transfer *self, Link *link, char *buffer)
{
  return self->is_verified ? link_receive (link, buffer, next_length (self))
                           : link_discard (link, next_length (self));
}

TransferState
transfer_receive (Transfer *self, Link *link)
{
  static char buffer[PATTERN_CHUNK];

  for (int turn = 0; (turn < TURNS || link_has_input (link)) && self->done < self->total; turn++)
    {
      ssize_t received = receive (self, link, buffer);

      if (received < 0 && errno == EAGAIN)
        return TRANSFER_AGAIN;
      if (received <= 0)
        return explain (self, received == 0 ? "the stream ended" : "receiving broke");
      if (self->is_verified && !pattern_matches (buffer, (size_t) received, self->done))
        return explain (self, "wrong bytes");
      self->done += (uint64_t) received;
    }
  return self->done == self->total ? TRANSFER_DONE : TRANSFER_AGAIN;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* A connection: a socket, with TLS over it or not, the same to whoever sends and receives. */

#include "load/tls.h"

typedef struct
{
  int fd;
  Tls *tls; /* NULL: plain */
} Link;

/* As recv(2) and send(2). */
ssize_t link_receive (Link *self, void *bytes, size_t length);
ssize_t link_send (Link *self, const void *bytes, size_t length);

/* The same, where more is sent at once and may go with it. */
ssize_t link_gather (Link *self, const void *bytes, size_t length);

/* Receives up to @length bytes that nobody wants to see: a plain socket's stay in the kernel. */
ssize_t link_discard (Link *self, size_t length);

/* True when all that was sent is with the kernel. */
bool link_flush (Link *self);

/* Whether there is something to receive for which the socket will not become readable. */
bool link_has_input (const Link *self);

/* Our end, in the words of TLS and in those of TCP. */
void link_end_writing (Link *self);

/* Keeps the socket and drops what only the use of it needs. */
void link_forget (Link *self);

void link_close (Link *self);

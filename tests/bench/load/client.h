/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The client's side of tunnels and forwarded requests, blocking: what is not measured itself is
 * set up with it. A proxy that takes longer than the limit for an answer ends the program. */

#include "load/link.h"
#include "load/origin.h"

#include <netinet/in.h>
#include <stddef.h>

/* Heads of requests and replies fit. */
#define CLIENT_HEAD_SIZE 4096

/* Where requests go. */
typedef struct
{
  struct sockaddr_in proxy;
  struct sockaddr_in origin;
  const char *field;        /* of each request's head, without its CRLF; NULL: none */
  bool is_encrypted;        /* TLS with the proxy */
  bool is_origin_encrypted; /* the proxy's with the origin */
} Route;

/* The CONNECT head for @route, as a string in @head. */
void client_print_head (const Route *route, char *head, size_t size);

/* The head of a request that the proxy is to forward, for @count bytes of the pattern. */
void client_print_get (const Route *route, uint64_t count, char *head, size_t size);

/* Looks at what has come of the proxy's reply: its length with the empty line; 0 when that is
 * still to come. Anything but 200 ends the program. */
size_t client_check_reply (const char *reply, size_t length);

/* How much content the whole head @reply (@length bytes) announces; none ends the program. */
uint64_t client_content_length (const char *reply, size_t length);

/* A connection to the proxy, blocking, TLS established where @route says so. */
Link client_connect (const Route *route);

/* Reads a reply into @reply (CLIENT_HEAD_SIZE); returns its head's length, and in @length how much
 * was read, which may be more. */
size_t client_read_reply (Link *link, char *reply, size_t *length);

/* A connected tunnel, blocking, the reply read, nothing sent yet. */
Link client_open_tunnel (const Route *route);

/* Sends or receives exactly these bytes. */
void client_send (Link *link, const void *bytes, size_t length);
void client_receive (Link *link, void *bytes, size_t length);

/* Ends the connection and waits until the proxy has ended it too. */
void client_end (Link *link);

/* @count tunnels to the sink, all established. They live as long as this process. */
void client_open_idle_tunnels (const Route *route, int count);

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The origin that tunnels lead to: a process of its own, so that its descriptors and its processor
 * time are not the client's. What a connection does is told by its first byte:
 *
 *   I             sinks what comes, says nothing
 *   P             answers every byte with itself: one byte, 64 bytes, ...
 *   D count       sends count bytes of the pattern (8 bytes, the machine's order)
 *   U or u count  receives count bytes, then answers with one byte, '+' or, when they broke, '-';
 *                 the small letter compares them with the pattern
 *   C slot        receives, and counts in that slot what has come
 *   G             is the first letter of "GET /COUNT HTTP/1.1": answers with count bytes of the
 *                 pattern, and waits for the next request
 *
 * It closes when the client has ended. Inside TLS it speaks HTTP alone. */

#include <netinet/in.h>
#include <stdbool.h>

typedef enum
{
  ORIGIN_SINK = 'I',
  ORIGIN_ECHO = 'P',
  ORIGIN_DOWNLOAD = 'D',
  ORIGIN_UPLOAD = 'U',
  ORIGIN_UPLOAD_VERIFIED = 'u',
  ORIGIN_COUNT = 'C',
  ORIGIN_HTTP = 'G',
} OriginOrder;

/* Slots for ORIGIN_COUNT. */
#define ORIGIN_SLOTS 1024

/* The order with its count, or slot, as it goes over the wire. */
typedef struct __attribute__ ((packed))
{
  char order;
  uint64_t count;
} OriginOrderWithCount;

/* Starts the origin's process, which ends with this one, on @port, 0 for any; says where it
 * listens. @is_encrypted: inside TLS, with the identity that was set for that. */
void origin_start (struct sockaddr_in *address, uint16_t port, bool is_encrypted);

/* Bytes that have come to the origin so far for @slot. */
uint64_t origin_get_count (unsigned slot);

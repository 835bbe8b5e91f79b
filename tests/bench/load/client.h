/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The client's side of tunnels, blocking: what is not measured itself is set up with it. A proxy
 * that takes longer than the limit for an answer ends the program. */

#include "load/origin.h"

#include <netinet/in.h>
#include <stddef.h>

/* Where the tunnels go. */
typedef struct
{
  struct sockaddr_in proxy;
  struct sockaddr_in origin;
} Route;

/* The CONNECT head for @route, as a string in @head. */
void client_print_head (const Route *route, char *head, size_t size);

/* Looks at what has come of the proxy's reply: its length with the empty line; 0 when that is
 * still to come. Anything but 200 ends the program. */
size_t client_check_reply (const char *reply, size_t length);

/* A connected tunnel, blocking, the reply read, nothing sent yet. */
int client_open_tunnel (const Route *route);

/* Sends or receives exactly these bytes. */
void client_send (int fd, const void *bytes, size_t length);
void client_receive (int fd, void *bytes, size_t length);

/* Ends the tunnel and waits until the proxy has ended it too. */
void client_end_tunnel (int fd);

/* @count tunnels to the sink, all established. They live as long as this process. */
void client_open_idle_tunnels (const Route *route, int count);

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Connected pairs of sockets, and waiting for what happens on them: never for a time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two ends of a TCP connection over loopback; the first does not block. */
void test_sockets_tcp_pair (int fds[2]);

/* Two ends of a local stream; both do not block. */
void test_sockets_local_pair (int fds[2]);

/* Sends all of it, by a descriptor that blocks. */
void test_sockets_send (int fd, gconstpointer bytes, gsize length);

/* Waits until at least @n_bytes have arrived at a TCP socket. */
void test_sockets_await_bytes (int fd, gsize n_bytes);

/* Waits until the other end of @fd has ended its direction, or broken off. */
void test_sockets_await_end (int fd);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* TLS with the proxy, as its client or its origin: TLS 1.3, a full handshake every time (tickets
 * are taken and never used, and not given), X25519, AES-256-GCM, so that every proxy does the same
 * work. The proxy's certificate is not verified: that would be the client's cost.
 *
 * Both directions go through buffers of our own, so that the load needs few system calls. The
 * socket may block or not; what TLS itself finds wrong ends the program. */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct _Tls Tls;

/* @fd stays the caller's. A client. */
Tls *tls_new (int fd);

/* A server, and what all servers show: both PEM files. */
Tls *tls_new_server (int fd);
void tls_set_identity (const char *certificate, const char *key);

void tls_free (Tls *self);

/* True when it is done; false when the socket has to become readable first. */
bool tls_handshake (Tls *self);

/* As recv(2) and send(2); 0 received: the peer has said that it ends. What was sent may still be
 * in the buffer. */
ssize_t tls_receive (Tls *self, void *bytes, size_t length);
ssize_t tls_send (Tls *self, const void *bytes, size_t length);

/* The same, but leaves it there: more follows at once. */
ssize_t tls_gather (Tls *self, const void *bytes, size_t length);

/* True when nothing is left in the buffer for what is sent. */
bool tls_flush (Tls *self);

/* Whether bytes were taken out of the socket that nobody has received yet: it will not become
 * readable for them. */
bool tls_has_input (const Tls *self);

/* Tells the peer that we end. */
void tls_end_writing (Tls *self);

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An IP address and port as a value of 28 bytes: what the kernel takes and gives, without an
 * object around it. IPv4-mapped IPv6 addresses are turned into IPv4 when a value is made, so that
 * comparing and checking never meet an address in disguise. */

#pragma once

#include <gio/gio.h>
#include <netinet/in.h>
#include <sys/socket.h>

G_BEGIN_DECLS

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} AditEngineAddress;

/* Room for "[IPv6]:65535" and its terminator. */
#define ADIT_ENGINE_ADDRESS_TEXT_SIZE (INET6_ADDRSTRLEN + 8)

/* FALSE, with @self untouched, for a family other than IP. */
gboolean adit_engine_address_from_gsocket (AditEngineAddress *self, GSocketAddress *address);
gboolean
adit_engine_address_from_inet (AditEngineAddress *self, GInetAddress *address, guint16 port);

/* Whom the socket is connected with, and what it is bound to; never set where that is not known. */
void adit_engine_address_of_peer (AditEngineAddress *self, int fd);
void adit_engine_address_of_socket (AditEngineAddress *self, int fd);

/* @host: an IPv4 or IPv6 literal without brackets. */
gboolean adit_engine_address_parse (AditEngineAddress *self, const char *host, guint16 port);

socklen_t adit_engine_address_length (const AditEngineAddress *self);
guint16 adit_engine_address_port (const AditEngineAddress *self);
gboolean adit_engine_address_is_any (const AditEngineAddress *self);
gboolean adit_engine_address_is_loopback (const AditEngineAddress *self);

/* The same host, whatever the ports. */
gboolean adit_engine_address_is_same_host (const AditEngineAddress *a, const AditEngineAddress *b);

/* Whether the address is one of this computer's: loopback, "any", or an interface's. Asks the
 * kernel (two system calls). */
gboolean adit_engine_address_is_here (const AditEngineAddress *self);

/* Writes the address alone, "192.0.2.1" or "2001:db8::1"; "" for a value that was never set.
 * Returns @text. */
const char *adit_engine_address_print_host (const AditEngineAddress *self,
                                            char text[INET6_ADDRSTRLEN]);

/* Writes "ADDRESS:PORT"; "" for a value that was never set. Returns @text. */
const char *adit_engine_address_print (const AditEngineAddress *self,
                                       char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE]);

G_END_DECLS

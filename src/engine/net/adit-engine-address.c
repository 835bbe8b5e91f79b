/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/net/adit-engine-address.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

static void
unmap (AditEngineAddress *self)
{
  struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = self->in6.sin6_port };

  if (self->any.sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED (&self->in6.sin6_addr))
    return;

  memcpy (&in.sin_addr, self->in6.sin6_addr.s6_addr + 12, sizeof in.sin_addr);
  self->in = in;
}

void
adit_engine_address_of_peer (AditEngineAddress *self, int fd)
{
  AditEngineAddress read = { 0 };

  getpeername (fd, &read.any, &(socklen_t){ sizeof read });
  unmap (&read);
  *self = read;
}

void
adit_engine_address_of_socket (AditEngineAddress *self, int fd)
{
  AditEngineAddress read = { 0 };

  getsockname (fd, &read.any, &(socklen_t){ sizeof read });
  unmap (&read);
  *self = read;
}

gboolean
adit_engine_address_from_gsocket (AditEngineAddress *self, GSocketAddress *address)
{
  AditEngineAddress read = { 0 };

  if (!G_IS_INET_SOCKET_ADDRESS (address) ||
      !g_socket_address_to_native (address, &read, sizeof read, NULL))
    return FALSE;

  unmap (&read);
  *self = read;
  return TRUE;
}

gboolean
adit_engine_address_from_inet (AditEngineAddress *self, GInetAddress *address, guint16 port)
{
  g_autoptr (GSocketAddress) with_port = g_inet_socket_address_new (address, port);

  return adit_engine_address_from_gsocket (self, with_port);
}

gboolean
adit_engine_address_parse (AditEngineAddress *self, const char *host, guint16 port)
{
  AditEngineAddress read = { 0 };

  if (inet_pton (AF_INET, host, &read.in.sin_addr) == 1)
    {
      read.in.sin_family = AF_INET;
      read.in.sin_port = htons (port);
    }
  else if (inet_pton (AF_INET6, host, &read.in6.sin6_addr) == 1)
    {
      read.in6.sin6_family = AF_INET6;
      read.in6.sin6_port = htons (port);
    }
  else
    return FALSE;

  unmap (&read);
  *self = read;
  return TRUE;
}

socklen_t
adit_engine_address_length (const AditEngineAddress *self)
{
  return self->any.sa_family == AF_INET ? sizeof self->in : sizeof self->in6;
}

guint16
adit_engine_address_port (const AditEngineAddress *self)
{
  return ntohs (self->any.sa_family == AF_INET ? self->in.sin_port : self->in6.sin6_port);
}

gboolean
adit_engine_address_is_any (const AditEngineAddress *self)
{
  return self->any.sa_family == AF_INET ? self->in.sin_addr.s_addr == htonl (INADDR_ANY)
                                        : IN6_IS_ADDR_UNSPECIFIED (&self->in6.sin6_addr);
}

gboolean
adit_engine_address_is_loopback (const AditEngineAddress *self)
{
  return self->any.sa_family == AF_INET ? ntohl (self->in.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET
                                        : IN6_IS_ADDR_LOOPBACK (&self->in6.sin6_addr);
}

gboolean
adit_engine_address_is_same_host (const AditEngineAddress *a, const AditEngineAddress *b)
{
  if (a->any.sa_family != b->any.sa_family)
    return FALSE;

  return a->any.sa_family == AF_INET ? a->in.sin_addr.s_addr == b->in.sin_addr.s_addr
                                     : IN6_ARE_ADDR_EQUAL (&a->in6.sin6_addr, &b->in6.sin6_addr);
}

/* Only an address of this computer can be bound; a datagram socket disturbs nobody. */
static gboolean
is_bindable (const AditEngineAddress *self)
{
  AditEngineAddress probe = *self;
  int fd = socket (self->any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean is_bound;

  if (fd < 0)
    return FALSE;

  if (probe.any.sa_family == AF_INET)
    probe.in.sin_port = 0;
  else
    probe.in6.sin6_port = 0;
  is_bound = bind (fd, &probe.any, adit_engine_address_length (&probe)) == 0;
  close (fd);

  return is_bound;
}

gboolean
adit_engine_address_is_here (const AditEngineAddress *self)
{
  return adit_engine_address_is_any (self) || adit_engine_address_is_loopback (self) ||
         is_bindable (self);
}

const char *
adit_engine_address_print_host (const AditEngineAddress *self, char text[INET6_ADDRSTRLEN])
{
  text[0] = '\0';
  if (self->any.sa_family == AF_INET)
    inet_ntop (AF_INET, &self->in.sin_addr, text, INET6_ADDRSTRLEN);
  else if (self->any.sa_family == AF_INET6)
    inet_ntop (AF_INET6, &self->in6.sin6_addr, text, INET6_ADDRSTRLEN);

  return text;
}

const char *
adit_engine_address_print (const AditEngineAddress *self, char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE])
{
  char host[INET6_ADDRSTRLEN];

  text[0] = '\0';
  if (*adit_engine_address_print_host (self, host) != '\0')
    g_snprintf (text, ADIT_ENGINE_ADDRESS_TEXT_SIZE,
                self->any.sa_family == AF_INET6 ? "[%s]:%u" : "%s:%u", host,
                adit_engine_address_port (self));

  return text;
}

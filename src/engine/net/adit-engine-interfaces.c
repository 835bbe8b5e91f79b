/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/net/adit-engine-interfaces.h"

#include <arpa/inet.h>
#include <glib-unix.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

/* A network changes in many steps. */
#define SETTLE_MS 200

struct _AditEngineInterfaces
{
  GPtrArray *interfaces;
  int fd; /* of rtnetlink; -1: the kernel does not tell */
  GSource *news;
  GSource *settling; /* NULL unless something changed just now */
  AditEngineInterfacesFunc on_changed;
  gpointer owner;
};

/* ---- Asking ---- */

static AditInterface *
find_or_add (GPtrArray *interfaces, const char *name)
{
  AditInterface *found = (AditInterface *) adit_interfaces_find (interfaces, name);

  if (found)
    return found;

  found = adit_interface_new (name);
  g_ptr_array_add (interfaces, found);
  return found;
}

static guint
count_bits (const guint8 *mask, gsize length)
{
  guint n_bits = 0;

  for (gsize i = 0; i < length; i++)
    n_bits += (guint) __builtin_popcount (mask[i]);

  return n_bits;
}

/* Its bytes, of which there are @length; NULL when it is not IP. */
static const guint8 *
bytes_of (const struct sockaddr *address, gsize *length)
{
  switch (address ? address->sa_family : AF_UNSPEC)
    {
    case AF_INET:
      *length = sizeof (struct in_addr);
      return (const guint8 *) &((const struct sockaddr_in *) address)->sin_addr;
    case AF_INET6:
      *length = sizeof (struct in6_addr);
      return (const guint8 *) &((const struct sockaddr_in6 *) address)->sin6_addr;
    default:
      return NULL;
    }
}

static void
add (GPtrArray *interfaces, const struct ifaddrs *row)
{
  AditInterface *interface;
  gsize length;
  const guint8 *address, *mask;
  char text[INET6_ADDRSTRLEN];

  if (!(row->ifa_flags & IFF_UP))
    return;

  interface = find_or_add (interfaces, row->ifa_name);
  address = bytes_of (row->ifa_addr, &length);
  mask = bytes_of (row->ifa_netmask, &length);
  if (!address || !mask)
    return;

  inet_ntop (row->ifa_addr->sa_family, address, text, sizeof text);
  adit_interface_add (interface, text, count_bits (mask, length));
}

static int
compare_addresses (gconstpointer a, gconstpointer b)
{
  const AditInterfaceAddress *one = *(const AditInterfaceAddress *const *) a;
  const AditInterfaceAddress *other = *(const AditInterfaceAddress *const *) b;

  if (one->network.family != other->network.family)
    return one->network.family == AF_INET ? -1 : 1;

  return strcmp (one->address, other->address);
}

static int
compare_interfaces (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const AditInterface *const *) a)->name,
                 (*(const AditInterface *const *) b)->name);
}

/* Sorted, since the kernel's order changes as interfaces come and go. */
GPtrArray *
adit_engine_interfaces_list (void)
{
  GPtrArray *interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_interface_free);
  struct ifaddrs *rows = NULL;

  if (getifaddrs (&rows) < 0)
    return interfaces;

  for (const struct ifaddrs *row = rows; row; row = row->ifa_next)
    add (interfaces, row);
  freeifaddrs (rows);

  g_ptr_array_sort (interfaces, compare_interfaces);
  for (guint i = 0; i < interfaces->len; i++)
    g_ptr_array_sort (((AditInterface *) interfaces->pdata[i])->addresses, compare_addresses);
  return interfaces;
}

/* ---- Being told ---- */

static void
stop_source (GSource **source)
{
  if (*source)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
on_settled (gpointer user_data)
{
  AditEngineInterfaces *self = user_data;

  stop_source (&self->settling);
  g_ptr_array_unref (self->interfaces);
  self->interfaces = adit_engine_interfaces_list ();
  self->on_changed (self->owner);

  return G_SOURCE_REMOVE;
}

/* What the messages say does not matter; where some were lost, so that reading fails, neither. */
static void
drain (int fd)
{
  char bytes[4096];

  while (recv (fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
    continue;
}

static gboolean
on_news (int fd, GIOCondition condition, gpointer user_data)
{
  AditEngineInterfaces *self = user_data;

  drain (fd);
  if (self->settling)
    return G_SOURCE_CONTINUE;

  self->settling = g_timeout_source_new (SETTLE_MS);
  g_source_set_callback (self->settling, on_settled, self, NULL);
  g_source_attach (self->settling, g_main_context_get_thread_default ());
  return G_SOURCE_CONTINUE;
}

static int
open_netlink (void)
{
  struct sockaddr_nl address = {
    .nl_family = AF_NETLINK,
    .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
  };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;

  close (fd);
  return -1;
}

/* ---- Life ---- */

/* The kernel tells from before it is asked, so that nothing is missed in between. */
AditEngineInterfaces *
adit_engine_interfaces_new (AditEngineInterfacesFunc on_changed, gpointer owner)
{
  AditEngineInterfaces *self = g_new0 (AditEngineInterfaces, 1);

  self->on_changed = on_changed;
  self->owner = owner;
  self->fd = open_netlink ();
  self->interfaces = adit_engine_interfaces_list ();
  if (self->fd < 0)
    return self;

  self->news = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_callback (self->news, G_SOURCE_FUNC (on_news), self, NULL);
  g_source_attach (self->news, g_main_context_get_thread_default ());
  return self;
}

void
adit_engine_interfaces_free (AditEngineInterfaces *self)
{
  stop_source (&self->news);
  stop_source (&self->settling);
  if (self->fd >= 0)
    close (self->fd);
  g_ptr_array_unref (self->interfaces);
  g_free (self);
}

GPtrArray *
adit_engine_interfaces_get (const AditEngineInterfaces *self)
{
  return self->interfaces;
}

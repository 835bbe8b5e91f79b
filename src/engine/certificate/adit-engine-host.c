/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/certificate/adit-engine-host.h"

#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#define NAME_MAX_LENGTH 253 /* of a name in DNS, as text */

static void
add (GPtrArray *names, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_strdup (name));
}

/* ---- Names ---- */

/* What can stand in a certificate: labels of letters, digits, hyphens; underscores are met. */
static gboolean
is_dns_name (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length <= NAME_MAX_LENGTH && name[0] != '.' && name[length - 1] != '.' &&
         !strstr (name, "..") &&
         strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.") == length;
}

static void
add_names (GPtrArray *names, const char *host)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);
  g_autofree char *label = g_strndup (lower, strcspn (lower, "."));
  g_autofree char *local = g_strconcat (label, ".local", NULL);

  add (names, "localhost");
  if (!is_dns_name (lower) || g_str_equal (label, "localhost"))
    return;

  add (names, lower);
  add (names, label);
  add (names, local);
}

char *
adit_engine_host_get_name (void)
{
  char name[256] = "";

  /* g_get_host_name() would tell the name of when it was first asked. */
  if (gethostname (name, sizeof name - 1) < 0 || name[0] == '\0')
    return g_strdup ("localhost");

  return g_strdup (name);
}

/* ---- Addresses ---- */

/* NULL for none. (transfer full) */
static GInetAddress *
to_address (const struct ifaddrs *interface)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (!interface->ifa_addr || !(interface->ifa_flags & IFF_UP))
    return NULL;
  if (interface->ifa_addr->sa_family == AF_INET)
    address = g_socket_address_new_from_native (interface->ifa_addr, sizeof (struct sockaddr_in));
  if (interface->ifa_addr->sa_family == AF_INET6)
    address = g_socket_address_new_from_native (interface->ifa_addr, sizeof (struct sockaddr_in6));

  return address
             ? g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))
             : NULL;
}

static gboolean
is_reachable (GInetAddress *address)
{
  return !g_inet_address_get_is_loopback (address) && !g_inet_address_get_is_any (address) &&
         !(g_inet_address_get_is_link_local (address) &&
           g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Sorted, since the kernel's order changes as interfaces come and go. */
static GPtrArray *
list_addresses (void)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *interfaces = NULL;

  getifaddrs (&interfaces);
  for (const struct ifaddrs *each = interfaces; each; each = each->ifa_next)
    {
      g_autoptr (GInetAddress) address = to_address (each);
      g_autofree char *text = address ? g_inet_address_to_string (address) : NULL;

      if (address && is_reachable (address))
        add (addresses, text);
    }
  if (interfaces)
    freeifaddrs (interfaces);

  g_ptr_array_sort (addresses, compare);
  return addresses;
}

static void
add_addresses (GPtrArray *names)
{
  g_autoptr (GPtrArray) addresses = list_addresses ();

  add (names, "127.0.0.1");
  add (names, "::1");
  for (guint i = 0; i < addresses->len && i < ADIT_ENGINE_HOST_ADDRESSES_MAX; i++)
    add (names, addresses->pdata[i]);
}

GStrv
adit_engine_host_list_names_of (const char *host)
{
  GPtrArray *names = g_ptr_array_new ();

  add_names (names, host);
  add_addresses (names);
  g_ptr_array_add (names, NULL);

  return (GStrv) g_ptr_array_free (names, FALSE);
}

GStrv
adit_engine_host_list_names (void)
{
  g_autofree char *host = adit_engine_host_get_name ();

  return adit_engine_host_list_names_of (host);
}

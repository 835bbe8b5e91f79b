/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-place.h"

#include "model/adit-address-class.h"
#include "model/adit-authority.h"
#include "model/adit-network.h"

#include <string.h>

/* What the kernel lets a name be, short of what cannot be typed or read. */
static gboolean
is_interface_name (const char *name, gsize length)
{
  if (length == 0 || length > ADIT_INTERFACE_NAME_MAX)
    return FALSE;
  if ((length == 1 && name[0] == '.') || (length == 2 && strncmp (name, "..", 2) == 0))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (name[i]) || strchr ("/:%", name[i]))
      return FALSE;

  return TRUE;
}

static gboolean
parse_interface (const char *text, AditPlace *place)
{
  const char *name = text + 1;
  const char *colon = strchr (name, ':');
  guint64 port;

  if (!colon || !is_interface_name (name, (gsize) (colon - name)) || !g_ascii_isdigit (colon[1]) ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;

  *place = (AditPlace){ .kind = ADIT_PLACE_INTERFACE, .port = (guint16) port };
  memcpy (place->host, name, (gsize) (colon - name));
  return TRUE;
}

gboolean
adit_place_parse (const char *text, AditPlace *place)
{
  AditAuthority authority;

  if (text[0] == '%')
    return parse_interface (text, place);
  if (!adit_authority_parse (text, strlen (text),
                             ADIT_AUTHORITY_PORT_0 | ADIT_AUTHORITY_ONLY_ADDRESS, &authority))
    return FALSE;

  *place = (AditPlace){ .kind = ADIT_PLACE_ADDRESS, .port = authority.port };
  g_strlcpy (place->host, authority.host, sizeof place->host);
  return TRUE;
}

char *
adit_place_to_string (const AditPlace *place)
{
  if (place->kind == ADIT_PLACE_INTERFACE)
    return g_strdup_printf ("%%%s:%u", place->host, place->port);

  return g_strdup_printf (strchr (place->host, ':') ? "[%s]:%u" : "%s:%u", place->host,
                          place->port);
}

static gboolean
is_of_class (const AditPlace *place, AditAddressClass klass)
{
  AditNetwork network;

  return place->kind == ADIT_PLACE_ADDRESS && adit_network_parse (place->host, &network) &&
         adit_network_classify (&network) == klass;
}

gboolean
adit_place_is_loopback (const AditPlace *place)
{
  return is_of_class (place, ADIT_ADDRESS_LOOPBACK);
}

gboolean
adit_place_is_any (const AditPlace *place)
{
  return is_of_class (place, ADIT_ADDRESS_ANY) &&
         (g_str_equal (place->host, "0.0.0.0") || strchr (place->host, ':'));
}

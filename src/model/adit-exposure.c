/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-exposure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
exposed_free (gpointer data)
{
  AditExposedAddress *exposed = data;

  g_free (exposed->address);
  g_free (exposed->interface);
  g_free (exposed);
}

static gboolean
is_public (AditAddressClass klass)
{
  return klass == ADIT_ADDRESS_PUBLIC;
}

/* ---- Where it would be open ---- */

static void
add (GPtrArray *addresses, const char *address, const char *interface, AditAddressClass klass)
{
  AditExposedAddress *exposed = g_new (AditExposedAddress, 1);

  *exposed = (AditExposedAddress){
    .address = g_strdup (address),
    .interface = g_strdup (interface),
    .is_public = is_public (klass),
  };
  g_ptr_array_add (addresses, exposed);
}

static void
add_interface (AditExposure *self, const AditInterface *interface, gboolean is_public_allowed)
{
  for (guint i = 0; interface && i < interface->addresses->len; i++)
    {
      const AditInterfaceAddress *each = interface->addresses->pdata[i];
      gboolean is_open = is_public_allowed || !is_public (each->klass);

      if (adit_interface_address_is_reachable (each))
        add (is_open ? self->open : self->closed, each->address, interface->name, each->klass);
    }
}

/* Of one family. */
static void
add_all (AditExposure *self, int family, const GPtrArray *interfaces)
{
  for (guint i = 0; i < interfaces->len; i++)
    {
      const AditInterface *interface = interfaces->pdata[i];

      for (guint j = 0; j < interface->addresses->len; j++)
        {
          const AditInterfaceAddress *each = interface->addresses->pdata[j];

          if (each->network.family == family && adit_interface_address_is_reachable (each))
            add (self->open, each->address, interface->name, each->klass);
        }
    }
}

/* Which interface has it, if any does yet. */
static const char *
find_interface (const char *address, const GPtrArray *interfaces)
{
  for (guint i = 0; i < interfaces->len; i++)
    {
      const AditInterface *interface = interfaces->pdata[i];

      for (guint j = 0; j < interface->addresses->len; j++)
        if (g_str_equal (((AditInterfaceAddress *) interface->addresses->pdata[j])->address,
                         address))
          return interface->name;
    }

  return "";
}

AditExposure *
adit_exposure_new (const AditPlace *place, gboolean is_public_allowed, const GPtrArray *interfaces)
{
  AditExposure *self = g_new0 (AditExposure, 1);
  AditNetwork network;

  self->open = g_ptr_array_new_with_free_func (exposed_free);
  self->closed = g_ptr_array_new_with_free_func (exposed_free);
  self->is_elsewhere = !adit_place_is_loopback (place);
  self->is_any = adit_place_is_any (place);

  if (place->kind == ADIT_PLACE_INTERFACE)
    add_interface (self, adit_interfaces_find (interfaces, place->host), is_public_allowed);
  else if (self->is_any)
    add_all (self, strchr (place->host, ':') ? AF_INET6 : AF_INET, interfaces);
  else if (self->is_elsewhere && adit_network_parse (place->host, &network))
    add (self->open, place->host, find_interface (place->host, interfaces),
         adit_network_classify (&network));

  return self;
}

void
adit_exposure_free (AditExposure *self)
{
  if (!self)
    return;

  g_ptr_array_unref (self->open);
  g_ptr_array_unref (self->closed);
  g_free (self);
}

gboolean
adit_exposure_is_public (const AditExposure *self)
{
  for (guint i = 0; i < self->open->len; i++)
    if (((AditExposedAddress *) self->open->pdata[i])->is_public)
      return TRUE;

  return FALSE;
}

GPtrArray *
adit_place_list (const AditPlace *place, gboolean is_public_allowed, const GPtrArray *interfaces)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AditExposure) exposure = NULL;
  AditPlace each = { .port = place->port };

  if (place->kind == ADIT_PLACE_ADDRESS)
    {
      g_ptr_array_add (list, adit_place_to_string (place));
      return list;
    }

  exposure = adit_exposure_new (place, is_public_allowed, interfaces);
  g_ptr_array_add (list, g_strdup_printf ("127.0.0.1:%u", place->port));
  g_ptr_array_add (list, g_strdup_printf ("[::1]:%u", place->port));
  for (guint i = 0; i < exposure->open->len; i++)
    {
      const AditExposedAddress *exposed = exposure->open->pdata[i];

      g_strlcpy (each.host, exposed->address, sizeof each.host);
      g_ptr_array_add (list, adit_place_to_string (&each));
    }

  return list;
}

/* ---- In words ---- */

/* "192.168.1.20 (wlan0), fd00::2 (wlan0)"; NULL when there is none. */
static char *
join (const GPtrArray *addresses, gboolean is_public)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    {
      const AditExposedAddress *exposed = addresses->pdata[i];

      if (exposed->is_public != is_public)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, exposed->address);
      if (exposed->interface[0] != '\0')
        g_string_append_printf (text, " (%s)", exposed->interface);
    }

  return g_string_free (text, text->len == 0);
}

G_GNUC_PRINTF (2, 3)
static void
say (GString *text, const char *format, ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

char *
adit_exposure_describe (const AditExposure *self, const AditPlace *place)
{
  GString *text = g_string_new (NULL);
  g_autofree char *private_text = join (self->open, FALSE);
  g_autofree char *public_text = join (self->open, TRUE);
  g_autofree char *closed_text = join (self->closed, TRUE);

  if (private_text)
    say (text, _ ("Other devices in your network can connect to %s."), private_text);
  if (public_text)
    say (text,
         _ ("Public, so reachable from the whole internet where no firewall is in between: %s."),
         public_text);
  if (self->is_any)
    say (text, _ ("The same goes for addresses that this computer gets later, in any network, "
                  "public ones included."));
  else if (place->kind == ADIT_PLACE_INTERFACE && self->open->len == 0)
    say (text,
         _ ("%s has no address for it now. As soon as it has one, devices there can "
            "connect."),
         place->host);
  if (closed_text)
    say (text, _ ("Public, and closed to others: %s."), closed_text);

  return g_string_free (text, FALSE);
}

/* The networks, or NULL. */
static char *
join_networks (const AditClients *clients)
{
  g_auto (GStrv) words = adit_clients_to_words (clients);
  char **networks = words + (clients->is_local_allowed ? 1 : 0);

  return *networks ? g_strjoinv (", ", networks) : NULL;
}

char *
adit_exposure_describe_served (const AditClients *clients, AditSignIn sign_in)
{
  GString *text = g_string_new (NULL);
  g_autofree char *networks = join_networks (clients);

  if (clients->is_local_allowed && networks)
    say (text,
         _ ("Devices in the same private network are served, and those from %s; all others "
            "are refused."),
         networks);
  else if (clients->is_local_allowed)
    say (text, _ ("Devices in the same private network are served; all others are refused."));
  else if (networks)
    say (text, _ ("Devices from %s are served; all others are refused."), networks);
  else
    {
      say (text, _ ("Other devices are refused, whatever they ask for: no network is named that "
                    "may use the proxy."));
      return g_string_free (text, FALSE);
    }

  say (text, "%s",
       sign_in == ADIT_SIGN_IN_NEVER ? _ ("Nobody has to sign in.")
                                     : _ ("They have to sign in with a name and a password."));

  return g_string_free (text, FALSE);
}

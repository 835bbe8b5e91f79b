/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-access.h"

#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"
#include "model/adit-error.h"
#include "model/adit-exposure.h"

/* Whether the call was answered with the failure that the test asked for. */
static gboolean
fail (FakeAccess *self, GDBusMethodInvocation *invocation)
{
  if (self->failure == NULL)
    return FALSE;

  g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_LISTEN_FAILED, "%s",
                                         self->failure);
  return TRUE;
}

/* ---- Access ---- */

static gboolean
on_set (AditBusAccess *skeleton,
        GDBusMethodInvocation *invocation,
        GVariant *options,
        FakeAccess *self)
{
  g_autofree const char **clients = NULL;
  const char *word;
  gboolean is_on;

  self->n_sets++;
  if (fail (self, invocation))
    return TRUE;

  if (g_variant_lookup (options, "sign-in", "&s", &word))
    adit_bus_access_set_sign_in (skeleton, word);
  if (g_variant_lookup (options, "schemes", "&s", &word))
    adit_bus_access_set_schemes (skeleton, word);
  if (g_variant_lookup (options, "plain-basic", "b", &is_on))
    adit_bus_access_set_plain_basic (skeleton, is_on);
  if (g_variant_lookup (options, "private", "b", &is_on))
    adit_bus_access_set_private (skeleton, is_on);
  if (g_variant_lookup (options, "clients", "^a&s", &clients))
    adit_bus_access_set_clients (skeleton, clients);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (skeleton));
  adit_bus_access_complete_set (skeleton, invocation);
  return TRUE;
}

/* The rows that there are but for that of @address, and one more at their end unless it is NULL. */
static void
set_blocked (FakeAccess *self, const char *address, GVariant *more)
{
  GVariant *rows = adit_bus_access_get_blocked (self->skeleton);
  GVariantBuilder kept;

  g_variant_builder_init (&kept, G_VARIANT_TYPE ("a" ADIT_BUS_BLOCK_TYPE));
  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);
      const char *blocked;

      g_variant_get_child (row, 0, "&s", &blocked);
      if (!g_str_equal (blocked, address))
        g_variant_builder_add_value (&kept, row);
    }
  if (more != NULL)
    g_variant_builder_add_value (&kept, more);

  adit_bus_access_set_blocked (self->skeleton, g_variant_builder_end (&kept));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}

void
fake_access_block (FakeAccess *self, const char *address, const char *user, guint seconds)
{
  gint64 until_us = g_get_real_time () + seconds * G_USEC_PER_SEC;

  set_blocked (self, address, g_variant_new (ADIT_BUS_BLOCK_TYPE, address, until_us, user));
}

static gboolean
on_lift (AditBusAccess *skeleton,
         GDBusMethodInvocation *invocation,
         const char *address,
         FakeAccess *self)
{
  if (fail (self, invocation))
    return TRUE;

  set_blocked (self, address, NULL);
  adit_bus_access_complete_lift (skeleton, invocation);
  return TRUE;
}

/* ---- Listeners ---- */

static gboolean
on_list_interfaces (AditBusEngine *engine, GDBusMethodInvocation *invocation, FakeAccess *self)
{
  adit_bus_engine_complete_list_interfaces (engine, invocation,
                                            adit_bus_interfaces_to_variant (self->interfaces));
  return TRUE;
}

/* (transfer full) */
static AditListener *
moved (FakeAccess *self, const AditListener *listener, const char *to)
{
  AditPlace place;
  g_autoptr (GPtrArray) addresses = NULL;
  AditListener *row;

  g_assert_true (adit_place_parse (to, &place));
  addresses = adit_place_list (&place, self->is_public_requested, self->interfaces);
  row =
      adit_listener_new (to, listener->is_enabled, ADIT_LISTENER_LISTENING,
                         addresses->pdata[addresses->len > 2 ? 2 : 0], NULL, listener->encryption);
  g_ptr_array_add (addresses, NULL);
  adit_listener_set_details (row, (const char *const *) addresses->pdata,
                             (const char *const *) listener->senders, self->is_public_requested);
  return row;
}

static gboolean
on_move_listener (AditBusEngine *engine,
                  GDBusMethodInvocation *invocation,
                  const char *address,
                  const char *to,
                  GVariant *options,
                  FakeAccess *self)
{
  g_autoptr (GPtrArray) listeners =
      adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));

  self->n_moves++;
  self->is_public_requested = FALSE;
  g_variant_lookup (options, "public", "b", &self->is_public_requested);
  if (fail (self, invocation))
    return TRUE;

  for (guint i = 0; i < listeners->len; i++)
    {
      AditListener *listener = listeners->pdata[i];

      if (!g_str_equal (listener->address, address))
        continue;
      listeners->pdata[i] = moved (self, listener, to);
      adit_listener_free (listener);
    }

  adit_bus_engine_set_listeners (engine, adit_bus_listeners_to_variant (listeners));
  adit_bus_engine_complete_move_listener (engine, invocation);
  return TRUE;
}

static gboolean
on_set_listener_senders (AditBusEngine *engine,
                         GDBusMethodInvocation *invocation,
                         const char *address,
                         const char *const *senders,
                         FakeAccess *self)
{
  g_autoptr (GPtrArray) listeners =
      adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));

  if (fail (self, invocation))
    return TRUE;

  for (guint i = 0; i < listeners->len; i++)
    {
      AditListener *listener = listeners->pdata[i];

      if (g_str_equal (listener->address, address))
        adit_listener_set_details (listener, NULL, senders, listener->is_public_allowed);
    }

  adit_bus_engine_set_listeners (engine, adit_bus_listeners_to_variant (listeners));
  adit_bus_engine_complete_set_listener_senders (engine, invocation);
  return TRUE;
}

/* ---- Life ---- */

static void
add_interface (FakeAccess *self, const char *name, const char *const *addresses)
{
  AditInterface *interface = adit_interface_new (name);

  for (guint i = 0; addresses[i] != NULL; i++)
    g_assert_true (adit_interface_add (interface, addresses[i], 8));
  g_ptr_array_add (self->interfaces, interface);
}

FakeAccess *
fake_access_new (GDBusConnection *connection, AditBusEngine *engine)
{
  static const char *const clients[] = { ADIT_CLIENTS_LOCAL, NULL };
  FakeAccess *self = g_new0 (FakeAccess, 1);
  g_autoptr (GError) error = NULL;

  self->engine = engine;
  self->interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_interface_free);
  add_interface (self, "eth0", (const char *const[]){ "10.0.0.7", NULL });
  add_interface (self, "lo", (const char *const[]){ "127.0.0.1", "::1", NULL });
  add_interface (self, "wlan0",
                 (const char *const[]){ "192.168.1.20", "2600:1:2::5", "fe80::5", NULL });

  self->skeleton = adit_bus_access_skeleton_new ();
  adit_bus_access_set_sign_in (self->skeleton, "elsewhere");
  adit_bus_access_set_schemes (self->skeleton, "basic");
  adit_bus_access_set_plain_basic (self->skeleton, TRUE);
  adit_bus_access_set_clients (self->skeleton, clients);
  adit_bus_access_set_blocked (self->skeleton,
                               g_variant_new_array (G_VARIANT_TYPE (ADIT_BUS_BLOCK_TYPE), NULL, 0));
  g_signal_connect (self->skeleton, "handle-set", G_CALLBACK (on_set), self);
  g_signal_connect (self->skeleton, "handle-lift", G_CALLBACK (on_lift), self);
  g_signal_connect (engine, "handle-list-interfaces", G_CALLBACK (on_list_interfaces), self);
  g_signal_connect (engine, "handle-move-listener", G_CALLBACK (on_move_listener), self);
  g_signal_connect (engine, "handle-set-listener-senders", G_CALLBACK (on_set_listener_senders),
                    self);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                    ADIT_ENGINE_OBJECT_PATH, &error);
  g_assert_no_error (error);

  return self;
}

void
fake_access_free (FakeAccess *self)
{
  g_signal_handlers_disconnect_by_data (self->engine, self);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_object_unref (self->skeleton);
  g_ptr_array_unref (self->interfaces);
  g_free (self->failure);
  g_free (self);
}

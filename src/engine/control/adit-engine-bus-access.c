/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-access.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "engine/control/adit-engine-bus-interface.h"
#include "model/adit-authority.h"
#include "model/adit-error.h"

#include <string.h>

struct _AditEngineBusAccess
{
  AditEngineBusInterface *interface;
  AditEngineControl *control;
};

static const char *const property_names[] = { "SignIn",  "Schemes", "PlainBasic", "Clients",
                                              "Private", "Blocked", NULL };

/* ---- Properties ---- */

static GVariant *
get_blocked (AditEngineBusAccess *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 offset_us = g_get_real_time () - now_us;
  g_autoptr (GArray) blocks =
      adit_engine_throttle_list (adit_engine_control_get_throttle (self->control), now_us);
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" ADIT_BUS_BLOCK_TYPE));
  for (guint i = 0; i < blocks->len; i++)
    {
      const AditEngineBlock *block = &g_array_index (blocks, AditEngineBlock, i);
      g_autofree char *user = g_utf8_make_valid (block->user, -1);
      char host[INET6_ADDRSTRLEN];

      adit_engine_address_print_host (&block->address, host);
      g_variant_builder_add (&rows, ADIT_BUS_BLOCK_TYPE, host, block->ends_us + offset_us, user);
    }

  return g_variant_builder_end (&rows);
}

static GVariant *
get_clients (AditEngineBusAccess *self)
{
  g_auto (GStrv) words = adit_clients_to_words (adit_engine_control_get_clients (self->control));

  return g_variant_new_strv ((const char *const *) words, -1);
}

static GVariant *
get_property (gpointer owner, const char *name)
{
  AditEngineBusAccess *self = owner;
  const AditAccess *access = adit_engine_control_get_access (self->control);

  if (g_str_equal (name, "SignIn"))
    return g_variant_new_string (adit_sign_in_to_word (access->sign_in));
  if (g_str_equal (name, "Schemes"))
    return g_variant_new_string (adit_schemes_to_word (access->schemes));
  if (g_str_equal (name, "PlainBasic"))
    return g_variant_new_boolean (!access->is_plain_basic_forbidden);
  if (g_str_equal (name, "Clients"))
    return get_clients (self);
  if (g_str_equal (name, "Private"))
    return g_variant_new_boolean (adit_engine_control_is_private_allowed (self->control));
  if (g_str_equal (name, "Blocked"))
    return get_blocked (self);

  return NULL;
}

static void
on_changed (AditEngineBusAccess *self)
{
  adit_engine_bus_interface_tell (self->interface, property_names);
}

/* ---- Methods ---- */

/* All that Set can change, as it is and then as it is to be. */
typedef struct
{
  AditAccess access;
  AditClients clients;
  gboolean is_private_allowed;
} Draft;

static gboolean
read_sign_in (Draft *draft, GVariant *value)
{
  return adit_sign_in_from_word (g_variant_get_string (value, NULL), &draft->access.sign_in);
}

static gboolean
read_schemes (Draft *draft, GVariant *value)
{
  return adit_schemes_from_word (g_variant_get_string (value, NULL), &draft->access.schemes);
}

static gboolean
read_plain_basic (Draft *draft, GVariant *value)
{
  draft->access.is_plain_basic_forbidden = !g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
read_private (Draft *draft, GVariant *value)
{
  draft->is_private_allowed = g_variant_get_boolean (value);
  return TRUE;
}

static gboolean
read_clients (Draft *draft, GVariant *value)
{
  g_auto (AditClients) clients = { 0 };

  adit_clients_init_empty (&clients);
  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      const char *word;

      g_variant_get_child (value, i, "&s", &word);
      if (!adit_clients_add_word (&clients, word))
        return FALSE;
    }

  adit_clients_take (&draft->clients, &clients);
  return TRUE;
}

static const struct
{
  const char *name;
  const char *type;
  gboolean (*read) (Draft *draft, GVariant *value);
} options[] = {
  { "sign-in", "s", read_sign_in },         { "schemes", "s", read_schemes },
  { "plain-basic", "b", read_plain_basic }, { "clients", "as", read_clients },
  { "private", "b", read_private },
};

static gboolean
read_option (const char *name, GVariant *value, Draft *draft)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (name, options[i].name))
      return g_variant_is_of_type (value, G_VARIANT_TYPE (options[i].type)) &&
             options[i].read (draft, value);

  return FALSE;
}

static gboolean
read_options (GVariant *arguments, Draft *draft, GError **error)
{
  g_autoptr (GVariant) dictionary = g_variant_get_child_value (arguments, 0);

  for (gsize i = 0; i < g_variant_n_children (dictionary); i++)
    {
      g_autoptr (GVariant) value = NULL;
      const char *name;

      g_variant_get_child (dictionary, i, "{&sv}", &name, &value);
      if (!read_option (name, value, draft))
        {
          g_autofree char *text = g_variant_print (value, FALSE);

          g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "“%s” cannot be %s", name,
                       text);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
set (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusAccess *self = owner;
  Draft draft = {
    .access = *adit_engine_control_get_access (self->control),
    .is_private_allowed = adit_engine_control_is_private_allowed (self->control),
  };
  gboolean is_done;

  adit_clients_init_copy (&draft.clients, adit_engine_control_get_clients (self->control));
  is_done = read_options (arguments, &draft, error) &&
            adit_engine_control_set_access (self->control, &draft.access, &draft.clients,
                                            draft.is_private_allowed, error);
  adit_clients_clear (&draft.clients);

  return is_done;
}

static gboolean
lift (gpointer owner, GVariant *arguments, GError **error)
{
  AditEngineBusAccess *self = owner;
  const char *host;
  AditEngineAddress address;

  g_variant_get (arguments, "(&s)", &host);
  if (!adit_engine_address_parse (&address, host, 0))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "“%s” is not an address", host);
      return FALSE;
    }
  if (!adit_engine_throttle_lift (adit_engine_control_get_throttle (self->control), &address))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, "%s is not blocked", host);
      return FALSE;
    }

  on_changed (self);
  return TRUE;
}

static const AditEngineBusMethod methods[] = {
  { "Set", .change = set },
  { "Lift", .change = lift },
  { NULL },
};

static const AditEngineBusService service = { .methods = methods, .get = get_property };

/* ---- Life ---- */

AditEngineBusAccess *
adit_engine_bus_access_new (GDBusConnection *connection, AditEngineControl *control, GError **error)
{
  AditEngineBusAccess *self = g_new0 (AditEngineBusAccess, 1);

  self->control = control;
  self->interface = adit_engine_bus_interface_new (connection, adit_bus_access_interface_info (),
                                                   &service, self, error);
  g_signal_connect_swapped (control, "access-changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (control, "blocked-changed", G_CALLBACK (on_changed), self);
  if (self->interface)
    return self;

  adit_engine_bus_access_free (self);
  return NULL;
}

void
adit_engine_bus_access_free (AditEngineBusAccess *self)
{
  g_signal_handlers_disconnect_by_data (self->control, self);
  g_clear_pointer (&self->interface, adit_engine_bus_interface_free);
  g_free (self);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-exposure.h"

#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "model/adit-exposure.h"

#include <glib/gi18n-lib.h>

/* (transfer full) */
static GPtrArray *
list_interfaces (AditBusEngine *engine, GError **error)
{
  g_autoptr (GVariant) rows = NULL;

  if (!adit_bus_engine_call_list_interfaces_sync (engine, &rows, NULL, error))
    return NULL;

  return adit_bus_interfaces_from_variant (rows);
}

/* ---- Before it happens ---- */

/* What is missing for somebody to be served, if anything is. */
static const char *
advise (const AditCliCall *call, AditSignIn sign_in)
{
  g_autoptr (AditBusUsers) users = NULL;
  g_autoptr (GVariant) rows = NULL;

  if (sign_in == ADIT_SIGN_IN_NEVER)
    return NULL;

  users = adit_cli_bus_call_users (call, NULL);
  if (users == NULL || !adit_bus_users_call_list_sync (users, &rows, NULL, NULL) ||
      g_variant_n_children (rows) > 0)
    return NULL;

  return _ ("There is no user yet who could: “aditctl user add NAME” makes one.");
}

/* (transfer full); NULL with @error. */
static char *
describe_served (const AditCliCall *call, GError **error)
{
  g_autoptr (AditBusAccess) access = adit_cli_bus_read_access (call, error);
  AditSignIn sign_in = ADIT_SIGN_IN_ELSEWHERE;
  g_auto (AditClients) clients = { 0 };
  g_autofree char *served = NULL;
  const char *const *words;
  const char *advice;

  if (access == NULL)
    return NULL;

  adit_clients_init_empty (&clients);
  words = adit_bus_access_get_clients (access);
  for (guint i = 0; words[i] != NULL; i++)
    adit_clients_add_word (&clients, words[i]);
  adit_sign_in_from_word (adit_bus_access_get_sign_in (access), &sign_in);

  served = adit_exposure_describe_served (&clients, sign_in);
  advice = advise (call, sign_in);
  return advice != NULL ? g_strdup_printf ("%s\n%s", served, advice) : g_steal_pointer (&served);
}

static gboolean
confirm (const AditExposure *exposure, gboolean is_confirmed)
{
  if (is_confirmed || !adit_exposure_is_public (exposure))
    return TRUE;

  g_printerr ("aditctl: %s\n", _ ("Nothing was changed. If that is wanted, say so with --yes"));
  return FALSE;
}

gboolean
adit_cli_exposure_tell (const AditCliCall *call,
                        AditBusEngine *engine,
                        const AditPlace *place,
                        gboolean is_public_allowed,
                        gboolean is_confirmed,
                        GError **error)
{
  g_autoptr (GPtrArray) interfaces = NULL;
  g_autoptr (AditExposure) exposure = NULL;
  g_autofree char *reach = NULL;
  g_autofree char *served = NULL;

  if (adit_place_is_loopback (place))
    return TRUE;

  interfaces = list_interfaces (engine, error);
  served = interfaces != NULL ? describe_served (call, error) : NULL;
  if (served == NULL)
    return FALSE;

  exposure = adit_exposure_new (place, is_public_allowed, interfaces);
  reach = adit_exposure_describe (exposure, place);
  g_printerr ("%s\n%s\n", reach, served);
  return confirm (exposure, is_confirmed);
}

/* ---- Which there are ---- */

static void
add_row (AditCliTable *table, const AditInterface *interface, const AditInterfaceAddress *address)
{
  adit_cli_table_add (table, interface->name);
  adit_cli_table_take (table, g_strdup_printf ("%s/%u", address->address, address->network.prefix));
  adit_cli_table_add (table, adit_address_class_to_word (address->klass));
}

static void
print_text (const GPtrArray *interfaces)
{
  const AditCliColumn columns[] = { { _ ("Interface") }, { _ ("Address") }, { _ ("Class") } };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < interfaces->len; i++)
    {
      const AditInterface *interface = interfaces->pdata[i];

      for (guint j = 0; j < interface->addresses->len; j++)
        add_row (table, interface, interface->addresses->pdata[j]);
    }

  adit_cli_table_print (table);
}

static void
add_address (JsonBuilder *builder, gconstpointer row)
{
  const AditInterfaceAddress *address = row;

  adit_cli_json_add_string (builder, "address", address->address);
  adit_cli_json_add_int (builder, "prefix", address->network.prefix);
  adit_cli_json_add_string (builder, "class", adit_address_class_to_word (address->klass));
}

static void
add_interface (JsonBuilder *builder, gconstpointer row)
{
  const AditInterface *interface = row;

  adit_cli_json_add_string (builder, "name", interface->name);
  adit_cli_json_add_objects (builder, "addresses", interface->addresses, add_address);
}

static void
print_json (const GPtrArray *interfaces)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_objects (builder, "interfaces", interfaces, add_interface);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

AditCliExit
adit_cli_exposure_show_interfaces (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusEngine) engine = adit_cli_bus_call_engine (call, &error);
  g_autoptr (GPtrArray) interfaces = engine != NULL ? list_interfaces (engine, &error) : NULL;

  if (interfaces == NULL)
    return adit_cli_exit_with_error (error);

  if (call->as_json)
    print_json (interfaces);
  else
    print_text (interfaces);

  return ADIT_CLI_OK;
}

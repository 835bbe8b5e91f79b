/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-exposure.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-status.h"
#include "cli/adit-cli-table.h"
#include "cli/adit-cli-verbs.h"
#include "model/adit-network.h"
#include "model/adit-place.h"

#include <glib/gi18n-lib.h>

#define ANY  G_MAXUINT
#define NONE "none" /* in place of load balancers */

/* What was asked for. Where nothing was, NULL and FALSE. */
typedef struct
{
  const char *address;
  char **words; /* what follows the address */
  char *encryption;
  gboolean is_public;
  gboolean is_confirmed;
} Wish;

/* Whether it was done; FALSE without @error: it was not, and that was told. */
typedef gboolean (*Change) (const AditCliCall *call,
                            AditBusEngine *engine,
                            const Wish *wish,
                            GError **error);

/* Tells whom @address is open to, before it is. */
static gboolean
may_open (const AditCliCall *call,
          AditBusEngine *engine,
          const Wish *wish,
          const char *address,
          gboolean is_public_allowed,
          GError **error)
{
  AditPlace place;

  return adit_place_parse (address, &place) &&
         adit_cli_exposure_tell (call, engine, &place, is_public_allowed, wish->is_confirmed,
                                 error);
}

static gboolean
add (const AditCliCall *call, AditBusEngine *engine, const Wish *wish, GError **error)
{
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (!may_open (call, engine, wish, wish->address, wish->is_public, error))
    return FALSE;

  if (wish->encryption != NULL)
    g_variant_builder_add (&options, "{sv}", "encryption", g_variant_new_string (wish->encryption));
  if (wish->is_public)
    g_variant_builder_add (&options, "{sv}", "public", g_variant_new_boolean (TRUE));

  return adit_bus_engine_call_add_listener_sync (engine, wish->address,
                                                 g_variant_builder_end (&options), NULL, error);
}

static gboolean
move (const AditCliCall *call, AditBusEngine *engine, const Wish *wish, GError **error)
{
  g_auto (GVariantBuilder) options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (!may_open (call, engine, wish, wish->words[0], wish->is_public, error))
    return FALSE;

  if (wish->is_public)
    g_variant_builder_add (&options, "{sv}", "public", g_variant_new_boolean (TRUE));

  return adit_bus_engine_call_move_listener_sync (engine, wish->address, wish->words[0],
                                                  g_variant_builder_end (&options), NULL, error);
}

static gboolean
set_encryption (const AditCliCall *call, AditBusEngine *engine, const Wish *wish, GError **error)
{
  return adit_bus_engine_call_set_listener_encryption_sync (engine, wish->address, wish->words[0],
                                                            NULL, error);
}

static gboolean
set_senders (const AditCliCall *call, AditBusEngine *engine, const Wish *wish, GError **error)
{
  static const char *const none[] = { NULL };
  gboolean is_none = g_str_equal (wish->words[0], NONE);

  return adit_bus_engine_call_set_listener_senders_sync (engine, wish->address,
                                                         is_none
                                                             ? none
                                                             : (const char *const *) wish->words,
                                                         NULL, error);
}

static gboolean
drop (const AditCliCall *call, AditBusEngine *engine, const Wish *wish, GError **error)
{
  return adit_bus_engine_call_remove_listener_sync (engine, wish->address, NULL, error);
}

/* NULL when there is none. */
static const AditListener *
find_listener (const GPtrArray *listeners, const char *address)
{
  for (guint i = 0; i < listeners->len; i++)
    if (g_str_equal (((AditListener *) listeners->pdata[i])->address, address))
      return listeners->pdata[i];

  return NULL;
}

/* What is on already, or is not there, opens nothing. */
static gboolean
enable (const AditCliCall *call, AditBusEngine *engine, const Wish *wish, GError **error)
{
  g_autoptr (GPtrArray) listeners = adit_cli_status_read_listeners (call, error);
  const AditListener *listener;

  if (listeners == NULL)
    return FALSE;

  listener = find_listener (listeners, wish->address);
  if (listener != NULL && !listener->is_enabled &&
      !may_open (call, engine, wish, wish->address, listener->is_public_allowed, error))
    return FALSE;

  return adit_bus_engine_call_set_listener_enabled_sync (engine, wish->address, TRUE, NULL, error);
}

static gboolean
disable (const AditCliCall *call, AditBusEngine *engine, const Wish *wish, GError **error)
{
  return adit_bus_engine_call_set_listener_enabled_sync (engine, wish->address, FALSE, NULL, error);
}

/* ---- What may be said ---- */

static const char *
check_encryption (const char *word)
{
  AditEncryption known;

  return adit_encryption_from_word (word, &known)
             ? NULL
             : _ ("The encryption is one of: both, plain, encrypted");
}

static const char *
check_place (const char *word)
{
  AditPlace place;

  return adit_place_parse (word, &place)
             ? NULL
             : _ ("A listener is an address and a port, such as 127.0.0.1:3128 or [::1]:3128, or "
                  "an interface and a port, such as %wlan0:3128");
}

static const char *
check_network (const char *word)
{
  AditNetwork network;

  return g_str_equal (word, NONE) || adit_network_parse (word, &network)
             ? NULL
             : _ ("A load balancer is an address, or a network such as 192.0.2.0/24; or “none”");
}

static const struct
{
  const char *word;
  guint n_least, n_most;                   /* words that follow the address */
  const char *(*check) (const char *word); /* what is wrong with one of these, or NULL */
  gboolean may_encrypt;                    /* takes --encryption */
  gboolean may_widen, may_confirm;         /* takes --public; takes --yes */
  Change change;
} changes[] = {
  { "add", 0, 0, NULL, TRUE, TRUE, TRUE, add },
  { "remove", 0, 0, NULL, FALSE, FALSE, FALSE, drop },
  { "enable", 0, 0, NULL, FALSE, FALSE, TRUE, enable },
  { "disable", 0, 0, NULL, FALSE, FALSE, FALSE, disable },
  { "move", 1, 1, check_place, FALSE, TRUE, TRUE, move },
  { "encryption", 1, 1, check_encryption, FALSE, FALSE, FALSE, set_encryption },
  { "proxy-protocol", 1, ANY, check_network, FALSE, FALSE, FALSE, set_senders },
};

/* ---- Telling ---- */

static void
print_json (const GPtrArray *listeners)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_listeners (builder, "listeners", listeners);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static void
print_text (const GPtrArray *listeners)
{
  const AditCliColumn columns[] = {
    { _ ("Address") },    { _ ("Enabled") },        { _ ("State") }, { _ ("Bound") },
    { _ ("Encryption") }, { _ ("Load balancers") }, { _ ("Error") },
  };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < listeners->len; i++)
    {
      const AditListener *listener = listeners->pdata[i];

      adit_cli_table_add (table, listener->address);
      adit_cli_table_add (table, listener->is_enabled ? _ ("yes") : _ ("no"));
      adit_cli_table_add (table, adit_listener_state_to_word (listener->state));
      adit_cli_table_take (table, g_strjoinv (" ", listener->addresses));
      adit_cli_table_add (table, adit_encryption_to_word (listener->encryption));
      adit_cli_table_take (table, g_strjoinv (" ", listener->senders));
      adit_cli_table_add (table, listener->error);
    }

  adit_cli_table_print (table);
}

static AditCliExit
show (const AditCliCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) listeners = adit_cli_status_read_listeners (call, &error);

  if (listeners == NULL)
    return adit_cli_exit_with_error (error);

  if (call->as_json)
    print_json (listeners);
  else
    print_text (listeners);

  return ADIT_CLI_OK;
}

/* ---- Doing ---- */

static AditCliExit
apply (const AditCliCall *call, Change change, const Wish *wish)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusEngine) engine = adit_cli_bus_call_engine (call, &error);

  if (engine != NULL && change (call, engine, wish, &error))
    return show (call);

  return error != NULL ? adit_cli_exit_with_error (error) : ADIT_CLI_FAILED;
}

/* The row of @word, for so many words and such options; or none. */
static guint
find_change (const char *word, guint n_words, const Wish *wish)
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (word, changes[i].word) && n_words >= changes[i].n_least &&
        n_words <= changes[i].n_most && (wish->encryption == NULL || changes[i].may_encrypt) &&
        (!wish->is_public || changes[i].may_widen) &&
        (!wish->is_confirmed || changes[i].may_confirm))
      return i;

  return G_N_ELEMENTS (changes);
}

static const char *
check_words (guint index, const Wish *wish)
{
  const char *wrong = check_place (wish->address);

  if (wrong == NULL && wish->encryption != NULL)
    wrong = check_encryption (wish->encryption);
  for (guint i = 0; wrong == NULL && wish->words[i] != NULL; i++)
    wrong = changes[index].check (wish->words[i]);

  return wrong;
}

/* A word and no more. */
static gboolean
is_plain (const AditCliCall *call, const Wish *wish)
{
  return call->argc == 1 && wish->encryption == NULL && !wish->is_public && !wish->is_confirmed;
}

static AditCliExit
run (const AditCliCall *call, Wish *wish)
{
  guint index;
  const char *wrong;

  if (is_plain (call, wish) && g_str_equal (call->argv[0], "list"))
    return show (call);
  if (is_plain (call, wish) && g_str_equal (call->argv[0], "interfaces"))
    return adit_cli_exposure_show_interfaces (call);

  index =
      call->argc < 2 ? G_N_ELEMENTS (changes) : find_change (call->argv[0], call->argc - 2, wish);
  if (index == G_N_ELEMENTS (changes))
    return adit_cli_exit_with_usage (
        _ ("“listener” needs: list, or interfaces, or add, remove, enable or disable and an "
           "address, or move and two addresses, or encryption, an address and a word, or "
           "proxy-protocol, an address and those of load balancers"));

  wish->address = call->argv[1];
  wish->words = call->argv + 2;
  wrong = check_words (index, wish);
  return wrong != NULL ? adit_cli_exit_with_usage (wrong)
                       : apply (call, changes[index].change, wish);
}

AditCliExit
adit_cli_listener (AditCliCall *call)
{
  Wish wish = { 0 };
  const GOptionEntry options[] = {
    { "encryption", 0, 0, G_OPTION_ARG_STRING, &wish.encryption,
      N_ ("What clients of an added listener speak with it: both, plain or encrypted"),
      "both|plain|encrypted" },
    { "public", 0, 0, G_OPTION_ARG_NONE, &wish.is_public,
      N_ ("At an interface, open its public addresses as well"), NULL },
    { "yes", 0, 0, G_OPTION_ARG_NONE, &wish.is_confirmed,
      N_ ("Do so even though the internet can reach it then"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  AditCliExit code;

  if (!adit_cli_call_parse_counted (call, options, 1, ANY))
    return ADIT_CLI_USAGE;

  code = run (call, &wish);
  g_free (wish.encryption);
  return code;
}

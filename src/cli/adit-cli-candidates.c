/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-candidates.h"

#include "bus/adit-bus-wire-access.h"
#include "bus/adit-bus-wire-upstream.h"
#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-text.h"
#include "cli/adit-cli-verbs.h"
#include "model/adit-rule.h"
#include "model/adit-tunnel.h"

#include <glib/gi18n-lib.h>

static const AditCliCall passive = { .is_passive = TRUE };

void
adit_cli_candidates_print (const char *prefix, const char *word, const char *meaning)
{
  g_autofree char *safe_word = adit_cli_text_make_safe (word);
  g_autofree char *safe_meaning = adit_cli_text_make_safe (meaning);

  g_print ("%s%s\t%s\n", prefix, safe_word, safe_meaning);
}

/* ---- Known here ---- */

static void
print_verbs (const char *prefix)
{
  const AditCliVerb *verb;

  for (guint i = 0; (verb = adit_cli_verbs_get (i)) != NULL; i++)
    if (verb->help != NULL)
      adit_cli_candidates_print (prefix, verb->name, _ (verb->help));
}

static void
print_files (const char *prefix)
{
  g_print (":files\n");
}

static void
print_actions (const char *prefix)
{
  for (AditRuleAction action = 0; action < ADIT_N_RULE_ACTIONS; action++)
    adit_cli_candidates_print (prefix, adit_rule_action_to_word (action), "");
}

/* ---- Known to the engine ---- */

static void
print_listeners (const char *prefix)
{
  g_autoptr (AditBusEngine) engine = adit_cli_bus_read_engine (&passive, NULL);
  g_autoptr (GPtrArray) listeners = NULL;

  if (engine == NULL)
    return;

  listeners = adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));
  for (guint i = 0; i < listeners->len; i++)
    {
      const AditListener *listener = listeners->pdata[i];

      adit_cli_candidates_print (prefix, listener->address,
                                 adit_listener_state_to_word (listener->state));
    }
}

static void
print_tunnels (const char *prefix)
{
  g_autoptr (AditBusTunnels) proxy = adit_cli_bus_call_tunnels (&passive, NULL);
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GPtrArray) tunnels = NULL;

  if (proxy == NULL || !adit_bus_tunnels_call_list_sync (proxy, &rows, NULL, NULL))
    return;

  tunnels = adit_bus_tunnels_from_variant (rows);
  for (guint i = 0; i < tunnels->len; i++)
    {
      const AditTunnel *tunnel = tunnels->pdata[i];
      g_autofree char *id = g_strdup_printf ("%" G_GUINT64_FORMAT, tunnel->figures.id);
      g_autofree char *meaning = adit_tunnel_describe (tunnel);

      adit_cli_candidates_print (prefix, id, meaning);
    }
}

static void
print_users (const char *prefix)
{
  g_autoptr (AditBusUsers) proxy = adit_cli_bus_call_users (&passive, NULL);
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GPtrArray) users = NULL;

  if (proxy == NULL || !adit_bus_users_call_list_sync (proxy, &rows, NULL, NULL))
    return;

  users = adit_bus_users_from_variant (rows);
  for (guint i = 0; i < users->len; i++)
    {
      const AditBusUser *user = users->pdata[i];

      adit_cli_candidates_print (prefix, user->name, user->is_enabled ? "" : _ ("not enabled"));
    }
}

static void
print_rules (const char *prefix)
{
  g_autoptr (AditBusRules) proxy = adit_cli_bus_read_rules (&passive, NULL);
  g_autoptr (GPtrArray) rules = NULL;

  if (proxy == NULL)
    return;

  rules = adit_bus_rules_from_variant (adit_bus_rules_get_rules (proxy));
  for (guint i = 0; i < rules->len; i++)
    {
      const AditBusRule *rule = rules->pdata[i];
      g_autofree char *number = g_strdup_printf ("%u", rule->number);

      adit_cli_candidates_print (prefix, number, rule->text);
    }
}

static void
print_upstreams (const char *prefix)
{
  g_autoptr (AditBusRules) proxy = adit_cli_bus_read_rules (&passive, NULL);
  g_autoptr (GPtrArray) upstreams = NULL;

  if (proxy == NULL)
    return;

  upstreams = adit_bus_upstreams_from_variant (adit_bus_rules_get_upstreams (proxy));
  for (guint i = 0; i < upstreams->len; i++)
    {
      const AditBusUpstream *upstream = upstreams->pdata[i];

      adit_cli_candidates_print (prefix, upstream->name, upstream->address);
    }
}

static void
print_blocked (const char *prefix)
{
  g_autoptr (AditBusAccess) access = adit_cli_bus_read_access (&passive, NULL);
  g_autoptr (GPtrArray) blocked = NULL;

  if (access == NULL)
    return;

  blocked = adit_bus_blocks_from_variant (adit_bus_access_get_blocked (access));
  for (guint i = 0; i < blocked->len; i++)
    {
      const AditBusBlock *block = blocked->pdata[i];

      adit_cli_candidates_print (prefix, block->address, block->user);
    }
}

/* ---- The table ---- */

static const struct
{
  const char *verb; /* NULL: any */
  const char *placeholder;
  gboolean is_existing; /* not where a new one is asked for */
  void (*print) (const char *prefix);
} sources[] = {
  { NULL, "VERB", FALSE, print_verbs },
  { NULL, "FILE", FALSE, print_files },
  { NULL, "CERTIFICATE", FALSE, print_files },
  { NULL, "KEY", FALSE, print_files },
  { NULL, "ID", TRUE, print_tunnels },
  { "user", "NAME", TRUE, print_users },
  { "rules", "NAME", TRUE, print_upstreams },
  { NULL, "USER", TRUE, print_users },
  { "listener", "ADDRESS", TRUE, print_listeners },
  { "access", "ADDRESS", TRUE, print_blocked },
  { "rules", "N", TRUE, print_rules },
  { "rules", "FROM", TRUE, print_rules },
  { "rules", "TO", TRUE, print_rules },
  { "rules", "NUMBER", TRUE, print_rules },
  { "rules", "RULE", FALSE, print_actions },
  { "rules", "ACTION", FALSE, print_actions },
};

void
adit_cli_candidates_print_for (const char *verb,
                               const char *placeholder,
                               const char *prefix,
                               gboolean is_new)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i].placeholder, placeholder) &&
        (sources[i].verb == NULL || g_str_equal (sources[i].verb, verb)) &&
        !(is_new && sources[i].is_existing))
      {
        sources[i].print (prefix);
        return;
      }
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire-access.h"

#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-rows.h"

/* ---- Users ---- */

static GVariant *
write_schemes (const AditUser *user)
{
  const char *schemes[3] = { NULL };
  guint n_schemes = 0;

  if (user->password_hash[0] != '\0')
    schemes[n_schemes++] = ADIT_SCHEME_BASIC;
  if (user->sha256_secret[0] != '\0' || user->md5_secret[0] != '\0')
    schemes[n_schemes++] = ADIT_SCHEME_DIGEST;

  return g_variant_new_strv (schemes, -1);
}

static void
write_limits (GVariantDict *details, const AditUserLimits *limits)
{
  g_variant_dict_insert (details, "rate", "t", limits->rate_bytes_s);
  g_variant_dict_insert (details, "quota", "t", limits->quota_bytes);
  g_variant_dict_insert (details, "quota-period", "s",
                         adit_quota_period_to_word (limits->quota_period));
  g_variant_dict_insert (details, "quota-end", "s", adit_quota_end_to_word (limits->quota_end));
  g_variant_dict_insert (details, "tunnels", "u", limits->tunnels_max);
}

GVariant *
adit_bus_limits_to_variant (const AditUserLimits *limits)
{
  GVariantDict dictionary;

  g_variant_dict_init (&dictionary, NULL);
  write_limits (&dictionary, limits);
  return g_variant_dict_end (&dictionary);
}

static void
write_usage (GVariantDict *details, const AditBusUsage *usage)
{
  g_variant_dict_insert (details, "active", "u", usage->n_active);
  g_variant_dict_insert (details, "sent-rate", "t", usage->sent_rate);
  g_variant_dict_insert (details, "received-rate", "t", usage->received_rate);
  g_variant_dict_insert (details, "sent", "t", usage->sent_bytes);
  g_variant_dict_insert (details, "received", "t", usage->received_bytes);
  g_variant_dict_insert (details, "sent-today", "t", usage->sent_today_bytes);
  g_variant_dict_insert (details, "received-today", "t", usage->received_today_bytes);
  g_variant_dict_insert (details, "today", "t", usage->today_bytes);
  g_variant_dict_insert (details, "month", "t", usage->month_bytes);
  g_variant_dict_insert (details, "last-seen", "x", usage->last_seen_us);
  g_variant_dict_insert (details, "address", "s", usage->address);
  g_variant_dict_insert (details, "used-up", "b", usage->is_used_up);
}

static GVariant *
write_user (const AditUser *user, const AditUserLimits *limits, const AditBusUsage *usage)
{
  g_autofree char *expires = adit_day_print (user->expires_on);
  GVariantDict details;

  g_variant_dict_init (&details, NULL);
  g_variant_dict_insert (&details, "own-limits", "b", user->has_own_limits);
  write_limits (&details, limits);
  write_usage (&details, usage);

  return g_variant_new ("(sb@ass@a{sv})", user->name, user->is_enabled, write_schemes (user),
                        expires, g_variant_dict_end (&details));
}

GVariant *
adit_bus_users_to_variant (const AditUsers *users, AditBusUsageFunc find_usage, gpointer owner)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" ADIT_BUS_USER_TYPE));
  for (guint i = 0; i < adit_users_count (users); i++)
    {
      const AditUser *user = adit_users_get (users, i);
      AditBusUsage usage = { 0 };

      find_usage (owner, user->name, &usage);
      g_variant_builder_add_value (&rows,
                                   write_user (user, adit_users_get_limits (users, user), &usage));
    }

  return g_variant_builder_end (&rows);
}

/* What an engine of another version does not tell, or tells otherwise, is as if it were not. */
void
adit_bus_limits_from_variant (GVariant *variant, AditUserLimits *limits)
{
  const char *word;

  g_variant_lookup (variant, "rate", "t", &limits->rate_bytes_s);
  g_variant_lookup (variant, "quota", "t", &limits->quota_bytes);
  g_variant_lookup (variant, "tunnels", "u", &limits->tunnels_max);
  if (g_variant_lookup (variant, "quota-period", "&s", &word))
    adit_quota_period_from_word (word, &limits->quota_period);
  if (g_variant_lookup (variant, "quota-end", "&s", &word))
    adit_quota_end_from_word (word, &limits->quota_end);
}

static void
read_usage (GVariant *details, AditBusUsage *usage)
{
  const char *address;

  g_variant_lookup (details, "active", "u", &usage->n_active);
  g_variant_lookup (details, "sent-rate", "t", &usage->sent_rate);
  g_variant_lookup (details, "received-rate", "t", &usage->received_rate);
  g_variant_lookup (details, "sent", "t", &usage->sent_bytes);
  g_variant_lookup (details, "received", "t", &usage->received_bytes);
  g_variant_lookup (details, "sent-today", "t", &usage->sent_today_bytes);
  g_variant_lookup (details, "received-today", "t", &usage->received_today_bytes);
  g_variant_lookup (details, "today", "t", &usage->today_bytes);
  g_variant_lookup (details, "month", "t", &usage->month_bytes);
  g_variant_lookup (details, "last-seen", "x", &usage->last_seen_us);
  if (g_variant_lookup (details, "address", "&s", &address))
    g_strlcpy (usage->address, address, sizeof usage->address);
  g_variant_lookup (details, "used-up", "b", &usage->is_used_up);
}

static void
read_details (GVariant *details, AditBusUser *user)
{
  g_variant_lookup (details, "own-limits", "b", &user->has_own_limits);
  adit_bus_limits_from_variant (details, &user->limits);
  read_usage (details, &user->usage);
}

static gpointer
read_user (GVariant *row)
{
  AditBusUser *user = g_new0 (AditBusUser, 1);
  g_autofree const char **schemes = NULL;
  g_autoptr (GVariant) details = NULL;

  g_variant_get (row, "(sb^a&ss@a{sv})", &user->name, &user->is_enabled, &schemes, &user->expires,
                 &details);
  read_details (details, user);
  user->has_basic = g_strv_contains (schemes, ADIT_SCHEME_BASIC);
  user->has_digest = g_strv_contains (schemes, ADIT_SCHEME_DIGEST);

  return user;
}

void
adit_bus_user_free (AditBusUser *self)
{
  g_free (self->name);
  g_free (self->expires);
  g_free (self);
}

GPtrArray *
adit_bus_users_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, read_user, (GDestroyNotify) adit_bus_user_free);
}

/* ---- What could not be imported ---- */

GVariant *
adit_bus_refusals_to_variant (const GPtrArray *refusals)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" ADIT_BUS_REFUSAL_TYPE));
  for (guint i = 0; i < refusals->len; i++)
    {
      const AditHtpasswdRefusal *refusal = refusals->pdata[i];

      g_variant_builder_add (&rows, ADIT_BUS_REFUSAL_TYPE, refusal->line, refusal->name,
                             refusal->reason);
    }

  return g_variant_builder_end (&rows);
}

static gpointer
read_refusal (GVariant *row)
{
  AditHtpasswdRefusal *refusal = g_new0 (AditHtpasswdRefusal, 1);

  g_variant_get (row, ADIT_BUS_REFUSAL_TYPE, &refusal->line, &refusal->name, &refusal->reason);

  return refusal;
}

GPtrArray *
adit_bus_refusals_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, read_refusal, (GDestroyNotify) adit_htpasswd_refusal_free);
}

/* ---- Who is blocked ---- */

static gpointer
read_block (GVariant *row)
{
  AditBusBlock *block = g_new0 (AditBusBlock, 1);

  g_variant_get (row, ADIT_BUS_BLOCK_TYPE, &block->address, &block->until_us, &block->user);

  return block;
}

static void
block_free (gpointer data)
{
  AditBusBlock *block = data;

  g_free (block->address);
  g_free (block->user);
  g_free (block);
}

GPtrArray *
adit_bus_blocks_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, read_block, block_free);
}

/* ---- Rules ---- */

GVariant *
adit_bus_rules_to_variant (const AditRules *rules)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" ADIT_BUS_RULE_TYPE));
  for (guint i = 0; i < adit_rules_count (rules); i++)
    {
      const AditRule *rule = adit_rules_get (rules, i);
      g_autofree char *text = adit_rule_print (rule);

      g_variant_builder_add (&rows, ADIT_BUS_RULE_TYPE, i + 1, adit_rules_get_line (rules, i), text,
                             adit_rule_action_to_word (rule->action));
    }

  return g_variant_builder_end (&rows);
}

static gpointer
read_rule (GVariant *row)
{
  AditBusRule *rule = g_new0 (AditBusRule, 1);

  g_variant_get (row, ADIT_BUS_RULE_TYPE, &rule->number, &rule->line, &rule->text, &rule->action);

  return rule;
}

static void
rule_free (gpointer data)
{
  AditBusRule *rule = data;

  g_free (rule->text);
  g_free (rule->action);
  g_free (rule);
}

GPtrArray *
adit_bus_rules_from_variant (GVariant *variant)
{
  return adit_bus_read_rows (variant, read_rule, rule_free);
}

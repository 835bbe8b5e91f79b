/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-wire-access.h"

#include "bus/adit-bus-names.h"

/* @variant is an array; @read takes a row of it. (transfer full) */
static GPtrArray *
read_rows (GVariant *variant, gpointer (*read) (GVariant *row), GDestroyNotify free_row)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (free_row);

  for (gsize i = 0; i < g_variant_n_children (variant); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (variant, i);

      g_ptr_array_add (rows, read (row));
    }

  return rows;
}

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

static GVariant *
write_user (const AditUser *user)
{
  g_autofree char *expires = adit_day_print (user->expires_on);

  return g_variant_new ("(sb@assa{sv})", user->name, user->is_enabled, write_schemes (user),
                        expires, NULL);
}

GVariant *
adit_bus_users_to_variant (const AditUsers *users)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a" ADIT_BUS_USER_TYPE));
  for (guint i = 0; i < adit_users_count (users); i++)
    g_variant_builder_add_value (&rows, write_user (adit_users_get (users, i)));

  return g_variant_builder_end (&rows);
}

static gpointer
read_user (GVariant *row)
{
  AditBusUser *user = g_new0 (AditBusUser, 1);
  g_autofree const char **schemes = NULL;

  g_variant_get (row, "(sb^a&ssa{sv})", &user->name, &user->is_enabled, &schemes, &user->expires,
                 NULL);
  user->has_basic = g_strv_contains (schemes, ADIT_SCHEME_BASIC);
  user->has_digest = g_strv_contains (schemes, ADIT_SCHEME_DIGEST);

  return user;
}

static void
user_free (gpointer data)
{
  AditBusUser *user = data;

  g_free (user->name);
  g_free (user->expires);
  g_free (user);
}

GPtrArray *
adit_bus_users_from_variant (GVariant *variant)
{
  return read_rows (variant, read_user, user_free);
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

static void
refusal_free (gpointer data)
{
  AditHtpasswdRefusal *refusal = data;

  g_free (refusal->name);
  g_free (refusal->reason);
  g_free (refusal);
}

GPtrArray *
adit_bus_refusals_from_variant (GVariant *variant)
{
  return read_rows (variant, read_refusal, refusal_free);
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
  return read_rows (variant, read_block, block_free);
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
  return read_rows (variant, read_rule, rule_free);
}

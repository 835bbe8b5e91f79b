/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* flow.h: who may use the engine, and for what. */

#include "flow.h"

#include "engine/authorise/adit-engine-password.h"

typedef struct
{
  AditRules *rules;
  const char *password; /* of all upstreams; NULL: none is known */
} RulesToSet;

static void
set_rules (AditEngineProxy *proxy, gpointer data)
{
  const RulesToSet *set = data;
  g_autoptr (GPtrArray) upstreams =
      g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_upstream_unref);

  for (guint i = 0; i < adit_rules_count_upstreams (set->rules); i++)
    g_ptr_array_add (upstreams, adit_engine_upstream_new (adit_rules_get_upstream (set->rules, i),
                                                          set->password));
  adit_engine_proxy_set_rules (proxy, set->rules, upstreams);
}

void
flow_engine_set_rules_with (FlowEngine *self, const char *text, const char *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditRules) rules = adit_rules_parse (text, &error);
  RulesToSet set = { rules, password };

  g_assert_no_error (error);
  flow_engine_call (self, set_rules, &set);
}

void
flow_engine_set_rules (FlowEngine *self, const char *text)
{
  flow_engine_set_rules_with (self, text, NULL);
}

static void
set_users (AditEngineProxy *proxy, gpointer data)
{
  adit_engine_proxy_set_users (proxy, data);
}

/* The same each time, as in a file that is read again: another hash would be another password. */
static const AditUser *
find_user (const char *name, const char *password, AditSchemes schemes)
{
  static GHashTable *users;
  g_autofree char *key = g_strdup_printf ("%s:%s:%u", name, password, schemes);
  AditUser *user;

  if (!users)
    users =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) adit_user_free);
  user = g_hash_table_lookup (users, key);
  if (!user)
    {
      user = adit_user_new (name);
      g_assert_true (adit_engine_password_set (user, password, schemes, NULL));
      g_hash_table_insert (users, g_steal_pointer (&key), user);
    }

  return user;
}

static AditUsers *
users_new (const char *const *names, AditSchemes schemes)
{
  AditUsers *users = adit_users_new ();

  for (guint i = 0; names[i]; i += 2)
    {
      AditUsers *more = adit_users_add (users, find_user (names[i], names[i + 1], schemes), NULL);

      adit_users_unref (users);
      users = more;
    }

  return users;
}

void
flow_engine_set_users (FlowEngine *self, const char *const *names, AditSchemes schemes)
{
  g_autoptr (AditUsers) users = users_new (names, schemes);

  flow_engine_call (self, set_users, users);
}

void
flow_engine_set_limited_users (FlowEngine *self,
                               const char *const *names,
                               const AditUserLimits *limits)
{
  g_autoptr (AditUsers) unlimited = users_new (names, ADIT_SCHEMES_BASIC);
  g_autoptr (AditUsers) users = adit_users_set_template (unlimited, limits, NULL);

  flow_engine_call (self, set_users, users);
}

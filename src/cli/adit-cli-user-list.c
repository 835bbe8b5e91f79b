/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-user-list.h"

#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "cli/adit-cli-bus.h"
#include "cli/adit-cli-json.h"
#include "cli/adit-cli-table.h"
#include "model/adit-format.h"

#include <glib/gi18n-lib.h>

static void
add_limits (JsonBuilder *builder, const AditUserLimits *limits)
{
  adit_cli_json_add_int (builder, "rate", limits->rate_bytes_s);
  adit_cli_json_add_int (builder, "quota", limits->quota_bytes);
  adit_cli_json_add_string (builder, "quota_period",
                            adit_quota_period_to_word (limits->quota_period));
  adit_cli_json_add_string (builder, "quota_end", adit_quota_end_to_word (limits->quota_end));
  adit_cli_json_add_int (builder, "tunnels", limits->tunnels_max);
}

static void
add_usage (JsonBuilder *builder, const AditBusUsage *usage)
{
  adit_cli_json_add_int (builder, "active", usage->n_active);
  adit_cli_json_add_int (builder, "sent_rate", usage->sent_rate);
  adit_cli_json_add_int (builder, "received_rate", usage->received_rate);
  adit_cli_json_add_int (builder, "sent", usage->sent_bytes);
  adit_cli_json_add_int (builder, "received", usage->received_bytes);
  adit_cli_json_add_int (builder, "sent_today", usage->sent_today_bytes);
  adit_cli_json_add_int (builder, "received_today", usage->received_today_bytes);
  adit_cli_json_add_int (builder, "today", usage->today_bytes);
  adit_cli_json_add_int (builder, "month", usage->month_bytes);
  adit_cli_json_add_int (builder, "last_seen_us", (guint64) usage->last_seen_us);
  adit_cli_json_add_string (builder, "address", usage->address);
  adit_cli_json_add_bool (builder, "used_up", usage->is_used_up);
}

static void
add_members (JsonBuilder *builder, gconstpointer row)
{
  const AditBusUser *user = row;
  const char *schemes[3] = { NULL };
  guint n_schemes = 0;

  if (user->has_basic)
    schemes[n_schemes++] = ADIT_SCHEME_BASIC;
  if (user->has_digest)
    schemes[n_schemes++] = ADIT_SCHEME_DIGEST;

  adit_cli_json_add_string (builder, "name", user->name);
  adit_cli_json_add_bool (builder, "enabled", user->is_enabled);
  adit_cli_json_add_strings (builder, "schemes", schemes);
  adit_cli_json_add_string (builder, "expires", user->expires);
  adit_cli_json_add_bool (builder, "own_limits", user->has_own_limits);
  add_limits (builder, &user->limits);
  add_usage (builder, &user->usage);
}

static void
print_json (const GPtrArray *users, const AditUserLimits *common)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  adit_cli_json_add_objects (builder, "users", users, add_members);
  json_builder_set_member_name (builder, "common_limits");
  json_builder_begin_object (builder);
  add_limits (builder, common);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  adit_cli_json_print (builder, ADIT_CLI_JSON_DOCUMENT);
}

static const char *
describe_schemes (const AditBusUser *user)
{
  if (user->has_basic && user->has_digest)
    return _ ("Basic, Digest");
  if (user->has_basic || user->has_digest)
    return user->has_basic ? _ ("Basic") : _ ("Digest");

  return _ ("none: no password");
}

/* "12 MB of 1 GB" in the quota's period, this month without any. (transfer full) */
static char *
describe_carried (const AditBusUser *user)
{
  gboolean is_daily = user->limits.quota_bytes != 0 && user->limits.quota_period == ADIT_QUOTA_DAY;
  g_autofree char *carried =
      adit_format_size (is_daily ? user->usage.today_bytes : user->usage.month_bytes);
  g_autofree char *quota = adit_format_size (user->limits.quota_bytes);

  if (user->limits.quota_bytes == 0)
    return g_strdup (carried);
  if (is_daily)
    return g_strdup_printf (_ ("%s of %s today"), carried, quota);

  return g_strdup_printf (_ ("%s of %s"), carried, quota);
}

/* (transfer full) */
static char *
describe_active (const AditBusUser *user)
{
  if (user->limits.tunnels_max == 0)
    return g_strdup_printf ("%u", user->usage.n_active);

  return g_strdup_printf (_ ("%u of %u"), user->usage.n_active, user->limits.tunnels_max);
}

/* Of both ways together. (transfer full) */
static char *
describe_rate (const AditBusUsage *usage)
{
  char *rate = adit_format_rate (usage->sent_rate + usage->received_rate);

  if (rate[0] != '\0')
    return rate;

  g_free (rate);
  return g_strdup ("–");
}

/* (transfer full) */
static char *
describe_sight (const AditBusUsage *usage)
{
  g_autofree char *age = NULL;

  if (usage->last_seen_us == 0)
    return g_strdup (_ ("never"));

  age = adit_format_age (g_get_real_time () - usage->last_seen_us);
  return g_strdup_printf (_ ("%s ago, %s"), age, usage->address);
}

static void
add_row (AditCliTable *table, const AditBusUser *user)
{
  g_autofree char *active = describe_active (user);
  g_autofree char *rate_now = describe_rate (&user->usage);
  g_autofree char *carried = describe_carried (user);
  g_autofree char *rate = adit_format_rate (user->limits.rate_bytes_s);
  g_autofree char *sight = describe_sight (&user->usage);

  adit_cli_table_add (table, user->name);
  adit_cli_table_add (table, user->is_enabled ? _ ("yes") : _ ("no"));
  adit_cli_table_add (table, describe_schemes (user));
  adit_cli_table_add (table, user->expires[0] != '\0' ? user->expires : _ ("never"));
  adit_cli_table_add (table, active);
  adit_cli_table_add (table, rate_now);
  adit_cli_table_add (table, carried);
  adit_cli_table_add (table, rate[0] != '\0' ? rate : _ ("any"));
  adit_cli_table_add (table, sight);
}

static void
print_text (const GPtrArray *users)
{
  const AditCliColumn columns[] = {
    { _ ("Name") }, { _ ("Enabled") }, { _ ("Signs in with") }, { _ ("Expires") },   { _ ("Open") },
    { _ ("Now") },  { _ ("Month") },   { _ ("Limit") },         { _ ("Last seen") },
  };
  g_autoptr (AditCliTable) table = adit_cli_table_new (columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < users->len; i++)
    add_row (table, users->pdata[i]);

  adit_cli_table_print (table);
}

/* Nothing where there are none. */
static void
print_common_limits (const AditUserLimits *limits)
{
  g_autofree char *rate = adit_format_rate (limits->rate_bytes_s);
  g_autofree char *quota = adit_format_size (limits->quota_bytes);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  if (limits->rate_bytes_s > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%s each way"), rate));
  if (limits->quota_bytes > 0)
    g_ptr_array_add (parts,
                     g_strdup_printf (limits->quota_period == ADIT_QUOTA_DAY ? _ ("%s a day")
                                                                             : _ ("%s a month"),
                                      quota));
  if (limits->tunnels_max > 0)
    g_ptr_array_add (parts,
                     g_strdup_printf (ngettext ("%u tunnel", "%u tunnels", limits->tunnels_max),
                                      limits->tunnels_max));
  if (parts->len == 0)
    return;

  g_ptr_array_add (parts, NULL);
  text = g_strjoinv (", ", (char **) parts->pdata);
  g_print (_ ("Everyone without limits of their own: %s\n"), text);
}

AditCliExit
adit_cli_user_list (const AditCliCall *call)
{
  AditUserLimits common = { .quota_period = ADIT_QUOTA_MONTH };
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusUsers) proxy = adit_cli_bus_read_users (call, &error);
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GPtrArray) users = NULL;

  if (proxy == NULL || !adit_bus_users_call_list_sync (proxy, &rows, NULL, &error))
    return adit_cli_exit_with_error (error);

  users = adit_bus_users_from_variant (rows);
  adit_bus_limits_from_variant (adit_bus_users_get_limits (proxy), &common);
  if (call->as_json)
    print_json (users, &common);
  else
    {
      print_text (users);
      print_common_limits (&common);
    }

  return ADIT_CLI_OK;
}

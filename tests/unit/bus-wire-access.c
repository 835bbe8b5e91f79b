/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users, rules and what could not be imported cross the bus unchanged, but for secrets, which never
 * do. */

#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "bus/adit-bus-wire-upstream.h"

#include <string.h>

#define HASH "$y$j9T$abcdefgh$0123456789012345678901234567890123456789012"
#define HA1  "0123456789abcdef0123456789abcdef"

/* As the bus does it: through bytes. Takes a floating reference. (transfer full) */
static GVariant *
carry (GVariant *variant, const char *type)
{
  g_autoptr (GVariant) sent = g_variant_ref_sink (variant);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (sent);

  g_assert_cmpstr (g_variant_get_type_string (sent), ==, type);
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));
}

static AditUsers *
new_users (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUser) alice = adit_user_new ("alice");
  g_autoptr (AditUser) bob = adit_user_new ("bøb");
  const AditUser *const both[] = { alice, bob };
  g_autoptr (AditUsers) nobody = adit_users_new ();
  AditUsers *users;

  adit_user_set_text (&alice->password_hash, HASH);
  adit_user_set_text (&alice->md5_secret, HA1);
  bob->is_enabled = FALSE;
  bob->expires_on = 20280229;
  bob->has_own_limits = TRUE;
  bob->limits = (AditUserLimits){ 7, 8, 9, ADIT_QUOTA_DAY, ADIT_QUOTA_END };
  users = adit_users_add_all (nobody, both, G_N_ELEMENTS (both), &error);
  g_assert_no_error (error);
  return users;
}

static void
find_usage (gpointer owner, const char *name, AditBusUsage *usage)
{
  if (g_str_equal (name, owner))
    *usage = (AditBusUsage){
      .n_active = 1,
      .sent_rate = 10,
      .received_rate = 11,
      .sent_bytes = 2,
      .received_bytes = 3,
      .sent_today_bytes = 12,
      .received_today_bytes = 13,
      .today_bytes = 4,
      .month_bytes = 5,
      .last_seen_us = 6,
      .address = "2001:db8::1",
      .is_used_up = TRUE,
    };
}

static void
test_users (void)
{
  g_autoptr (AditUsers) users = new_users ();
  g_autoptr (GVariant) variant =
      carry (adit_bus_users_to_variant (users, find_usage, (gpointer) "alice"),
             "a" ADIT_BUS_USER_TYPE);
  g_autofree char *text = g_variant_print (variant, TRUE);
  g_autoptr (GPtrArray) rows = adit_bus_users_from_variant (variant);
  const AditBusUser *alice, *bob;

  g_assert_null (strstr (text, HASH));
  g_assert_null (strstr (text, HA1));
  g_assert_cmpuint (rows->len, ==, 2);
  alice = rows->pdata[0];
  bob = rows->pdata[1];
  g_assert_cmpstr (alice->name, ==, "alice");
  g_assert_true (alice->is_enabled && alice->has_basic && alice->has_digest);
  g_assert_cmpstr (alice->expires, ==, "");
  g_assert_cmpstr (bob->name, ==, "bøb");
  g_assert_false (bob->is_enabled || bob->has_basic || bob->has_digest);
  g_assert_cmpstr (bob->expires, ==, "2028-02-29");
  g_assert_false (alice->has_own_limits);
  g_assert_cmpint (alice->limits.quota_period, ==, ADIT_QUOTA_MONTH);
  g_assert_cmpuint (alice->usage.n_active, ==, 1);
  g_assert_cmpuint (alice->usage.sent_rate, ==, 10);
  g_assert_cmpuint (alice->usage.received_rate, ==, 11);
  g_assert_cmpuint (alice->usage.sent_bytes, ==, 2);
  g_assert_cmpuint (alice->usage.received_bytes, ==, 3);
  g_assert_cmpuint (alice->usage.sent_today_bytes, ==, 12);
  g_assert_cmpuint (alice->usage.received_today_bytes, ==, 13);
  g_assert_cmpuint (alice->usage.today_bytes, ==, 4);
  g_assert_cmpuint (alice->usage.month_bytes, ==, 5);
  g_assert_cmpint (alice->usage.last_seen_us, ==, 6);
  g_assert_cmpstr (alice->usage.address, ==, "2001:db8::1");
  g_assert_true (alice->usage.is_used_up);
  g_assert_true (bob->has_own_limits);
  g_assert_cmpuint (bob->limits.rate_bytes_s, ==, 7);
  g_assert_cmpuint (bob->limits.quota_bytes, ==, 8);
  g_assert_cmpuint (bob->limits.tunnels_max, ==, 9);
  g_assert_cmpint (bob->limits.quota_period, ==, ADIT_QUOTA_DAY);
  g_assert_cmpint (bob->limits.quota_end, ==, ADIT_QUOTA_END);
  g_assert_cmpuint (bob->usage.n_active, ==, 0);
}

/* Also of an engine that says too much. */
static void
test_long_address (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (
      "[('a', true, @as [], '', {'address': <'0123456789012345678901234567890123456789"
      "0123456789'>})]"));
  g_autoptr (GPtrArray) rows = adit_bus_users_from_variant (variant);
  const AditBusUser *user = rows->pdata[0];

  g_assert_cmpuint (strlen (user->usage.address), ==, ADIT_BUS_ADDRESS_MAX - 1);
}

static void
test_limits (void)
{
  const AditUserLimits limits = { 1, 2, 3, ADIT_QUOTA_DAY, ADIT_QUOTA_END };
  AditUserLimits read = { 0 };
  AditUserLimits partly = { .rate_bytes_s = 9, .quota_period = ADIT_QUOTA_DAY };
  g_autoptr (GVariant) variant = carry (adit_bus_limits_to_variant (&limits), "a{sv}");
  g_autoptr (GVariant) part =
      g_variant_ref_sink (g_variant_new_parsed ("{'tunnels': <uint32 5>, 'quota-period': <'?'>}"));

  adit_bus_limits_from_variant (variant, &read);
  g_assert_true (adit_user_limits_equal (&read, &limits));

  adit_bus_limits_from_variant (part, &partly);
  g_assert_cmpuint (partly.rate_bytes_s, ==, 9);
  g_assert_cmpuint (partly.tunnels_max, ==, 5);
  g_assert_cmpint (partly.quota_period, ==, ADIT_QUOTA_DAY);
}

static void
test_later_schemes (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (
      g_variant_new_parsed ("[('a', true, ['bearer', 'digest'], '', {'rate': <uint64 1>})]"));
  g_autoptr (GPtrArray) rows = adit_bus_users_from_variant (variant);
  const AditBusUser *user = rows->pdata[0];

  g_assert_true (user->has_digest);
  g_assert_false (user->has_basic);
}

static void
test_rules (void)
{
  g_autoptr (AditRules) rules =
      adit_rules_parse ("# why\n\ndeny   port 25 # mail\nallow-local host a.example\n", NULL);
  g_autoptr (GVariant) variant = carry (adit_bus_rules_to_variant (rules), "a" ADIT_BUS_RULE_TYPE);
  g_autoptr (GPtrArray) rows = adit_bus_rules_from_variant (variant);
  const AditBusRule *last;

  g_assert_cmpuint (rows->len, ==, 2);
  last = rows->pdata[1];
  g_assert_cmpuint (last->number, ==, 2);
  g_assert_cmpuint (last->line, ==, 4);
  g_assert_cmpstr (last->text, ==, "allow-local host a.example");
  g_assert_cmpstr (last->action, ==, "allow-local");
}

static void
test_refusals (void)
{
  g_autoptr (AditHtpasswd) read = adit_htpasswd_parse ("# staff\nalice:{SHA}x\nnonsense\n");
  g_autoptr (GVariant) variant =
      carry (adit_bus_refusals_to_variant (read->refusals), "a" ADIT_BUS_REFUSAL_TYPE);
  g_autoptr (GPtrArray) rows = adit_bus_refusals_from_variant (variant);

  g_assert_cmpuint (rows->len, ==, 2);
  for (guint i = 0; i < rows->len; i++)
    {
      const AditHtpasswdRefusal *before = read->refusals->pdata[i], *after = rows->pdata[i];

      g_assert_cmpuint (after->line, ==, i + 2);
      g_assert_cmpstr (after->name, ==, before->name);
      g_assert_cmpstr (after->reason, ==, before->reason);
    }
}

static void
test_blocks (void)
{
  g_autoptr (GVariant) variant =
      carry (g_variant_new_parsed ("[('2001:db8::1', int64 -1, 'alice')]"),
             "a" ADIT_BUS_BLOCK_TYPE);
  g_autoptr (GPtrArray) rows = adit_bus_blocks_from_variant (variant);
  const AditBusBlock *block = rows->pdata[0];

  g_assert_cmpstr (block->address, ==, "2001:db8::1");
  g_assert_cmpint (block->until_us, ==, -1);
  g_assert_cmpstr (block->user, ==, "alice");
}

/* Each is another: none, the next place for each that is told of. */
static AditUpstreamPassword
find_password (gpointer owner, const char *name)
{
  return (AditUpstreamPassword) (name[0] - 'a');
}

static void
test_upstreams (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditRules) rules = adit_rules_parse ("upstream a http proxy.example:3128\n"
                                                  "upstream b https [2001:db8::1]:443 user alice\n"
                                                  "upstream c socks5 192.0.2.1:1080 user bøb\n",
                                                  &error);
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GPtrArray) read = NULL;

  g_assert_no_error (error);
  variant = carry (adit_bus_upstreams_to_variant (rules, find_password, NULL),
                   "a" ADIT_BUS_UPSTREAM_TYPE);
  read = adit_bus_upstreams_from_variant (variant);
  g_assert_cmpuint (read->len, ==, 3);
  for (guint i = 0; i < read->len; i++)
    {
      const AditBusUpstream *upstream = read->pdata[i];
      const AditUpstream *definition = adit_rules_get_upstream (rules, i);
      g_autofree char *address = adit_authority_to_string (&definition->authority);

      g_assert_cmpstr (upstream->name, ==, definition->name);
      g_assert_cmpint (upstream->kind, ==, definition->kind);
      g_assert_cmpstr (upstream->address, ==, address);
      g_assert_cmpstr (upstream->user, ==, definition->user ? definition->user : "");
      g_assert_cmpint (upstream->password, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bus/wire-access/users", test_users);
  g_test_add_func ("/bus/wire-access/long-address", test_long_address);
  g_test_add_func ("/bus/wire-access/limits", test_limits);
  g_test_add_func ("/bus/wire-access/later-schemes", test_later_schemes);
  g_test_add_func ("/bus/wire-access/rules", test_rules);
  g_test_add_func ("/bus/wire-access/refusals", test_refusals);
  g_test_add_func ("/bus/wire-access/blocks", test_blocks);
  g_test_add_func ("/bus/wire-access/upstreams", test_upstreams);

  return g_test_run ();
}

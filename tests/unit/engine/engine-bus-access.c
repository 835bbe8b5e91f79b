/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The client of the bus and the engine's side of it, both real, on a bus of their own: each call
 * about users, access and rules does what it says and is told. */

#include "bus/adit-bus-client-access.h"
#include "bus/adit-bus-client-listeners.h"
#include "bus/adit-bus-client-rules.h"
#include "bus/adit-bus-error.h"
#include "bus/adit-bus-names.h"
#include "engine/control/adit-engine-bus.h"
#include "model/adit-error.h"
#include "test-bus.h"
#include "test-files.h"

#define HASH "$2y$05$abcdefghijklmnopqrstuu5s8Ntp8NYJmCWvb1BVNIPf2MKPRVtTK"

typedef struct
{
  TestFiles files;
  GTestDBus *bus;
  GDBusConnection *engine_connection;
  GDBusConnection *client_connection;
  AditEngineControl *control;
  AditEngineBus *engine;
  guint name_id;
  AditBusClient *client;
  GAsyncResult *result; /* of the last call */
  guint n_changes;
} Fixture;

static void
set_up (Fixture *fix, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditEngineCertificates) certificates = NULL;

  test_files_set_up (&fix->files, NULL);
  fix->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fix->bus);
  fix->engine_connection = test_bus_connect (fix->bus);
  fix->client_connection = test_bus_connect (fix->bus);

  certificates = adit_engine_certificates_new (fix->files.directory, NULL, NULL);
  fix->control = adit_engine_control_new (adit_settings_new (), NULL, certificates,
                                          fix->files.directory, NULL);
  fix->engine = adit_engine_bus_new (fix->engine_connection, fix->control, &error);
  g_assert_no_error (error);
  fix->name_id = g_bus_own_name_on_connection (fix->engine_connection, ADIT_ENGINE_BUS_NAME,
                                               G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);

  fix->client = adit_bus_client_new (fix->client_connection);
  while (adit_bus_client_get_state (fix->client) != ADIT_BUS_CLIENT_READY)
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fix, gconstpointer data)
{
  g_clear_object (&fix->result);
  g_assert_finalize_object (fix->client);
  g_bus_unown_name (fix->name_id);
  adit_engine_bus_free (fix->engine);
  adit_engine_control_close (fix->control);
  g_object_unref (fix->control);
  g_object_unref (fix->engine_connection);
  g_object_unref (fix->client_connection);
  g_test_dbus_down (fix->bus);
  g_object_unref (fix->bus);
  test_files_tear_down (&fix->files, NULL);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fix = user_data;

  g_set_object (&fix->result, result);
}

/* The answer to the call that was just made. */
static GAsyncResult *
await (Fixture *fix)
{
  while (!fix->result)
    g_main_context_iteration (NULL, TRUE);

  return fix->result;
}

typedef gboolean (*Finish) (AditBusClient *client, GAsyncResult *result, GError **error);

static void
assert_done_by (Fixture *fix, Finish finish)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done = finish (fix->client, await (fix), &error);

  g_assert_no_error (error);
  g_assert_true (is_done);
  g_clear_object (&fix->result);
}

static void
assert_fails_by (Fixture *fix, Finish finish, AditError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (finish (fix->client, await (fix), &error));
  g_assert_error (error, ADIT_ERROR, (int) code);
  g_clear_object (&fix->result);
}

static void
assert_done (Fixture *fix)
{
  assert_done_by (fix, adit_bus_client_change_finish);
}

static void
assert_fails (Fixture *fix, AditError code)
{
  assert_fails_by (fix, adit_bus_client_change_finish, code);
}

static void
on_changed (Fixture *fix)
{
  fix->n_changes++;
}

static void
count_changes (Fixture *fix, const char *signal)
{
  g_signal_connect_swapped (fix->client, signal, G_CALLBACK (on_changed), fix);
}

static void
await_change (Fixture *fix)
{
  while (fix->n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  fix->n_changes = 0;
}

/* ---- Users ---- */

/* (transfer full) */
static GPtrArray *
list_users (Fixture *fix)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *users;

  adit_bus_client_list_users_async (fix->client, NULL, on_done, fix);
  users = adit_bus_client_list_users_finish (fix->client, await (fix), &error);
  g_assert_no_error (error);
  g_clear_object (&fix->result);
  return users;
}

static void
test_users (Fixture *fix, gconstpointer data)
{
  g_autoptr (GPtrArray) users = NULL;
  const AditBusUser *alice;

  count_changes (fix, "users-changed");
  adit_bus_client_add_user_async (fix->client, "alice", "secret", TRUE, "", NULL, on_done, fix);
  assert_done (fix);
  await_change (fix);
  adit_bus_client_add_user_async (fix->client, "alice", NULL, TRUE, "", NULL, on_done, fix);
  assert_fails (fix, ADIT_ERROR_EXISTS);
  adit_bus_client_set_user_enabled_async (fix->client, "alice", FALSE, NULL, on_done, fix);
  assert_done (fix);
  adit_bus_client_set_user_limits_async (fix->client, "alice", NULL, "2027-12-31", NULL, on_done,
                                         fix);
  assert_done (fix);
  adit_bus_client_set_password_async (fix->client, "alice", "another", NULL, on_done, fix);
  assert_done (fix);

  users = list_users (fix);
  g_assert_cmpuint (users->len, ==, 1);
  alice = users->pdata[0];
  g_assert_false (alice->is_enabled);
  g_assert_true (alice->has_basic);
  g_assert_false (alice->has_digest);
  g_assert_cmpstr (alice->expires, ==, "2027-12-31");
  g_assert_cmpstr (adit_bus_client_get_users_error (fix->client), ==, "");

  adit_bus_client_remove_user_async (fix->client, "alice", NULL, on_done, fix);
  assert_done (fix);
  adit_bus_client_set_password_async (fix->client, "alice", "another", NULL, on_done, fix);
  assert_fails (fix, ADIT_ERROR_NOT_FOUND);
}

static void
test_limits (Fixture *fix, gconstpointer data)
{
  const AditUserLimits common = { 1, 2, 3, ADIT_QUOTA_DAY, ADIT_QUOTA_END };
  const AditUserLimits own = { 4, 5, 6, ADIT_QUOTA_MONTH, ADIT_QUOTA_REFUSE };
  const AditUserLimits too_much = { .rate_bytes_s = ADIT_USER_RATE_MAX + 1 };
  g_autoptr (GPtrArray) users = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const AditBusUser *alice;
  AditUserLimits told;

  count_changes (fix, "users-changed");
  adit_bus_client_set_common_limits_async (fix->client, &common, NULL, on_done, fix);
  assert_done (fix);
  await_change (fix);
  adit_bus_client_get_common_limits (fix->client, &told);
  g_assert_true (adit_user_limits_equal (&told, &common));
  adit_bus_client_set_common_limits_async (fix->client, &too_much, NULL, on_done, fix);
  assert_fails (fix, ADIT_ERROR_INVALID_ARGUMENT);

  adit_bus_client_add_user_async (fix->client, "alice", NULL, TRUE, "", NULL, on_done, fix);
  assert_done (fix);
  adit_bus_client_set_user_limits_async (fix->client, "alice", &own, "", NULL, on_done, fix);
  assert_done (fix);
  users = list_users (fix);
  alice = users->pdata[0];
  g_assert_true (alice->has_own_limits);
  g_assert_true (adit_user_limits_equal (&alice->limits, &own));

  adit_bus_client_set_user_limits_async (fix->client, "alice", NULL, "", NULL, on_done, fix);
  assert_done (fix);
  again = list_users (fix);
  alice = again->pdata[0];
  g_assert_false (alice->has_own_limits);
  g_assert_true (adit_user_limits_equal (&alice->limits, &common));
}

static void
test_restore (Fixture *fix, gconstpointer data)
{
  g_autoptr (GPtrArray) users = NULL;

  adit_bus_client_add_user_async (fix->client, "alice", "secret", TRUE, "2027-12-31", NULL, on_done,
                                  fix);
  assert_done (fix);
  adit_bus_client_remove_user_async (fix->client, "alice", NULL, on_done, fix);
  assert_done (fix);
  adit_bus_client_restore_user_async (fix->client, "alice", NULL, on_done, fix);
  assert_done (fix);
  users = list_users (fix);
  g_assert_cmpuint (users->len, ==, 1);
  g_assert_true (((AditBusUser *) users->pdata[0])->has_basic);
  g_assert_cmpstr (((AditBusUser *) users->pdata[0])->expires, ==, "2027-12-31");
  adit_bus_client_restore_user_async (fix->client, "alice", NULL, on_done, fix);
  assert_fails (fix, ADIT_ERROR_NOT_FOUND);
}

static void
test_import (Fixture *fix, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refusals = NULL;
  g_autofree char *text = NULL;
  guint n_added = 0;

  adit_bus_client_import_users_async (fix->client, "bob:" HASH "\ncarol:x\n", NULL, on_done, fix);
  refusals = adit_bus_client_import_users_finish (fix->client, await (fix), &n_added, &error);
  g_assert_no_error (error);
  g_clear_object (&fix->result);
  g_assert_cmpuint (n_added, ==, 1);
  g_assert_cmpuint (refusals->len, ==, 1);

  adit_bus_client_export_users_async (fix->client, NULL, on_done, fix);
  text = adit_bus_client_export_users_finish (fix->client, await (fix), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "bob:" HASH "\n");
}

/* ---- Access ---- */

static void
set_access (Fixture *fix, const char *option, GVariant *value)
{
  adit_bus_client_set_access_async (fix->client, option, value, NULL, on_done, fix);
  assert_done (fix);
}

static void
test_access (Fixture *fix, gconstpointer data)
{
  static const char *const networks[] = { "192.0.2.0/24", ADIT_CLIENTS_LOCAL, NULL };
  g_auto (AditClients) clients = { 0 };
  AditAccess access;

  adit_bus_client_describe_access (fix->client, &access);
  g_assert_cmpint (access.sign_in, ==, ADIT_SIGN_IN_ELSEWHERE);
  g_assert_false (access.is_plain_basic_forbidden);

  adit_bus_client_get_clients (fix->client, &clients);
  g_assert_true (clients.is_local_allowed);
  g_assert_cmpuint (clients.networks->len, ==, 0);
  adit_clients_clear (&clients);

  count_changes (fix, "access-changed");
  set_access (fix, "sign-in", g_variant_new_string ("always"));
  set_access (fix, "schemes", g_variant_new_string ("both"));
  set_access (fix, "plain-basic", g_variant_new_boolean (FALSE));
  set_access (fix, "private", g_variant_new_boolean (TRUE));
  set_access (fix, "clients", g_variant_new_strv (networks, -1));
  await_change (fix);
  adit_bus_client_describe_access (fix->client, &access);
  g_assert_cmpint (access.sign_in, ==, ADIT_SIGN_IN_ALWAYS);
  g_assert_cmpint (access.schemes, ==, ADIT_SCHEMES_BOTH);
  g_assert_true (access.is_plain_basic_forbidden);
  g_assert_true (adit_bus_client_is_private_allowed (fix->client));
  adit_bus_client_get_clients (fix->client, &clients);
  g_assert_true (clients.is_local_allowed);
  g_assert_cmpuint (clients.networks->len, ==, 1);

  adit_bus_client_set_access_async (fix->client, "clients", g_variant_new_boolean (TRUE), NULL,
                                    on_done, fix);
  assert_fails (fix, ADIT_ERROR_INVALID_ARGUMENT);
}

/* ---- Listeners ---- */

static void
test_listeners (Fixture *fix, gconstpointer data)
{
  static const char *const senders[] = { "192.0.2.1", "10.0.0.0/8", NULL };
  static const char *const wrong[] = { "192.0.2.1", "lb", NULL };
  g_autoptr (GPtrArray) interfaces = NULL;
  g_autoptr (GError) error = NULL;
  const AditListener *listener;

  adit_bus_client_list_interfaces_async (fix->client, NULL, on_done, fix);
  interfaces = adit_bus_client_list_interfaces_finish (fix->client, await (fix), &error);
  g_assert_no_error (error);
  g_clear_object (&fix->result);
  g_assert_nonnull (adit_interfaces_find (interfaces, "lo"));

  count_changes (fix, "changed");
  adit_bus_client_move_listener_async (fix->client, "127.0.0.1:3128", "%none0:3128", TRUE, NULL,
                                       on_done, fix);
  assert_done_by (fix, adit_bus_client_change_finish);
  adit_bus_client_set_listener_senders_async (fix->client, "%none0:3128", wrong, NULL, on_done,
                                              fix);
  assert_fails_by (fix, adit_bus_client_change_finish, ADIT_ERROR_INVALID_ARGUMENT);
  adit_bus_client_set_listener_senders_async (fix->client, "%none0:3128", senders, NULL, on_done,
                                              fix);
  assert_done_by (fix, adit_bus_client_change_finish);
  await_change (fix);

  listener = adit_bus_client_get_listeners (fix->client)->pdata[0];
  g_assert_cmpstr (listener->address, ==, "%none0:3128");
  g_assert_true (listener->is_public_allowed);
  g_assert_true (g_strv_equal ((const char *const *) listener->senders, senders));
  adit_bus_client_move_listener_async (fix->client, "127.0.0.1:3128", "[::1]:1", FALSE, NULL,
                                       on_done, fix);
  assert_fails_by (fix, adit_bus_client_change_finish, ADIT_ERROR_NOT_FOUND);
}

static void
test_blocked (Fixture *fix, gconstpointer data)
{
  AditEngineThrottle *throttle = adit_engine_control_get_throttle (fix->control);
  g_autoptr (GPtrArray) blocked = NULL;
  g_autoptr (GPtrArray) others = NULL;
  const AditBusBlock *block;
  AditEngineAddress client;
  gint64 now_us = g_get_monotonic_time ();

  count_changes (fix, "access-changed");
  g_assert_true (adit_engine_address_parse (&client, "2001:db8::1", 0));
  for (guint i = 0; i < ADIT_ENGINE_THROTTLE_MAX; i++)
    adit_engine_throttle_fail (throttle, &client, FALSE, "alice", now_us);
  await_change (fix);

  blocked = adit_bus_client_get_blocked (fix->client);
  g_assert_cmpuint (blocked->len, ==, 1);
  block = blocked->pdata[0];
  g_assert_cmpstr (block->address, ==, "2001:db8::1");
  g_assert_cmpstr (block->user, ==, "alice");
  g_assert_cmpint (block->until_us, >, g_get_real_time ());

  adit_bus_client_lift_async (fix->client, block->address, NULL, on_done, fix);
  assert_done (fix);
  await_change (fix);
  others = adit_bus_client_get_blocked (fix->client);
  g_assert_cmpuint (others->len, ==, 0);
  adit_bus_client_lift_async (fix->client, block->address, NULL, on_done, fix);
  assert_fails (fix, ADIT_ERROR_NOT_FOUND);
}

/* ---- Rules ---- */

static void
assert_rules (Fixture *fix, const char *const *texts)
{
  g_autoptr (GPtrArray) rows = NULL;

  await_change (fix);
  rows = adit_bus_client_get_rules_rows (fix->client);
  g_assert_cmpuint (rows->len, ==, g_strv_length ((char **) texts));
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpstr (((const AditBusRule *) rows->pdata[i])->text, ==, texts[i]);
}

static void
test_rules (Fixture *fix, gconstpointer data)
{
  count_changes (fix, "rules-changed");
  adit_bus_client_set_rules_text_async (fix->client, "# why\ndeny port 25\nallow user bob\n", NULL,
                                        on_done, fix);
  assert_done (fix);
  assert_rules (fix, (const char *[]){ "deny port 25", "allow user bob", NULL });
  adit_bus_client_insert_rule_async (fix->client, 0, "deny port 465", NULL, on_done, fix);
  assert_done (fix);
  assert_rules (fix, (const char *[]){ "deny port 25", "allow user bob", "deny port 465", NULL });
  adit_bus_client_move_rule_async (fix->client, 3, 1, NULL, on_done, fix);
  assert_done (fix);
  assert_rules (fix, (const char *[]){ "deny port 465", "deny port 25", "allow user bob", NULL });
  adit_bus_client_remove_rule_async (fix->client, 2, NULL, on_done, fix);
  assert_done (fix);
  assert_rules (fix, (const char *[]){ "deny port 465", "allow user bob", NULL });
  adit_bus_client_replace_rule_async (fix->client, 2, "allow user carol", NULL, on_done, fix);
  assert_done (fix);
  assert_rules (fix, (const char *[]){ "deny port 465", "allow user carol", NULL });
  adit_bus_client_set_rules_default_async (fix->client, "deny", NULL, on_done, fix);
  assert_done (fix);
  await_change (fix);
  g_assert_cmpstr (adit_bus_client_get_rules_default (fix->client), ==, "deny");
  g_assert_true (g_str_has_prefix (adit_bus_client_get_rules_text (fix->client), "# why\n"));

  adit_bus_client_set_rules_text_async (fix->client, "nonsense\n", NULL, on_done, fix);
  assert_fails (fix, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (adit_bus_client_get_rules_error (fix->client), ==, "");
}

static void
test_why (Fixture *fix, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusWhy) why = NULL;

  adit_bus_client_test_rules_async (fix->client, "", "8.8.4.4", "8.8.8.8:25", NULL, on_done, fix);
  why = adit_bus_client_test_rules_finish (fix->client, await (fix), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (why->verdict, ==, "deny");
  g_assert_cmpuint (why->rule, ==, 0);
  g_assert_cmpstr (why->address, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adit_bus_error_register ();

  g_test_add ("/engine/bus-access/users", Fixture, NULL, set_up, test_users, tear_down);
  g_test_add ("/engine/bus-access/limits", Fixture, NULL, set_up, test_limits, tear_down);
  g_test_add ("/engine/bus-access/restore", Fixture, NULL, set_up, test_restore, tear_down);
  g_test_add ("/engine/bus-access/import", Fixture, NULL, set_up, test_import, tear_down);
  g_test_add ("/engine/bus-access/access", Fixture, NULL, set_up, test_access, tear_down);
  g_test_add ("/engine/bus-access/listeners", Fixture, NULL, set_up, test_listeners, tear_down);
  g_test_add ("/engine/bus-access/blocked", Fixture, NULL, set_up, test_blocked, tear_down);
  g_test_add ("/engine/bus-access/rules", Fixture, NULL, set_up, test_rules, tear_down);
  g_test_add ("/engine/bus-access/why", Fixture, NULL, set_up, test_why, tear_down);

  return g_test_run ();
}

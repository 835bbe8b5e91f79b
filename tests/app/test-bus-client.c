/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The bus client against a private bus: an engine that cannot start, starts, goes, comes back. */

#include "app-test.h"
#include "bus/adit-bus-client-listeners.h"
#include "bus/adit-bus-names.h"
#include "fake-engine.h"
#include "model/adit-error.h"

#include <glib/gstdio.h>

typedef struct
{
  GTestDBus *bus;
  char *services; /* folder */
  GDBusConnection *engine_connection;
  GDBusConnection *client_connection;
  AditBusClient *client;

  guint n_batches;
  gboolean was_snapshot;
  guint n_opened, n_updated, n_closed;
} Fixture;

/* @exec: what the bus starts for the engine's name, or NULL for nothing. */
static void
write_service (Fixture *fix, const char *exec)
{
  g_autofree char *path = g_build_filename (fix->services, ADIT_ENGINE_BUS_NAME ".service", NULL);
  g_autofree char *text =
      g_strdup_printf ("[D-BUS Service]\nName=%s\nExec=%s\n", ADIT_ENGINE_BUS_NAME, exec);

  if (exec != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
set_up (Fixture *fix, gconstpointer exec)
{
  g_autoptr (GError) error = NULL;

  fix->services = g_dir_make_tmp ("adit-services.XXXXXX", &error);
  g_assert_no_error (error);
  write_service (fix, exec);
  fix->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_add_service_dir (fix->bus, fix->services);
  g_test_dbus_up (fix->bus);
  fix->engine_connection = app_test_connect (g_test_dbus_get_bus_address (fix->bus));
  fix->client_connection = app_test_connect (g_test_dbus_get_bus_address (fix->bus));
}

static void
tear_down (Fixture *fix, gconstpointer exec)
{
  g_autofree char *path = g_build_filename (fix->services, ADIT_ENGINE_BUS_NAME ".service", NULL);

  if (fix->client != NULL)
    g_assert_finalize_object (fix->client);
  g_object_unref (fix->engine_connection);
  g_object_unref (fix->client_connection);
  g_test_dbus_down (fix->bus);
  g_object_unref (fix->bus);
  g_unlink (path);
  g_rmdir (fix->services);
  g_free (fix->services);
}

static void
on_tunnels_changed (AditBusClient *client,
                    gboolean is_snapshot,
                    GPtrArray *opened,
                    GArray *updated,
                    GPtrArray *closed,
                    Fixture *fix)
{
  fix->n_batches++;
  fix->was_snapshot = is_snapshot;
  fix->n_opened = opened->len;
  fix->n_updated = updated->len;
  fix->n_closed = closed->len;
}

static void
create_client (Fixture *fix)
{
  fix->client = adit_bus_client_new (fix->client_connection);
  g_signal_connect (fix->client, "tunnels-changed", G_CALLBACK (on_tunnels_changed), fix);
}

static AditBusClientState
state (Fixture *fix)
{
  return adit_bus_client_get_state (fix->client);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer kept)
{
  *(GAsyncResult **) kept = g_object_ref (result);
}

static void
test_not_installed (Fixture *fix, gconstpointer exec)
{
  AditBusCounters counters;

  create_client (fix);
  g_assert_cmpint (state (fix), ==, ADIT_BUS_CLIENT_STARTING);
  g_assert_null (adit_bus_client_get_reason (fix->client));
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_LOST);
  g_assert_nonnull (strstr (adit_bus_client_get_reason (fix->client), ADIT_ENGINE_BUS_NAME));
  g_assert_null (strstr (adit_bus_client_get_reason (fix->client), "GDBus.Error"));
  g_assert_false (adit_bus_client_get_running (fix->client));
  g_assert_cmpuint (adit_bus_client_get_listeners (fix->client)->len, ==, 0);
  adit_bus_client_get_counters (fix->client, &counters);
  g_assert_cmpuint (counters.active_tunnels, ==, 0);

  adit_bus_client_retry (fix->client);
  g_assert_cmpint (state (fix), ==, ADIT_BUS_CLIENT_STARTING);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_LOST);
}

static void
test_ends_at_once (Fixture *fix, gconstpointer exec)
{
  create_client (fix);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_LOST);
  g_assert_cmpstr (adit_bus_client_get_reason (fix->client), !=, "");
}

static void
test_is_started (Fixture *fix, gconstpointer exec)
{
  create_client (fix);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);
  g_assert_cmpstr (adit_bus_client_get_version (fix->client), ==, ADIT_VERSION);
  g_assert_cmpuint (adit_bus_client_get_listeners (fix->client)->len, ==, 1);
}

/* Comes without being asked, goes, and is started again by retry. */
static void
test_lost_and_retried (Fixture *fix, gconstpointer exec)
{
  FakeEngine *engine = fake_engine_new (fix->engine_connection);

  app_test_sync (fix->engine_connection);
  create_client (fix);
  adit_bus_client_subscribe (fix->client, 500);
  WAIT_UNTIL (fix->n_batches == 1);
  g_assert_cmpuint (engine->interval_ms, ==, 500);

  fake_engine_free (engine);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_LOST);
  g_assert_cmpstr (adit_bus_client_get_reason (fix->client), !=, NULL);

  adit_bus_client_retry (fix->client);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);
  WAIT_UNTIL (fix->n_batches == 2);
  g_assert_true (fix->was_snapshot);
}

static void
test_bus_ends (Fixture *fix, gconstpointer exec)
{
  g_autoptr (FakeEngine) engine = fake_engine_new (fix->engine_connection);

  create_client (fix);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);
  g_dbus_connection_close (fix->client_connection, NULL, NULL, NULL);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_LOST);
}

static void
test_properties (Fixture *fix, gconstpointer exec)
{
  g_autoptr (FakeEngine) engine = fake_engine_new (fix->engine_connection);
  const AditListener *listener;
  AditBusCounters counters;
  AditTunnel *tunnel;

  create_client (fix);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);
  g_assert_false (adit_bus_client_get_running (fix->client));

  fake_engine_set_running (engine, TRUE);
  WAIT_UNTIL (adit_bus_client_get_running (fix->client));
  listener = adit_bus_client_get_listeners (fix->client)->pdata[0];
  g_assert_cmpint (listener->state, ==, ADIT_LISTENER_LISTENING);
  g_assert_cmpstr (listener->bound, ==, "127.0.0.1:3128");

  tunnel = fake_engine_open (engine, 1, "127.0.0.1:9", "example.org:443");
  fake_engine_carry (engine, tunnel, 12, 34);
  fake_engine_tell (engine);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      adit_bus_client_get_counters (fix->client, &counters);
    }
  while (counters.active_tunnels != 1);
  g_assert_cmpuint (counters.sent_bytes, ==, 12);
  g_assert_cmpuint (counters.received_bytes, ==, 34);
  g_assert_cmpuint (counters.opened_tunnels, ==, 1);
}

static void
test_subscription (Fixture *fix, gconstpointer exec)
{
  g_autoptr (FakeEngine) engine = fake_engine_new (fix->engine_connection);
  AditTunnel *tunnel = fake_engine_open (engine, 1, "127.0.0.1:9", "example.org:443");

  create_client (fix);
  adit_bus_client_subscribe (fix->client, 1); /* below what is granted */
  WAIT_UNTIL (fix->n_batches == 1);
  g_assert_cmpuint (engine->interval_ms, ==, ADIT_SUBSCRIPTION_MIN_MS);
  g_assert_true (fix->was_snapshot);
  g_assert_cmpuint (fix->n_opened, ==, 1);

  fake_engine_carry (engine, tunnel, 1, 2);
  fake_engine_end (engine, tunnel, ADIT_CAUSE_FINISHED, 0);
  fake_engine_open (engine, 2, "127.0.0.1:9", "example.org:443");
  fake_engine_tell (engine);
  WAIT_UNTIL (fix->n_batches == 2);
  g_assert_false (fix->was_snapshot);
  g_assert_cmpuint (fix->n_opened, ==, 1);
  g_assert_cmpuint (fix->n_updated, ==, 1);
  g_assert_cmpuint (fix->n_closed, ==, 1);

  adit_bus_client_unsubscribe (fix->client);
  fake_engine_open (engine, 3, "127.0.0.1:9", "example.org:443");
  fake_engine_tell (engine); /* crosses the unsubscription on its way */
  WAIT_UNTIL (engine->subscriber == NULL);
  app_test_sync (fix->engine_connection);
  app_test_sync (fix->client_connection);
  g_assert_cmpuint (fix->n_batches, ==, 2);
}

static void
test_calls (Fixture *fix, gconstpointer exec)
{
  g_autoptr (FakeEngine) engine = fake_engine_new (fix->engine_connection);
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) switched = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) all_closed = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GPtrArray) recent = NULL;
  static const guint64 ids[] = { 2, 99 };
  g_autoptr (GError) error = NULL;

  create_client (fix);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);
  for (guint i = 1; i <= 4; i++)
    fake_engine_open (engine, i, "127.0.0.1:9", "example.org:443");

  adit_bus_client_start_async (fix->client, NULL, keep_result, &started);
  WAIT_UNTIL (started != NULL);
  g_assert_true (adit_bus_client_change_finish (fix->client, started, &error));
  g_assert_true (adit_bus_engine_get_running (engine->engine));

  adit_bus_client_set_listener_enabled_async (fix->client, "127.0.0.1:3128", FALSE, NULL,
                                              keep_result, &switched);
  WAIT_UNTIL (switched != NULL);
  g_assert_true (adit_bus_client_change_finish (fix->client, switched, &error));

  adit_bus_client_close_async (fix->client, ids, 2, NULL, keep_result, &closed);
  WAIT_UNTIL (closed != NULL);
  g_assert_cmpint (adit_bus_client_close_finish (fix->client, closed, &error), ==, 1);
  g_assert_cmpuint (engine->closed_ids->len, ==, 2);

  adit_bus_client_close_all_async (fix->client, NULL, keep_result, &all_closed);
  WAIT_UNTIL (all_closed != NULL);
  g_assert_cmpint (adit_bus_client_close_all_finish (fix->client, all_closed, &error), ==, 3);

  adit_bus_client_recent_async (fix->client, NULL, keep_result, &listed);
  WAIT_UNTIL (listed != NULL);
  recent = adit_bus_client_recent_finish (fix->client, listed, &error);
  g_assert_cmpuint (recent->len, ==, 4);
  g_assert_cmpint (((AditTunnel *) recent->pdata[0])->cause, ==, ADIT_CAUSE_CLOSED);

  adit_bus_client_stop_async (fix->client, NULL, keep_result, &stopped);
  WAIT_UNTIL (stopped != NULL);
  g_assert_true (adit_bus_client_change_finish (fix->client, stopped, &error));
  g_assert_no_error (error);
}

static void
test_errors (Fixture *fix, gconstpointer exec)
{
  g_autoptr (FakeEngine) engine = fake_engine_new (fix->engine_connection);
  g_autoptr (GAsyncResult) early = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GError) not_connected = NULL;
  g_autoptr (GError) error = NULL;

  create_client (fix);
  adit_bus_client_start_async (fix->client, NULL, keep_result, &early);
  WAIT_UNTIL (early != NULL);
  g_assert_false (adit_bus_client_change_finish (fix->client, early, &not_connected));
  g_assert_error (not_connected, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);

  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);
  engine->start_failure = g_strdup ("The port is in use");
  adit_bus_client_start_async (fix->client, NULL, keep_result, &failed);
  WAIT_UNTIL (failed != NULL);
  g_assert_false (adit_bus_client_change_finish (fix->client, failed, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_LISTEN_FAILED);
  g_assert_cmpstr (error->message, ==, "The port is in use");
}

static void
on_certificate_changed (AditBusClient *client, guint *n_changes)
{
  ++*n_changes;
}

static void
test_certificate (Fixture *fix, gconstpointer exec)
{
  g_autoptr (FakeEngine) engine = fake_engine_new (fix->engine_connection);
  AditBusCertificateFacts facts;
  guint n_changes = 0;

  create_client (fix);
  adit_bus_client_describe_certificate (fix->client, &facts);
  g_assert_true (facts.is_local);
  g_assert_null (facts.names[0]);
  g_assert_cmpint (facts.not_after_s, ==, 0);
  g_assert_cmpstr (facts.fingerprint, ==, "");

  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);
  adit_bus_client_describe_certificate (fix->client, &facts);
  g_assert_true (facts.is_local);
  g_assert_cmpstr (facts.names[0], ==, "localhost");
  g_assert_cmpint (facts.not_after_s, >, 0);
  g_assert_nonnull (strstr (facts.authority, "BEGIN CERTIFICATE"));
  g_assert_cmpstr (facts.error, ==, "");

  g_signal_connect (fix->client, "certificate-changed", G_CALLBACK (on_certificate_changed),
                    &n_changes);
  fake_engine_set_certificate (engine, "/c.pem", "/k.pem");
  WAIT_UNTIL (n_changes > 0);
  adit_bus_client_describe_certificate (fix->client, &facts);
  g_assert_false (facts.is_local);
  g_assert_cmpstr (facts.certificate_path, ==, "/c.pem");
  g_assert_cmpstr (facts.key_path, ==, "/k.pem");
  g_assert_cmpstr (facts.authority, ==, "");
  g_signal_handlers_disconnect_by_data (fix->client, &n_changes);
}

static void
test_certificate_calls (Fixture *fix, gconstpointer exec)
{
  g_autoptr (FakeEngine) engine = fake_engine_new (fix->engine_connection);
  g_autoptr (GAsyncResult) encrypted = NULL;
  g_autoptr (GAsyncResult) renewed = NULL;
  g_autoptr (GAsyncResult) used = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GAsyncResult) back = NULL;
  g_autoptr (GError) error = NULL;

  create_client (fix);
  WAIT_UNTIL (state (fix) == ADIT_BUS_CLIENT_READY);

  adit_bus_client_set_listener_encryption_async (fix->client, "127.0.0.1:3128",
                                                 ADIT_ENCRYPTION_ENCRYPTED, NULL, keep_result,
                                                 &encrypted);
  WAIT_UNTIL (encrypted != NULL);
  g_assert_true (adit_bus_client_change_finish (fix->client, encrypted, &error));
  WAIT_UNTIL (
      ((AditListener *) adit_bus_client_get_listeners (fix->client)->pdata[0])->encryption ==
      ADIT_ENCRYPTION_ENCRYPTED);

  adit_bus_client_renew_certificate_async (fix->client, NULL, keep_result, &renewed);
  WAIT_UNTIL (renewed != NULL);
  g_assert_true (adit_bus_client_change_finish (fix->client, renewed, &error));
  g_assert_cmpuint (engine->n_renewals, ==, 1);

  adit_bus_client_use_certificate_async (fix->client, "/c", "/k", NULL, keep_result, &used);
  WAIT_UNTIL (used != NULL);
  g_assert_true (adit_bus_client_change_finish (fix->client, used, &error));
  g_assert_cmpstr (adit_bus_certificate_get_key_path (engine->certificate), ==, "/k");

  adit_bus_client_use_local_certificate_async (fix->client, NULL, keep_result, &back);
  WAIT_UNTIL (back != NULL);
  g_assert_true (adit_bus_client_change_finish (fix->client, back, &error));
  g_assert_no_error (error);

  engine->certificate_failure = g_strdup ("They do not belong together");
  adit_bus_client_use_certificate_async (fix->client, "/c", "/k", NULL, keep_result, &refused);
  WAIT_UNTIL (refused != NULL);
  g_assert_false (adit_bus_client_change_finish (fix->client, refused, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, "They do not belong together");
}

#define ADD(name, exec, function) g_test_add (name, Fixture, exec, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/bus-client/not-installed", NULL, test_not_installed);
  ADD ("/app/bus-client/ends-at-once", "/bin/false", test_ends_at_once);
  ADD ("/app/bus-client/is-started", FAKE_ENGINE, test_is_started);
  ADD ("/app/bus-client/lost-and-retried", FAKE_ENGINE, test_lost_and_retried);
  ADD ("/app/bus-client/bus-ends", NULL, test_bus_ends);
  ADD ("/app/bus-client/properties", NULL, test_properties);
  ADD ("/app/bus-client/subscription", NULL, test_subscription);
  ADD ("/app/bus-client/calls", NULL, test_calls);
  ADD ("/app/bus-client/certificate", NULL, test_certificate);
  ADD ("/app/bus-client/certificate-calls", NULL, test_certificate_calls);
  ADD ("/app/bus-client/errors", NULL, test_errors);
  return g_test_run ();
}

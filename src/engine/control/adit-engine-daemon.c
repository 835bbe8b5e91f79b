/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "adit-engine"

#include "engine/control/adit-engine-daemon.h"

#include "bus/adit-bus-error.h"
#include "bus/adit-bus-names.h"
#include "engine/control/adit-engine-bus.h"
#include "engine/control/adit-engine-lock.h"
#include "model/adit-error.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

enum
{
  EXIT_OK = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2
};

typedef struct
{
  gboolean is_without_bus;
  gboolean is_version;
  gboolean is_start;
  char *config_dir;
  char **listen;
  char *tls_certificate;
  char *tls_key;
} Options;

typedef struct
{
  Options options;
  char *config_dir;     /* absolute */
  AditEngineLock *lock; /* NULL: none was to be had, and nobody else has it */
  AditEngineStore *store;
  AditEngineCertificates *certificates;
  AditEngineControl *control;
  AditEngineBus *bus;
  GMainLoop *loop;
  GHashTable *announced;       /* bound addresses that were printed */
  char *certificate_complaint; /* the last that was printed, or NULL */
  char *users_complaint;
  char *rules_complaint;
  guint name_id;
  int status;
  gboolean is_ending;
} Daemon;

/* ---- Telling where it listens ---- */

/* One line an address on standard output, for whoever started us and picked port 0. */
static void
on_listeners_changed (AditEngineProxy *proxy, Daemon *self)
{
  g_autoptr (GPtrArray) rows = adit_engine_proxy_list_listeners (proxy);
  GHashTable *bound = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const AditListener *row = rows->pdata[i];

      for (guint j = 0; row->addresses[j]; j++)
        {
          if (!g_hash_table_contains (self->announced, row->addresses[j]))
            printf ("listening %s\n", row->addresses[j]);
          g_hash_table_add (bound, g_strdup (row->addresses[j]));
        }
    }
  fflush (stdout);

  g_hash_table_unref (self->announced);
  self->announced = bound;
}

static void
complain_of_listeners (Daemon *self)
{
  g_autoptr (GPtrArray) rows =
      adit_engine_proxy_list_listeners (adit_engine_control_get_proxy (self->control));

  for (guint i = 0; i < rows->len; i++)
    {
      const AditListener *row = rows->pdata[i];

      if (row->state == ADIT_LISTENER_FAILED)
        g_printerr ("adit-engine: cannot listen on %s: %s\n", row->address, row->error);
    }
}

/* ---- Ending ---- */

static void
quit (Daemon *self, int status)
{
  self->status = status;
  g_main_loop_quit (self->loop);
}

static void
on_drained (AditEngineProxy *proxy, Daemon *self)
{
  if (self->is_ending)
    quit (self, self->status);
}

/* The first signal lets tunnels end for a short time, the second does not wait. */
static gboolean
on_signal (gpointer user_data)
{
  Daemon *self = user_data;

  if (self->is_ending)
    quit (self, self->status);
  else
    {
      self->is_ending = TRUE;
      adit_engine_proxy_stop (adit_engine_control_get_proxy (self->control));
    }

  return G_SOURCE_CONTINUE;
}

/* ---- The bus ---- */

static void
on_bus_acquired (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Daemon *self = user_data;
  g_autoptr (GError) error = NULL;

  self->bus = adit_engine_bus_new (connection, self->control, &error);
  if (!self->bus)
    {
      g_printerr ("adit-engine: %s\n", error->message);
      quit (self, EXIT_FAILED);
    }
}

static void
on_name_lost (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Daemon *self = user_data;

  if (self->is_ending)
    return;

  if (connection)
    g_printerr ("adit-engine: another engine is running on this bus\n");
  else if (self->bus)
    g_printerr ("adit-engine: the session bus has gone\n");
  else
    g_printerr ("adit-engine: there is no session bus; --no-bus runs without one\n");
  quit (self, EXIT_FAILED);
}

/* ---- Options ---- */

static gboolean
read_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "no-bus", 0, 0, G_OPTION_ARG_NONE, &options->is_without_bus,
      N_ ("Run without a session bus, and start at once"), NULL },
    { "config-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->config_dir,
      N_ ("Where the configuration is kept"), N_ ("DIR") },
    { "listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->listen,
      N_ ("Listen here instead of where the configuration says, and start at once; no setting that "
          "is "
          "changed later is saved then. Can be given more than once; port 0 takes a free one"),
      N_ ("ADDRESS:PORT") },
    { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->tls_certificate,
      N_ ("What to show to clients that speak TLS, for this run; goes with --tls-key"),
      N_ ("PEM") },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &options->tls_key, N_ ("The certificate’s key"),
      N_ ("PEM") },
    { "start", 0, 0, G_OPTION_ARG_NONE, &options->is_start,
      N_ ("Start at once, even if the proxy was off when the engine last ended"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->is_version, N_ ("Print the version"), NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ ("Adit’s engine: the proxy itself."));
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Unexpected argument “%s”",
                   (*argv)[1]);
      return FALSE;
    }
  if (!options->tls_certificate != !options->tls_key)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--tls-certificate and --tls-key go together");
      return FALSE;
    }

  return TRUE;
}

static void
options_clear (Options *options)
{
  g_free (options->config_dir);
  g_strfreev (options->listen);
  g_free (options->tls_certificate);
  g_free (options->tls_key);
}

static gboolean
override_listeners (AditSettings *settings, char **addresses, GError **error)
{
  g_ptr_array_set_size (settings->listeners, 0);

  for (guint i = 0; addresses[i]; i++)
    {
      AditPlace place;

      if (!adit_place_parse (addresses[i], &place))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "--listen=%s: not an ADDRESS:PORT or %%INTERFACE:PORT", addresses[i]);
          return FALSE;
        }
      adit_settings_add_listener (settings, addresses[i], TRUE);
    }

  return TRUE;
}

/* ---- Beginning ---- */

static void
complain_of_certificate (AditEngineCertificates *certificates, Daemon *self)
{
  const char *error = adit_engine_certificates_get_error (certificates);

  if (error && g_strcmp0 (error, self->certificate_complaint) != 0)
    g_printerr ("adit-engine: %s\n", error);
  g_free (self->certificate_complaint);
  self->certificate_complaint = g_strdup (error);
}

/* Files named on the command line stand in for those of the settings, which keep theirs. */
static void
set_up_certificates (Daemon *self, const AditSettings *settings)
{
  g_autofree char *directory = g_build_filename (self->config_dir, "tls", NULL);
  g_autofree char *certificate = g_strdup (settings->certificate_path);
  g_autofree char *key = g_strdup (settings->key_path);

  if (self->options.tls_certificate)
    {
      g_free (certificate);
      g_free (key);
      certificate = g_canonicalize_filename (self->options.tls_certificate, NULL);
      key = g_canonicalize_filename (self->options.tls_key, NULL);
    }

  self->certificates = adit_engine_certificates_new (directory, certificate, key);
  complain_of_certificate (self->certificates, self);
  g_signal_connect (self->certificates, "changed", G_CALLBACK (complain_of_certificate), self);
}

/* Where nothing can be locked nothing can be saved either, and an engine that never saves harms
 * nobody. */
static gboolean
lock_configuration (Daemon *self)
{
  g_autoptr (GError) error = NULL;

  self->config_dir = self->options.config_dir
                         ? g_canonicalize_filename (self->options.config_dir, NULL)
                         : g_build_filename (g_get_user_config_dir (), "adit", NULL);
  self->lock = adit_engine_lock_take (self->config_dir, &error);
  if (!g_error_matches (error, ADIT_ERROR, ADIT_ERROR_EXISTS))
    return TRUE;

  g_printerr ("adit-engine: %s\n", error->message);
  return FALSE;
}

/* @last: what was said before. */
static void
complain (const char *error, char **last)
{
  if (error && g_strcmp0 (error, *last) != 0)
    g_printerr ("adit-engine: %s\n", error);
  g_free (*last);
  *last = g_strdup (error);
}

static void
complain_of_users (AditEngineControl *control, Daemon *self)
{
  complain (adit_engine_control_get_users_error (control), &self->users_complaint);
}

static void
complain_of_rules (AditEngineControl *control, Daemon *self)
{
  complain (adit_engine_control_get_rules_error (control), &self->rules_complaint);
}

static void
complain_of_people (Daemon *self)
{
  complain_of_users (self->control, self);
  complain_of_rules (self->control, self);
  g_signal_connect (self->control, "users-changed", G_CALLBACK (complain_of_users), self);
  g_signal_connect (self->control, "rules-changed", G_CALLBACK (complain_of_rules), self);
}

static gboolean
set_up (Daemon *self, GError **error)
{
  g_autofree char *complaint = NULL;
  g_autoptr (AditSettings) settings = NULL;

  self->store = adit_engine_store_new (self->config_dir);
  settings = adit_engine_store_load (self->store, &complaint);
  if (complaint)
    g_printerr ("adit-engine: %s\n", complaint);

  if (self->options.listen && !override_listeners (settings, self->options.listen, error))
    return FALSE;
  if (self->options.is_start || self->options.is_without_bus || self->options.listen)
    settings->is_running = TRUE;

  set_up_certificates (self, settings);
  self->control = adit_engine_control_new (g_steal_pointer (&settings),
                                           self->options.listen ? NULL : self->store,
                                           self->certificates, self->config_dir);
  adit_engine_control_start_upstreams (self->control, !self->options.is_without_bus);
  complain_of_people (self);
  return TRUE;
}

/* Whoever names files on the command line means those, and would not look elsewhere for what is
 * wrong with them. */
static gboolean
has_wanted_certificate (Daemon *self)
{
  return !self->options.tls_certificate ||
         adit_engine_certificates_get_certificate (self->certificates) != NULL;
}

/* Without a bus nobody could start it later: then not to listen at all is a failure. */
static gboolean
start (Daemon *self, gboolean is_wanted)
{
  AditEngineProxy *proxy = adit_engine_control_get_proxy (self->control);
  gboolean is_started;

  g_signal_connect (proxy, "listeners-changed", G_CALLBACK (on_listeners_changed), self);
  g_signal_connect (proxy, "drained", G_CALLBACK (on_drained), self);
  if (!is_wanted)
    return TRUE;

  is_started = adit_engine_proxy_start (proxy, NULL);
  complain_of_listeners (self);

  return is_started || !self->options.is_without_bus;
}

static void
run_loop (Daemon *self)
{
  guint term_source = g_unix_signal_add (SIGTERM, on_signal, self);
  guint int_source = g_unix_signal_add (SIGINT, on_signal, self);

  if (!self->options.is_without_bus)
    self->name_id = g_bus_own_name (G_BUS_TYPE_SESSION, ADIT_ENGINE_BUS_NAME,
                                    G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, on_bus_acquired, NULL,
                                    on_name_lost, self, NULL);
  g_main_loop_run (self->loop);

  /* The last totals are saved, then nothing any more; whoever sees the name go may start another
   * engine. */
  adit_engine_control_close (self->control);
  g_clear_pointer (&self->lock, adit_engine_lock_free);
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  g_clear_pointer (&self->bus, adit_engine_bus_free);
  g_source_remove (term_source);
  g_source_remove (int_source);
}

static int
run (Daemon *self)
{
  g_autoptr (GError) error = NULL;

  if (!lock_configuration (self))
    return EXIT_FAILED;
  if (!set_up (self, &error))
    {
      g_printerr ("adit-engine: %s\n", error->message);
      return EXIT_USAGE;
    }

  if (has_wanted_certificate (self) && start (self, adit_engine_control_is_wanted (self->control)))
    run_loop (self);
  else
    self->status = EXIT_FAILED;

  g_signal_handlers_disconnect_by_data (adit_engine_control_get_proxy (self->control), self);
  return self->status;
}

static void
tear_down (Daemon *self)
{
  if (self->control)
    {
      g_signal_handlers_disconnect_by_data (self->control, self);
      adit_engine_control_close (self->control);
    }
  g_clear_object (&self->control);
  if (self->certificates)
    g_signal_handlers_disconnect_by_data (self->certificates, self);
  g_clear_object (&self->certificates);
  g_free (self->certificate_complaint);
  g_free (self->users_complaint);
  g_free (self->rules_complaint);
  g_clear_pointer (&self->store, adit_engine_store_free);
  g_clear_pointer (&self->lock, adit_engine_lock_free);
  g_free (self->config_dir);
  g_main_loop_unref (self->loop);
  g_hash_table_unref (self->announced);
  options_clear (&self->options);
}

int
adit_engine_daemon_run (int argc, char **argv)
{
  Daemon self = { .status = EXIT_OK };
  g_autoptr (GError) error = NULL;
  int status;

  if (!read_options (&self.options, &argc, &argv, &error))
    {
      g_printerr ("adit-engine: %s\n", error->message);
      options_clear (&self.options);
      return EXIT_USAGE;
    }
  if (self.options.is_version)
    {
      printf ("adit-engine %s\n", ADIT_VERSION);
      options_clear (&self.options);
      return EXIT_OK;
    }

  adit_bus_error_register ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.announced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  status = run (&self);
  tear_down (&self);

  return status;
}

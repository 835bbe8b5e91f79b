/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "adit-engine"

#include "engine/control/adit-engine-daemon.h"

#include "bus/adit-bus-error.h"
#include "bus/adit-bus-names.h"
#include "engine/control/adit-engine-bus.h"
#include "engine/control/adit-engine-daemon-options.h"
#include "engine/control/adit-engine-lent.h"
#include "engine/control/adit-engine-lock.h"
#include "engine/control/adit-engine-news.h"
#include "model/adit-error.h"

#include <glib-unix.h>
#include <stdio.h>

enum
{
  EXIT_OK = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2
};

typedef struct
{
  AditEngineDaemonOptions options;
  char *config_dir; /* absolute, like the next */
  char *state_dir;
  AditEngineLent *lent;
  AditEngineLock *lock; /* NULL: none was to be had, and nobody else has it */
  AditEngineStore *store;
  AditEngineCertificates *certificates;
  AditEngineControl *control;
  AditEngineBus *bus;
  GMainLoop *loop;
  AditEngineNews *news;
  guint signal_sources[4];
  char *certificate_complaint; /* the last that was printed, or NULL */
  char *users_complaint;
  char *rules_complaint;
  char *system_proxy_complaint;
  guint name_id;
  int status;
  gboolean is_ending;
} Daemon;

/* What is wrong is said once, until it is something else. */
static void
complain (char **last, const char *error)
{
  if (error && g_strcmp0 (error, *last) != 0)
    g_printerr ("adit-engine: %s\n", error);
  g_free (*last);
  *last = g_strdup (error);
}

static void
on_system_proxy_changed (AditEngineControl *control, Daemon *self)
{
  complain (&self->system_proxy_complaint, adit_engine_control_get_system_proxy_error (control));
}

/* ---- Listeners ---- */

static void
on_listeners_changed (AditEngineProxy *proxy, Daemon *self)
{
  adit_engine_news_tell_listeners (self->news, proxy);
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
  AditEngineProxy *proxy = adit_engine_control_get_proxy (self->control);

  if (self->is_ending)
    quit (self, self->status);
  else
    {
      self->is_ending = TRUE;
      adit_engine_control_close_system_proxy (self->control);
      adit_engine_news_tell_stopping (self->news, proxy);
      adit_engine_proxy_stop (proxy);
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

/* ---- Beginning ---- */

static void
complain_of_certificate (AditEngineCertificates *certificates, Daemon *self)
{
  complain (&self->certificate_complaint, adit_engine_certificates_get_error (certificates));
}

/* Files named on the command line stand in for those of the settings, which keep theirs.
 * (transfer full) both */
static void
find_certificate (Daemon *self, const AditSettings *settings, char **certificate, char **key)
{
  const AditEngineDaemonOptions *options = &self->options;

  *certificate = options->tls_certificate ? g_canonicalize_filename (options->tls_certificate, NULL)
                                          : g_strdup (settings->certificate_path);
  *key = options->tls_key ? g_canonicalize_filename (options->tls_key, NULL)
                          : g_strdup (settings->key_path);
}

static void
set_up_certificates (Daemon *self, const AditSettings *settings)
{
  g_autofree char *directory = g_build_filename (self->state_dir, "tls", NULL);
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;

  find_certificate (self, settings, &certificate, &key);
  self->certificates = adit_engine_certificates_new (directory, certificate, key);
  complain_of_certificate (self->certificates, self);
  g_signal_connect (self->certificates, "changed", G_CALLBACK (complain_of_certificate), self);
}

static void
find_directories (Daemon *self)
{
  self->config_dir = self->options.config_dir
                         ? g_canonicalize_filename (self->options.config_dir, NULL)
                         : g_build_filename (g_get_user_config_dir (), "adit", NULL);
  self->state_dir = self->options.state_dir
                        ? g_canonicalize_filename (self->options.state_dir, NULL)
                        : g_strdup (self->config_dir);
}

/* Where nothing can be locked nothing can be saved either, and an engine that never saves harms
 * nobody. */
static gboolean
lock_state (Daemon *self)
{
  g_autoptr (GError) error = NULL;

  self->lock = adit_engine_lock_take (self->state_dir, &error);
  if (!g_error_matches (error, ADIT_ERROR, ADIT_ERROR_EXISTS))
    return TRUE;

  g_printerr ("adit-engine: %s\n", error->message);
  return FALSE;
}

static void
complain_of_rules (AditEngineControl *control, Daemon *self)
{
  complain (&self->rules_complaint, adit_engine_control_get_rules_error (control));
}

static void
complain_of_users (AditEngineControl *control, Daemon *self)
{
  complain (&self->users_complaint, adit_engine_control_get_users_error (control));
}

static void
complain_of_people (Daemon *self)
{
  complain_of_users (self->control, self);
  complain_of_rules (self->control, self);
  g_signal_connect (self->control, "users-changed", G_CALLBACK (complain_of_users), self);
  g_signal_connect (self->control, "rules-changed", G_CALLBACK (complain_of_rules), self);
}

/* The settings as they are to be in this process; NULL with @error for a command line that is no
 * good. @complaint gets what is wrong with the file. (transfer full) both */
static AditSettings *
read_settings (Daemon *self, char **complaint, GError **error)
{
  g_autoptr (AditSettings) settings = adit_engine_store_load (self->store, complaint);

  if (*complaint)
    g_printerr ("adit-engine: %s\n", *complaint);
  if (!adit_engine_daemon_options_apply (&self->options, settings, error))
    return NULL;

  adit_engine_lent_add_to (self->lent, settings);
  return g_steal_pointer (&settings);
}

static gboolean
set_up (Daemon *self, GError **error)
{
  g_autofree char *complaint = NULL;
  AditSettings *settings;

  self->store = adit_engine_store_new (self->config_dir, self->state_dir);
  settings = read_settings (self, &complaint, error);
  if (!settings)
    return FALSE;

  set_up_certificates (self, settings);
  self->control = adit_engine_control_new (settings, self->options.listen ? NULL : self->store,
                                           self->certificates, self->config_dir, self->state_dir);
  adit_engine_control_start_upstreams (self->control, !self->options.is_without_bus);
  adit_engine_lent_give (self->lent, adit_engine_control_get_proxy (self->control));
  complain_of_people (self);
  return TRUE;
}

/* ---- Reading everything again ---- */

static gboolean
is_certificate_used (Daemon *self, const char *certificate, const char *key)
{
  AditEngineCertificates *certificates = self->certificates;

  if (!certificate)
    return adit_engine_certificates_is_local (certificates);

  return !adit_engine_certificates_is_local (certificates) &&
         g_str_equal (certificate, adit_engine_certificates_get_certificate_path (certificates)) &&
         g_str_equal (key, adit_engine_certificates_get_key_path (certificates));
}

/* What cannot be used leaves the old one serving. */
static void
reload_certificate (Daemon *self, const AditSettings *settings)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;

  find_certificate (self, settings, &certificate, &key);
  if (is_certificate_used (self, certificate, key))
    adit_engine_certificates_look_again (self->certificates);
  else if (certificate)
    adit_engine_certificates_use_files (self->certificates, certificate, key, &error);
  else
    adit_engine_certificates_use_local (self->certificates, &error);

  if (error)
    g_printerr ("adit-engine: %s\n", error->message);
}

/* A file that is no good leaves the settings that are in force. */
static void
reload (Daemon *self)
{
  g_autofree char *complaint = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditSettings) settings = read_settings (self, &complaint, &error);

  if (complaint)
    g_clear_pointer (&settings, adit_settings_free);
  reload_certificate (self, settings ? settings : adit_engine_control_get_settings (self->control));
  adit_engine_control_reload (self->control, g_steal_pointer (&settings));
  complain_of_listeners (self);
}

static gboolean
on_hangup (gpointer user_data)
{
  Daemon *self = user_data;

  if (self->is_ending)
    return G_SOURCE_CONTINUE;

  adit_engine_news_tell_reloading ();
  reload (self);
  adit_engine_news_tell_ready (self->news);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_reopen (gpointer user_data)
{
  Daemon *self = user_data;

  adit_engine_proxy_reopen_log (adit_engine_control_get_proxy (self->control));

  return G_SOURCE_CONTINUE;
}

/* ---- Running ---- */

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

/* Before it listens, so that whoever is told where need not wait to end it in good order. */
static void
watch_signals (Daemon *self)
{
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, on_signal, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, on_signal, self);
  self->signal_sources[2] = g_unix_signal_add (SIGHUP, on_hangup, self);
  self->signal_sources[3] = g_unix_signal_add (SIGUSR1, on_reopen, self);
}

static void
unwatch_signals (Daemon *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
}

static void
run_loop (Daemon *self)
{
  if (!self->options.is_without_bus)
    {
      g_signal_connect (self->control, "system-proxy-changed", G_CALLBACK (on_system_proxy_changed),
                        self);
      adit_engine_control_open_system_proxy (self->control);
      self->name_id = g_bus_own_name (G_BUS_TYPE_SESSION, ADIT_ENGINE_BUS_NAME,
                                      G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE, on_bus_acquired, NULL,
                                      on_name_lost, self, NULL);
    }
  adit_engine_news_tell_ready (self->news);
  g_main_loop_run (self->loop);
  adit_engine_control_close_system_proxy (self->control);

  /* The last totals are saved, then nothing any more; whoever sees the name go may start another
   * engine. */
  adit_engine_control_close (self->control);
  g_clear_pointer (&self->lock, adit_engine_lock_free);
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  g_clear_pointer (&self->bus, adit_engine_bus_free);
}

static int
run (Daemon *self)
{
  g_autoptr (GError) error = NULL;

  find_directories (self);
  if (!lock_state (self))
    return EXIT_FAILED;
  self->lent = adit_engine_lent_take (&error);
  if (!self->lent)
    {
      g_printerr ("adit-engine: %s\n", error->message);
      return EXIT_FAILED;
    }
  if (!set_up (self, &error))
    {
      g_printerr ("adit-engine: %s\n", error->message);
      return EXIT_USAGE;
    }

  watch_signals (self);
  if (has_wanted_certificate (self) && start (self, adit_engine_control_is_wanted (self->control)))
    run_loop (self);
  else
    self->status = EXIT_FAILED;
  unwatch_signals (self);

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
  g_free (self->system_proxy_complaint);
  g_clear_pointer (&self->store, adit_engine_store_free);
  g_clear_pointer (&self->lock, adit_engine_lock_free);
  g_clear_pointer (&self->lent, adit_engine_lent_free);
  g_free (self->config_dir);
  g_free (self->state_dir);
  g_main_loop_unref (self->loop);
  adit_engine_news_free (self->news);
  adit_engine_daemon_options_clear (&self->options);
}

int
adit_engine_daemon_run (int argc, char **argv)
{
  Daemon self = { .status = EXIT_OK };
  g_autoptr (GError) error = NULL;
  int status;

  if (!adit_engine_daemon_options_read (&self.options, &argc, &argv, &error))
    {
      g_printerr ("adit-engine: %s\n", error->message);
      adit_engine_daemon_options_clear (&self.options);
      return EXIT_USAGE;
    }
  if (self.options.is_version)
    {
      printf ("adit-engine %s\n", ADIT_VERSION);
      adit_engine_daemon_options_clear (&self.options);
      return EXIT_OK;
    }

  adit_bus_error_register ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.news = adit_engine_news_new ();
  status = run (&self);
  tear_down (&self);

  return status;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-daemon-options.h"

#include "model/adit-error.h"

#include <glib/gi18n.h>

gboolean
adit_engine_daemon_options_read (AditEngineDaemonOptions *options,
                                 int *argc,
                                 char ***argv,
                                 GError **error)
{
  const GOptionEntry entries[] = {
    { "no-bus", 0, 0, G_OPTION_ARG_NONE, &options->is_without_bus,
      N_ ("Run without a session bus, and start at once"), NULL },
    { "config-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->config_dir,
      N_ ("Where the configuration is kept"), N_ ("DIR") },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->state_dir,
      N_ ("Where the engine keeps what nobody edits, if not there as well"), N_ ("DIR") },
    { "listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->listen,
      N_ ("Listen here instead of where the configuration says, and start at once; no setting that "
          "is changed later is saved then. Can be given more than once; port 0 takes a free one"),
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

void
adit_engine_daemon_options_clear (AditEngineDaemonOptions *options)
{
  g_free (options->config_dir);
  g_free (options->state_dir);
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

gboolean
adit_engine_daemon_options_apply (const AditEngineDaemonOptions *options,
                                  AditSettings *settings,
                                  GError **error)
{
  if (options->listen && !override_listeners (settings, options->listen, error))
    return FALSE;
  if (options->is_start || options->is_without_bus || options->listen)
    settings->is_running = TRUE;

  return TRUE;
}

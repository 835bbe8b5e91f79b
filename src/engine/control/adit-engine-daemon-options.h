/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The command line of the engine, and how it stands above the settings. */

#pragma once

#include "model/adit-settings.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_without_bus;
  gboolean is_version;
  gboolean is_start;
  char *config_dir;
  char *state_dir;
  char **listen;
  char *tls_certificate;
  char *tls_key;
} AditEngineDaemonOptions;

/* G_OPTION_ERROR; what was read until then is to be cleared as well. */
gboolean adit_engine_daemon_options_read (AditEngineDaemonOptions *options,
                                          int *argc,
                                          char ***argv,
                                          GError **error);
void adit_engine_daemon_options_clear (AditEngineDaemonOptions *options);

/* Changes what the command line decides, whenever the settings were read. G_OPTION_ERROR. */
gboolean adit_engine_daemon_options_apply (const AditEngineDaemonOptions *options,
                                           AditSettings *settings,
                                           GError **error);

G_END_DECLS

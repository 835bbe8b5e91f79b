/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What adit-settings.c (the value) lends to adit-settings-parse.c and adit-settings-print.c. */

#pragma once

#include "model/adit-settings.h"

G_BEGIN_DECLS

#define ADIT_SETTINGS_LISTENER_PREFIX "listener-"

/* Rows of tables, one table for each kind of value: a key, and where in AditSettings it goes. */
typedef struct
{
  const char *group;
  const char *key;
  gsize offset;
  guint min;
  guint max;
  guint initial;
} AditSettingsLimit;

typedef struct
{
  const char *group;
  const char *key;
  gsize offset;
  gboolean initial;
} AditSettingsFlag;

typedef struct
{
  const char *group;
  const char *key;
  gsize offset;
} AditSettingsPath;

#define ADIT_SETTINGS_N_LIMITS 7
#define ADIT_SETTINGS_N_FLAGS  6
#define ADIT_SETTINGS_N_PATHS  4

extern const AditSettingsLimit adit_settings_limits[ADIT_SETTINGS_N_LIMITS];
extern const AditSettingsFlag adit_settings_flags[ADIT_SETTINGS_N_FLAGS];
extern const AditSettingsPath adit_settings_paths[ADIT_SETTINGS_N_PATHS];

/* Where the value is kept. */
guint *adit_settings_limit (const AditSettings *self, const AditSettingsLimit *limit);
gboolean *adit_settings_flag (const AditSettings *self, const AditSettingsFlag *flag);
char **adit_settings_path (const AditSettings *self, const AditSettingsPath *path);

/* The defaults, but without listeners; and what is added where none is written. */
AditSettings *adit_settings_new_bare (void);
void adit_settings_add_default_listeners (AditSettings *self);

G_END_DECLS

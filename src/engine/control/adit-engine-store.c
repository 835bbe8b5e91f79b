/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-store.h"

#include "engine/control/adit-engine-kept.h"
#include "model/adit-error.h"

struct _AditEngineStore
{
  AditEngineKept *kept;
};

static gpointer
parse (const char *text, GError **error)
{
  return adit_settings_parse (text, error);
}

static char *
print (gconstpointer value, const char *previous)
{
  return adit_settings_print (value, previous);
}

static void
free_value (gpointer value)
{
  adit_settings_free (value);
}

static const AditEngineKeptKind kind = {
  "engine.conf", "the defaults", parse, print, free_value,
};

AditEngineStore *
adit_engine_store_new (const char *directory, const char *state_directory)
{
  AditEngineStore *self = g_new0 (AditEngineStore, 1);

  self->kept = adit_engine_kept_new (directory, state_directory, &kind);

  return self;
}

void
adit_engine_store_free (AditEngineStore *self)
{
  adit_engine_kept_free (self->kept);
  g_free (self);
}

AditSettings *
adit_engine_store_load (AditEngineStore *self, char **complaint)
{
  AditSettings *settings = adit_engine_kept_load (self->kept, complaint);

  return settings ? settings : adit_settings_new ();
}

gboolean
adit_engine_store_save (AditEngineStore *self, const AditSettings *settings, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (adit_engine_kept_save (self->kept, settings, &local_error))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "The configuration was not saved: %s",
               local_error->message);
  return FALSE;
}

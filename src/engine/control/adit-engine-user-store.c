/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-user-store.h"

#include "engine/control/adit-engine-kept.h"
#include "model/adit-error.h"

struct _AditEngineUserStore
{
  AditEngineKept *kept;
};

static gpointer
parse (const char *text, GError **error)
{
  return adit_users_parse (text, error);
}

static char *
print (gconstpointer value, const char *previous)
{
  return adit_users_print (value, previous);
}

static void
free_value (gpointer value)
{
  adit_users_unref (value);
}

static const AditEngineKeptKind kind = {
  "users.conf", "nobody", parse, print, free_value,
};

AditEngineUserStore *
adit_engine_user_store_new (const char *directory, const char *state_directory)
{
  AditEngineUserStore *self = g_new0 (AditEngineUserStore, 1);

  self->kept = adit_engine_kept_new (directory, state_directory, &kind);

  return self;
}

void
adit_engine_user_store_free (AditEngineUserStore *self)
{
  adit_engine_kept_free (self->kept);
  g_free (self);
}

AditUsers *
adit_engine_user_store_load (AditEngineUserStore *self, char **complaint)
{
  AditUsers *users = adit_engine_kept_load (self->kept, complaint);

  return users ? users : adit_users_new ();
}

gboolean
adit_engine_user_store_save (AditEngineUserStore *self, const AditUsers *users, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (adit_engine_kept_save (self->kept, users, &local_error))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "The users were not saved: %s",
               local_error->message);
  return FALSE;
}

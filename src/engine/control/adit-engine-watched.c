/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-watched.h"

#include "model/adit-error.h"

/* Editors write in several steps: first something is gone or empty. */
#define SETTLE_MS 200

struct _AditEngineWatched
{
  GObject parent_instance;

  const AditEngineWatchedKind *kind;
  AditEngineKept *kept;
  gpointer value;
  char *error;
  GFileMonitor *monitor; /* NULL: cannot be watched */
  guint settle_source;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditEngineWatched, adit_engine_watched, G_TYPE_OBJECT)

/* ---- The file ---- */

/* What is to be in force. @error gets why it is not the file. (transfer full) both */
static gpointer
read_value (AditEngineWatched *self, char **error)
{
  gpointer read = adit_engine_kept_load (self->kept, error);

  /* The last good one is here already, at most it could not be written. */
  if (*error && self->value)
    {
      g_clear_pointer (&read, self->kind->kept.free_value);
      return self->kind->ref (self->value);
    }

  return read ? read : self->kind->new_initial (*error != NULL);
}

static gboolean
is_same (AditEngineWatched *self, gconstpointer value, const char *error)
{
  return self->value && self->kind->is_same (self->value, value) &&
         g_strcmp0 (self->error, error) == 0;
}

/* Takes both. */
static void
use (AditEngineWatched *self, gpointer value, char *error)
{
  gboolean is_changed = !is_same (self, value, error);

  g_clear_pointer (&self->value, self->kind->kept.free_value);
  self->value = value;
  g_free (self->error);
  self->error = error;

  if (is_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
adit_engine_watched_refresh (AditEngineWatched *self)
{
  char *error = NULL;
  gpointer value = read_value (self, &error);

  use (self, value, error);
}

gboolean
adit_engine_watched_save (AditEngineWatched *self, gpointer value, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!value)
    return FALSE;
  if (adit_engine_kept_save (self->kept, value, &local_error))
    {
      use (self, value, NULL);
      return TRUE;
    }

  self->kind->kept.free_value (value);
  g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "%s: %s", self->kind->unsaved,
               local_error->message);
  return FALSE;
}

/* ---- Edits by hand ---- */

static gboolean
on_settled (gpointer user_data)
{
  AditEngineWatched *self = user_data;

  self->settle_source = 0;
  adit_engine_watched_refresh (self);

  return G_SOURCE_REMOVE;
}

static void
on_file_changed (AditEngineWatched *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
watch (AditEngineWatched *self, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, self->kind->kept.name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_file_changed), self);
}

/* ---- Life ---- */

AditEngineWatched *
adit_engine_watched_new (const char *directory,
                         const char *state_directory,
                         const AditEngineWatchedKind *kind)
{
  AditEngineWatched *self = g_object_new (ADIT_ENGINE_TYPE_WATCHED, NULL);

  self->kind = kind;
  self->kept = adit_engine_kept_new (directory, state_directory, &kind->kept);
  watch (self, directory);
  adit_engine_watched_refresh (self);

  return self;
}

gpointer
adit_engine_watched_get_value (AditEngineWatched *self)
{
  return self->value;
}

const char *
adit_engine_watched_get_error (AditEngineWatched *self)
{
  return self->error;
}

static void
adit_engine_watched_finalize (GObject *object)
{
  AditEngineWatched *self = ADIT_ENGINE_WATCHED (object);

  if (self->monitor)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_pointer (&self->kept, adit_engine_kept_free);
  g_clear_pointer (&self->value, self->kind->kept.free_value);
  g_free (self->error);

  G_OBJECT_CLASS (adit_engine_watched_parent_class)->finalize (object);
}

static void
adit_engine_watched_class_init (AditEngineWatchedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_engine_watched_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_engine_watched_init (AditEngineWatched *self)
{
}

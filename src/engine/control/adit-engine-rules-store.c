/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-rules-store.h"

#include "engine/control/adit-engine-kept.h"
#include "model/adit-error.h"

#define FILE_NAME "rules.conf"

/* Editors write in several steps: first something is gone or empty. */
#define SETTLE_MS 200

struct _AditEngineRulesStore
{
  GObject parent_instance;

  AditEngineKept *kept;
  AditRules *rules;
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

G_DEFINE_FINAL_TYPE (AditEngineRulesStore, adit_engine_rules_store, G_TYPE_OBJECT)

/* ---- The file ---- */

static gpointer
parse (const char *text, GError **error)
{
  return adit_rules_parse (text, error);
}

/* The rules have the whole text, comments included. */
static char *
print (gconstpointer value, const char *previous)
{
  return g_strdup (adit_rules_get_text (value));
}

static void
free_value (gpointer value)
{
  adit_rules_unref (value);
}

static const AditEngineKeptKind kind = {
  FILE_NAME, "rules that deny everything", parse, print, free_value,
};

/* Nothing is wished for where there is no file; where there is one that nobody understands, to
 * allow what it may have meant to deny would be worse than nothing. */
static AditRules *
new_initial (gboolean is_bad)
{
  return is_bad ? adit_rules_parse ("default deny\n", NULL) : adit_rules_new ();
}

/* What is to be in force. @error gets why it is not the file. (transfer full) both */
static AditRules *
read_rules (AditEngineRulesStore *self, char **error)
{
  AditRules *read = adit_engine_kept_load (self->kept, error);

  /* The last good ones are here already, at most they could not be written. */
  if (*error && self->rules)
    {
      g_clear_pointer (&read, adit_rules_unref);
      return adit_rules_ref (self->rules);
    }

  return read ? read : new_initial (*error != NULL);
}

static gboolean
is_same (AditEngineRulesStore *self, const AditRules *rules, const char *error)
{
  return self->rules &&
         g_str_equal (adit_rules_get_text (self->rules), adit_rules_get_text (rules)) &&
         g_strcmp0 (self->error, error) == 0;
}

/* Takes both. */
static void
use (AditEngineRulesStore *self, AditRules *rules, char *error)
{
  gboolean is_changed = !is_same (self, rules, error);

  g_clear_pointer (&self->rules, adit_rules_unref);
  self->rules = rules;
  g_free (self->error);
  self->error = error;

  if (is_changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

void
adit_engine_rules_store_refresh (AditEngineRulesStore *self)
{
  char *error = NULL;
  AditRules *rules = read_rules (self, &error);

  use (self, rules, error);
}

gboolean
adit_engine_rules_store_save (AditEngineRulesStore *self, AditRules *rules, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (adit_engine_kept_save (self->kept, rules, &local_error))
    {
      use (self, adit_rules_ref (rules), NULL);
      return TRUE;
    }

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "The rules were not saved: %s",
               local_error->message);
  return FALSE;
}

/* ---- Edits by hand ---- */

static gboolean
on_settled (gpointer user_data)
{
  AditEngineRulesStore *self = user_data;

  self->settle_source = 0;
  adit_engine_rules_store_refresh (self);

  return G_SOURCE_REMOVE;
}

static void
on_file_changed (AditEngineRulesStore *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
watch (AditEngineRulesStore *self, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, FILE_NAME, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_file_changed), self);
}

/* ---- Life ---- */

AditEngineRulesStore *
adit_engine_rules_store_new (const char *directory, const char *state_directory)
{
  AditEngineRulesStore *self = g_object_new (ADIT_ENGINE_TYPE_RULES_STORE, NULL);

  self->kept = adit_engine_kept_new (directory, state_directory, &kind);
  watch (self, directory);
  adit_engine_rules_store_refresh (self);

  return self;
}

AditRules *
adit_engine_rules_store_get_rules (AditEngineRulesStore *self)
{
  return self->rules;
}

const char *
adit_engine_rules_store_get_error (AditEngineRulesStore *self)
{
  return self->error;
}

static void
adit_engine_rules_store_finalize (GObject *object)
{
  AditEngineRulesStore *self = ADIT_ENGINE_RULES_STORE (object);

  if (self->monitor)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_pointer (&self->kept, adit_engine_kept_free);
  g_clear_pointer (&self->rules, adit_rules_unref);
  g_free (self->error);

  G_OBJECT_CLASS (adit_engine_rules_store_parent_class)->finalize (object);
}

static void
adit_engine_rules_store_class_init (AditEngineRulesStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_engine_rules_store_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_engine_rules_store_init (AditEngineRulesStore *self)
{
}

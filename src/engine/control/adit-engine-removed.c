/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-removed.h"

#include "model/adit-error.h"

typedef struct
{
  AditEngineRemoved *owner;
  AditUser *user;
  AditEngineAccountState *state;
  guint day;
  GList link;
  guint source;
} Entry;

struct _AditEngineRemoved
{
  GQueue entries; /* the first was removed first */
};

static void
drop (Entry *entry)
{
  g_queue_unlink (&entry->owner->entries, &entry->link);
  g_clear_handle_id (&entry->source, g_source_remove);
  adit_user_free (entry->user);
  g_clear_pointer (&entry->state, adit_engine_account_state_free);
  g_free (entry);
}

static gboolean
on_kept_long_enough (gpointer user_data)
{
  Entry *entry = user_data;

  entry->source = 0;
  drop (entry);

  return G_SOURCE_REMOVE;
}

static Entry *
find (AditEngineRemoved *self, const char *name)
{
  for (GList *link = self->entries.head; link; link = link->next)
    if (g_str_equal (((Entry *) link->data)->user->name, name))
      return link->data;

  return NULL;
}

AditEngineRemoved *
adit_engine_removed_new (void)
{
  return g_new0 (AditEngineRemoved, 1);
}

void
adit_engine_removed_free (AditEngineRemoved *self)
{
  while (self->entries.head)
    drop (self->entries.head->data);
  g_free (self);
}

void
adit_engine_removed_put (AditEngineRemoved *self,
                         const AditUser *user,
                         AditEngineAccountState *state,
                         guint day)
{
  Entry *entry = g_new0 (Entry, 1);

  adit_engine_removed_drop (self, user->name);
  if (self->entries.length >= ADIT_ENGINE_REMOVED_MAX)
    drop (self->entries.head->data);

  entry->owner = self;
  entry->user = adit_user_copy (user);
  entry->state = state;
  entry->day = day;
  entry->link.data = entry;
  entry->source = g_timeout_add_seconds (ADIT_ENGINE_REMOVED_KEPT_S, on_kept_long_enough, entry);
  g_queue_push_tail_link (&self->entries, &entry->link);
}

gboolean
adit_engine_removed_find (AditEngineRemoved *self,
                          const char *name,
                          AditUser **user,
                          const AditEngineAccountState **state,
                          guint *day,
                          GError **error)
{
  const Entry *entry = find (self, name);

  if (!entry)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND,
                   "No user “%s” was removed lately, or they cannot come back any more", name);
      return FALSE;
    }

  *user = adit_user_copy (entry->user);
  *state = entry->state;
  *day = entry->day;
  return TRUE;
}

void
adit_engine_removed_drop (AditEngineRemoved *self, const char *name)
{
  Entry *entry = find (self, name);

  if (entry)
    drop (entry);
}

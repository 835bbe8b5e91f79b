/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-origins.h"

struct _AditEngineOrigins
{
  AditEngineWorker *worker;
  guint kept_max;
  guint n_kept;
  GHashTable *places; /* name → Place; none is empty */
};

typedef struct
{
  char *name;  /* "https://HOST:PORT via 0" */
  GQueue kept; /* Kept, the last used first, by their embedded links */
} Place;

typedef struct
{
  GList link;
  AditEngineOrigins *origins;
  Place *place;
  AditEngineChannel *channel;
  AditEngineAddress address;
  AditEngineTimer expiry;
} Kept;

/* 0: by itself. */
static guint
number_of (const AditEngineUpstream *upstream)
{
  return upstream ? upstream->number : 0;
}

static char *
name_place (const AditAuthority *target, gboolean is_secure, guint way)
{
  g_autofree char *authority = adit_authority_to_string (target);
  g_autofree char *lower = g_ascii_strdown (authority, -1);

  return g_strdup_printf ("%s://%s via %u", is_secure ? "https" : "http", lower, way);
}

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->name);
  g_free (place);
}

/* Takes it out; the connection is the caller's then. */
static AditEngineChannel *
release (Kept *kept)
{
  AditEngineOrigins *self = kept->origins;
  AditEngineChannel *channel = kept->channel;

  adit_engine_loop_disarm (self->worker->loop, &kept->expiry);
  self->n_kept--;
  g_queue_unlink (&kept->place->kept, &kept->link);
  if (kept->place->kept.length == 0)
    g_hash_table_remove (self->places, kept->place->name);
  g_free (kept);

  return channel;
}

static void
on_expired (gpointer owner)
{
  adit_engine_channel_close (release (owner), FALSE);
}

/* TLS may have something to say that is not for us, such as a ticket for the next session. */
static gboolean
is_quiet (AditEngineChannel *channel)
{
  return adit_engine_channel_fill (channel) == ADIT_ENGINE_FILL_WAITS;
}

static void
on_channel_ready (AditEngineChannel *channel, gpointer owner)
{
  if (adit_engine_channel_is_readable (channel) && !is_quiet (channel))
    adit_engine_channel_close (release (owner), FALSE);
}

static Place *
find_place (AditEngineOrigins *self, const AditAuthority *target, gboolean is_secure, guint way)
{
  g_autofree char *name = name_place (target, is_secure, way);

  return g_hash_table_lookup (self->places, name);
}

static Place *
ensure_place (AditEngineOrigins *self, const AditAuthority *target, gboolean is_secure, guint way)
{
  Place *place = find_place (self, target, is_secure, way);

  if (!place)
    {
      place = g_new0 (Place, 1);
      place->name = name_place (target, is_secure, way);
      g_hash_table_insert (self->places, place->name, place);
    }

  return place;
}

static gboolean
has_room (AditEngineOrigins *self, const AditAuthority *target, gboolean is_secure, guint way)
{
  Place *place = find_place (self, target, is_secure, way);

  return self->n_kept < self->kept_max &&
         (!place || place->kept.length < ADIT_ENGINE_KEPT_PER_ORIGIN_MAX);
}

void
adit_engine_origins_keep (AditEngineOrigins *self,
                          const AditAuthority *target,
                          gboolean is_secure,
                          const AditEngineUpstream *upstream,
                          const AditEngineAddress *address,
                          AditEngineChannel *channel)
{
  guint way = number_of (upstream);
  Kept *kept;

  /* An end that came with the last answer, unannounced, is told by no event any more. */
  if (!has_room (self, target, is_secure, way) || !is_quiet (channel))
    {
      adit_engine_channel_close (channel, FALSE);
      return;
    }

  kept = g_new0 (Kept, 1);
  *kept = (Kept){ .origins = self, .channel = channel, .address = *address };
  kept->link.data = kept;
  kept->place = ensure_place (self, target, is_secure, way);
  g_queue_push_head_link (&kept->place->kept, &kept->link);
  self->n_kept++;
  adit_engine_loop_arm (self->worker->loop, &kept->expiry, ADIT_ENGINE_KEPT_US, on_expired, kept);
  adit_engine_channel_set_owner (channel, on_channel_ready, kept);
}

AditEngineChannel *
adit_engine_origins_take (AditEngineOrigins *self,
                          const AditAuthority *target,
                          gboolean is_secure,
                          const AditEngineUpstream *upstream,
                          AditEngineAddress *address)
{
  guint way = number_of (upstream);
  Place *place;

  while ((place = find_place (self, target, is_secure, way)))
    {
      Kept *kept = place->kept.head->data;
      AditEngineAddress other_end = kept->address;
      AditEngineChannel *channel = release (kept);

      /* Its end may be among events that are not served yet. */
      adit_engine_channel_doubt (channel);
      if (is_quiet (channel))
        {
          *address = other_end;
          return channel;
        }
      adit_engine_channel_close (channel, FALSE);
    }

  return NULL;
}

guint
adit_engine_origins_count (const AditEngineOrigins *self)
{
  return self->n_kept;
}

/* ---- Life ---- */

AditEngineOrigins *
adit_engine_origins_new (AditEngineWorker *worker, guint kept_max)
{
  AditEngineOrigins *self = g_new0 (AditEngineOrigins, 1);

  self->worker = worker;
  self->kept_max = kept_max;
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, place_free);

  return self;
}

static gboolean
is_any (gpointer name, gpointer place, gpointer data)
{
  return TRUE;
}

void
adit_engine_origins_clear (AditEngineOrigins *self)
{
  Place *place;

  while ((place = g_hash_table_find (self->places, is_any, NULL)))
    adit_engine_channel_close (release (place->kept.head->data), FALSE);
}

void
adit_engine_origins_free (AditEngineOrigins *self)
{
  adit_engine_origins_clear (self);
  g_hash_table_unref (self->places);
  g_free (self);
}

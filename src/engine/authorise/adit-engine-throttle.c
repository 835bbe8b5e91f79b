/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-throttle.h"

#include <pthread.h>
#include <string.h>

/* What of an address counts: all of IPv4 and of a link-local one, the network of the rest. */
typedef struct
{
  guint8 bytes[16];
  sa_family_t family;
} Key;

typedef struct
{
  Key key;
  AditEngineBlock block; /* `ends_us` is 0 while there is none */
  gint64 last_us;        /* when it failed last */
} Entry;

struct _AditEngineThrottle
{
  pthread_mutex_t lock; /* not GLib's: see the mailbox */
  GHashTable *entries;  /* Entry, by its key */
  AditEngineThrottleFunc on_changed;
  gpointer owner;
};

/* ---- Keys ---- */

static Key
key_of (const AditEngineAddress *client)
{
  Key key;

  memset (&key, 0, sizeof key);
  key.family = client->any.sa_family;
  if (key.family == AF_INET)
    memcpy (key.bytes, &client->in.sin_addr, 4);
  else
    memcpy (key.bytes, &client->in6.sin6_addr,
            IN6_IS_ADDR_LINKLOCAL (&client->in6.sin6_addr) ? 16 : 8);

  return key;
}

static guint
hash_key (gconstpointer data)
{
  const Key *key = data;
  guint hash = key->family;

  for (guint i = 0; i < sizeof key->bytes; i++)
    hash = hash * 33 + key->bytes[i];

  return hash;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  const Key *key_a = a;
  const Key *key_b = b;

  return key_a->family == key_b->family &&
         memcmp (key_a->bytes, key_b->bytes, sizeof key_a->bytes) == 0;
}

/* ---- Life ---- */

AditEngineThrottle *
adit_engine_throttle_new (void)
{
  AditEngineThrottle *self = g_new0 (AditEngineThrottle, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->entries = g_hash_table_new_full (hash_key, equal_keys, NULL, g_free);

  return self;
}

void
adit_engine_throttle_free (AditEngineThrottle *self)
{
  g_hash_table_unref (self->entries);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
adit_engine_throttle_set_watcher (AditEngineThrottle *self,
                                  AditEngineThrottleFunc on_changed,
                                  gpointer owner)
{
  self->on_changed = on_changed;
  self->owner = owner;
}

static void
tell (AditEngineThrottle *self)
{
  if (self->on_changed)
    self->on_changed (self->owner);
}

/* ---- Entries ---- */

static gboolean
is_blocked (const Entry *entry)
{
  return entry->block.ends_us != 0;
}

static gboolean
is_over (const Entry *entry, gint64 now_us)
{
  return is_blocked (entry) ? now_us >= entry->block.ends_us
                            : now_us - entry->last_us >= ADIT_ENGINE_THROTTLE_MEMORY_US;
}

/* NULL where there is none, or none any more. */
static Entry *
find (AditEngineThrottle *self, const AditEngineAddress *client, gint64 now_us)
{
  Key key = key_of (client);
  Entry *entry = g_hash_table_lookup (self->entries, &key);

  if (!entry || !is_over (entry, now_us))
    return entry;

  g_hash_table_remove (self->entries, &key);
  return NULL;
}

/* Whether @a can be spared rather than @b. */
static gboolean
is_less (const Entry *a, const Entry *b)
{
  if (is_blocked (a) != is_blocked (b))
    return is_blocked (b);

  return is_blocked (a) ? a->block.ends_us < b->block.ends_us : a->last_us < b->last_us;
}

/* A walk over all of a full table, for a failure from an address that is not in it: bounded, and
 * cheap next to the hash that was computed for it. */
static void
make_room (AditEngineThrottle *self)
{
  Entry *least = NULL;
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->entries) < ADIT_ENGINE_THROTTLE_ENTRIES_MAX)
    return;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!least || is_less (value, least))
      least = value;
  g_hash_table_remove (self->entries, &least->key);
}

static Entry *
find_or_add (AditEngineThrottle *self, const AditEngineAddress *client, gint64 now_us)
{
  Entry *entry = find (self, client, now_us);

  if (entry)
    return entry;

  make_room (self);
  entry = g_new0 (Entry, 1);
  entry->key = key_of (client);
  g_hash_table_insert (self->entries, &entry->key, entry);
  return entry;
}

/* ---- Attempts ---- */

static gint64
delay_of (guint n_failures)
{
  gint64 delay_us = ADIT_ENGINE_THROTTLE_FIRST_US;

  if (n_failures < ADIT_ENGINE_THROTTLE_FREE)
    return 0;
  for (guint i = ADIT_ENGINE_THROTTLE_FREE;
       i < n_failures && delay_us < ADIT_ENGINE_THROTTLE_DELAY_US; i++)
    delay_us *= 2;

  return MIN (delay_us, ADIT_ENGINE_THROTTLE_DELAY_US);
}

gint64
adit_engine_throttle_ask (AditEngineThrottle *self, const AditEngineAddress *client, gint64 now_us)
{
  gint64 delay_us = 0;
  Entry *entry;

  pthread_mutex_lock (&self->lock);
  entry = find (self, client, now_us);
  if (entry)
    delay_us = is_blocked (entry) ? -1 : delay_of (entry->block.n_failures);
  pthread_mutex_unlock (&self->lock);

  return delay_us;
}

static void
set_user (Entry *entry, const char *user)
{
  const char *end;

  g_strlcpy (entry->block.user, user, sizeof entry->block.user);
  if (!g_utf8_validate (entry->block.user, -1, &end))
    entry->block.user[end - entry->block.user] = '\0';
}

static void
set_address (Entry *entry, const AditEngineAddress *client)
{
  entry->block.address = *client;
  if (client->any.sa_family == AF_INET)
    entry->block.address.in.sin_port = 0;
  else
    entry->block.address.in6.sin6_port = 0;
}

gboolean
adit_engine_throttle_fail (AditEngineThrottle *self,
                           const AditEngineAddress *client,
                           gboolean is_client_here,
                           const char *user,
                           gint64 now_us)
{
  gboolean begins = FALSE;
  Entry *entry;

  pthread_mutex_lock (&self->lock);
  entry = find_or_add (self, client, now_us);
  if (!is_blocked (entry))
    {
      entry->block.n_failures++;
      entry->last_us = now_us;
      set_user (entry, user);
      set_address (entry, client);
      begins = !is_client_here && entry->block.n_failures >= ADIT_ENGINE_THROTTLE_MAX;
      if (begins)
        entry->block.ends_us = now_us + ADIT_ENGINE_THROTTLE_BLOCK_US;
    }
  pthread_mutex_unlock (&self->lock);

  if (begins)
    tell (self);
  return begins;
}

/* Attempts that were under way when the block began do not lift it. */
void
adit_engine_throttle_succeed (AditEngineThrottle *self, const AditEngineAddress *client)
{
  Key key = key_of (client);
  Entry *entry;

  pthread_mutex_lock (&self->lock);
  entry = g_hash_table_lookup (self->entries, &key);
  if (entry && !is_blocked (entry))
    g_hash_table_remove (self->entries, &key);
  pthread_mutex_unlock (&self->lock);
}

/* ---- The owner's view ---- */

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const AditEngineBlock *block_a = a;
  const AditEngineBlock *block_b = b;

  return (block_a->ends_us < block_b->ends_us) - (block_a->ends_us > block_b->ends_us);
}

GArray *
adit_engine_throttle_list (AditEngineThrottle *self, gint64 now_us)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (AditEngineBlock));
  GHashTableIter iter;
  gpointer value;

  pthread_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Entry *entry = value;

      if (is_blocked (entry) && !is_over (entry, now_us))
        g_array_append_val (blocks, entry->block);
    }
  pthread_mutex_unlock (&self->lock);

  g_array_sort (blocks, compare_ends);
  return blocks;
}

gboolean
adit_engine_throttle_lift (AditEngineThrottle *self, const AditEngineAddress *client)
{
  Key key = key_of (client);
  gboolean is_lifted;

  pthread_mutex_lock (&self->lock);
  is_lifted = g_hash_table_remove (self->entries, &key);
  pthread_mutex_unlock (&self->lock);

  if (is_lifted)
    tell (self);
  return is_lifted;
}

void
adit_engine_throttle_lift_all (AditEngineThrottle *self)
{
  pthread_mutex_lock (&self->lock);
  g_hash_table_remove_all (self->entries);
  pthread_mutex_unlock (&self->lock);

  tell (self);
}

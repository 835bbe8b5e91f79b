/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-nonces.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* In hexadecimal digits: when it was made, its number, and the seal of both. */
#define STAMP_SIZE 32
#define SEAL_SIZE  32

typedef struct
{
  guint64 number;
  gint64 made_us;
  guint32 highest;
  guint64 used; /* bit n: the count `highest - n` */
  GList link;   /* in `order` */
} Use;

struct _AditEngineNonces
{
  pthread_mutex_t lock; /* not GLib's: see the mailbox */
  const AditEngineSeal *seal;
  guint64 last_number;
  GHashTable *uses; /* Use, by its number */
  GQueue order;     /* by first use */
  gint64 floor_us;  /* what was made until then and is not in the table is over */
};

AditEngineNonces *
adit_engine_nonces_new (const AditEngineSeal *seal)
{
  AditEngineNonces *self = g_new0 (AditEngineNonces, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->seal = seal;
  self->uses = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->floor_us = G_MININT64;

  return self;
}

void
adit_engine_nonces_free (AditEngineNonces *self)
{
  g_hash_table_unref (self->uses);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
sign (const AditEngineNonces *self, const char *stamp, char text[SEAL_SIZE + 1])
{
  AditEngineMark mark;

  adit_engine_seal_mark (self->seal, &mark, "nonce", stamp, NULL);
  for (guint i = 0; i < SEAL_SIZE / 2; i++)
    g_snprintf (text + 2 * i, 3, "%02x", mark.bytes[i]);
}

void
adit_engine_nonces_make (AditEngineNonces *self, char nonce[ADIT_ENGINE_NONCE_SIZE], gint64 now_us)
{
  char stamp[STAMP_SIZE + 1];
  char text[SEAL_SIZE + 1];
  guint64 number;

  pthread_mutex_lock (&self->lock);
  number = ++self->last_number;
  pthread_mutex_unlock (&self->lock);

  g_snprintf (stamp, sizeof stamp, "%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
              (guint64) now_us, number);
  sign (self, stamp, text);
  g_snprintf (nonce, ADIT_ENGINE_NONCE_SIZE, "%s%s", stamp, text);
}

/* Takes @nonce apart if it is ours. */
static gboolean
read_nonce (const AditEngineNonces *self, const char *nonce, gint64 *made_us, guint64 *number)
{
  char stamp[STAMP_SIZE + 1];
  char text[SEAL_SIZE + 1];
  guint64 made;

  if (strlen (nonce) != STAMP_SIZE + SEAL_SIZE)
    return FALSE;

  g_strlcpy (stamp, nonce, sizeof stamp);
  sign (self, stamp, text);
  if (!adit_engine_bytes_equal (text, nonce + STAMP_SIZE, SEAL_SIZE) ||
      sscanf (stamp, "%16" G_GINT64_MODIFIER "x%16" G_GINT64_MODIFIER "x", &made, number) != 2)
    return FALSE;

  *made_us = (gint64) made;
  return TRUE;
}

static void
forget_first (AditEngineNonces *self)
{
  Use *use = g_queue_peek_head (&self->order);

  self->floor_us = MAX (self->floor_us, use->made_us);
  g_queue_unlink (&self->order, &use->link);
  g_hash_table_remove (self->uses, &use->number);
}

/* NULL when it is not to be used any more. */
static Use *
find_or_begin (AditEngineNonces *self, guint64 number, gint64 made_us)
{
  Use *use = g_hash_table_lookup (self->uses, &number);

  if (use || made_us <= self->floor_us)
    return use;
  if (self->order.length >= ADIT_ENGINE_NONCES_MAX)
    forget_first (self);
  if (made_us <= self->floor_us)
    return NULL;

  use = g_new0 (Use, 1);
  use->number = number;
  use->made_us = made_us;
  use->link.data = use;
  g_hash_table_insert (self->uses, &use->number, use);
  g_queue_push_tail_link (&self->order, &use->link);
  return use;
}

static gboolean
use_count (Use *use, guint32 count)
{
  guint32 distance;

  if (count > use->highest)
    {
      distance = count - use->highest;
      use->used = distance < ADIT_ENGINE_NONCE_COUNTS ? use->used << distance | 1 : 1;
      use->highest = count;
      return TRUE;
    }

  distance = use->highest - count;
  if (count == 0 || distance >= ADIT_ENGINE_NONCE_COUNTS || use->used >> distance & 1)
    return FALSE;
  use->used |= G_GUINT64_CONSTANT (1) << distance;
  return TRUE;
}

gboolean
adit_engine_nonces_use (AditEngineNonces *self, const char *nonce, guint32 count, gint64 now_us)
{
  gint64 made_us;
  guint64 number;
  gboolean is_good;
  Use *use;

  if (!read_nonce (self, nonce, &made_us, &number) || now_us < made_us ||
      now_us - made_us > ADIT_ENGINE_NONCE_US)
    return FALSE;

  pthread_mutex_lock (&self->lock);
  use = find_or_begin (self, number, made_us);
  is_good = use && use_count (use, count);
  pthread_mutex_unlock (&self->lock);

  return is_good;
}

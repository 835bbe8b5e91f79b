/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A rate that many share: a token bucket, for one direction of all that a user carries, on whatever
 * threads that runs.
 *
 * The bucket is a line of time. Bytes that are granted take up as much of it as they last at the
 * rate; whoever finds it taken up beyond now gets a place at its end, and bytes when that has come.
 * So those who wait are served in turn and each gets as much as the others: a place is a fair part
 * of what fits between two ticks of the timers that they wait on, and who has just had his goes
 * behind those who wait. What was granted and is not needed is given back.
 *
 * A pause saves up no more than the burst. The rate is kept whatever the load; a place that was not
 * asked for until long after its time is lost, and another given.
 *
 * All of it is a few atomic operations, without a lock. A shaper may be used by any thread at any
 * time; a share of it by one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is saved up while nobody asks, in time at the rate; and how late a place may be used. */
#define ADIT_ENGINE_SHAPER_BURST_US (200 * 1000)

/* Between two chances to ask: a tick of the workers' timers. */
#define ADIT_ENGINE_SHAPER_TICK_US (50 * 1000)

/* Whoever waits asks at least this often, so that another rate takes effect soon. */
#define ADIT_ENGINE_SHAPER_PATIENCE_US G_USEC_PER_SEC

/* Bytes a place is good for, unless the rate makes less in a tick: many who wait are woken up less
 * often instead of for next to nothing. */
#define ADIT_ENGINE_SHAPER_PLACE_MIN 4096

/* And at most. */
#define ADIT_ENGINE_SHAPER_GRANT_MAX (1024 * 1024 * 1024)

typedef struct
{
  guint64 rate;   /* atomic; bytes a second, 0: no limit */
  gint64 next_ns; /* atomic; monotonic, up to where time is taken up */
  guint n_places; /* atomic; how many wait at a place */
} AditEngineShaper;

/* One of those who share it. Zeroed memory is one without limit, for which this costs a branch. The
 * shaper has to outlive it. */
typedef struct
{
  AditEngineShaper *shaper; /* NULL: no limit */
  gint64 again_us;          /* in what time to ask again, after nothing was granted */

  guint64 rate;        /* what the last grant or place was reckoned with; 0: none was needed */
  gsize granted;       /* bytes that it may still take, at its place if it has one */
  gint64 due_ns;       /* of the place, or the last */
  gboolean is_waiting; /* it has a place */
} AditEngineShare;

void adit_engine_shaper_init (AditEngineShaper *self, guint64 rate_bytes_s);

/* Takes effect for what is asked from now on; who waits gets another place. Times here are those of
 * g_get_monotonic_time(). One thread at a time. */
void adit_engine_shaper_set_rate (AditEngineShaper *self, guint64 rate_bytes_s, gint64 now_us);
guint64 adit_engine_shaper_get_rate (const AditEngineShaper *self);

/* How many of @wanted bytes, at least one, may go now. 0: none, ask again in `again_us`, or before,
 * which does no harm. A place in the line, and what it is good for, is kept from one take to the
 * next, so whoever has no more to move has to leave. */
gsize adit_engine_share_take (AditEngineShare *self, gsize wanted, gint64 now_us);

/* Of what the last take returned, so much was not moved: it is there for the next, ahead of others
 * who wait. Whoever gets his bytes in pieces would have less than they otherwise. */
void adit_engine_share_give_back (AditEngineShare *self, gsize n_bytes);

/* Gives back its place and what it may still take, if anything. */
void adit_engine_share_leave (AditEngineShare *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/session/adit-engine-gather.h"

typedef struct _Gather Gather;

/* A lane's share: it writes here alone, so lanes need not wait for one another. */
typedef struct
{
  Gather *gather;
  AditEngineReport *report;
  guint n_ended;
  GArray *denied; /* guint64 */
} Part;

struct _Gather
{
  GTask *task;
  AditEngineMailbox *mailbox;
  void (*finish) (Gather *self);
  guint n_parts;
  guint n_pending; /* the main thread only */
  Part parts[];
};

static Gather *
gather_new (GTask *task, GPtrArray *lanes, AditEngineMailbox *mailbox, void (*finish) (Gather *))
{
  Gather *self = g_malloc0 (sizeof (Gather) + lanes->len * sizeof (Part));

  self->task = task;
  self->mailbox = mailbox;
  self->finish = finish;
  self->n_parts = self->n_pending = lanes->len;
  for (guint i = 0; i < lanes->len; i++)
    self->parts[i] =
        (Part){ self, adit_engine_report_new (), 0, g_array_new (FALSE, FALSE, sizeof (guint64)) };

  return self;
}

static void
gather_free (Gather *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    {
      adit_engine_report_free (self->parts[i].report);
      g_array_unref (self->parts[i].denied);
    }
  g_object_unref (self->task);
  g_free (self);
}

/* Main thread. */
static void
on_part_done (gpointer data)
{
  Gather *self = ((Part *) data)->gather;

  if (--self->n_pending > 0)
    return;

  self->finish (self);
  gather_free (self);
}

/* A worker's thread. */
static void
on_lane_done (gpointer data)
{
  Part *part = data;

  adit_engine_mailbox_post (part->gather->mailbox, on_part_done, part);
}

static int
compare_by_id (gconstpointer a, gconstpointer b)
{
  const AditTunnel *tunnel_a = *(AditTunnel *const *) a;
  const AditTunnel *tunnel_b = *(AditTunnel *const *) b;

  return tunnel_a->figures.id < tunnel_b->figures.id ? -1
                                                     : tunnel_a->figures.id > tunnel_b->figures.id;
}

static int
compare_latest_first (gconstpointer a, gconstpointer b)
{
  const AditTunnel *tunnel_a = *(AditTunnel *const *) a;
  const AditTunnel *tunnel_b = *(AditTunnel *const *) b;

  if (tunnel_a->ended_us == tunnel_b->ended_us)
    return -compare_by_id (a, b);
  return tunnel_a->ended_us > tunnel_b->ended_us ? -1 : 1;
}

/* Moves the rows of @from to the end of @to. */
static void
move_rows (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, g_steal_pointer (&from->pdata[i]));
}

static void
finish_report (Gather *self)
{
  AditEngineReport *merged = adit_engine_report_new ();

  for (guint i = 0; i < self->n_parts; i++)
    {
      AditEngineReport *report = self->parts[i].report;

      move_rows (merged->opened, report->opened);
      move_rows (merged->closed, report->closed);
      g_array_append_vals (merged->updated, report->updated->data, report->updated->len);
      for (guint phase = 0; phase < ADIT_N_PHASES; phase++)
        merged->n_by_phase[phase] += report->n_by_phase[phase];
    }

  g_ptr_array_sort (merged->opened, compare_by_id);
  g_ptr_array_sort (merged->closed, compare_latest_first);
  g_task_return_pointer (self->task, merged, (GDestroyNotify) adit_engine_report_free);
}

static void
finish_end (Gather *self)
{
  guint n_ended = 0;

  for (guint i = 0; i < self->n_parts; i++)
    n_ended += self->parts[i].n_ended;

  g_task_return_int (self->task, n_ended);
}

static void
finish_denied (Gather *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < self->n_parts; i++)
    g_array_append_vals (ids, self->parts[i].denied->data, self->parts[i].denied->len);

  g_array_sort (ids, adit_engine_lane_compare_ids);
  g_task_return_pointer (self->task, ids, (GDestroyNotify) g_array_unref);
}

void
adit_engine_gather_report (GTask *task,
                           GPtrArray *lanes,
                           AditEngineMailbox *mailbox,
                           AditEngineReportKind kind)
{
  Gather *self = gather_new (task, lanes, mailbox, finish_report);

  for (guint i = 0; i < lanes->len; i++)
    adit_engine_lane_report (lanes->pdata[i], kind, self->parts[i].report, on_lane_done,
                             &self->parts[i]);
}

void
adit_engine_gather_end (GTask *task,
                        GPtrArray *lanes,
                        AditEngineMailbox *mailbox,
                        GArray *ids,
                        AditCause cause)
{
  Gather *self = gather_new (task, lanes, mailbox, finish_end);

  for (guint i = 0; i < lanes->len; i++)
    adit_engine_lane_end (lanes->pdata[i], ids, cause, &self->parts[i].n_ended, on_lane_done,
                          &self->parts[i]);
}

void
adit_engine_gather_denied (GTask *task,
                           GPtrArray *lanes,
                           AditEngineMailbox *mailbox,
                           gboolean is_ending)
{
  Gather *self = gather_new (task, lanes, mailbox, finish_denied);

  for (guint i = 0; i < lanes->len; i++)
    adit_engine_lane_check_rules (lanes->pdata[i], is_ending, self->parts[i].denied, on_lane_done,
                                  &self->parts[i]);
}

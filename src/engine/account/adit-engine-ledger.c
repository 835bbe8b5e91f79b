/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/account/adit-engine-ledger.h"

typedef struct
{
  AditEngineRecord record;
  AditTunnelFigures figures;
} Entry;

struct _AditEngineLedger
{
  AditEngineTotals totals; /* see add() and get() */
  AditEngineTally tally;   /* likewise */
  Entry recent[ADIT_ENGINE_RECENT_MAX];
  guint64 n_ended;   /* the next goes to this, modulo the ring's size */
  GPtrArray *closed; /* AditTunnel, while watched */
};

/* One thread writes, others may read: no ordering is needed, only whole values. */
static void
add (guint64 *total, guint64 amount)
{
  __atomic_store_n (total, *total + amount, __ATOMIC_RELAXED);
}

static guint64
get (const guint64 *total)
{
  return __atomic_load_n (total, __ATOMIC_RELAXED);
}

AditEngineLedger *
adit_engine_ledger_new (void)
{
  AditEngineLedger *self = g_new0 (AditEngineLedger, 1);

  self->closed = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);

  return self;
}

void
adit_engine_ledger_free (AditEngineLedger *self)
{
  for (guint i = 0; i < ADIT_ENGINE_RECENT_MAX; i++)
    adit_engine_record_clear (&self->recent[i].record);
  g_ptr_array_unref (self->closed);
  g_free (self);
}

void
adit_engine_ledger_count_opened (AditEngineLedger *self, AditEngineRecord *record)
{
  if (!record->is_opened)
    add (&self->totals.opened, 1);

  record->is_opened = TRUE;
}

void
adit_engine_ledger_count_bytes (AditEngineLedger *self, gsize n_sent, gsize n_received)
{
  add (&self->totals.sent_bytes, n_sent);
  add (&self->totals.received_bytes, n_received);
}

void
adit_engine_ledger_count_handshake (AditEngineLedger *self, gboolean is_done)
{
  add (is_done ? &self->tally.handshakes_done : &self->tally.handshakes_failed, 1);
}

/* A request to us has a method but no target. */
static void
tally_ended (AditEngineLedger *self, const AditEngineRecord *record)
{
  guint status_class = record->status / 100;

  add (&self->tally.ended[record->cause], 1);
  if (record->method && record->target && record->status > 0)
    add (&self->tally.forwarded[status_class < ADIT_ENGINE_STATUS_CLASSES ? status_class : 0], 1);
}

void
adit_engine_ledger_close (AditEngineLedger *self,
                          AditEngineRecord *record,
                          const AditTunnelFigures *figures,
                          gboolean is_watched)
{
  Entry *entry = &self->recent[self->n_ended++ % ADIT_ENGINE_RECENT_MAX];

  if (adit_cause_row (record->cause)->is_error && !record->is_opened)
    add (&self->totals.refused, 1);

  tally_ended (self, record);
  adit_engine_record_clear (&entry->record);
  adit_engine_record_take (&entry->record, record);
  entry->figures = *figures;

  if (is_watched)
    g_ptr_array_add (self->closed, adit_engine_record_to_tunnel (&entry->record, figures));
}

void
adit_engine_ledger_list_recent (AditEngineLedger *self, GPtrArray *rows)
{
  guint n_entries = (guint) MIN (self->n_ended, ADIT_ENGINE_RECENT_MAX);

  for (guint i = 0; i < n_entries; i++)
    g_ptr_array_add (rows, adit_engine_record_to_tunnel (&self->recent[i].record,
                                                         &self->recent[i].figures));
}

void
adit_engine_ledger_take_closed (AditEngineLedger *self, GPtrArray *rows)
{
  while (self->closed->len > 0)
    g_ptr_array_add (rows, g_ptr_array_steal_index_fast (self->closed, self->closed->len - 1));
}

void
adit_engine_ledger_drop_closed (AditEngineLedger *self)
{
  g_ptr_array_set_size (self->closed, 0);
}

void
adit_engine_ledger_add_totals (const AditEngineLedger *self, AditEngineTotals *totals)
{
  totals->opened += get (&self->totals.opened);
  totals->refused += get (&self->totals.refused);
  totals->sent_bytes += get (&self->totals.sent_bytes);
  totals->received_bytes += get (&self->totals.received_bytes);
}

void
adit_engine_ledger_add_tally (const AditEngineLedger *self, AditEngineTally *tally)
{
  for (guint i = 0; i < ADIT_N_CAUSES; i++)
    tally->ended[i] += get (&self->tally.ended[i]);
  for (guint i = 0; i < ADIT_ENGINE_STATUS_CLASSES; i++)
    tally->forwarded[i] += get (&self->tally.forwarded[i]);
  tally->handshakes_done += get (&self->tally.handshakes_done);
  tally->handshakes_failed += get (&self->tally.handshakes_failed);
}

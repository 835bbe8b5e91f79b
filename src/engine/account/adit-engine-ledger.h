/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The books of one worker: totals, and the connections that ended lately.
 *
 * Written by the worker's thread only. The totals may be read by any thread at any time; the rest
 * belongs to the worker. */

#pragma once

#include "engine/account/adit-engine-record.h"

G_BEGIN_DECLS

/* Ended connections that are remembered; the oldest is forgotten for the next. */
#define ADIT_ENGINE_RECENT_MAX 256

typedef struct _AditEngineLedger AditEngineLedger;

typedef struct
{
  guint64 opened;  /* tunnels that were established, requests that were forwarded */
  guint64 refused; /* what ended in an error before that */
  guint64 sent_bytes;
  guint64 received_bytes;
} AditEngineTotals;

#define ADIT_ENGINE_STATUS_CLASSES 6 /* 1xx is 1; 0: no valid one */

/* What ended, in more detail than anybody but metrics asks for. */
typedef struct
{
  guint64 ended[ADIT_N_CAUSES];
  guint64 forwarded[ADIT_ENGINE_STATUS_CLASSES]; /* answers to forwarded requests, by class */
  guint64 handshakes_done;                       /* with clients */
  guint64 handshakes_failed;
} AditEngineTally;

AditEngineLedger *adit_engine_ledger_new (void);
void adit_engine_ledger_free (AditEngineLedger *self);

/* Once for each record, however often it is called. */
void adit_engine_ledger_count_opened (AditEngineLedger *self, AditEngineRecord *record);
void adit_engine_ledger_count_bytes (AditEngineLedger *self, gsize n_sent, gsize n_received);

void adit_engine_ledger_count_handshake (AditEngineLedger *self, gboolean is_done);

/* An ended exchange; takes the record's texts over and leaves none. @is_watched: keep it
 * for adit_engine_ledger_take_closed() too. */
void adit_engine_ledger_close (AditEngineLedger *self,
                               AditEngineRecord *record,
                               const AditTunnelFigures *figures,
                               gboolean is_watched);

/* Rows (AditTunnel) of what ended lately, in no particular order, appended to @rows. */
void adit_engine_ledger_list_recent (AditEngineLedger *self, GPtrArray *rows);

/* Rows of what ended while watched since the last call, appended to @rows. */
void adit_engine_ledger_take_closed (AditEngineLedger *self, GPtrArray *rows);
void adit_engine_ledger_drop_closed (AditEngineLedger *self);

/* Any thread: adds this worker's figures to @totals. */
void adit_engine_ledger_add_totals (const AditEngineLedger *self, AditEngineTotals *totals);
void adit_engine_ledger_add_tally (const AditEngineLedger *self, AditEngineTally *tally);

G_END_DECLS

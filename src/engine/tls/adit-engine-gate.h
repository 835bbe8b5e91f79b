/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may make a handshake now. One lasts as long as its peer likes. With a client it holds memory
 * meanwhile, with an origin a thread of GIO's, of a pool of ten that name look-ups need as well: so
 * they are bounded, in all and for each address, and the rest waits here.
 *
 * Who comes next: the address that has the fewest running; among equals the newest, whose peer is
 * most likely still there. While somebody waits for its place, a handshake that has kept us waiting
 * for its peer longer than the patience is cut. So peers that begin a handshake and then stall
 * delay others of their own address, and only if they begin more of them within the patience than
 * one address may have; others they do not delay at all.
 *
 * One gate serves all workers, under a mutex. It never calls back but where it says so, and knows
 * nothing of TLS: a ticket is embedded in whoever makes the handshake. */

#pragma once

#include "engine/net/adit-engine-address.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_HANDSHAKES_MAX             64 /* with clients, at a time: some 2 MiB */
#define ADIT_ENGINE_HANDSHAKES_PER_ADDRESS_MAX 32 /* of these, with one client address */
#define ADIT_ENGINE_ORIGIN_HANDSHAKES_MAX      6  /* with origins, at a time */
#define ADIT_ENGINE_HANDSHAKES_PER_ORIGIN_MAX  3  /* of these, with one address */

/* What a peer may keep us waiting in one handshake, all its silences together, while others wait.
 * Origins are far away and were asked for, so they have more. */
#define ADIT_ENGINE_HANDSHAKE_PATIENCE_US        (1 * G_USEC_PER_SEC)
#define ADIT_ENGINE_ORIGIN_HANDSHAKE_PATIENCE_US (3 * G_USEC_PER_SEC)

/* How often whoever waits has to call adit_engine_gate_review(). */
#define ADIT_ENGINE_GATE_REVIEW_US (G_USEC_PER_SEC / 4)

typedef enum
{
  ADIT_ENGINE_GATE_CLIENTS,
  ADIT_ENGINE_GATE_ORIGINS,
  ADIT_ENGINE_GATE_N_SIDES
} AditEngineGateSide;

typedef struct _AditEngineGate AditEngineGate;
typedef struct _AditEngineTicket AditEngineTicket;

/* Called under the gate's lock, in any thread: it may only pass on the word. */
typedef void (*AditEngineTicketFunc) (gpointer owner);

struct _AditEngineTicket
{
  AditEngineGateSide side;
  AditEngineAddress peer;
  AditEngineTicketFunc on_admitted; /* it waited, and runs now */
  AditEngineTicketFunc on_cut;      /* it runs, and has to end; once, before it left */
  gpointer owner;

  /* The handshake's thread writes, the gate reads; see adit_engine_ticket_wait(). */
  int waiting_since_ms; /* atomic; 0: not waiting */
  guint waited_ms;

  /* The gate's, under its lock. */
  GList link;
  guint n_running; /* of its address, itself included */
  guint n_waiting; /* likewise */
  guint is_running : 1;
  guint is_cut : 1;
};

/* How a ticket left. */
typedef enum
{
  ADIT_ENGINE_TICKET_WAITED, /* it was not admitted, and is not going to be */
  ADIT_ENGINE_TICKET_RAN,
  ADIT_ENGINE_TICKET_WAS_CUT
} AditEngineTicketEnd;

AditEngineGate *adit_engine_gate_new (void);

/* All tickets must have left. */
void adit_engine_gate_free (AditEngineGate *self);

/* Whether @ticket, whose first fields are set and whose rest is zero, was admitted at once. If not,
 * `on_admitted` tells. */
gboolean adit_engine_gate_enter (AditEngineGate *self, AditEngineTicket *ticket);

/* Has to be called once for every ticket that entered, also for one that was cut. Nothing calls
 * back about it any more; that it was admitted may have been told just before. */
AditEngineTicketEnd adit_engine_gate_leave (AditEngineGate *self, AditEngineTicket *ticket);

/* Cuts what is overdue while others wait. @now_us: as g_get_monotonic_time(). Any thread. */
void adit_engine_gate_review (AditEngineGate *self, gint64 now_us);

/* The thread that makes the handshake begins and ends to wait for the peer's bytes; to end what was
 * not begun does nothing. */
void adit_engine_ticket_wait (AditEngineTicket *self, gint64 now_us);
void adit_engine_ticket_go_on (AditEngineTicket *self, gint64 now_us);

G_END_DECLS

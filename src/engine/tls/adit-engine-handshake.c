/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-handshake.h"

#include <sys/socket.h>
#include <unistd.h>

typedef enum
{
  WAITING,  /* for the gate, or for its word to arrive */
  STEPPING, /* here, as its turns come */
  RUNNING   /* in a thread of GLib's */
} Stage;

struct _AditEngineHandshake
{
  AditEngineHandshakeTerms terms;
  AditEngineTicket ticket;
  AditEngineTimer review;
  Stage stage;
  GList turn; /* data NULL: wants none */
  int fd;     /* to be shut down by whoever cuts it; also to be closed when nobody wants it */
  AditEngineHandshakeFunc on_over; /* NULL: nobody wants it any more */
  gpointer owner;
};

static _Thread_local guint n_handshakes;

/* Those who want to take a step. The loop calls the first one's socket again, once a turn. */
static _Thread_local GQueue turns;

/* ---- Turns ---- */

static void
call_first (void)
{
  if (turns.head)
    adit_engine_socket_call_again (((AditEngineHandshake *) turns.head->data)->terms.socket);
}

static void
want_turn (AditEngineHandshake *self)
{
  if (self->turn.data)
    return;

  self->turn.data = self;
  g_queue_push_tail_link (&turns, &self->turn);
  call_first ();
}

static void
pass_turn (AditEngineHandshake *self)
{
  if (!self->turn.data)
    return;

  g_queue_unlink (&turns, &self->turn);
  self->turn.data = NULL;
  call_first ();
}

/* Whether the loop calls because of that, and not because something happened to the socket. */
static gboolean
is_its_turn (const AditEngineHandshake *self)
{
  return turns.head == &self->turn && !self->terms.socket->is_again;
}

static void
handshake_free (AditEngineHandshake *self)
{
  pass_turn (self);
  adit_engine_loop_disarm (self->terms.worker->loop, &self->review);
  adit_engine_wire_unref (self->terms.wire);
  g_object_unref (self->terms.connection);
  g_free (self);
  n_handshakes--;
}

/* ---- Its end ---- */

/* Any thread, under the gate's lock: the descriptor is not closed before the ticket has left. */
static void
on_cut (gpointer owner)
{
  AditEngineHandshake *self = owner;

  shutdown (self->fd, SHUT_RDWR);
}

static void
bury (AditEngineHandshake *self)
{
  adit_engine_wire_release (self->terms.wire);
  close (self->fd);
  handshake_free (self);
}

static AditEngineHandshakeEnd
end_of (const AditEngineHandshake *self, gboolean is_done, AditEngineTicketEnd ticket_end)
{
  if (ticket_end == ADIT_ENGINE_TICKET_WAS_CUT)
    return ADIT_ENGINE_HANDSHAKE_LATE;
  if (is_done)
    return ADIT_ENGINE_HANDSHAKE_DONE;

  return g_get_monotonic_time () >= self->terms.deadline_us ? ADIT_ENGINE_HANDSHAKE_LATE
                                                            : ADIT_ENGINE_HANDSHAKE_FAILED;
}

static void
end (AditEngineHandshake *self, gboolean is_done)
{
  AditEngineTicketEnd ticket_end = adit_engine_gate_leave (self->terms.gate, &self->ticket);
  AditEngineHandshakeEnd how = end_of (self, is_done, ticket_end);
  AditEngineHandshakeFunc on_over = self->on_over;
  gpointer owner = self->owner;

  adit_engine_wire_leave_handshake (self->terms.wire, is_done);
  if (!on_over)
    {
      bury (self);
      return;
    }

  handshake_free (self);
  on_over (owner, how);
}

/* ---- In a thread of GLib's ---- */

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditEngineHandshake *self = user_data;

  end (self, g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, NULL));
}

static void
run_in_thread (AditEngineHandshake *self)
{
  self->stage = RUNNING;
  adit_engine_wire_enter_handshake (self->terms.wire, &self->ticket, self->terms.deadline_us);
  g_tls_connection_handshake_async (self->terms.connection, G_PRIORITY_DEFAULT, NULL, handshake_cb,
                                    self);
}

/* ---- In the worker's thread ---- */

static void
step (AditEngineHandshake *self)
{
  gint64 now_us = adit_engine_loop_now_us (self->terms.worker->loop);
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  adit_engine_ticket_go_on (&self->ticket, now_us);
  is_done = g_tls_connection_handshake (self->terms.connection, NULL, &error);
  if (is_done || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      end (self, is_done);
      return;
    }

  adit_engine_wire_flush (self->terms.wire);
  adit_engine_wire_settle (self->terms.wire);
  adit_engine_ticket_wait (&self->ticket, now_us);
  if (adit_engine_wire_is_behind (self->terms.wire))
    want_turn (self);
}

void
adit_engine_handshake_go_on (AditEngineHandshake *self)
{
  if (!is_its_turn (self))
    {
      want_turn (self);
      return;
    }

  pass_turn (self);
  step (self);
}

/* ---- At the gate ---- */

static void
run (AditEngineHandshake *self)
{
  adit_engine_loop_disarm (self->terms.worker->loop, &self->review);
  if (self->terms.side == ADIT_ENGINE_GATE_ORIGINS)
    run_in_thread (self);
  else
    self->stage = STEPPING;
}

/* The word that it was admitted arrives. */
static void
run_admitted (gpointer data)
{
  AditEngineHandshake *self = data;

  if (!self->on_over)
    {
      handshake_free (self);
      return;
    }

  run (self);
  if (self->stage == STEPPING)
    want_turn (self);
}

/* Any thread. */
static void
on_admitted (gpointer owner)
{
  AditEngineHandshake *self = owner;

  adit_engine_worker_post (self->terms.worker, run_admitted, self);
}

static void
on_review (gpointer owner)
{
  AditEngineHandshake *self = owner;

  adit_engine_loop_arm (self->terms.worker->loop, &self->review, ADIT_ENGINE_GATE_REVIEW_US,
                        on_review, self);
  adit_engine_gate_review (self->terms.gate, adit_engine_loop_now_us (self->terms.worker->loop));
}

AditEngineHandshake *
adit_engine_handshake_start (const AditEngineHandshakeTerms *terms,
                             AditEngineHandshakeFunc on_over,
                             gpointer owner)
{
  AditEngineHandshake *self = g_new0 (AditEngineHandshake, 1);

  n_handshakes++;
  self->terms = *terms;
  self->fd = adit_engine_wire_get_fd (terms->wire);
  self->on_over = on_over;
  self->owner = owner;
  adit_engine_wire_ref (terms->wire);
  g_object_ref (terms->connection);

  self->ticket.side = terms->side;
  self->ticket.peer = terms->peer;
  self->ticket.on_admitted = on_admitted;
  self->ticket.on_cut = on_cut;
  self->ticket.owner = self;
  if (adit_engine_gate_enter (terms->gate, &self->ticket))
    run (self);
  else
    on_review (self);

  return self;
}

gboolean
adit_engine_handshake_is_waiting (const AditEngineHandshake *self)
{
  return self->stage == WAITING;
}

gboolean
adit_engine_handshake_abandon (AditEngineHandshake *self)
{
  self->on_over = NULL;
  adit_engine_loop_disarm (self->terms.worker->loop, &self->review);

  if (self->stage == RUNNING)
    {
      adit_engine_socket_detach (self->terms.socket);
      shutdown (self->fd, SHUT_RDWR);
      return TRUE;
    }

  /* Admitted meanwhile, it is on its way here as a message, which frees it. */
  if (adit_engine_gate_leave (self->terms.gate, &self->ticket) == ADIT_ENGINE_TICKET_WAITED ||
      self->stage == STEPPING)
    handshake_free (self);
  return FALSE;
}

guint
adit_engine_handshake_count (void)
{
  return n_handshakes;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The session as others see it: its row, its figures, and what of them changed. */

#include "engine/session/adit-engine-session-private.h"

gboolean
adit_engine_session_is_waiting (const AditEngineSession *self)
{
  return self->is_closed && self->phase == ADIT_PHASE_ACCEPT;
}

const char *
adit_engine_session_get_user (const AditEngineSession *self)
{
  return self->record.user;
}

AditPhase
adit_engine_session_get_phase (const AditEngineSession *self)
{
  return self->phase;
}

guint64
adit_engine_session_get_id (const AditEngineSession *self)
{
  return self->record.id;
}

void
adit_engine_session_get_figures (const AditEngineSession *self, AditTunnelFigures *figures)
{
  gint64 now_us = adit_engine_loop_now_us (self->worker->loop);

  *figures = (AditTunnelFigures){
    .id = self->record.id,
    .phase = self->phase,
    .sent_bytes = self->sent.total,
    .received_bytes = self->received.total,
    .sent_rate = adit_engine_meter_rate (&self->sent, now_us),
    .received_rate = adit_engine_meter_rate (&self->received, now_us),
  };
}

AditTunnel *
adit_engine_session_to_tunnel (const AditEngineSession *self)
{
  AditTunnelFigures figures;

  adit_engine_session_get_figures (self, &figures);

  return adit_engine_record_to_tunnel (&self->record, &figures);
}

gboolean
adit_engine_session_is_over (const AditEngineSession *self)
{
  return self->is_closed;
}

/* A rate falls to zero without any byte, so what moved lately is looked at once more. */
static gboolean
has_rate (const AditEngineSession *self)
{
  gint64 second = adit_engine_loop_now_us (self->worker->loop) / G_USEC_PER_SEC;

  return second - MAX (self->sent.second, self->received.second) < 2;
}

AditEngineSessionChange
adit_engine_session_take_change (AditEngineSession *self)
{
  AditEngineSessionChange change = self->is_row_new   ? ADIT_ENGINE_SESSION_NEW_ROW
                                   : self->is_changed ? ADIT_ENGINE_SESSION_NEW_FIGURES
                                                      : ADIT_ENGINE_SESSION_UNCHANGED;

  if (change != ADIT_ENGINE_SESSION_UNCHANGED)
    self->is_changed = has_rate (self);
  self->is_row_new = FALSE;

  return change;
}

void
adit_engine_session_forget_reports (AditEngineSession *self)
{
  self->is_row_new = TRUE;
}

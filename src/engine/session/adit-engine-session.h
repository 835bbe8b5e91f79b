/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One client connection, from its acceptance to its end: the only place that knows all the steps.
 *
 * accept → parse → authorise → connect → relay → account
 *
 * A connection carries one exchange after the other: requests that are forwarded or answered here,
 * and perhaps, as the last, a tunnel. Each goes through the steps and is a row of its own.
 *
 * adit-engine-session.c holds the table of steps and the ways between them; what a step does is in
 * the folder of its name. Worker's thread. */

#pragma once

#include "engine/accept/adit-engine-listener-terms.h"
#include "engine/session/adit-engine-home.h"
#include "model/adit-tunnel.h"

G_BEGIN_DECLS

typedef struct _AditEngineSession AditEngineSession;

/* Takes @fd over, which was accepted on @terms, and lives at @home until it ends by itself. */
void adit_engine_session_start (AditEngineHome *home, int fd, AditEngineListenerTerms *terms);

/* Ends it now, for @cause. */
void adit_engine_session_end (AditEngineSession *self, AditCause cause);

/* Ends it where the rules deny now what runs; whether they do. It is judged on the very address
 * that it is connected to; what went through an upstream, on its name alone. @is_ending: FALSE only
 * looks. */
gboolean adit_engine_session_check_rules (AditEngineSession *self, gboolean is_ending);

/* Who signed in for the exchange; NULL: nobody. */
const char *adit_engine_session_get_user (const AditEngineSession *self);

AditPhase adit_engine_session_get_phase (const AditEngineSession *self);
guint64 adit_engine_session_get_id (const AditEngineSession *self);
void adit_engine_session_get_figures (const AditEngineSession *self, AditTunnelFigures *figures);

/* Whether its exchange is in the books already: the reply is still being delivered, or it waits. */
gboolean adit_engine_session_is_over (const AditEngineSession *self);

/* Whether it waits for the client's next request. */
gboolean adit_engine_session_is_waiting (const AditEngineSession *self);

/* The row that others see, while it is not over. (transfer full) */
AditTunnel *adit_engine_session_to_tunnel (const AditEngineSession *self);

/* What changed since this was asked last, for batched reports. */
typedef enum
{
  ADIT_ENGINE_SESSION_UNCHANGED,
  ADIT_ENGINE_SESSION_NEW_FIGURES,
  ADIT_ENGINE_SESSION_NEW_ROW /* never told before, or its texts changed */
} AditEngineSessionChange;

AditEngineSessionChange adit_engine_session_take_change (AditEngineSession *self);

/* Makes the next adit_engine_session_take_change() say NEW_ROW. */
void adit_engine_session_forget_reports (AditEngineSession *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One request passed on to its origin, and the answers to it passed back: interim ones, and the
 * final one with its content. Both directions run at once, so that an origin may answer before it
 * has heard all (RFC 9112, section 9.5) and may ask for the content first (100 Continue).
 *
 * The request's head is made when the request is read, so that nothing of the client's needs to be
 * kept until there is a connection, and can be sent again on another one. Worker's thread. How it
 * ended goes to a callback, once; it may come from within start(). */

#pragma once

#include "engine/channel/adit-engine-channel.h"
#include "engine/parse/adit-engine-request.h"
#include "engine/relay/adit-engine-meter.h"
#include "engine/relay/adit-engine-shaper.h"

G_BEGIN_DECLS

typedef struct _AditEngineForward AditEngineForward;

/* What is known when it is over. */
typedef struct
{
  AditCause cause;         /* ADIT_CAUSE_ANSWERED: all of the final answer was passed on */
  gboolean is_upgraded;    /* answered with 101: what follows is a tunnel */
  gboolean is_begun;       /* the client has got something of a final answer already */
  gboolean is_cut_visible; /* and sees without a reset that it is not whole: it knows its length, or
                            * waits for the last chunk */
  gboolean is_client_kept; /* the client's connection can go on with the next request */
  gboolean is_origin_kept; /* the origin's connection can be used again */
} AditEngineForwardResult;

typedef struct
{
  /* The forward is over and may be freed from here. */
  void (*on_over) (gpointer owner, const AditEngineForwardResult *result);

  /* The final answer's status is known. */
  void (*on_status) (gpointer owner, guint16 status);

  /* Content was moved, at most once a wake-up: (client to origin, origin to client). */
  void (*on_moved) (gpointer owner, gsize n_sent, gsize n_received);
} AditEngineForwardFuncs;

/* Makes the head that goes to the origin; @head and @bytes are not needed any more afterwards. */
AditEngineForward *adit_engine_forward_new (AditEngineWorker *worker,
                                            const AditEngineRequest *request,
                                            const AditEngineHead *head,
                                            const char *bytes);

/* Harmless while it runs. NULL is allowed. Both channels stay the owner's to close. */
void adit_engine_forward_free (AditEngineForward *self);

/* Where to, and whether another connection may be tried when this one ended without an answer. */
const AditAuthority *adit_engine_forward_get_target (const AditEngineForward *self);
gboolean adit_engine_forward_is_secure (const AditEngineForward *self);
gboolean adit_engine_forward_is_repeatable (const AditEngineForward *self);

/* The client's connection is not to go on after the answer. */
void adit_engine_forward_end_client (AditEngineForward *self);

/* Before start(): the rates that the content of each direction has a share of; NULL: none. They
 * have to outlive the forward, or its end. */
void adit_engine_forward_set_shapers (AditEngineForward *self,
                                      AditEngineShaper *sent,
                                      AditEngineShaper *received);

/* The callback may have come when it returns. May be called again after NO_RESPONSE, with another
 * origin. @idle_limit_us: 0 is none. */
void adit_engine_forward_start (AditEngineForward *self,
                                AditEngineChannel *client,
                                AditEngineChannel *origin,
                                AditEngineMeter *sent,
                                AditEngineMeter *received,
                                gint64 idle_limit_us,
                                const AditEngineForwardFuncs *funcs,
                                gpointer owner);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the session share: adit-engine-session.c with the steps; -accept with what
 * comes before the first request; -account with the end of an exchange; -row with what others see;
 * and what tunnels (-tunnel), forwarded requests (-forward), our own pages (-answer) and metrics
 * (-scrape) do in a step. */

#pragma once

#include "engine/account/adit-engine-accounts.h"
#include "engine/authorise/adit-engine-sign-in.h"
#include "engine/connect/adit-engine-reach.h"
#include "engine/parse/adit-engine-head-reader.h"
#include "engine/relay/adit-engine-forward.h"
#include "engine/relay/adit-engine-message-half.h"
#include "engine/relay/adit-engine-relay.h"
#include "engine/session/adit-engine-session.h"

G_BEGIN_DECLS

typedef struct _AditEnginePresented AditEnginePresented;

struct _AditEngineSession
{
  GList link; /* in the home's list */
  AditEngineHome *home;
  AditEngineWorker *worker;
  AditEngineListenerTerms *listener_terms;
  AditEngineRecord record; /* of the exchange that runs */

  AditPhase phase;
  guint8 minor_version;
  guint8 is_balanced : 1;   /* it comes from a load balancer */
  guint8 is_header_due : 1; /* which has not said its PROXY header yet */
  guint8 is_proxied : 1;    /* that said that there is somebody behind it */
  guint8 is_routed : 1;     /* the reach goes through an upstream */
  guint8 is_row_new : 1;
  guint8 is_changed : 1;
  guint8 is_local : 1;          /* the client is on this computer; known from authorise on */
  guint8 is_answered : 1;       /* the client got something already: no error reply can follow */
  guint8 is_cut_visible : 1;    /* and sees by itself that it is not whole */
  guint8 is_replied : 1;        /* what it got is a whole reply of ours */
  guint8 is_retry_possible : 1; /* after a 407 the connection can go on */
  guint8 is_origin_kept : 1;    /* the origin's connection had served another request */
  guint8 is_closed : 1;         /* the exchange is in the books; another may follow */

  AditEngineChannel *client;
  AditEngineChannel *origin;       /* from relay on */
  AditEngineTimer deadline;        /* of the head, of lingering, of the next request */
  AditEngineHeadReader reader;     /* parse */
  AditEnginePresented *presented;  /* authorise: NULL: no credentials */
  AditEngineSignInTicket *sign_in; /* NULL unless the answer comes later */
  char *challenges;                /* of a 407 */
  char *denial;                    /* which rule it was */
  AditEngineUpstream *route;       /* the upstream to go through; NULL: none */
  guint8 sign_in_verdict;          /* AditEngineSignInVerdict */
  AditEngineAccount *account;      /* from authorise on; NULL: nobody's */
  AditEngineForward *forward;      /* NULL: not a request that is forwarded */
  AditEngineMessageHalf *answer;   /* NULL: not one that we answer */
  AditEngineScrape *scrape;        /* NULL: not one for the metrics, or they are here */
  AditEngineReach *reach;          /* connect */
  AditEngineMeter sent;
  AditEngineMeter received;
  AditEngineRelay relay; /* of a tunnel */
  gsize n_lingered;
};

/* ---- adit-engine-session.c ---- */

/* Goes to another step; nothing may follow in the caller. */
void adit_engine_session_enter (AditEngineSession *self, AditPhase phase);

/* Ends the exchange, and with it the connection; nothing may follow. */
void adit_engine_session_fail (AditEngineSession *self, AditCause cause);

/* Begins another exchange, of which the client has sent something. */
void adit_engine_session_begin (AditEngineSession *self);

void adit_engine_session_note_moved (AditEngineSession *self, gsize n_sent, gsize n_received);

/* Gives the client so long for its head. */
void adit_engine_session_arm_head_deadline (AditEngineSession *self);

/* ---- adit-engine-session-accept.c ---- */

void adit_engine_session_accept (AditEngineSession *self);
void adit_engine_session_on_first_bytes (AditEngineChannel *client, gpointer owner);
/* ---- adit-engine-session-authorise.c ---- */

/* Keeps the credentials of the request, which has been read. */
void adit_engine_session_note_presented (AditEngineSession *self, const AditEngineReadResult *read);

void adit_engine_session_authorise (AditEngineSession *self);

/* Whether the rules let this address be dialled. */
AditCause adit_engine_session_guard (AditEngineSession *self, const AditEngineAddress *address);

/* Forgets what belongs to the step. */
void adit_engine_session_drop_authorise (AditEngineSession *self);

/* ---- adit-engine-session-account.c ---- */

void adit_engine_session_account (AditEngineSession *self);
void adit_engine_session_on_late_bytes (AditEngineChannel *client, gpointer owner);

/* Ends an exchange after which the client's connection goes on; nothing may follow. */
void adit_engine_session_go_on (AditEngineSession *self);

/* Whether it may: nobody waits for its place, and we are not about to stop. */
gboolean adit_engine_session_may_go_on (const AditEngineSession *self);

/* The exchange is in the books already. */
void adit_engine_session_free (AditEngineSession *self);

/* ---- the rest: what each step does for this kind of exchange ---- */

void adit_engine_session_connect_tunnel (AditEngineSession *self);
void adit_engine_session_relay_tunnel (AditEngineSession *self);
void adit_engine_session_relay_upgraded (AditEngineSession *self);

void adit_engine_session_read_forward (AditEngineSession *self,
                                       const AditEngineRequest *request,
                                       const AditEngineReadResult *read);
AditCause adit_engine_session_authorise_forward (AditEngineSession *self);
void adit_engine_session_connect_forward (AditEngineSession *self);
void adit_engine_session_relay_forward (AditEngineSession *self);

/* Makes the answer to a request that is not for an origin, or says why there is none. */
AditCause adit_engine_session_read_local (AditEngineSession *self,
                                          const AditEngineRequest *request,
                                          const AditEngineReadResult *read);
void adit_engine_session_relay_answer (AditEngineSession *self);

/* Whether the request is for the metrics, and its client may have them. */
gboolean adit_engine_session_read_scrape (AditEngineSession *self,
                                          const AditEngineRequest *request,
                                          const AditEngineReadResult *read);
void adit_engine_session_relay_scrape (AditEngineSession *self);
void adit_engine_session_drop_scrape (AditEngineSession *self);

/* Reaches the target, secure or not, and goes on to relay, or fails. */
void adit_engine_session_reach (AditEngineSession *self,
                                const AditAuthority *target,
                                gboolean is_secure);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a client may reach a destination, and why.
 *
 * The rules are asked in their order, the default last. For clients on this computer that is all.
 * What the rules allow another machine has to be safe as well (adit-safety.h):
 *
 *     destination                          is lifted by
 *     this computer, metadata, link-local,
 *     multicast, broadcast                 a rule `allow-local`
 *     private and reserved addresses       a rule `allow-local`, is_private_allowed
 *     port 25                              a rule `allow-local`
 *
 * Neither `allow` nor a default lifts anything, however exactly it names the destination. A rule
 * `allow-local` lifts it only where it is the first that holds: a `deny` before it still denies.
 * Through an upstream nothing is dialled from here: of the addresses, only one that the client
 * wrote itself is checked then, and the port. `via` lifts nothing.
 *
 * A name is decided upon twice: before it is looked up, and, where `needs_address` is set, again
 * for each address it leads to, right before that very address is dialled. Asking again with the
 * address is never wrong. Address conditions look at an address as written and at the IPv4
 * address that it hides; so does safety. */

#pragma once

#include "model/adit-rules.h"
#include "model/adit-safety.h"

G_BEGIN_DECLS

typedef struct
{
  const AditAuthority *target;    /* as the client wrote it */
  const char *user;               /* who signed in; NULL: nobody */
  const struct sockaddr *client;  /* NULL: unknown; then no `from` holds */
  const struct sockaddr *address; /* where the target's name leads to; NULL: not looked up. Where
                                   * the target is an address, that is it */
  gboolean is_address_here;       /* it is one of an interface of this computer */
  gboolean is_client_here;        /* the client is on this computer */
  gboolean is_private_allowed;    /* the owner's setting */
} AditQuestion;

typedef enum
{
  ADIT_VERDICT_DENY,
  ADIT_VERDICT_ALLOW,
  ADIT_VERDICT_UPSTREAM,
  ADIT_N_VERDICTS
} AditVerdict;

typedef struct
{
  AditVerdict verdict;          /* deny, as long as an address is needed */
  AditSafety safety;            /* what is built in has decided, other than ADIT_SAFETY_NONE */
  guint rule;                   /* its number, from 1; 0: the default, or safety */
  guint line;                   /* its line, from 1; 0: an unwritten default, or safety */
  const AditUpstream *upstream; /* of ADIT_VERDICT_UPSTREAM; lives as long as the rules */
  gboolean needs_address;       /* it depends on the address; rule and line are what asks for it */
} AditDecision;

/* Any thread. */
void
adit_rules_decide (const AditRules *rules, const AditQuestion *question, AditDecision *decision);

/* The answer to "Why?", translated: "Rule 3, line 7: deny address 10.0.0.0/8", "Built in: other
 * machines may not reach private addresses". @rules are those that decided. (transfer full) */
char *adit_decision_to_sentence (const AditDecision *self, const AditRules *rules);

/* The same for logs and for clients (Proxy-Status), in ASCII and without what a rule says: "rule
 * 3, line 7", "built-in private". (transfer full) */
char *adit_decision_to_detail (const AditDecision *self);

/* "deny", "allow", "upstream" */
const char *adit_verdict_to_word (AditVerdict verdict);

G_END_DECLS

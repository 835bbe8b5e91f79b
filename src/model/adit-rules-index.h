/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which of many rules have to be looked at: most are about a name, an address, a user or a port
 * that a question is not about.
 *
 * Each rule stands under all values of one of its conditions, the one that is likely to hold least
 * often; a rule that has none of these stands among those that are always looked at. A value is
 * found by a hash of it: where two share one, a rule is looked at in vain, nothing more. So what a
 * question costs grows with the rules about what it is about, not with all of them; but as long as
 * it has no address, those about addresses are all looked at.
 *
 * It never changes; any thread. */

#pragma once

#include "model/adit-rule.h"

G_BEGIN_DECLS

/* A rule for more ports than that is always looked at. */
#define ADIT_RULES_INDEX_PORTS_MAX 64

typedef struct _AditRulesIndex AditRulesIndex;

/* What a question is about. */
typedef struct
{
  const char *host; /* lower case, without final dot; "" for an address */
  const char *user; /* NULL: nobody signed in */
  guint16 port;
  const struct sockaddr *client; /* NULL: not known */

  /* What the host leads to, and what that hides; NULL: none. Without the first, all are. */
  const struct sockaddr *addresses[2];
} AditRulesIndexQuestion;

/* Whether rule @index holds, or may. */
typedef gboolean (*AditRulesIndexFunc) (gconstpointer data, guint index);

AditRulesIndex *adit_rules_index_new (void);
void adit_rules_index_free (AditRulesIndex *self);

/* In the order of their indices. */
void adit_rules_index_add (AditRulesIndex *self, const AditRule *rule, guint index);

/* The first rule that @holds says TRUE of, which is called in no particular order; G_MAXUINT for
 * none. */
guint adit_rules_index_find (const AditRulesIndex *self,
                             const AditRulesIndexQuestion *question,
                             AditRulesIndexFunc holds,
                             gconstpointer data);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One rule about destinations, as a value and as a line:
 *
 *     allow|allow-local|deny|via UPSTREAM  [host …] [address …] [port …] [user …] [from …]
 *
 *     host     example.org,*.example.org   names; the second does not include the first
 *     address  10.0.0.0/8,2001:db8::1      where the name leads to
 *     port     443,8000-8080
 *     user     alice,bob                   who signed in
 *     from     192.0.2.0/24                where the client is
 *
 * All conditions have to hold, and of each, one of its values; a rule without any always holds.
 * A name is compared as DNS does, without regard to case or a final dot; one in another script than
 * ASCII is taken in its xn-- form. A host that is written as an address has no name: `address` is
 * for it. */

#pragma once

#include "model/adit-network.h"

G_BEGIN_DECLS

/* Values of all conditions of a rule together. */
#define ADIT_RULE_VALUES_MAX 64

typedef enum
{
  ADIT_RULE_ALLOW,
  ADIT_RULE_ALLOW_LOCAL, /* even what is built in for other machines: see adit-decision.h */
  ADIT_RULE_DENY,
  ADIT_RULE_VIA,
  ADIT_N_RULE_ACTIONS
} AditRuleAction;

typedef enum
{
  ADIT_RULE_HOST,    /* AditRuleHost */
  ADIT_RULE_ADDRESS, /* AditNetwork */
  ADIT_RULE_PORT,    /* AditRulePorts */
  ADIT_RULE_USER,    /* char * */
  ADIT_RULE_FROM,    /* AditNetwork */
  ADIT_N_RULE_CONDITIONS
} AditRuleCondition;

typedef struct
{
  char *name; /* lower case, without "*." and final dot */
  gsize length;
  gboolean is_suffix; /* all names below it */
} AditRuleHost;

typedef struct
{
  guint16 first;
  guint16 last;
} AditRulePorts;

typedef struct
{
  AditRuleAction action;
  char *upstream;                             /* of ADIT_RULE_VIA; otherwise NULL */
  GArray *conditions[ADIT_N_RULE_CONDITIONS]; /* NULL: there is none of this kind */
} AditRule;

/* Reads one line, which may end in a comment. Sets ADIT_ERROR_INVALID_ARGUMENT with the reason, a
 * translated sentence. (transfer full) */
AditRule *adit_rule_parse (const char *line, GError **error);
void adit_rule_free (AditRule *self);

/* The line in its plainest form, without comment; it reads back as equal. (transfer full) */
char *adit_rule_print (const AditRule *self);
gboolean adit_rule_equal (const AditRule *a, const AditRule *b);

/* "allow", "host" */
const char *adit_rule_action_to_word (AditRuleAction action);
gboolean adit_rule_action_from_word (const char *word, AditRuleAction *action);
const char *adit_rule_condition_to_word (AditRuleCondition condition);
gboolean adit_rule_condition_from_word (const char *word, AditRuleCondition *condition);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditRule, adit_rule_free)

G_END_DECLS

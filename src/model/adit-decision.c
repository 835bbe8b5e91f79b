/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-decision.h"

#include "model/adit-rules-private.h"

#include <arpa/inet.h>
#include <string.h>

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} Address;

/* The question as the rules compare it: what would be the same work for each of them. */
typedef struct
{
  const AditQuestion *question;
  char host[ADIT_HOST_NAME_MAX + 2]; /* lower case, without final dot; empty for an address */
  gsize host_length;
  Address literal;                /* the target, where it is an address */
  const struct sockaddr *address; /* NULL: not known yet */
  struct sockaddr_in hidden;      /* what @address hides; family 0: nothing */
} Prepared;

typedef enum
{
  HOLDS_NOT,
  HOLDS,
  HOLDS_PERHAPS, /* the address decides */
} Holds;

static void
prepare_name (Prepared *self, const char *name)
{
  gsize length = strlen (name);

  if (length > 0 && name[length - 1] == '.')
    length--;
  for (gsize i = 0; i < length; i++)
    self->host[i] = g_ascii_tolower (name[i]);
  self->host_length = length;
}

static void
prepare_literal (Prepared *self, const AditAuthority *target)
{
  Address *literal = &self->literal;

  if (target->kind == ADIT_HOST_IPV4 &&
      inet_pton (AF_INET, target->host, &literal->in.sin_addr) == 1)
    literal->in.sin_family = AF_INET;
  else if (target->kind == ADIT_HOST_IPV6 &&
           inet_pton (AF_INET6, target->host, &literal->in6.sin6_addr) == 1)
    literal->in6.sin6_family = AF_INET6;
}

static void
prepare (Prepared *self, const AditQuestion *question)
{
  memset (self, 0, sizeof *self);
  self->question = question;
  self->address = question->address;
  if (question->target->kind == ADIT_HOST_NAME)
    prepare_name (self, question->target->host);
  else
    prepare_literal (self, question->target);

  if (!self->address && self->literal.any.sa_family != AF_UNSPEC)
    self->address = &self->literal.any;
  if (self->address)
    adit_address_unwrap (self->address, &self->hidden);
}

static gboolean
is_host (const Prepared *self, const AditRuleHost *host)
{
  gsize length = self->host_length;
  const char *end = self->host + length;

  if (!host->is_suffix)
    return length == host->length && memcmp (self->host, host->name, length) == 0;

  return length > host->length && end[-(gssize) host->length - 1] == '.' &&
         memcmp (end - host->length, host->name, host->length) == 0;
}

static gboolean
is_one_of_hosts (const Prepared *self, const GArray *hosts)
{
  for (guint i = 0; i < hosts->len; i++)
    if (is_host (self, &g_array_index (hosts, AditRuleHost, i)))
      return TRUE;

  return FALSE;
}

static gboolean
is_one_of_ports (guint16 port, const GArray *ports)
{
  for (guint i = 0; i < ports->len; i++)
    {
      const AditRulePorts *range = &g_array_index (ports, AditRulePorts, i);

      if (port >= range->first && port <= range->last)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_one_of_users (const char *user, const GArray *users)
{
  for (guint i = 0; user && i < users->len; i++)
    if (g_str_equal (user, g_array_index (users, char *, i)))
      return TRUE;

  return FALSE;
}

static Holds
is_at_address (const Prepared *self, const GArray *networks)
{
  if (!self->address)
    return HOLDS_PERHAPS;

  return adit_networks_contain (networks, self->address) ||
                 (self->hidden.sin_family == AF_INET &&
                  adit_networks_contain (networks, (const struct sockaddr *) &self->hidden))
             ? HOLDS
             : HOLDS_NOT;
}

/* The address last: it is asked for only where all else holds. */
static Holds
holds (const Prepared *self, const AditRule *rule)
{
  const AditQuestion *question = self->question;
  GArray *const *conditions = rule->conditions;

  if (conditions[ADIT_RULE_HOST] && !is_one_of_hosts (self, conditions[ADIT_RULE_HOST]))
    return HOLDS_NOT;
  if (conditions[ADIT_RULE_PORT] &&
      !is_one_of_ports (question->target->port, conditions[ADIT_RULE_PORT]))
    return HOLDS_NOT;
  if (conditions[ADIT_RULE_USER] && !is_one_of_users (question->user, conditions[ADIT_RULE_USER]))
    return HOLDS_NOT;
  if (conditions[ADIT_RULE_FROM] &&
      (!question->client || !adit_networks_contain (conditions[ADIT_RULE_FROM], question->client)))
    return HOLDS_NOT;

  return conditions[ADIT_RULE_ADDRESS] ? is_at_address (self, conditions[ADIT_RULE_ADDRESS])
                                       : HOLDS;
}

typedef struct
{
  const AditRules *rules;
  const Prepared *prepared;
} Search;

static gboolean
may_hold (gconstpointer data, guint index)
{
  const Search *search = data;

  return holds (search->prepared, adit_rules_get (search->rules, index)) != HOLDS_NOT;
}

/* G_MAXUINT: none. */
static guint
find_index (const AditRules *rules, const Prepared *prepared)
{
  const Search search = { rules, prepared };
  AditRulesIndexQuestion question = {
    .host = prepared->host,
    .user = prepared->question->user,
    .port = prepared->question->target->port,
    .client = prepared->question->client,
    .addresses = { prepared->address },
  };

  if (prepared->hidden.sin_family == AF_INET)
    question.addresses[1] = (const struct sockaddr *) &prepared->hidden;

  return adit_rules_index_find (rules->index, &question, may_hold, &search);
}

/* The first rule that holds; a rule that may hold is returned as well, and noted in @decision. */
static const AditRule *
find (const AditRules *rules, const Prepared *prepared, AditDecision *decision)
{
  guint index = find_index (rules, prepared);
  const AditRulesRule *row = &rules->standard;

  if (index != G_MAXUINT)
    {
      row = &g_array_index (rules->rules, AditRulesRule, index);
      decision->rule = index + 1;
      decision->needs_address = holds (prepared, row->rule) == HOLDS_PERHAPS;
    }

  decision->line = row->line;
  return row->rule;
}

static AditSafety
check_address (const AditQuestion *question, const struct sockaddr *address)
{
  if (question->is_address_here)
    return ADIT_SAFETY_THIS_COMPUTER;

  return adit_safety_check_address (adit_address_classify (address), question->is_private_allowed);
}

/* What is built in against a rule that lets the client of another machine through. */
static AditSafety
check_safety (const Prepared *self, const AditRule *rule, gboolean *needs_address)
{
  gboolean is_literal = self->literal.any.sa_family != AF_UNSPEC;
  AditSafety safety = adit_safety_check_port (self->question->target->port);

  if (safety != ADIT_SAFETY_NONE || (rule->action == ADIT_RULE_VIA && !is_literal))
    return safety;
  if (self->address)
    return check_address (self->question, self->address);

  *needs_address = TRUE;
  return ADIT_SAFETY_NONE;
}

static void
conclude (const AditRules *rules, const AditRule *rule, AditDecision *decision)
{
  switch (rule->action)
    {
    case ADIT_RULE_ALLOW:
    case ADIT_RULE_ALLOW_LOCAL:
      decision->verdict = ADIT_VERDICT_ALLOW;
      break;
    case ADIT_RULE_VIA:
      decision->verdict = ADIT_VERDICT_UPSTREAM;
      decision->upstream = adit_rules_find_upstream (rules, rule->upstream);
      break;
    case ADIT_RULE_DENY:
    case ADIT_N_RULE_ACTIONS:
    default:
      decision->verdict = ADIT_VERDICT_DENY;
    }
}

void
adit_rules_decide (const AditRules *rules, const AditQuestion *question, AditDecision *decision)
{
  Prepared prepared;
  const AditRule *rule;

  memset (decision, 0, sizeof *decision);
  prepare (&prepared, question);
  rule = find (rules, &prepared, decision);
  if (decision->needs_address || rule->action == ADIT_RULE_DENY)
    return;

  if (!question->is_client_here && rule->action != ADIT_RULE_ALLOW_LOCAL)
    {
      decision->safety = check_safety (&prepared, rule, &decision->needs_address);
      if (decision->safety != ADIT_SAFETY_NONE)
        decision->rule = decision->line = 0;
    }
  if (decision->safety == ADIT_SAFETY_NONE && !decision->needs_address)
    conclude (rules, rule, decision);
}

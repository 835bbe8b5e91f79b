/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a set of rules is made of, for the files that make one. */

#pragma once

#include "model/adit-rules-index.h"
#include "model/adit-rules.h"

G_BEGIN_DECLS

/* A rule, or an upstream, and the line it stands on. */
typedef struct
{
  AditRule *rule;
  guint line;
} AditRulesRule;

typedef struct
{
  AditUpstream *upstream;
  guint line;
} AditRulesUpstream;

struct _AditRules
{
  int ref_count; /* atomic; not a gatomicrefcount, which thread sanitizers cannot see */
  char *text;
  GArray *rules;          /* AditRulesRule */
  AditRulesIndex *index;  /* of these */
  GArray *upstreams;      /* AditRulesUpstream */
  AditRulesRule standard; /* the default; on line 0 while none is written */
};

/* NULL where there is none. */
const AditRulesUpstream *adit_rules_find_upstream_row (const AditRules *self, const char *name);

G_END_DECLS

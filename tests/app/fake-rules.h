/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules of the fake engine: a text that the calls of the bus edit as the engine would, and
 * decisions by what decides there; but nothing is looked up, and a password goes nowhere. */

#pragma once

#include "model/adit-rules.h"

#include "adit-bus-generated.h"

G_BEGIN_DECLS

/* A name whose address Test tells; of all others it tells none. */
#define FAKE_RULES_NAME    "www.example.org"
#define FAKE_RULES_ADDRESS "192.0.2.7"

typedef struct
{
  AditBusRules *skeleton;
  AditRules *rules;
  GHashTable *passwords; /* by upstream */

  char *failure;   /* what calls that change something answer, or NULL */
  guint n_changes; /* calls that changed something */
  GArray *denied;  /* guint64: what Denied answers, until EndDenied */
} FakeRules;

/* No rules; exported on @connection. */
FakeRules *fake_rules_new (GDBusConnection *connection);
void fake_rules_free (FakeRules *self);

/* As an edit of the file by hand. Tells it. */
void fake_rules_set_text (FakeRules *self, const char *text);

/* As one that is not valid: what is in force stays. */
void fake_rules_set_error (FakeRules *self, const char *error);

/* Says that so many tunnels are denied now, once it is asked. */
void fake_rules_deny (FakeRules *self, guint n_denied);

/* (transfer none) */
const char *fake_rules_get_text (FakeRules *self);

G_END_DECLS

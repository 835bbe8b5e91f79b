/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* "Why?": what the rules and what is built in say about somebody who wants to reach a target, as
 * they would for a real request, but connecting to nothing. A name is looked up only where
 * something depends on its address. Main thread. */

#pragma once

#include "model/adit-decision.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  AditVerdict verdict;
  guint rule; /* as in AditDecision */
  guint line;
  char *sentence; /* what decided, for a person */
  char *address;  /* that was decided upon; "" where it did not matter */
} AditEngineWhy;

/* @is_private_allowed: as in AditQuestion. @user: "" nobody. @client: an address, "" this
 * computer's. @target: "HOST:PORT". */
void adit_engine_why_async (AditRules *rules,
                            gboolean is_private_allowed,
                            const char *user,
                            const char *client,
                            const char *target,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/* ADIT_ERROR_INVALID_ARGUMENT; ADIT_ERROR_FAILED when a name could not be looked up.
 * (transfer full) */
AditEngineWhy *adit_engine_why_finish (GAsyncResult *result, GError **error);
void adit_engine_why_free (AditEngineWhy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditEngineWhy, adit_engine_why_free)

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Brings the users' totals from the last run into their accounts, and saves them every few seconds
 * while the engine runs, in another thread, and once at the end. What cannot be saved is told in
 * the log, once, and tried again: the proxy goes on without.
 *
 * Main thread. It lives in the main context that is the thread's default when it is made. */

#pragma once

#include "engine/account/adit-engine-accounts.h"

G_BEGIN_DECLS

/* What a process that is killed loses, at most, and the time of a save. */
#define ADIT_ENGINE_TOTALS_PERIOD_S 3

typedef struct _AditEngineTotalsKeeper AditEngineTotalsKeeper;

/* @accounts has its users, and outlives the keeper. @path: of the database, in a directory that is
 * there. Never NULL. */
AditEngineTotalsKeeper *
adit_engine_totals_keeper_new (AditEngineAccounts *accounts, const char *path, guint period_s);

/* Saves now, and waits for that. */
void adit_engine_totals_keeper_save (AditEngineTotalsKeeper *self);

/* Saves for the last time, and waits for that. */
void adit_engine_totals_keeper_free (AditEngineTotalsKeeper *self);

G_END_DECLS

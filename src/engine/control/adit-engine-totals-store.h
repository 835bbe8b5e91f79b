/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What users have carried, kept from one run to the next: a row a user and day in an SQLite
 * database (WAL), which a process killed at any moment leaves as it was after the last save.
 *
 * Days are kept for two years; what is older is kept in one sum, so that totals stay whole. A
 * database that cannot be read is set aside, and another begun.
 *
 * These calls wait for the disk: for a thread where that is in order, any, one at a time. */

#pragma once

#include "engine/account/adit-engine-accounts.h"

G_BEGIN_DECLS

/* A date as YYYYMMDD, less this, is the first day that is kept. */
#define ADIT_ENGINE_TOTALS_KEPT 20000

typedef struct _AditEngineTotalsStore AditEngineTotalsStore;

/* Makes the database at @path, for this user alone, where there is none. NULL with
 * ADIT_ERROR_SAVE_FAILED. (transfer full) */
AditEngineTotalsStore *adit_engine_totals_store_open (const char *path, GError **error);
void adit_engine_totals_store_close (AditEngineTotalsStore *self);

/* A state (AditEngineAccountState) for each user: name, total, month and today are set, as of the
 * day @day, for adit_engine_accounts_restore(). NULL with ADIT_ERROR_SAVE_FAILED. (transfer
 * full) */
GPtrArray *adit_engine_totals_store_load (AditEngineTotalsStore *self, guint day, GError **error);

/* @list and @day as from adit_engine_accounts_list(): what is in it is kept, those who are not are
 * forgotten. All or nothing; ADIT_ERROR_SAVE_FAILED. */
gboolean adit_engine_totals_store_save (AditEngineTotalsStore *self,
                                        const GPtrArray *list,
                                        guint day,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditEngineTotalsStore, adit_engine_totals_store_close)

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The access log: what ended is written down by a thread of its own, so that nobody waits for a
 * disk. What comes faster than it can be written, or cannot be written at all, is lost, counted,
 * and told in the log of the engine, at intervals. What had come is written before it is freed,
 * unless that would take more than a moment. */

#pragma once

#include "engine/log/adit-engine-access-line.h"

G_BEGIN_DECLS

/* What may wait to be written, in bytes of memory. */
#define ADIT_ENGINE_ACCESS_LOG_WAITING_MAX (4 * 1024 * 1024)

/* How late a line may be written, for others to be written with it; less than a second. */
#define ADIT_ENGINE_ACCESS_LOG_DELAY_MS 50

typedef struct _AditEngineAccessLog AditEngineAccessLog;

typedef struct
{
  guint64 written; /* lines */
  guint64 lost;
} AditEngineAccessLogCounts;

/* Off until it is configured. Main thread, like the next three. */
AditEngineAccessLog *adit_engine_access_log_new (void);

/* Nobody may put anything any more. */
void adit_engine_access_log_free (AditEngineAccessLog *self);

/* From now on; a file is opened anew in any case. */
void adit_engine_access_log_configure (AditEngineAccessLog *self, const AditLogSettings *settings);

/* Goes on in a file of the same name: somebody has put away the one that is written. */
void adit_engine_access_log_reopen (AditEngineAccessLog *self);

/* Any thread, as the rest. */
gboolean adit_engine_access_log_is_on (const AditEngineAccessLog *self);
void adit_engine_access_log_put (AditEngineAccessLog *self, const AditEngineAccess *access);
void adit_engine_access_log_get_counts (AditEngineAccessLog *self,
                                        AditEngineAccessLogCounts *counts);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Asks all lanes at once and brings their answers together in the main thread, as a GTask. */

#pragma once

#include "engine/session/adit-engine-lane.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* @lanes: AditEngineLane; they and @mailbox, the main thread's, must outlive the task. The task
 * returns an AditEngineReport. */
void adit_engine_gather_report (GTask *task,
                                GPtrArray *lanes,
                                AditEngineMailbox *mailbox,
                                AditEngineReportKind kind);

/* The task returns the number of sessions ended, as an int. */
void adit_engine_gather_end (GTask *task,
                             GPtrArray *lanes,
                             AditEngineMailbox *mailbox,
                             GArray *ids,
                             AditCause cause);

/* The task returns the ids (guint64), rising, of what runs and the rules deny now, as a GArray; it
 * was ended when @is_ending. */
void adit_engine_gather_denied (GTask *task,
                                GPtrArray *lanes,
                                AditEngineMailbox *mailbox,
                                gboolean is_ending);

G_END_DECLS

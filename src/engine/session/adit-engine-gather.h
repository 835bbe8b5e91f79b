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

G_END_DECLS

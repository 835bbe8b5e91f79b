/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A proxy without network or threads, for what only asks it for reports: the questions are kept
 * until the test answers them. Linked in place of the engine's own. */

#pragma once

#include "engine/session/adit-engine-proxy.h"

G_BEGIN_DECLS

AditEngineProxy *fake_proxy_new (void);

/* Whether a question waits for its answer. */
gboolean fake_proxy_is_asked (AditEngineProxy *self);
AditEngineReportKind fake_proxy_get_kind (AditEngineProxy *self);

/* Answers with what was gathered by the functions below, and delivers it. */
void fake_proxy_answer (AditEngineProxy *self);

/* For the next answer. */
void fake_proxy_opened (AditEngineProxy *self, guint64 id);
void fake_proxy_updated (AditEngineProxy *self, guint64 id, guint64 sent_bytes);
void fake_proxy_closed (AditEngineProxy *self, guint64 id);

guint fake_proxy_count_unwatched (AditEngineProxy *self);

G_END_DECLS

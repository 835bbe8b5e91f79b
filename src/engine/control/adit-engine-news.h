/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What whoever started the engine is told: on standard output where it listens, for those who
 * picked port 0, and by the service manager's socket how it is. Main thread. */

#pragma once

#include "engine/session/adit-engine-proxy.h"

G_BEGIN_DECLS

typedef struct _AditEngineNews AditEngineNews;

AditEngineNews *adit_engine_news_new (void);
void adit_engine_news_free (AditEngineNews *self);

/* Where @proxy listens now: a line for each address that it did not before. */
void adit_engine_news_tell_listeners (AditEngineNews *self, AditEngineProxy *proxy);

/* It serves: after the start, and after each time that it has read everything again. */
void adit_engine_news_tell_ready (AditEngineNews *self);
void adit_engine_news_tell_reloading (void);

/* It ends when the connections of @proxy have; from then on that is its status. */
void adit_engine_news_tell_stopping (AditEngineNews *self, AditEngineProxy *proxy);

G_END_DECLS

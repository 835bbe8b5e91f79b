/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What sessions are served on, as the settings say: a value that nobody changes. When the settings
 * change, each lane gets another. Any thread. */

#pragma once

#include "model/adit-settings.h"

G_BEGIN_DECLS

typedef struct
{
  int ref_count; /* atomic; not a gatomicrefcount, which thread sanitizers cannot see */
  gint64 head_timeout_us;
  gint64 connect_timeout_us;
  gint64 idle_timeout_us;              /* 0: none */
  gboolean is_https_for_plain_clients; /* also of clients elsewhere that are not encrypted */
  gboolean is_page_enabled;
  GArray *metrics_clients; /* AditNetwork: who may read the metrics */
} AditEngineTerms;

AditEngineTerms *adit_engine_terms_new (const AditSettings *settings);
AditEngineTerms *adit_engine_terms_ref (AditEngineTerms *self);
void adit_engine_terms_unref (AditEngineTerms *self);

G_END_DECLS

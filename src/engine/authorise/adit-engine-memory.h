/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Answers that were checked with a slow hash not long ago, so that the next connection need not
 * pay again. What is kept is a mark of user, stored hash and password: of no use without the
 * process's key, and void as soon as the stored hash is another.
 *
 * Right answers are forgotten some time after they were checked, wrong ones soon. Bounded: the
 * oldest makes room. Under a mutex; any thread. */

#pragma once

#include "engine/authorise/adit-engine-seal.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_MEMORY_MAX      4096
#define ADIT_ENGINE_MEMORY_RIGHT_US (30 * 60 * G_USEC_PER_SEC)
#define ADIT_ENGINE_MEMORY_WRONG_US (60 * G_USEC_PER_SEC)

typedef enum
{
  ADIT_ENGINE_MEMORY_UNKNOWN,
  ADIT_ENGINE_MEMORY_RIGHT,
  ADIT_ENGINE_MEMORY_WRONG,
} AditEngineMemoryAnswer;

typedef struct _AditEngineMemory AditEngineMemory;

AditEngineMemory *adit_engine_memory_new (void);
void adit_engine_memory_free (AditEngineMemory *self);

AditEngineMemoryAnswer
adit_engine_memory_recall (AditEngineMemory *self, const AditEngineMark *mark, gint64 now_us);

void adit_engine_memory_keep (AditEngineMemory *self,
                              const AditEngineMark *mark,
                              gboolean is_right,
                              gint64 now_us);

G_END_DECLS

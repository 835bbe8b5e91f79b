/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Slow hashes, in threads of their own: not those of GTask, which name look-ups need. Few at a
 * time, because each takes a core and megabytes; the rest waits, and no more than a bound may wait.
 * Whoever asks the same question from the same address while it is being worked on joins: a browser
 * that opens thirty connections pays once.
 *
 * A job is embedded in whoever asks. Under a mutex; any thread. */

#pragma once

#include "engine/authorise/adit-engine-seal.h"
#include "engine/net/adit-engine-address.h"

G_BEGIN_DECLS

#define ADIT_ENGINE_VERIFIER_THREADS         2
#define ADIT_ENGINE_VERIFIER_MAX             256 /* questions, running or waiting */
#define ADIT_ENGINE_VERIFIER_PER_ADDRESS_MAX 8   /* of these, from one address */

typedef struct _AditEngineVerifier AditEngineVerifier;
typedef struct _AditEngineJob AditEngineJob;

/* Called under the mutex, in one of its threads: it may only pass on the word. Of those who joined,
 * @is_first is TRUE for one: the failure counts once. */
typedef void (*AditEngineJobFunc) (gpointer owner, gboolean is_right, gboolean is_first);

struct _AditEngineJob
{
  AditEngineJobFunc on_done;
  gpointer owner;
  GList link;        /* the verifier's */
  gpointer question; /* the verifier's; NULL: not waiting */
};

AditEngineVerifier *adit_engine_verifier_new (void);

/* Waits for threads that are busy. All jobs must be done or cancelled. */
void adit_engine_verifier_free (AditEngineVerifier *self);

/* FALSE when there are too many: `on_done` is not called. Otherwise it is, unless cancelled. */
gboolean adit_engine_verifier_start (AditEngineVerifier *self,
                                     AditEngineJob *job,
                                     const AditEngineMark *mark,
                                     const AditEngineAddress *client,
                                     const char *password,
                                     const char *hash);

/* Whether it was in time: `on_done` has not been called, and is not going to be. What is being
 * worked on cannot be cancelled. */
gboolean adit_engine_verifier_cancel (AditEngineVerifier *self, AditEngineJob *job);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A keyed hash (HMAC-SHA-256) under a key that never leaves the process: for what must not be
 * guessed or forged from outside, nor be of use in a memory dump without the key. Pure but for
 * making the key. Any thread may read one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ADIT_ENGINE_SEAL_SIZE 32

typedef struct
{
  guint8 key[ADIT_ENGINE_SEAL_SIZE];
} AditEngineSeal;

typedef struct
{
  guint8 bytes[ADIT_ENGINE_SEAL_SIZE];
} AditEngineMark;

/* A key at random. */
void adit_engine_seal_init (AditEngineSeal *self);

/* The mark of these strings, up to a NULL, as a list: moving bytes from one to the next makes
 * another. */
void adit_engine_seal_mark (const AditEngineSeal *self,
                            AditEngineMark *mark,
                            ...) G_GNUC_NULL_TERMINATED;

/* Takes the same time wherever they differ. */
gboolean adit_engine_bytes_equal (gconstpointer a, gconstpointer b, gsize length);

/* Overwrites what was secret, whatever the compiler thinks of it. NULL is fine. */
void adit_engine_wipe (gpointer bytes, gsize length);
void adit_engine_wipe_text (char *text);

G_END_DECLS

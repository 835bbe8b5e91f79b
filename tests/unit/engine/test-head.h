/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Feeding a request head to the parser in pieces: whatever the pieces, the verdict is the same,
 * and it comes with the same byte. Every piece is handed over in a buffer of its exact size, so
 * that a memory checker sees a look beyond it. */

#pragma once

#include "engine/parse/adit-engine-head.h"

G_BEGIN_DECLS

/* A text that may hold NUL, and its length. */
#define TEST_BYTES(text) text, sizeof (text) - 1

/* Parses all of it in one call. */
AditEngineHeadStatus test_head_parse (AditEngineHead *head, const char *bytes, gsize length);

/* Asserts that byte by byte, and in two pieces split at every @step-th position, the outcome is
 * that of one call. */
void test_head_check_splits (const char *bytes, gsize length, gsize step);

/* Parses, asserts the verdict, and checks it in all splits. */
void test_head_assert_bad (const char *bytes, gsize length, AditCause cause);

/* "METHOD TARGET MINOR" and a "name=value" for each field, joined by "\n". (transfer full) */
char *test_head_print (const AditEngineHead *head, const char *bytes);

G_END_DECLS

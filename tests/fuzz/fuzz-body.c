/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as content. The first chooses how it is framed and whether it is taken apart, the next
 * two where it is split. */

#include "fuzz.h"

#include "engine/relay/adit-engine-message.h"

#include <string.h>

#define CHUNKED                                                                                    \
  (AditEngineFraming)                                                                              \
  {                                                                                                \
    ADIT_ENGINE_FRAMING_CHUNKED, FALSE, 0                                                          \
  }

typedef struct
{
  GByteArray *passed;
  gsize n_taken;
  AditEngineBodyStatus status;
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_clear_pointer (&self->passed, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
feed (AditEngineBody *body, Outcome *outcome, const guint8 *data, gsize length)
{
  g_autofree char *exact = g_malloc (MAX (length, 1));
  gsize n = 0;

  if (length > 0)
    memcpy (exact, data, length);
  do
    {
      AditEngineBodySpan span;

      outcome->status = adit_engine_body_scan (body, exact + n, length - n, &span);
      g_assert_cmpuint (span.n_skip + span.n_pass, <=, length - n);
      g_assert_true (outcome->status != ADIT_ENGINE_BODY_MORE || n == length ||
                     span.n_skip + span.n_pass > 0);
      g_byte_array_append (outcome->passed, (const guint8 *) exact + n + span.n_skip,
                           (guint) span.n_pass);
      n += span.n_skip + span.n_pass;
    }
  while (outcome->status == ADIT_ENGINE_BODY_MORE && n < length);

  outcome->n_taken += n;
}

/* In two pieces; and with what ends it, as it goes out. */
static void
run (Outcome *outcome,
     const AditEngineFraming *framing,
     gboolean is_decoding,
     const guint8 *data,
     gsize size,
     gsize split)
{
  AditEngineBody body;

  *outcome = (Outcome){ .passed = g_byte_array_new () };
  adit_engine_body_init (&body, framing, is_decoding);
  feed (&body, outcome, data, split);
  if (outcome->status == ADIT_ENGINE_BODY_MORE)
    feed (&body, outcome, data + split, size - split);
  if (outcome->status == ADIT_ENGINE_BODY_DONE && !is_decoding &&
      framing->kind == ADIT_ENGINE_FRAMING_CHUNKED)
    adit_engine_message_write_trailers (outcome->passed, &body);
  adit_engine_body_clear (&body);
}

static void
assert_same_bytes (const GByteArray *a, const GByteArray *b)
{
  g_assert_cmpmem (a->data, a->len, b->data, b->len);
}

static void
check_splits (const AditEngineFraming *framing,
              gboolean is_decoding,
              const guint8 *data,
              gsize size,
              gsize split)
{
  g_auto (Outcome) whole = { 0 };
  g_auto (Outcome) in_two = { 0 };

  run (&whole, framing, is_decoding, data, size, 0);
  run (&in_two, framing, is_decoding, data, size, split);
  g_assert_cmpint (whole.status, ==, in_two.status);
  g_assert_cmpuint (whole.n_taken, ==, in_two.n_taken);
  assert_same_bytes (whole.passed, in_two.passed);
}

/* What goes on as it came is content again, whole and the same. */
static void
check_passed (const guint8 *data, gsize size)
{
  g_auto (Outcome) raw = { 0 };
  g_auto (Outcome) decoded = { 0 };
  g_auto (Outcome) again = { 0 };

  run (&raw, &CHUNKED, FALSE, data, size, size);
  run (&decoded, &CHUNKED, TRUE, data, size, size);
  g_assert_cmpint (raw.status, ==, decoded.status);
  g_assert_cmpuint (raw.n_taken, ==, decoded.n_taken);
  if (raw.status == ADIT_ENGINE_BODY_BAD || raw.passed->len == 0)
    return;

  run (&again, &CHUNKED, TRUE, raw.passed->data, raw.passed->len, raw.passed->len);
  g_assert_cmpint (again.status, ==, raw.status);
  g_assert_cmpuint (again.n_taken, ==, raw.passed->len);
  assert_same_bytes (again.passed, decoded.passed);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  AditEngineFraming framing = CHUNKED;
  gsize split;

  if (size < 3)
    return 0;

  split = (data[1] * 256u + data[2]) % (size - 2);
  if (data[0] & 2)
    framing = (AditEngineFraming){ ADIT_ENGINE_FRAMING_LENGTH, TRUE, data[0] / 4 };
  check_splits (&framing, data[0] & 1, data + 3, size - 3, split);
  check_passed (data + 3, size - 3);

  return 0;
}

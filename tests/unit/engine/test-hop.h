/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A hop on a stage: its channel's other end, the upstream, is the test, in the same thread. */

#pragma once

#include "engine/connect/adit-engine-hop.h"

#include "test-upstream.h"

G_BEGIN_DECLS

/* Only reached when something is broken. */
#define TEST_HOP_PATIENCE_US (20 * G_USEC_PER_SEC)
#define TEST_HOP_TARGET      "a.example:443"

typedef struct
{
  const char *text;
  gsize length;
} TestHopBytes;

#define TEST_HOP_BYTES(text)                                                                       \
  {                                                                                                \
    text, sizeof text - 1                                                                          \
  }

typedef enum
{
  TEST_HOP_STAYS,
  TEST_HOP_ENDS,
  TEST_HOP_RESETS
} TestHopEnding;

typedef struct
{
  GMainContext *context;
  AditEngineWorker worker;
  AditEngineUpstream *upstream;
  AditEngineChannel *channel;
  AditEngineHop *hop; /* NULL once over */
  int peer;           /* -1: gone */
  AditCause cause;
  guint n_over;
} TestHop;

void test_hop_open (TestHop *self, AditUpstreamKind kind, const char *user, const char *password);
void test_hop_start (TestHop *self, const char *target, gint64 deadline_us);
void test_hop_close (TestHop *self);

/* Has the hop do what it can do now; until it is over. */
void test_hop_turn (TestHop *self);
void test_hop_await_over (TestHop *self);

/* The upstream reads exactly this; says it, perhaps byte by byte; ends. */
void test_hop_hear (TestHop *self, const TestHopBytes *expected);
void test_hop_answer (TestHop *self, const TestHopBytes *bytes, gboolean is_in_pieces);
void test_hop_end (TestHop *self, TestHopEnding ending);

/* All that the channel has, now and behind that. */
void test_hop_assert_rest (TestHop *self, const TestHopBytes *rest);

G_END_DECLS

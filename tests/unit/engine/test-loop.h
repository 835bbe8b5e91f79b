/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A loop in a context, and sockets in it that write down how they are called. */

#pragma once

#include "engine/worker/adit-engine-loop.h"

#include "test-sockets.h"

G_BEGIN_DECLS

typedef struct
{
  GMainContext *context;
  AditEngineLoop *loop;
} TestLoop;

/* One end is in the loop, the other in the test's hand. */
typedef struct
{
  AditEngineSocket *socket;
  int peer;
  guint n_calls;
  GString *log; /* everybody's names, in the order of the calls */
  char name;
  guint n_again;       /* how many more turns to ask for */
  GPtrArray *to_close; /* Ends to close when called, or NULL */
} TestEnd;

typedef struct
{
  const char *name;
  gpointer data;
  void (*run) (TestLoop *self, gconstpointer data);
} TestLoopCase;

/* Registers @n_cases below /engine/GROUP, each twice: with the loop in any thread's context, and
 * entered, as in a worker's. */
void test_loop_add_cases (const char *group, const TestLoopCase *cases, guint n_cases);

void test_end_open (TestLoop *self, TestEnd *end);

/* With a descriptor that the loop takes over; `peer` is left alone. */
void test_end_open_with (TestLoop *self, TestEnd *end, int fd);
void test_end_close (TestEnd *end);

/* Reads all there is, to the EAGAIN. */
void test_end_drain (TestEnd *end);

void test_loop_turn_until_called (TestLoop *self, const TestEnd *end, guint n_calls);

/* Iterates until all there is to be done has been. */
void test_loop_settle (TestLoop *self);

G_END_DECLS

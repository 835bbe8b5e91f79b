/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The ciphertext side by itself: records come out whole or not at all, and memory is held only for
 * bytes that are there. */

#include "engine/tls/adit-engine-tls-wire.h"

#include "test-loop.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_SLOW 80 /* more than may hold a block each */

typedef struct
{
  AditEngineWorker worker;
  TestEnd end;
  AditEngineWire *wire;
} Line;

static void
line_open (TestLoop *loop, Line *line, AditEngineBlocks *blocks)
{
  *line = (Line){ .worker = { .loop = loop->loop, .blocks = blocks } };
  test_end_open (loop, &line->end);
  line->wire = adit_engine_wire_new (&line->worker, line->end.socket);
  test_loop_settle (loop);
}

static void
line_close (Line *line)
{
  adit_engine_wire_release (line->wire);
  adit_engine_wire_unref (line->wire);
  test_end_close (&line->end);
  close (line->end.peer);
}

/* What the peer sends is there on return. */
static void
line_receive (TestLoop *loop, Line *line, const char *bytes, gsize length)
{
  test_sockets_send (line->end.peer, bytes, length);
  test_loop_settle (loop);
}

static void
assert_fetch_fails (Line *line, int expected)
{
  g_assert_false (adit_engine_wire_fetch (line->wire));
  g_assert_cmpint (errno, ==, expected);
}

static void
assert_takes (Line *line, const char *expected, gsize length)
{
  char buffer[64] = "";

  g_assert_cmpint (adit_engine_wire_take (line->wire, buffer, length), ==, (gssize) length);
  g_assert_cmpmem (buffer, length, expected, length);
}

static void
test_whole_records (TestLoop *self, gconstpointer data)
{
  AditEngineBlocks *blocks = adit_engine_blocks_new ();
  Line line;

  line_open (self, &line, blocks);
  assert_fetch_fails (&line, EAGAIN);
  line_receive (self, &line, "\x17\x03\x03\x00", 4);
  assert_fetch_fails (&line, EAGAIN);
  line_receive (self, &line,
                "\x03"
                "ab",
                3);
  assert_fetch_fails (&line, EAGAIN);
  g_assert_cmpint (adit_engine_wire_take (line.wire, (char[1]){ 0 }, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);

  line_receive (self, &line, "c\x15\x03", 3);
  g_assert_true (adit_engine_wire_fetch (line.wire));
  assert_takes (&line, "\x17\x03\x03\x00\x03", 5);
  assert_takes (&line, "abc", 3);
  assert_fetch_fails (&line, EAGAIN);
  adit_engine_wire_settle (line.wire);
  g_assert_false (adit_engine_wire_has_received (line.wire));

  line_receive (self, &line, "\x03\x00\x01x", 4);
  g_assert_true (adit_engine_wire_fetch (line.wire));
  adit_engine_wire_settle (line.wire);
  g_assert_true (adit_engine_wire_has_received (line.wire));
  assert_takes (&line, "\x15\x03\x03\x00\x01x", 6);
  adit_engine_wire_settle (line.wire);
  g_assert_cmpuint (adit_engine_blocks_count (blocks), ==, 0);

  line_close (&line);
  adit_engine_blocks_free (blocks);
}

/* A turn has so many, and the next the rest. */
static void
test_turns (TestLoop *self, gconstpointer data)
{
  AditEngineBlocks *blocks = adit_engine_blocks_new ();
  Line line;

  line_open (self, &line, blocks);
  for (guint i = 0; i < ADIT_ENGINE_WIRE_RECORDS_MAX + 1; i++)
    line_receive (self, &line, "\x17\x03\x03\x00\x01x", 6);
  for (guint i = 0; i < ADIT_ENGINE_WIRE_RECORDS_MAX; i++)
    {
      g_assert_true (adit_engine_wire_fetch (line.wire));
      assert_takes (&line, "\x17\x03\x03\x00\x01", 5);
      assert_takes (&line, "x", 1);
    }
  assert_fetch_fails (&line, EAGAIN);
  g_assert_cmpint (adit_engine_wire_take (line.wire, (char[1]){ 0 }, 1), ==, -1);

  adit_engine_wire_settle (line.wire);
  g_assert_true (adit_engine_wire_is_behind (line.wire));
  assert_takes (&line, "\x17\x03\x03\x00\x01x", 6);
  assert_fetch_fails (&line, EAGAIN);
  adit_engine_wire_settle (line.wire);
  g_assert_false (adit_engine_wire_is_behind (line.wire));

  line_close (&line);
  adit_engine_blocks_free (blocks);
}

static void
test_end (TestLoop *self, gconstpointer data)
{
  AditEngineBlocks *blocks = adit_engine_blocks_new ();
  Line line;

  line_open (self, &line, blocks);
  line_receive (self, &line, "\x17\x03\x03\x00\x01xplain", 11);
  shutdown (line.end.peer, SHUT_WR);
  test_loop_settle (self);
  assert_takes (&line, "\x17\x03\x03\x00\x01x", 6);
  assert_fetch_fails (&line, EBADMSG);
  assert_fetch_fails (&line, EBADMSG);
  g_assert_cmpint (adit_engine_wire_take (line.wire, (char[1]){ 0 }, 1), ==, -1);

  line_close (&line);
  line_open (self, &line, blocks);
  line_receive (self, &line, "\x17\x03\x03\x00\x09half", 9);
  shutdown (line.end.peer, SHUT_WR);
  test_loop_settle (self);
  assert_fetch_fails (&line, EPROTO);
  assert_fetch_fails (&line, EPROTO);
  g_assert_cmpint (adit_engine_wire_take (line.wire, (char[1]){ 0 }, 1), ==, 0);

  line_close (&line);
  adit_engine_blocks_free (blocks);
}

/* Many peers that stop within a record do not hold a block each, and lose nothing by it. */
static void
test_many_slow (TestLoop *self, gconstpointer data)
{
  AditEngineBlocks *blocks = adit_engine_blocks_new ();
  g_autofree Line *lines = g_new (Line, N_SLOW);

  for (guint i = 0; i < N_SLOW; i++)
    {
      line_open (self, &lines[i], blocks);
      line_receive (self, &lines[i], "\x17\x03\x03\x00\x04te", 7);
      assert_fetch_fails (&lines[i], EAGAIN);
      adit_engine_wire_settle (lines[i].wire);
    }
  g_assert_cmpuint (adit_engine_blocks_count (blocks), ==, 64);

  for (guint i = 0; i < N_SLOW; i++)
    {
      line_receive (self, &lines[i], "xt", 2);
      g_assert_true (adit_engine_wire_fetch (lines[i].wire));
      assert_takes (&lines[i], "\x17\x03\x03\x00\x04text", 9);
      adit_engine_wire_settle (lines[i].wire);
    }
  g_assert_cmpuint (adit_engine_blocks_count (blocks), ==, 0);

  for (guint i = 0; i < N_SLOW; i++)
    line_close (&lines[i]);
  adit_engine_blocks_free (blocks);
}

static void
test_gathers (TestLoop *self, gconstpointer data)
{
  AditEngineBlocks *blocks = adit_engine_blocks_new ();
  char buffer[64];
  Line line;

  line_open (self, &line, blocks);
  g_assert_false (adit_engine_wire_has_unsent (line.wire));
  g_assert_cmpint (adit_engine_wire_put (line.wire, "one ", 4), ==, 4);
  g_assert_cmpint (adit_engine_wire_put (line.wire, "two", 3), ==, 3);
  g_assert_true (adit_engine_wire_has_unsent (line.wire));
  g_assert_cmpint (recv (line.end.peer, buffer, sizeof buffer, MSG_DONTWAIT), ==, -1);
  g_assert_true (adit_engine_wire_flush (line.wire));
  g_assert_cmpint (recv (line.end.peer, buffer, sizeof buffer, MSG_DONTWAIT), ==, 7);
  g_assert_cmpmem (buffer, 7, "one two", 7);
  g_assert_cmpuint (adit_engine_blocks_count (blocks), ==, 0);

  line_close (&line);
  adit_engine_blocks_free (blocks);
}

/* Up to the bound, and one record more. */
static void
test_room (TestLoop *self, gconstpointer data)
{
  AditEngineBlocks *blocks = adit_engine_blocks_new ();
  g_autofree char *bytes = g_malloc0 (ADIT_ENGINE_WIRE_UNSENT_MAX);
  gsize rest = ADIT_ENGINE_BLOCK_SIZE - ADIT_ENGINE_WIRE_UNSENT_MAX + 1;
  Line line;

  line_open (self, &line, blocks);
  adit_engine_wire_put (line.wire, bytes, ADIT_ENGINE_WIRE_UNSENT_MAX - 1);
  g_assert_true (adit_engine_wire_has_room (line.wire));
  g_assert_cmpint (adit_engine_wire_put (line.wire, bytes, rest), ==, (gssize) rest);
  g_assert_false (adit_engine_wire_has_room (line.wire));
  g_assert_cmpint (adit_engine_wire_put (line.wire, bytes, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);

  line_close (&line);
  adit_engine_blocks_free (blocks);
}

static void
test_send_fails (TestLoop *self, gconstpointer data)
{
  AditEngineBlocks *blocks = adit_engine_blocks_new ();
  Line line;

  line_open (self, &line, blocks);
  shutdown (line.end.socket->fd, SHUT_WR);
  adit_engine_wire_put (line.wire, "x", 1);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (adit_engine_wire_flush (line.wire));
      g_assert_cmpint (errno, ==, EPIPE);
    }

  line_close (&line);
  adit_engine_blocks_free (blocks);
}

int
main (int argc, char *argv[])
{
  static const TestLoopCase cases[] = {
    { "whole-records", NULL, test_whole_records },
    { "turns", NULL, test_turns },
    { "end", NULL, test_end },
    { "many-slow", NULL, test_many_slow },
    { "gathers", NULL, test_gathers },
    { "room", NULL, test_room },
    { "send-fails", NULL, test_send_fails },
  };

  g_test_init (&argc, &argv, NULL);
  test_loop_add_cases ("tls-wire", cases, G_N_ELEMENTS (cases));

  return g_test_run ();
}

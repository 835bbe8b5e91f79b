/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading a head from a channel: exactly the head, whatever stands behind it and in whatever pieces
 * it comes. */

#include "engine/parse/adit-engine-head-reader.h"

#include "test-sockets.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nAccept: */*\r\n\r\n"

typedef struct
{
  AditEngineWorker worker;
  AditEngineSocket socket;
  AditEngineChannel channel;
  AditEngineHeadReader reader;
  int client;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  int fds[2];

  test_sockets_tcp_pair (fds);
  self->worker.blocks = adit_engine_blocks_new ();
  self->channel = (AditEngineChannel){ .worker = &self->worker, .socket = &self->socket };
  self->reader.init = adit_engine_head_init;
  self->socket.fd = fds[0];
  self->client = fds[1];
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_head_reader_clear (&self->reader);
  adit_engine_channel_consume (&self->channel, adit_engine_channel_count_held (&self->channel));
  adit_engine_blocks_free (self->worker.blocks);
  close (self->socket.fd);
  if (self->client >= 0)
    close (self->client);
}

static AditEngineReadResult
read_now (Fixture *self)
{
  self->socket.is_readable = TRUE;

  return adit_engine_head_reader_read (&self->reader, &self->channel);
}

static AditEngineReadResult
send_and_read (Fixture *self, const char *bytes, gsize length)
{
  test_sockets_send (self->client, bytes, length);
  test_sockets_await_bytes (self->socket.fd, length);

  return read_now (self);
}

static void
assert_head (const AditEngineReadResult *result, gsize length)
{
  g_assert_cmpint (result->status, ==, ADIT_ENGINE_READ_DONE);
  g_assert_cmpuint (result->cause, ==, ADIT_CAUSE_NONE);
  g_assert_cmpuint (result->head->length, ==, length);
  g_assert_true (adit_engine_slice_is (result->head->method, result->bytes, "CONNECT"));
  g_assert_true (adit_engine_slice_is (result->head->target, result->bytes, "a.example:443"));
}

/* Behind the head, which is consumed, stands this. */
static void
assert_left (Fixture *self, const AditEngineReadResult *result, const char *expected, gsize length)
{
  gsize n_left;
  const char *left;

  adit_engine_channel_consume (&self->channel, result->head->length);
  left = adit_engine_channel_peek (&self->channel, &n_left);
  g_assert_cmpmem (left, n_left, expected, length);
  adit_engine_channel_consume (&self->channel, n_left);
}

static void
test_at_once (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result = send_and_read (self, HEAD, strlen (HEAD));

  assert_head (&result, strlen (HEAD));
  g_assert_null (self->reader.head);
  assert_left (self, &result, "", 0);
}

static void
test_rest_stays (Fixture *self, gconstpointer data)
{
  static const char bytes[] = HEAD "\x16\x03\x01\0early";
  AditEngineReadResult result = send_and_read (self, bytes, sizeof bytes);

  assert_head (&result, strlen (HEAD));
  assert_left (self, &result, bytes + strlen (HEAD), sizeof bytes - strlen (HEAD));
}

static void
test_byte_by_byte (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result;

  for (gsize i = 0; i < strlen (HEAD) - 1; i++)
    {
      result = send_and_read (self, HEAD + i, 1);
      g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
      g_assert_false (self->socket.is_readable);
    }

  result = send_and_read (self, "\nrest", 5);
  assert_head (&result, strlen (HEAD));
  assert_left (self, &result, "rest", 4);
}

/* What waits for the rest holds no more memory than its bytes. */
static void
test_small_while_waiting (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result = send_and_read (self, HEAD, 20);

  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
  result = read_now (self);
  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
  g_assert_cmpuint (self->channel.input_size, ==, 20);
}

static void
test_two_pieces (Fixture *self, gconstpointer data)
{
  static const char bytes[] = HEAD "rest";

  for (gsize split = 1; split < strlen (HEAD); split++)
    {
      AditEngineReadResult result = send_and_read (self, bytes, split);

      g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
      result = send_and_read (self, bytes + split, strlen (bytes) - split);
      assert_head (&result, strlen (HEAD));
      assert_left (self, &result, "rest", 4);
    }
}

/* The second request of a client that does not wait is there when its turn comes. */
static void
test_second_head (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result = send_and_read (self, HEAD HEAD, 2 * strlen (HEAD));

  assert_head (&result, strlen (HEAD));
  adit_engine_channel_consume (&self->channel, result.head->length);
  result = adit_engine_head_reader_read (&self->reader, &self->channel);
  assert_head (&result, strlen (HEAD));
  assert_left (self, &result, "", 0);
}

static void
test_nothing_yet (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result = read_now (self);

  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
  g_assert_false (self->socket.is_readable);
  g_assert_null (self->reader.head);
}

static void
assert_bad (const AditEngineReadResult *result, AditCause cause)
{
  g_assert_cmpint (result->status, ==, ADIT_ENGINE_READ_BAD);
  g_assert_cmpstr (adit_cause_row (result->cause)->word, ==, adit_cause_row (cause)->word);
}

static void
test_bad (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result = send_and_read (self, "CONNECT  a:1 HTTP/1.1\r\n", 23);

  assert_bad (&result, ADIT_CAUSE_BAD_REQUEST);
}

static void
test_bad_in_pieces (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result = send_and_read (self, "CONNECT a:1 HTTP/1.1\r\nHo", 24);

  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
  result = send_and_read (self, "st : a\r\n\r\n", 10);
  assert_bad (&result, ADIT_CAUSE_BAD_FIELD);
}

static void
fill_head (GString *bytes, gsize length)
{
  g_string_assign (bytes, "CONNECT a.example:443 HTTP/1.1\r\nA: ");
  while (bytes->len < length - 4)
    g_string_append_c (bytes, 'v');
  g_string_append (bytes, "\r\n\r\n");
}

/* The largest head in two pieces, and more behind it. */
static void
test_largest (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  AditEngineReadResult result;

  fill_head (bytes, ADIT_ENGINE_HEAD_MAX);
  g_string_append (bytes, "rest");
  result = send_and_read (self, bytes->str, 20000);
  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
  result = send_and_read (self, bytes->str + 20000, bytes->len - 20000);
  assert_head (&result, ADIT_ENGINE_HEAD_MAX);
  assert_left (self, &result, "rest", 4);
}

static void
test_too_large (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  AditEngineReadResult result;

  fill_head (bytes, ADIT_ENGINE_HEAD_MAX + 1);
  result = send_and_read (self, bytes->str, 20000);
  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
  result = send_and_read (self, bytes->str + 20000, bytes->len - 20000);
  assert_bad (&result, ADIT_CAUSE_HEAD_TOO_LARGE);
}

static void
end_client (Fixture *self)
{
  close (self->client);
  self->client = -1;
  test_sockets_await_end (self->socket.fd);
}

static void
test_silent (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result;

  end_client (self);
  result = read_now (self);
  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_END);
  g_assert_cmpuint (adit_engine_channel_count_held (&self->channel), ==, 0);
}

static void
test_cut_short (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result = send_and_read (self, HEAD, 10);

  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_MORE);
  end_client (self);
  result = read_now (self);
  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_END);
  g_assert_cmpuint (adit_engine_channel_count_held (&self->channel), ==, 10);
}

/* The end right behind a head is the tunnel's matter. */
static void
test_end_behind_head (Fixture *self, gconstpointer data)
{
  AditEngineReadResult result;

  test_sockets_send (self->client, HEAD, strlen (HEAD));
  end_client (self);
  result = read_now (self);
  assert_head (&result, strlen (HEAD));
}

static void
test_reset (Fixture *self, gconstpointer data)
{
  struct linger linger = { .l_onoff = 1 };
  AditEngineReadResult result;

  g_assert_no_errno (setsockopt (self->client, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  end_client (self);
  result = read_now (self);
  g_assert_cmpint (result.status, ==, ADIT_ENGINE_READ_LOST);
}

#define ADD(name, run)                                                                             \
  g_test_add ("/engine/head-reader/" name, Fixture, NULL, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("at-once", test_at_once);
  ADD ("rest-stays", test_rest_stays);
  ADD ("byte-by-byte", test_byte_by_byte);
  ADD ("small-while-waiting", test_small_while_waiting);
  ADD ("two-pieces", test_two_pieces);
  ADD ("second-head", test_second_head);
  ADD ("nothing-yet", test_nothing_yet);
  ADD ("bad", test_bad);
  ADD ("bad-in-pieces", test_bad_in_pieces);
  ADD ("largest", test_largest);
  ADD ("too-large", test_too_large);
  ADD ("silent", test_silent);
  ADD ("cut-short", test_cut_short);
  ADD ("end-behind-head", test_end_behind_head);
  ADD ("reset", test_reset);

  return g_test_run ();
}

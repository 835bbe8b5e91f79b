/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* TLS connections once they stand: what is written arrives, in both directions and in any sizes,
 * ends are told apart from breaks, and nothing is held while nothing moves. */

#include "test-tls.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MANY_BYTES (64 * 1024 * 1024)

static void
write_all (TestTls *self, TestTlsEnd *end, const char *bytes, gsize length)
{
  gsize n_written = 0;

  while (n_written < length)
    {
      gssize n = adit_engine_tls_write (end->tls, bytes + n_written, length - n_written);

      if (n < 0)
        {
          g_assert_cmpint (errno, ==, EAGAIN);
          g_main_context_iteration (self->context, TRUE);
          continue;
        }
      n_written += (gsize) n;
    }
}

static void
finish_writing (TestTls *self, TestTlsEnd *end)
{
  adit_engine_tls_end_writing (end->tls);
  test_tls_until (self, adit_engine_tls_flush (end->tls));
  g_assert_false (adit_engine_tls_has_unsent (end->tls));
}

static void
assert_reads (TestTls *self, TestTlsEnd *end, const char *text)
{
  g_autofree char *read = g_malloc0 (strlen (text) + 1);

  test_tls_read_all (self, end, read, strlen (text));
  g_assert_cmpstr (read, ==, text);
}

static void
test_both_ways (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };

  test_tls_connect (self, ends);
  write_all (self, &ends[1], "question", 8);
  assert_reads (self, &ends[0], "question");
  write_all (self, &ends[0], "answer", 6);
  assert_reads (self, &ends[1], "answer");

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

/* ---- Much ---- */

typedef struct
{
  GChecksum *written;
  GChecksum *read;
  gsize n_written;
  gsize n_read;
} Flow;

/* A chunk of which every byte depends on where it is; sizes vary. */
static gsize
fill (char *chunk, gsize position, gsize size_max)
{
  gsize size = MIN (1 + position * 7919 % size_max, MANY_BYTES - position);

  for (gsize i = 0; i < size; i++)
    chunk[i] = (char) ((position + i) * 2654435761u >> 13);

  return size;
}

static gboolean
flow_write (Flow *flow, AditEngineTls *tls, char *chunk)
{
  gsize size = fill (chunk, flow->n_written, 150000);
  gssize n = size > 0 ? adit_engine_tls_write (tls, chunk, size) : 0;

  if (n <= 0)
    return adit_engine_tls_flush (tls) && FALSE;

  g_checksum_update (flow->written, (guchar *) chunk, n);
  flow->n_written += (gsize) n;
  return TRUE;
}

static gboolean
flow_read (Flow *flow, AditEngineTls *tls, char *chunk)
{
  gssize n = adit_engine_tls_read (tls, chunk, 1 + flow->n_read * 104729 % 150000);

  if (n <= 0)
    return FALSE;

  g_checksum_update (flow->read, (guchar *) chunk, n);
  flow->n_read += (gsize) n;
  return TRUE;
}

static void
flow_clear (Flow *flow)
{
  g_assert_cmpstr (g_checksum_get_string (flow->read), ==, g_checksum_get_string (flow->written));
  g_checksum_free (flow->read);
  g_checksum_free (flow->written);
}

static void
test_much (TestTls *self, gconstpointer data)
{
  g_autofree char *chunk = g_malloc (150000);
  TestTlsEnd ends[2] = { 0 };
  Flow flows[2];

  test_tls_connect (self, ends);
  for (guint i = 0; i < 2; i++)
    flows[i] = (Flow){ g_checksum_new (G_CHECKSUM_SHA256), g_checksum_new (G_CHECKSUM_SHA256) };

  while (flows[0].n_read < MANY_BYTES || flows[1].n_read < MANY_BYTES)
    {
      gboolean is_moving = FALSE;

      for (guint i = 0; i < 2; i++)
        {
          is_moving |= flow_write (&flows[i], ends[i].tls, chunk);
          is_moving |= flow_read (&flows[i], ends[1 - i].tls, chunk);
        }
      if (!is_moving)
        g_main_context_iteration (self->context, TRUE);
      else
        g_main_context_iteration (self->context, FALSE);
    }

  g_assert_cmpuint (adit_engine_blocks_count (self->worker.blocks), ==, 0);
  flow_clear (&flows[0]);
  flow_clear (&flows[1]);
  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

/* What a peer that does not read can make us hold is bounded, and arrives when it reads. */
static void
test_reader_stops (TestTls *self, gconstpointer data)
{
  g_autofree char *chunk = g_malloc0 (65536);
  TestTlsEnd ends[2] = { 0 };
  gsize n_written = 0;
  gssize n;

  test_tls_connect (self, ends);
  while ((n = adit_engine_tls_write (ends[0].tls, chunk, 65536)) > 0)
    n_written += (gsize) n;
  g_assert_cmpint (errno, ==, EAGAIN);
  g_assert_true (adit_engine_tls_has_unsent (ends[0].tls));
  g_assert_false (adit_engine_tls_is_writable (ends[0].tls));
  g_assert_false (adit_engine_tls_flush (ends[0].tls));
  g_assert_cmpint (errno, ==, EAGAIN);
  g_assert_cmpuint (adit_engine_blocks_count (self->worker.blocks), ==, 1);

  /* The end can still be said, behind all the rest. */
  g_assert_false (adit_engine_tls_end_writing (ends[0].tls));
  for (gsize n_read = 0; n_read < n_written; n_read += (gsize) n)
    {
      n = adit_engine_tls_read (ends[1].tls, chunk, MIN (65536, n_written - n_read));
      if (n > 0)
        continue;
      g_assert_cmpint (errno, ==, EAGAIN);
      n = 0;
      adit_engine_tls_flush (ends[0].tls);
      g_main_context_iteration (self->context, FALSE);
    }
  test_tls_until (self, adit_engine_tls_flush (ends[0].tls));
  g_assert_cmpint (test_tls_read_to_end (self, &ends[1]), ==, 0);

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

static void
test_idle_holds_nothing (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };

  test_tls_connect (self, ends);
  g_assert_cmpint (adit_engine_tls_read (ends[1].tls, self->worker.scratch, 1), ==, -1);
  g_assert_cmpuint (adit_engine_blocks_count (self->worker.blocks), ==, 0);
  g_assert_cmpuint (adit_engine_tls_count_handshakes (), ==, 0);

  write_all (self, &ends[1], "question", 8);
  g_assert_cmpuint (adit_engine_blocks_count (self->worker.blocks), ==, 0);
  assert_reads (self, &ends[0], "question");
  g_assert_cmpuint (adit_engine_blocks_count (self->worker.blocks), ==, 0);

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

/* A record larger than what is asked for is not lost, and known to be there. */
static void
test_small_reads (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };
  char byte;

  test_tls_connect (self, ends);
  write_all (self, &ends[1], "abc", 3);
  test_tls_read_all (self, &ends[0], &byte, 1);
  g_assert_cmpint (byte, ==, 'a');
  g_assert_true (adit_engine_tls_is_readable (ends[0].tls));
  assert_reads (self, &ends[0], "bc");

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

/* ---- Ends ---- */

static void
test_half_close (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };
  guint first = GPOINTER_TO_UINT (data);
  TestTlsEnd *early = &ends[first];
  TestTlsEnd *late = &ends[1 - first];
  char byte;

  test_tls_connect (self, ends);
  write_all (self, early, "last words", 10);
  finish_writing (self, early);
  assert_reads (self, late, "last words");
  g_assert_cmpint (test_tls_read_to_end (self, late), ==, 0);
  g_assert_cmpint (adit_engine_tls_write (early->tls, "x", 1), ==, -1);
  g_assert_cmpint (errno, ==, EPIPE);

  write_all (self, late, "an answer", 9);
  assert_reads (self, early, "an answer");
  g_assert_cmpint (adit_engine_tls_read (early->tls, &byte, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);
  finish_writing (self, late);
  g_assert_cmpint (test_tls_read_to_end (self, early), ==, 0);
  g_assert_cmpint (test_tls_read_to_end (self, early), ==, 0);

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

/* Closing without an end of its own is a break, also behind bytes that all arrived. */
static void
test_truncated (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };
  char byte;

  test_tls_connect (self, ends);
  write_all (self, &ends[1], "half a wor", 10);
  test_tls_close (&ends[1]);
  assert_reads (self, &ends[0], "half a wor");
  g_assert_cmpint (test_tls_read_to_end (self, &ends[0]), ==, EPROTO);
  g_assert_cmpint (adit_engine_tls_read (ends[0].tls, &byte, 1), ==, -1);
  g_assert_cmpint (errno, ==, EPROTO);
  g_assert_true (adit_engine_tls_is_readable (ends[0].tls));

  test_tls_close (&ends[0]);
}

static void
test_reset (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };

  test_tls_connect (self, ends);
  adit_engine_tls_close (ends[1].tls, TRUE);
  g_assert_cmpint (test_tls_read_to_end (self, &ends[0]), ==, ECONNRESET);

  test_tls_close (&ends[0]);
}

/* ---- What comes is not what it should be ---- */

static const struct
{
  const char *name;
  const char *bytes;
  gsize length;
} bad_records[] = {
  { "text", "GET / HTTP/1.1\r\n", 16 },
  { "version", "\x17\x02\x03\x00\x01x", 6 },
  { "too-long", "\x17\x03\x03\x48\x01x", 6 },
  { "type", "\x19\x03\x03\x00\x01x", 6 },
  { "handshake", "\x16\x03\x03\x00\x01x", 6 },
  { "forged",
    "\x17\x03\x03\x00\x20"
    "abcdefghijklmnopabcdefghijklmnop",
    37 },
};

/* An end of ours whose peer writes to the socket what no TLS library would. */
static void
test_bad_record (TestTls *self, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  TestTlsEnd ends[2] = { 0 };

  test_tls_connect (self, ends);
  write_all (self, &ends[1], "fine", 4);
  test_sockets_send (adit_engine_tls_get_socket (ends[1].tls)->fd, bad_records[index].bytes,
                     bad_records[index].length);
  assert_reads (self, &ends[0], "fine");
  g_assert_cmpint (test_tls_read_to_end (self, &ends[0]), ==, EBADMSG);
  g_assert_cmpuint (adit_engine_tls_count_handshakes (), ==, 0);

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

static void
test_longest_record (TestTls *self, gconstpointer data)
{
  TestTlsEnd ends[2] = { 0 };
  char byte;

  test_tls_connect (self, ends);
  test_sockets_send (adit_engine_tls_get_socket (ends[1].tls)->fd, "\x17\x03\x03\x48\x00x", 6);
  g_assert_cmpint (adit_engine_tls_read (ends[0].tls, &byte, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN); /* it may become one */

  test_tls_close (&ends[0]);
  test_tls_close (&ends[1]);
}

/* In TLS 1.2 a client may ask for another handshake, past the gate. */
static void
ask_again (gnutls_session_t session, int fd)
{
  char byte;

  g_assert_cmpint (gnutls_record_send (session, "fine", 4), ==, 4);
  gnutls_handshake (session);
  while (read (fd, &byte, 1) > 0)
    continue;
}

static void
test_renegotiation (TestTls *self, gconstpointer data)
{
  TestTlsEnd end = { 0 };
  TestPeer peer = {
    .fixture = self,
    .priority = "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.2",
    .script = ask_again,
  };
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  test_peer_start (&peer);
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "none");
  assert_reads (self, &end, "fine");
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, EBADMSG);
  g_assert_cmpuint (adit_engine_tls_count_handshakes (), ==, 0);
  test_tls_close (&end);
  test_peer_join (&peer);
}

/* ---- Against another implementation's ways ---- */

static void
echo_then_end (gnutls_session_t session, int fd)
{
  char buffer[64];
  ssize_t n;

  /* A new key for both directions in the middle; TLS 1.3 only, refused elsewhere. */
  gnutls_session_key_update (session, GNUTLS_KU_PEER);
  while ((n = gnutls_record_recv (session, buffer, sizeof buffer)) > 0)
    g_assert_cmpint (gnutls_record_send (session, buffer, (size_t) n), ==, n);
  g_assert_cmpint (n, ==, 0);
  gnutls_bye (session, GNUTLS_SHUT_WR);
}

static void
test_peer_echoes (TestTls *self, gconstpointer data)
{
  TestTlsEnd end = { 0 };
  TestPeer peer = { .fixture = self, .priority = data, .script = echo_then_end };
  int fds[2];

  test_sockets_tcp_pair (fds);
  peer.fd = fds[1];
  test_peer_start (&peer);
  test_tls_start_server (self, &end, fds[0], TEST_TLS_DEADLINE_US);
  g_assert_cmpstr (test_tls_await (self, &end), ==, "none");
  write_all (self, &end, "there and back", 14);
  assert_reads (self, &end, "there and back");
  finish_writing (self, &end);
  g_assert_cmpint (test_tls_read_to_end (self, &end), ==, 0);
  test_tls_close (&end);
  test_peer_join (&peer);
}

#define ADD(name, data, run)                                                                       \
  g_test_add ("/engine/tls/" name, TestTls, data, test_tls_set_up, run, test_tls_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("both-ways", NULL, test_both_ways);
  ADD ("much", NULL, test_much);
  ADD ("reader-stops", NULL, test_reader_stops);
  ADD ("idle-holds-nothing", NULL, test_idle_holds_nothing);
  ADD ("small-reads", NULL, test_small_reads);
  ADD ("half-close/server-first", GUINT_TO_POINTER (0), test_half_close);
  ADD ("half-close/client-first", GUINT_TO_POINTER (1), test_half_close);
  ADD ("truncated", NULL, test_truncated);
  ADD ("reset", NULL, test_reset);
  for (guint i = 0; i < G_N_ELEMENTS (bad_records); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/tls/bad-record/%s", bad_records[i].name);

      g_test_add (path, TestTls, GUINT_TO_POINTER (i), test_tls_set_up, test_bad_record,
                  test_tls_tear_down);
    }
  ADD ("longest-record", NULL, test_longest_record);
  ADD ("renegotiation", NULL, test_renegotiation);
  ADD ("peer-echoes/tls-1.2", "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.2", test_peer_echoes);
  ADD ("peer-echoes/tls-1.3", "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.3", test_peer_echoes);

  return g_test_run ();
}

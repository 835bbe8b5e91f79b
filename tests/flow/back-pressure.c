/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A reader of forwarded content that stops, stops its writer: what is under way is bounded by what
 * the kernel keeps for the sockets and by one block, and all of it arrives once the reader goes on.
 * The other direction goes on meanwhile. */

#include "flow.h"

#include "engine/worker/adit-engine-blocks.h"

#define MUCH   (256 * 1024 * 1024)
#define LENGTH "Content-Length: 268435456\r\n"
#define VIA    "Via: 1.1 adit\r\n\r\n"

#define POST       "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n" LENGTH "\r\n"
#define POST_HEARD "POST / HTTP/1.1\r\nHost: ORIGIN\r\n" LENGTH VIA

/* The most that the kernel keeps for a socket in this direction: the last of three numbers. */
static guint64
kernel_limit (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) numbers = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  numbers = g_strsplit_set (g_strstrip (text), " \t", -1);
  return g_ascii_strtoull (numbers[g_strv_length (numbers) - 1], NULL, 10);
}

static guint64
bound (void)
{
  return 2 * kernel_limit ("/proc/sys/net/ipv4/tcp_wmem") +
         2 * kernel_limit ("/proc/sys/net/ipv4/tcp_rmem") + ADIT_ENGINE_BLOCK_SIZE;
}

/* Returns how much of MUCH was taken. */
static guint64
check_bounded (int writer)
{
  guint64 n_taken = flow_stream_stuff (writer, MUCH, 5);

  g_test_message ("%" G_GUINT64_FORMAT " bytes were under way", n_taken);
  g_assert_cmpuint (n_taken, >, 0);
  g_assert_cmpuint (n_taken, <, MUCH);
  g_assert_cmpuint (n_taken, <=, bound ());
  return n_taken;
}

static void
check_arrives (int reader, guint64 n_bytes)
{
  g_autofree char *expected = flow_stream_checksum (n_bytes, 5);
  g_autofree char *received = flow_stream_finish (flow_stream_receive_some (reader, n_bytes), NULL);

  g_assert_cmpstr (received, ==, expected);
}

static void
check_client_stops (FlowForward *self, gconstpointer data)
{
  guint64 n_taken;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\n" LENGTH FLOW_DATE "\r\n");
  flow_forward_answered (self, "HTTP/1.1 200 OK\r\n" LENGTH FLOW_DATE VIA);
  n_taken = check_bounded (self->origin);
  check_arrives (self->client, n_taken);
}

/* Whether chunks are taken apart makes no difference. */
static void
check_old_client_stops (FlowForward *self, gconstpointer data)
{
  guint64 n_taken;

  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\n\r\n");
  flow_forward_accept (self);
  g_free (flow_read_head (self->origin));
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000\r\n");
  g_free (flow_read_head (self->client));
  n_taken = check_bounded (self->origin);
  check_arrives (self->client, n_taken);
}

static void
check_origin_stops (FlowForward *self, gconstpointer data)
{
  guint64 n_taken;

  flow_forward_ask (self, POST);
  flow_forward_asked (self, POST_HEARD);
  n_taken = check_bounded (self->client);
  check_arrives (self->origin, n_taken);
}

/* An origin that reads nothing more may answer, and be heard. */
static void
check_answer_meanwhile (FlowForward *self, gconstpointer data)
{
  guint64 n_taken;

  flow_forward_ask (self, POST);
  flow_forward_asked (self, POST_HEARD);
  n_taken = check_bounded (self->client);
  flow_forward_answer (self, "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 12\r\n\r\nhello ");
  flow_forward_answered (self,
                         "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 12\r\n" VIA "hello ");
  flow_forward_answer (self, "world!");
  flow_forward_answered (self, "world!");
  check_arrives (self->origin, n_taken);
}

/* Requests that were sent ahead stay where they are until their turn comes. */
static void
check_pipelined (FlowForward *self, gconstpointer data)
{
  guint64 n_taken;
  g_autofree char *request = flow_forward_fill (self, FLOW_GET);

  flow_say (self->client, request);
  flow_forward_asked (self, FLOW_GET_HEARD);
  n_taken = check_bounded (self->client);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
  g_assert_cmpuint (n_taken, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/back-pressure/client", NULL, check_client_stops);
  flow_forward_add ("/back-pressure/old-client", NULL, check_old_client_stops);
  flow_forward_add ("/back-pressure/origin", NULL, check_origin_stops);
  flow_forward_add ("/back-pressure/answer-meanwhile", NULL, check_answer_meanwhile);
  flow_forward_add ("/back-pressure/pipelined", NULL, check_pipelined);

  return g_test_run ();
}

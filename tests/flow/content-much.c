/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Much forwarded content, both ways and framed in every manner: all of it arrives, as it was. */

#include "flow.h"

#include <string.h>

#define POST       "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
#define POST_HEARD "POST / HTTP/1.1\r\nHost: ORIGIN\r\n"
#define CHUNKED    "Transfer-Encoding: chunked\r\n"
#define VIA        "Via: 1.1 adit\r\n\r\n"
#define ANSWER     "HTTP/1.1 200 OK\r\n" FLOW_DATE

#define MUCH   (64 * 1024 * 1024)
#define LENGTH "Content-Length: 67108864\r\n"

#define CHUNK_MAX (1024 * 1024)

static FlowStream *
start_receiving (int to)
{
  return flow_stream_receive_some (to, MUCH);
}

static void
finish_both (FlowStream *sending, FlowStream *receiving)
{
  g_autofree char *sent = flow_stream_finish (sending, NULL);
  guint64 n_received;
  g_autofree char *received = flow_stream_finish (receiving, &n_received);

  g_assert_cmpuint (n_received, ==, MUCH);
  g_assert_cmpstr (received, ==, sent);
}

/* Both ways at once. */
static void
check_much (FlowForward *self, gconstpointer data)
{
  FlowStream *up[2];
  FlowStream *down[2];

  flow_forward_ask (self, POST LENGTH "\r\n");
  flow_forward_asked (self, POST_HEARD LENGTH VIA);
  up[1] = start_receiving (self->origin);
  up[0] = flow_stream_send (self->client, MUCH, 1, FALSE);
  flow_forward_answer (self, ANSWER LENGTH "\r\n");
  flow_forward_answered (self, ANSWER LENGTH VIA);
  down[1] = start_receiving (self->client);
  down[0] = flow_stream_send (self->origin, MUCH, 2, FALSE);
  finish_both (up[0], up[1]);
  finish_both (down[0], down[1]);

  flow_forward_exchange (self);
}

/* One chunk, which is more than anything holds. */
static void
pass_much_in_a_chunk (int from, int to, guint32 seed)
{
  FlowStream *receiving;
  FlowStream *sending;

  flow_say (from, "4000000\r\n");
  flow_hear (to, "4000000\r\n");
  receiving = start_receiving (to);
  sending = flow_stream_send (from, MUCH, seed, FALSE);
  finish_both (sending, receiving);
  flow_say (from, "\r\n0\r\n\r\n");
  flow_hear (to, "\r\n0\r\n\r\n");
}

static void
check_much_chunked (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, POST CHUNKED "\r\n");
  flow_forward_asked (self, POST_HEARD CHUNKED VIA);
  pass_much_in_a_chunk (self->client, self->origin, 3);
  flow_forward_answer (self, ANSWER CHUNKED "\r\n");
  flow_forward_answered (self, ANSWER CHUNKED VIA);
  pass_much_in_a_chunk (self->origin, self->client, 4);

  flow_forward_exchange (self);
}

/* Chunks of many sizes. */
typedef struct
{
  int fd;
  GString *text;
} Speech;

static gpointer
speak (gpointer data)
{
  Speech *self = data;

  flow_send (self->fd, self->text->str, self->text->len);
  return NULL;
}

static void
check_many_chunks (FlowForward *self, gconstpointer data)
{
  g_autoptr (GString) chunks = g_string_new (NULL);
  g_autofree char *heard = NULL;
  Speech speech = { 0, chunks };
  GThread *thread;

  for (guint i = 1; i < 3000; i += i < 40 ? 1 : 37)
    {
      g_autofree char *filler = g_strnfill (i, (char) ('a' + i % 26));

      g_string_append_printf (chunks, "%x;n=%u\r\n%s\r\n", i, i, filler);
    }
  g_string_append (chunks, "0\r\n\r\n");
  heard = g_malloc0 (chunks->len + 1);

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, ANSWER CHUNKED "\r\n");
  speech.fd = self->origin;
  thread = g_thread_new ("speak", speak, &speech);
  flow_forward_answered (self, ANSWER CHUNKED VIA);
  flow_read (self->client, heard, chunks->len);
  g_thread_join (thread);
  g_assert_cmpstr (heard, ==, chunks->str);
  flow_forward_exchange (self);
}

static void
ask_as_http_1_0 (FlowForward *self)
{
  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\n\r\n");
  flow_forward_asked (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 adit\r\n\r\n");
}

/* To an end that only the connection's end tells: decoded, and as it came. */
static void
check_much_to_the_end (FlowForward *self, gconstpointer data)
{
  gboolean is_chunked = data != NULL;
  FlowStream *receiving;
  g_autofree char *expected = flow_stream_checksum (MUCH, 5);
  g_autofree char *received = NULL;
  guint64 n_received;

  ask_as_http_1_0 (self);
  flow_forward_answer (self, is_chunked ? ANSWER CHUNKED "\r\n4000000\r\n" : ANSWER "\r\n");
  g_free (flow_read_head (self->client));
  receiving = flow_stream_receive (self->client);
  g_free (flow_stream_finish (flow_stream_send (self->origin, MUCH, 5, !is_chunked), NULL));
  if (is_chunked)
    flow_forward_answer (self, "\r\n0\r\n\r\n");
  received = flow_stream_finish (receiving, &n_received);
  g_assert_cmpuint (n_received, ==, MUCH);
  g_assert_cmpstr (received, ==, expected);
}

/* The length of the next chunk: RFC 9112, section 7.1. */
static gsize
read_chunk_line (int fd)
{
  char line[16] = { 0 };

  for (guint i = 0; !strchr (line, '\n'); i++)
    {
      g_assert_cmpuint (i, <, sizeof line - 1);
      flow_read (fd, &line[i], 1);
    }
  return (gsize) g_ascii_strtoull (line, NULL, 16);
}

/* As flow_stream_receive(), of chunks to the last. */
static char *
receive_chunks (int fd)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree guchar *bytes = g_malloc (CHUNK_MAX);
  gsize length;

  while ((length = read_chunk_line (fd)) > 0)
    {
      g_assert_cmpuint (length, <=, CHUNK_MAX);
      flow_read (fd, bytes, length);
      flow_hear (fd, "\r\n");
      g_checksum_update (checksum, bytes, (gssize) length);
    }
  flow_hear (fd, "\r\n");

  return g_strdup (g_checksum_get_string (checksum));
}

/* The same for who knows chunks. */
static void
check_much_in_our_chunks (FlowForward *self, gconstpointer data)
{
  FlowStream *sending;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, ANSWER "\r\n");
  flow_forward_answered (self, ANSWER CHUNKED VIA);
  sending = flow_stream_send (self->origin, MUCH, 6, TRUE);
  received = receive_chunks (self->client);
  sent = flow_stream_finish (sending, NULL);
  g_assert_cmpstr (received, ==, sent);
  flow_close (self->origin);
  self->origin = -1;
  flow_forward_exchange (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/content-much/length", NULL, check_much);
  flow_forward_add ("/content-much/chunk", NULL, check_much_chunked);
  flow_forward_add ("/content-much/chunks", NULL, check_many_chunks);
  flow_forward_add ("/content-much/decoded", "chunked", check_much_to_the_end);
  flow_forward_add ("/content-much/to-the-end", NULL, check_much_to_the_end);
  flow_forward_add ("/content-much/our-chunks", NULL, check_much_in_our_chunks);

  return g_test_run ();
}

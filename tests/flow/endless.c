/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who has no end, and is as fast as it is read, keeps nobody else on the same worker waiting. */

#include "flow.h"

#include <sys/socket.h>

#define GET_1_0 "GET http://ORIGIN/ HTTP/1.0\r\n\r\n"
#define POST    "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\nTransfer-Encoding: chunked\r\n\r\n"
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define INTERIM "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
#define CHUNK   "1;extension=\"is all of it, nearly\"\r\nx\r\n"

typedef struct
{
  const char *name;
  const char *request;
  const char *head;  /* that the endless part of the answer follows; NULL: it is in the request */
  const char *piece; /* which comes again and again */
} Case;

static const Case cases[] = {
  { "/endless/interim", FLOW_GET, "", INTERIM },
  { "/endless/interim/http-1.0", GET_1_0, "", INTERIM },
  { "/endless/close-delimited", FLOW_GET, "HTTP/1.1 200 OK\r\n\r\n", "content" },
  { "/endless/chunks", FLOW_GET, CHUNKED, CHUNK },
  { "/endless/chunks/http-1.0", GET_1_0, CHUNKED, CHUNK }, /* decoded: a write a byte */
  { "/endless/request", POST, NULL, CHUNK },
};

typedef struct
{
  int fd;
  const char *piece;
} Speech;

/* To whatever end the connection comes. */
static gpointer
speak (gpointer data)
{
  const Speech *self = data;
  g_autoptr (GString) many = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (many, self->piece);
  while (send (self->fd, many->str, many->len, MSG_NOSIGNAL) > 0)
    ;
  return NULL;
}

static void
check_others (const FlowForward *self)
{
  FlowForward other = flow_forward_to_another (self);

  other.client = flow_client_new (self->engine);
  for (guint i = 0; i < 10; i++)
    flow_forward_exchange (&other);
  flow_close (other.client);
  flow_forward_close_origin (&other);
}

static void
check (FlowForward *self, gconstpointer data)
{
  const Case *row = data;
  Speech speech = { self->client, row->piece };
  FlowStream *reading;
  GThread *speaking;

  flow_forward_ask (self, row->request);
  flow_forward_accept (self);
  g_free (flow_read_head (self->origin));
  if (row->head)
    {
      flow_forward_answer (self, row->head);
      speech.fd = self->origin;
    }
  reading = flow_stream_drain (row->head ? self->client : self->origin);
  speaking = g_thread_new ("speak", speak, &speech);

  check_others (self);
  g_assert_cmpuint (flow_engine_end (self->engine, NULL, 0), ==, 1);
  g_thread_join (speaking);
  g_free (flow_stream_finish (reading, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_engine_limit_workers ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    flow_forward_add (cases[i].name, &cases[i], check);

  return g_test_run ();
}

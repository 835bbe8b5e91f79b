/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Many clients with many requests, through connections that are kept, shared and given up by the
 * origin at every turn: each gets the answer to its own request, whole, and no other. */

#include "flow.h"

#include <string.h>
#include <sys/socket.h>

#define CLIENTS      8
#define REQUESTS     300
#define PIPELINED    3
#define GIVE_UP_EACH 7  /* a connection that was kept ends under its request */
#define CLOSE_EACH   11 /* and with its answer, unannounced */

typedef struct
{
  FlowForward *forward;
  GPtrArray *threads; /* that serve a connection each */
  guint n_served;     /* atomic */
} Origin;

typedef struct
{
  Origin *origin;
  int fd;
} Service;

/* ---- The origin: the content is what was asked for ---- */

/* NULL at the connection's end, which comes between two requests. (transfer full) */
static char *
read_path (int fd)
{
  g_autofree char *head = NULL;
  char first;

  if (recv (fd, &first, 1, 0) <= 0)
    return NULL;

  g_assert_cmpint (first, ==, 'G');
  head = flow_read_head (fd);
  return g_strndup (head + strlen ("ET "), strcspn (head + strlen ("ET "), " "));
}

static gpointer
serve (gpointer data)
{
  g_autofree Service *self = data;
  gboolean is_going_on = TRUE;

  for (guint round = 0; is_going_on; round++)
    {
      g_autofree char *path = read_path (self->fd);
      g_autofree char *answer = NULL;
      guint n = (guint) g_atomic_int_add (&self->origin->n_served, 1);

      if (!path || (round > 0 && n % GIVE_UP_EACH == 0))
        break;
      answer = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %u\r\n\r\n%s",
                                (guint) strlen (path), path);
      flow_say (self->fd, answer);
      is_going_on = n % CLOSE_EACH != 0;
    }

  flow_close (self->fd);
  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  Origin *self = data;
  int fd;

  while ((fd = accept (self->forward->listener, NULL, NULL)) >= 0)
    {
      Service *service = g_new (Service, 1);

      *service = (Service){ self, fd };
      g_ptr_array_add (self->threads, g_thread_new ("serve", serve, service));
    }

  return NULL;
}

/* ---- The clients ---- */

typedef struct
{
  Origin *origin;
  guint number;
} Client;

static void
ask (Client *self, int fd, guint i)
{
  g_autofree char *request =
      g_strdup_printf ("GET http://127.0.0.1:%u/%u/%u HTTP/1.1\r\nHost: x\r\n\r\n",
                       self->origin->forward->port, self->number, i);

  flow_say (fd, request);
}

static void
hear (Client *self, int fd, guint i)
{
  g_autofree char *expected = g_strdup_printf ("/%u/%u", self->number, i);
  g_autofree char *length =
      g_strdup_printf ("\r\nContent-Length: %u\r\n", (guint) strlen (expected));
  g_autofree char *head = flow_read_head (fd);

  g_assert_cmpuint (flow_status_of (head), ==, 200);
  g_assert_nonnull (strstr (head, length));
  flow_hear (fd, expected);
}

/* In bundles, and every few bundles on a connection of its own. */
static gpointer
run_client (gpointer data)
{
  Client *self = data;
  int fd = flow_client_new (self->origin->forward->engine);

  for (guint i = 0; i < REQUESTS; i += PIPELINED)
    {
      for (guint j = 0; j < PIPELINED; j++)
        ask (self, fd, i + j);
      for (guint j = 0; j < PIPELINED; j++)
        hear (self, fd, i + j);
      if (i % 5 != self->number % 5)
        continue;
      flow_close (fd);
      fd = flow_client_new (self->origin->forward->engine);
    }

  flow_close (fd);
  return NULL;
}

static void
run_clients (Origin *origin)
{
  Client clients[CLIENTS];
  GThread *threads[CLIENTS];

  for (guint i = 0; i < CLIENTS; i++)
    {
      clients[i] = (Client){ origin, i };
      threads[i] = g_thread_new ("client", run_client, &clients[i]);
    }
  for (guint i = 0; i < CLIENTS; i++)
    g_thread_join (threads[i]);
}

static void
check_each_its_own (FlowForward *self, gconstpointer data)
{
  Origin origin = { self, g_ptr_array_new (), 1 };
  GThread *accepting = g_thread_new ("accept", accept_all, &origin);
  AditEngineTotals totals;

  run_clients (&origin);
  totals = flow_engine_totals (self->engine);
  g_assert_cmpuint (totals.opened, ==, CLIENTS * REQUESTS);
  g_test_message ("%u connections", origin.threads->len);

  flow_engine_stop (self->engine);
  g_assert_cmpint (shutdown (self->listener, SHUT_RD), ==, 0);
  g_thread_join (accepting);
  for (guint i = 0; i < origin.threads->len; i++)
    g_thread_join (origin.threads->pdata[i]);
  g_ptr_array_unref (origin.threads);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/forward-many/each-its-own", NULL, check_each_its_own);

  return g_test_run ();
}

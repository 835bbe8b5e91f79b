/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow.h"

#include <string.h>

#define HOST "127.0.0.1"

void
flow_forward_open (FlowForward *self, const AditSettings *settings)
{
  *self = (FlowForward){ .origin = -1 };
  self->engine = flow_engine_new (settings);
  self->client = flow_client_new (self->engine);
  self->listener = flow_listen (HOST, &self->port);
}

void
flow_forward_close_origin (FlowForward *self)
{
  if (self->origin >= 0)
    flow_close (self->origin);
  flow_close (self->listener);
  self->origin = self->listener = -1;
}

void
flow_forward_close (FlowForward *self)
{
  if (self->client >= 0)
    flow_close (self->client);
  flow_forward_close_origin (self);
  flow_engine_free (self->engine);
}

static void
set_up (FlowForward *self, gconstpointer data)
{
  flow_forward_open (self, NULL);
}

static void
tear_down (FlowForward *self, gconstpointer data)
{
  flow_forward_close (self);
}

void
flow_forward_add (const char *path,
                  gconstpointer data,
                  void (*check) (FlowForward *self, gconstpointer data))
{
  g_test_add (path, FlowForward, data, set_up, check, tear_down);
}

FlowForward
flow_forward_to_another (const FlowForward *self)
{
  FlowForward other = *self;

  other.origin = -1;
  other.port = 0;
  other.listener = flow_listen (HOST, &other.port);
  return other;
}

void
flow_forward_change_client (FlowForward *self)
{
  if (self->client >= 0)
    flow_close (self->client);
  self->client = flow_client_new (self->engine);
}

void
flow_forward_accept (FlowForward *self)
{
  self->origin = flow_accept (self->listener);
}

char *
flow_forward_fill (const FlowForward *self, const char *text)
{
  g_autofree char *name = g_strdup_printf (HOST ":%u", self->port);
  g_auto (GStrv) parts = g_strsplit (text, "ORIGIN", -1);

  return g_strjoinv (name, parts);
}

static void
say (const FlowForward *self, int fd, const char *text)
{
  g_autofree char *filled = flow_forward_fill (self, text);

  flow_say (fd, filled);
}

/* Whether it is the text of a message, and not of a part of its content. */
static gboolean
has_head (const char *text)
{
  const char *line_end = strstr (text, "\r\n");

  return line_end && g_strstr_len (text, line_end - text, "HTTP/1.") && strstr (text, "\r\n\r\n");
}

/* Of a head that is another, all is told. */
static void
hear (const FlowForward *self, int fd, const char *text)
{
  g_autofree char *filled = flow_forward_fill (self, text);
  g_autofree char *head = NULL;
  g_autofree char *heard = NULL;
  const char *content;

  if (!has_head (filled))
    {
      flow_hear (fd, filled);
      return;
    }

  content = strstr (filled, "\r\n\r\n") + strlen ("\r\n\r\n");
  head = g_strndup (filled, (gsize) (content - filled));
  heard = flow_read_head (fd);
  g_assert_cmpstr (heard, ==, head);
  flow_hear (fd, content);
}

void
flow_forward_ask (FlowForward *self, const char *text)
{
  say (self, self->client, text);
}

void
flow_forward_asked (FlowForward *self, const char *text)
{
  if (self->origin < 0)
    flow_forward_accept (self);
  hear (self, self->origin, text);
}

void
flow_forward_answer (FlowForward *self, const char *text)
{
  say (self, self->origin, text);
}

void
flow_forward_answered (FlowForward *self, const char *text)
{
  hear (self, self->client, text);
}

void
flow_forward_exchange (FlowForward *self)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, FLOW_OK);
  flow_forward_answered (self, FLOW_OK_HEARD);
}

void
flow_forward_refused (FlowForward *self, AditCause cause)
{
  g_autofree char *reply = flow_read_to_end (self->client);

  flow_assert_refusal (reply, cause, 1);
}

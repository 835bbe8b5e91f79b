/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow.h"

#include "model/adit-cause.h"

#include <string.h>

int
flow_client_new (FlowEngine *engine)
{
  return flow_dial ("127.0.0.1", flow_engine_port (engine));
}

static void
send_connect (int client, const char *target)
{
  g_autofree char *request = g_strdup_printf ("CONNECT %s HTTP/1.1\r\n"
                                              "Host: %s\r\n"
                                              "\r\n",
                                              target, target);

  flow_say (client, request);
}

static char *
target_of (const char *host, guint16 port)
{
  return g_strdup_printf (strchr (host, ':') ? "[%s]:%u" : "%s:%u", host, port);
}

void
flow_client_connect (int client, const char *host, guint16 port)
{
  g_autofree char *target = target_of (host, port);
  g_autofree char *reply = NULL;

  send_connect (client, target);
  reply = flow_read_head (client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
}

char *
flow_ask (FlowEngine *engine, const char *request)
{
  int client = flow_client_new (engine);
  char *reply;

  flow_say (client, request);
  reply = flow_read_to_end (client);
  flow_close (client);

  return reply;
}

char *
flow_ask_for (FlowEngine *engine, const char *target)
{
  g_autofree char *request = g_strdup_printf ("CONNECT %s HTTP/1.1\r\n\r\n", target);

  return flow_ask (engine, request);
}

char *
flow_ask_for_port (FlowEngine *engine, const char *host, guint16 port)
{
  g_autofree char *target = target_of (host, port);

  return flow_ask_for (engine, target);
}

guint
flow_status_of (const char *reply)
{
  guint64 status;
  g_autofree char *digits = NULL;

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 ") || g_str_has_prefix (reply, "HTTP/1.0 "));
  digits = g_strndup (reply + strlen ("HTTP/1.1 "), 3);
  g_assert_true (g_ascii_string_to_unsigned (digits, 10, 100, 599, &status, NULL));

  return (guint) status;
}

void
flow_assert_refusal (const char *reply, AditCause cause, guint minor_version)
{
  const AditCauseRow *row = adit_cause_row (cause);
  g_autofree char *expected =
      g_strdup_printf ("HTTP/1.%u %u %s\r\n"
                       "Proxy-Agent: Adit/" ADIT_VERSION "\r\n"
                       "Proxy-Status: Adit; error=%s; details=\"%s\"\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Length: %u\r\n"
                       "Connection: close\r\n"
                       "\r\n"
                       "%s.\n",
                       minor_version, row->status, row->reason, row->error, row->sentence,
                       (guint) strlen (row->sentence) + 2, row->sentence);

  g_assert_cmpstr (reply, ==, expected);
}

guint
flow_status_from (const char *from, const char *to, guint16 port)
{
  guint16 origin_port = 0;
  int listener = flow_listen ("127.0.0.1", &origin_port);
  int client = flow_dial_from (from, to, port);
  g_autofree char *request = g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", origin_port);
  g_autofree char *reply = NULL;

  flow_say (client, request);
  reply = flow_read_head (client);
  flow_close (client);
  flow_close (listener);

  return flow_status_of (reply);
}

/* ---- Tunnels ---- */

FlowTunnel
flow_tunnel_new_via (const char *host, guint16 port)
{
  FlowTunnel self = { .port = 0 };
  int listener = flow_listen ("127.0.0.1", &self.port);

  self.client = flow_dial (host, port);
  flow_client_connect (self.client, "127.0.0.1", self.port);
  self.origin = flow_accept (listener);
  flow_close (listener);

  return self;
}

FlowTunnel
flow_tunnel_new (FlowEngine *engine)
{
  return flow_tunnel_new_via ("127.0.0.1", flow_engine_port (engine));
}

void
flow_tunnel_check (const FlowTunnel *self)
{
  flow_say (self->client, ">");
  flow_hear (self->origin, ">");
  flow_say (self->origin, "<");
  flow_hear (self->client, "<");
}

void
flow_tunnel_close (FlowTunnel *self)
{
  flow_close (self->client);
  flow_close (self->origin);
}

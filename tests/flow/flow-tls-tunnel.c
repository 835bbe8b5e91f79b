/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow-tls.h"

void
flow_tls_connect (FlowTls *client, guint16 port)
{
  g_autofree char *request = g_strdup_printf ("CONNECT 127.0.0.1:%u HTTP/1.1\r\n\r\n", port);
  g_autofree char *reply = NULL;

  flow_tls_say (client, request);
  reply = flow_tls_read_head (client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
}

char *
flow_tls_ask (FlowEngine *engine, const char *request)
{
  FlowTls *client = flow_tls_dial (engine);
  char *reply;

  flow_tls_say (client, request);
  reply = flow_tls_read_to_end (client);
  flow_tls_close (client);

  return reply;
}

FlowTlsTunnel
flow_tls_tunnel_new (FlowEngine *engine)
{
  FlowTlsTunnel self = { .client = flow_tls_dial (engine) };
  int listener = flow_listen ("127.0.0.1", &self.port);

  flow_tls_connect (self.client, self.port);
  self.origin = flow_accept (listener);
  flow_close (listener);

  return self;
}

void
flow_tls_tunnel_check (const FlowTlsTunnel *self)
{
  flow_tls_say (self->client, ">");
  flow_hear (self->origin, ">");
  flow_say (self->origin, "<");
  flow_tls_hear (self->client, "<");
}

void
flow_tls_tunnel_close (FlowTlsTunnel *self)
{
  flow_tls_close (self->client);
  flow_close (self->origin);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-tunnel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HTTP_PORT ":80"

AditTunnel *
adit_tunnel_new (guint64 id, const char *client, const char *target, const char *address)
{
  AditTunnel *self = g_new0 (AditTunnel, 1);

  self->figures.id = id;
  self->client = g_strdup (client ? client : "");
  self->target = g_strdup (target ? target : "");
  self->address = g_strdup (address ? address : "");
  self->method = g_strdup ("");
  self->path = g_strdup ("");
  self->user = g_strdup ("");
  self->detail = g_strdup ("");

  return self;
}

void
adit_tunnel_set_user (AditTunnel *self, const char *user)
{
  g_free (self->user);
  self->user = g_strdup (user);
}

void
adit_tunnel_set_detail (AditTunnel *self, const char *detail)
{
  g_free (self->detail);
  self->detail = g_strdup (detail);
}

void
adit_tunnel_set_request (AditTunnel *self, const char *method, const char *path)
{
  g_free (self->method);
  g_free (self->path);
  self->method = g_strdup (method);
  self->path = g_strdup (path);
}

gboolean
adit_tunnel_is_request (const AditTunnel *self)
{
  return self->method[0] != '\0';
}

char *
adit_tunnel_describe (const AditTunnel *self)
{
  int length = (int) strlen (self->target);

  if (!adit_tunnel_is_request (self))
    return g_strdup (self->target);

  if (g_str_has_suffix (self->target, HTTP_PORT))
    length -= (int) strlen (HTTP_PORT);
  return g_strdup_printf ("%s %.*s%s", self->method, length, self->target, self->path);
}

char *
adit_tunnel_describe_end (const AditTunnel *self)
{
  const char *sentence = _ (adit_cause_row (self->cause)->sentence);

  return self->detail[0] == '\0' ? g_strdup (sentence)
                                 : g_strdup_printf ("%s (%s)", sentence, self->detail);
}

AditTunnel *
adit_tunnel_copy (const AditTunnel *self)
{
  AditTunnel *copy = adit_tunnel_new (self->figures.id, self->client, self->target, self->address);

  copy->figures = self->figures;
  copy->started_us = self->started_us;
  copy->ended_us = self->ended_us;
  copy->cause = self->cause;
  copy->status = self->status;
  copy->is_encrypted = self->is_encrypted;
  adit_tunnel_set_request (copy, self->method, self->path);
  adit_tunnel_set_user (copy, self->user);
  adit_tunnel_set_detail (copy, self->detail);

  return copy;
}

void
adit_tunnel_free (AditTunnel *self)
{
  if (!self)
    return;

  g_free (self->client);
  g_free (self->target);
  g_free (self->address);
  g_free (self->method);
  g_free (self->path);
  g_free (self->user);
  g_free (self->detail);
  g_free (self);
}

gboolean
adit_tunnel_figures_equal (const AditTunnelFigures *a, const AditTunnelFigures *b)
{
  return a->id == b->id && a->phase == b->phase && a->sent_bytes == b->sent_bytes &&
         a->received_bytes == b->received_bytes && a->sent_rate == b->sent_rate &&
         a->received_rate == b->received_rate;
}

gboolean
adit_tunnel_equal (const AditTunnel *a, const AditTunnel *b)
{
  return adit_tunnel_figures_equal (&a->figures, &b->figures) && a->started_us == b->started_us &&
         a->ended_us == b->ended_us && a->cause == b->cause && a->status == b->status &&
         g_str_equal (a->client, b->client) && g_str_equal (a->target, b->target) &&
         g_str_equal (a->address, b->address) && g_str_equal (a->method, b->method) &&
         g_str_equal (a->path, b->path) && g_str_equal (a->user, b->user) &&
         g_str_equal (a->detail, b->detail) && !a->is_encrypted == !b->is_encrypted;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One tunnel, or one forwarded request, of a client as everybody outside the engine's data path
 * sees it: a row. */

#pragma once

#include "model/adit-cause.h"
#include "model/adit-phase.h"

G_BEGIN_DECLS

/* What changes while it lives. */
typedef struct
{
  guint64 id;
  AditPhase phase;
  guint64 sent_bytes;     /* client to target */
  guint64 received_bytes; /* target to client */
  guint64 sent_rate;      /* bytes in the last whole second */
  guint64 received_rate;
} AditTunnelFigures;

typedef struct
{
  AditTunnelFigures figures;
  char *client;      /* "ADDRESS:PORT" */
  char *target;      /* "HOST:PORT"; empty until the request was read */
  char *address;     /* "ADDRESS:PORT" really dialled; empty until connected */
  char *method;      /* of a forwarded request, such as "GET"; empty for a tunnel */
  char *user;        /* who signed in; empty: nobody */
  char *path;        /* of a forwarded request, without its query; empty for a tunnel */
  char *detail;      /* more about the cause: which rule denied it; empty: nothing */
  gint64 started_us; /* Unix time */
  gint64 ended_us;   /* Unix time; 0 while it lives */
  AditCause cause;   /* ADIT_CAUSE_NONE while it lives */
  guint16 status;    /* HTTP status of the answer; 0 where there was none or a tunnel was made */
  gboolean is_encrypted; /* the client's connection to the proxy */
} AditTunnel;

/* Strings may be NULL: they become ""; method and path are empty. (transfer full) */
AditTunnel *
adit_tunnel_new (guint64 id, const char *client, const char *target, const char *address);

void adit_tunnel_set_user (AditTunnel *self, const char *user);
void adit_tunnel_set_detail (AditTunnel *self, const char *detail);

/* Makes it the row of a forwarded request. */
void adit_tunnel_set_request (AditTunnel *self, const char *method, const char *path);

/* Whether it is a request that is forwarded, rather than a tunnel. */
gboolean adit_tunnel_is_request (const AditTunnel *self);

/* Where it goes, for a person: "example.org:443", or "GET example.org/path", with the port where it
 * is not that of http. Empty until its request was read. (transfer full) */
char *adit_tunnel_describe (const AditTunnel *self);

/* Why it ended, for a person: the cause's sentence, with the detail where there is one. (transfer
 * full) */
char *adit_tunnel_describe_end (const AditTunnel *self);

AditTunnel *adit_tunnel_copy (const AditTunnel *self);
void adit_tunnel_free (AditTunnel *self);

gboolean adit_tunnel_equal (const AditTunnel *a, const AditTunnel *b);
gboolean adit_tunnel_figures_equal (const AditTunnelFigures *a, const AditTunnelFigures *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditTunnel, adit_tunnel_free)

G_END_DECLS

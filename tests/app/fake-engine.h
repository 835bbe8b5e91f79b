/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An engine without sockets: it says on the bus what a test tells it to, and notes what it is asked
 * for. It sends nothing by itself but the snapshot that a subscription begins with. */

#pragma once

#include "fake-access.h"
#include "fake-login.h"
#include "fake-rules.h"
#include "fake-users.h"
#include "model/adit-listener.h"
#include "model/adit-tunnel.h"

#include "adit-bus-generated.h"

G_BEGIN_DECLS

typedef struct
{
  GDBusConnection *connection;
  AditBusEngine *engine;
  AditBusTunnels *tunnels;
  AditBusCertificate *certificate;
  FakeRules *rules;
  FakeUsers *users;
  FakeAccess *access;
  FakeLogin *login;
  guint name; /* owned name */

  GPtrArray *live;                      /* AditTunnel, oldest first */
  GPtrArray *ended;                     /* AditTunnel, the latest first */
  GPtrArray *opened_news, *closed_news; /* AditTunnel, for the next Changed */
  GPtrArray *updated_news;              /* AditTunnel */

  char *subscriber;                 /* unique name, or NULL */
  guint n_subscribes;               /* calls of Subscribe */
  guint interval_ms;                /* of the last one */
  GArray *closed_ids;               /* guint64: those that calls of Close named */
  char *start_failure;              /* what Start answers, or NULL */
  const char *system_proxy_failure; /* NULL: SetSystemProxy works */

  guint n_encryptions;       /* calls of SetListenerEncryption */
  char *certificate_failure; /* what the certificate's methods answer, or NULL */
  guint n_renewals;          /* calls of Renew */
} FakeEngine;

/* Exports everything on @connection and takes the engine's name. It is off, with one enabled
 * listener, 127.0.0.1:3128, and a certificate of its own. */
FakeEngine *fake_engine_new (GDBusConnection *connection);

/* Gives the name back, as an engine that ends. */
void fake_engine_free (FakeEngine *self);

/* Replaces the listeners by one for each address (terminated by NULL). */
void fake_engine_set_listeners (FakeEngine *self, AditListenerState state, const char *address, ...)
    G_GNUC_NULL_TERMINATED;
void fake_engine_set_running (FakeEngine *self, gboolean is_running);
void fake_engine_set_system_proxy (FakeEngine *self, gboolean is_wanted, const char *state);

/* As a certificate from files, or as the local authority's. */
void
fake_engine_set_certificate (FakeEngine *self, const char *certificate_path, const char *key_path);

/* A live tunnel in phase relay. (transfer none) */
AditTunnel *fake_engine_open (FakeEngine *self, guint64 id, const char *client, const char *target);

/* Makes a row that of a forwarded request. */
void fake_engine_forward (FakeEngine *self,
                          AditTunnel *tunnel,
                          const char *method,
                          const char *path,
                          gboolean is_encrypted);

/* Adds to what a tunnel carried, and makes that its rate. */
void fake_engine_carry (FakeEngine *self, AditTunnel *tunnel, guint64 sent, guint64 received);

/* Ends a tunnel; @status as its row shows it. */
void fake_engine_end (FakeEngine *self, AditTunnel *tunnel, AditCause cause, guint16 status);

/* Tells the subscriber what happened since the last call, and brings the counters up to date. */
void fake_engine_tell (FakeEngine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeEngine, fake_engine_free)

G_END_DECLS

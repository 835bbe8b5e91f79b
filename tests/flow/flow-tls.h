/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of flow tests for what is encrypted: certificates, and TLS clients and origins, which
 * are blocking GnuTLS sessions over the blocking sockets of flow.h. What is said there about
 * patience and failing holds here too. */

#pragma once

#include "flow.h"

#include "engine/certificate/adit-engine-authority.h"

G_BEGIN_DECLS

/* ---- flow-identity.c: certificates ---- */

/* Makes the authority that vouches for everybody in this test, and that engines made with
 * flow_tls_settings_new() believe. To be called before anything else here; closed at the end. */
void flow_authority_open (void);
void flow_authority_close (void);

/* PEM. */
const char *flow_authority_certificate (void);

/* A server's certificate and key, for these names and addresses, separated by blanks; from the
 * test's authority and valid now. flow_identity_free() */
AditEngineKeyPair *flow_identity_new (const char *names);

/* One that is valid from @from_days days on, for ADIT_ENGINE_LEAF_DAYS days. */
AditEngineKeyPair *flow_identity_new_from (const char *names, int from_days);

/* One from an authority that nobody knows. */
AditEngineKeyPair *flow_identity_new_unknown (const char *names);

void flow_identity_free (AditEngineKeyPair *self);

/* flow_settings_new(), believing the authority. (transfer full) */
AditSettings *flow_tls_settings_new (void);

/* An engine that serves TLS, as "localhost" and 127.0.0.1. @settings: NULL for
 * flow_tls_settings_new(). */
FlowEngine *flow_tls_engine_new (const AditSettings *settings);

/* From now on the engine is @identity. */
void flow_engine_set_identity (FlowEngine *self, const AditEngineKeyPair *identity);

/* ---- flow-tls.c: sessions ---- */

typedef struct _FlowTls FlowTls;

typedef struct
{
  const AditEngineKeyPair *identity; /* a server's; NULL: a client, which wants "localhost" */
  const char *priority;              /* GnuTLS's; NULL: its usual one */
  const char *protocol;              /* for ALPN; NULL: none */
  gsize piece;                       /* how many bytes are sent at a time; 0: all there are */
} FlowTlsTerms;

/* Over @fd, which is the session's now; the handshake is still to be made. @terms: NULL for a
 * usual client. */
FlowTls *flow_tls_new (int fd, const FlowTlsTerms *terms);

/* GnuTLS's code: 0, or what became of it. */
int flow_tls_try_handshake (FlowTls *self);

/* GnuTLS's code for what comes next, which must be no byte. */
int flow_tls_await_failure (FlowTls *self);

/* Which must go well. */
void flow_tls_handshake (FlowTls *self);

/* A client of the engine's first listener, the handshake done. */
FlowTls *flow_tls_dial (FlowEngine *engine);

/* An origin's next connection, the handshake done. */
FlowTls *flow_tls_accept (int listener, const AditEngineKeyPair *identity);

/* Says a whole ClientHello on @fd, and nothing more. It is the same each time. */
void flow_tls_send_hello (int fd);

int flow_tls_fd (const FlowTls *self);
const char *flow_tls_version (const FlowTls *self); /* "TLS1.3" */

/* The protocol agreed on with ALPN; NULL: none. (transfer full) */
char *flow_tls_protocol (const FlowTls *self);

/* Whether the other side has shown this certificate. */
gboolean flow_tls_is_with (const FlowTls *self, const AditEngineKeyPair *identity);

void flow_tls_send (FlowTls *self, const void *bytes, gsize length);
void flow_tls_say (FlowTls *self, const char *text);
void flow_tls_read (FlowTls *self, void *bytes, gsize length);
void flow_tls_hear (FlowTls *self, const char *text);
char *flow_tls_read_head (FlowTls *self);

/* As recv(2), but that 0 is close_notify, and -1 the end of the stream without, or a reset. */
gssize flow_tls_receive (FlowTls *self, void *bytes, gsize size);

/* To the end, which must be close_notify. (transfer full) */
char *flow_tls_read_to_end (FlowTls *self);

/* The other side's end is here: close_notify with nothing before it, or the stream cut off without
 * one, perhaps behind other bytes. */
void flow_tls_hear_end (FlowTls *self);
void flow_tls_hear_cut (FlowTls *self);

/* Ends this direction, with close_notify. */
void flow_tls_end (FlowTls *self);

/* All free. In order; without close_notify; with a reset. */
void flow_tls_close (FlowTls *self);
void flow_tls_cut (FlowTls *self);
void flow_tls_reset (FlowTls *self);

/* Free, but for its descriptor, which is the caller's: nobody says anything on it any more. */
int flow_tls_forget (FlowTls *self);

#define FLOW_TLS_RECORD_MAX 16384

/* Sends them as one record. FALSE when a part of it is not taken for a while: the session keeps
 * that, and only ending, which sends it, may follow. */
gboolean flow_tls_offer (FlowTls *self, const void *bytes, gsize length);

/* ---- flow-tls-tunnel.c ---- */

/* Sends a CONNECT for 127.0.0.1:@port and reads the reply, which must be 200. */
void flow_tls_connect (FlowTls *client, guint16 port);

/* A new client sends @request; returns all it is answered, up to close_notify. */
char *flow_tls_ask (FlowEngine *engine, const char *request);

/* A tunnel inside TLS, open, to a plain origin. */
typedef struct
{
  FlowTls *client;
  int origin;
  guint16 port;
} FlowTlsTunnel;

FlowTlsTunnel flow_tls_tunnel_new (FlowEngine *engine);
void flow_tls_tunnel_check (const FlowTlsTunnel *self);

/* Both ends, in order. */
void flow_tls_tunnel_close (FlowTlsTunnel *self);

/* ---- flow-stream.c: much data ---- */

/* As flow_stream_send() and flow_stream_receive(), which may run at the same time. */
FlowStream *flow_tls_stream_send (FlowTls *tls, guint64 n_bytes, guint32 seed, gboolean is_ending);
FlowStream *flow_tls_stream_receive (FlowTls *tls);

/* As flow_stream_stuff(), after which only ending may follow. */
guint64 flow_tls_stuff (FlowTls *tls, guint64 limit, guint32 seed);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The words that flow tests are written in: the engine, running in a thread of its own, between a
 * scripted client and a scripted origin, which are plain blocking sockets of the test's thread.
 *
 * Everything fails the test by itself when it does not come about, and nothing waits for ever: a
 * socket gives up after FLOW_PATIENCE_S, and so does flow_wait_until(). Ports are always free ones
 * of loopback, so tests run beside one another.
 *
 * Threads meet at pthread locks and the engine's mailbox only, which thread sanitizers can see. */

#pragma once

#include "engine/session/adit-engine-proxy.h"
#include "model/adit-settings.h"

#include <stdarg.h>

G_BEGIN_DECLS

#define FLOW_PATIENCE_S 10

/* Asks again and again until @condition holds. */
#define flow_wait_until(condition)                                                                 \
  for (gint64 flow_since_us = g_get_monotonic_time (); !(condition);)                              \
  flow_pause (flow_since_us, G_STRLOC, #condition)

void flow_pause (gint64 since_us, const char *where, const char *condition);

/* ---- flow-engine.c: the engine ---- */

typedef struct _FlowEngine FlowEngine;

/* Called in the engine's thread. */
typedef void (*FlowEngineFunc) (AditEngineProxy *proxy, gpointer data);

/* The defaults with one listener, 127.0.0.1:0. (transfer full) */
AditSettings *flow_settings_new (void);

/* Makes an engine and starts it, which must succeed. @settings: NULL for flow_settings_new(). */
FlowEngine *flow_engine_new (const AditSettings *settings);
void flow_engine_free (FlowEngine *self);

/* Runs @func in the engine's thread and waits for it to return. */
void flow_engine_call (FlowEngine *self, FlowEngineFunc func, gpointer data);

gboolean flow_engine_start (FlowEngine *self);
void flow_engine_stop (FlowEngine *self);

/* How often it was drained. */
guint flow_engine_count_drained (FlowEngine *self);

/* Connections that live, replies that are being delivered included. */
guint flow_engine_count (FlowEngine *self);
AditEngineTotals flow_engine_totals (FlowEngine *self);

/* Rows: what lives, and what ended (the latest first). (transfer full) */
GPtrArray *flow_engine_list (FlowEngine *self);
GPtrArray *flow_engine_recent (FlowEngine *self);

/* Engines made from now on have one worker, as on a computer with one processor: what is kept for
 * the next request is kept by worker. */
void flow_engine_limit_workers (void);

/* Waits until @n_ended connections are in the recent ring, and returns the latest. */
AditTunnel *flow_engine_await_ended (FlowEngine *self, guint n_ended);

/* Waits until one connection lives and is in @phase, and returns its row. */
AditTunnel *flow_engine_await_phase (FlowEngine *self, AditPhase phase);

/* Ends connections by id (NULL: all), and returns how many there were. */
guint flow_engine_end (FlowEngine *self, const guint64 *ids, guint n_ids);

/* ---- flow-access.c: who may use it, and for what ---- */

/* As in the file of rules. In force for clients that come after it has returned. */
void flow_engine_set_rules (FlowEngine *self, const char *text);

/* The same, with the password of whoever signs in to their upstreams. */
void flow_engine_set_rules_with (FlowEngine *self, const char *text, const char *password);

/* How many connections run that the rules deny now; they are ended when @is_ending. */
guint flow_engine_check_rules (FlowEngine *self, gboolean is_ending);

/* Names and passwords in turn, and NULL. */
void flow_engine_set_users (FlowEngine *self, const char *const *names, AditSchemes schemes);

/* The same, who sign in with Basic under these limits each. */
void flow_engine_set_limited_users (FlowEngine *self,
                                    const char *const *names,
                                    const AditUserLimits *limits);

/* ---- flow-listeners.c: the engine's listeners ---- */

/* The port of the first listener, or of the one at @index. */
guint16 flow_engine_port (FlowEngine *self);
guint16 flow_engine_port_of (FlowEngine *self, guint index);

/* (transfer full) */
AditListener *flow_engine_listener (FlowEngine *self, guint index);

/* FALSE, with *@code set, when it failed. @code may be NULL when it must not. */
gboolean flow_engine_add_listener (FlowEngine *self, const char *address, int *code);
gboolean flow_engine_remove_listener (FlowEngine *self, const char *address, int *code);
gboolean
flow_engine_move_listener (FlowEngine *self, const char *address, const char *to, int *code);
gboolean
flow_engine_enable_listener (FlowEngine *self, const char *address, gboolean is_on, int *code);

/* ---- flow-network.c: interfaces of the test's own ---- */

/* Goes to a network that has nothing but loopback; before any thread, for good. FALSE where that is
 * not possible. */
gboolean flow_network_enter (void);

/* Sees to it that flow_find_own_address() finds one: where this computer has none, in a network
 * that has it; before any thread. */
void flow_network_need_own_address (void);

/* Runs ip(8) there; whether it did what it was told. */
gboolean flow_ip (const char *arguments);

/* ---- flow-socket.c: what both ends say and hear ---- */

void flow_send (int fd, const void *bytes, gsize length);
void flow_say (int fd, const char *text);
void flow_read (int fd, void *bytes, gsize length);

/* Reads exactly @text. */
void flow_hear (int fd, const char *text);

/* Reads up to and with the first empty line, and nothing behind it. (transfer full) */
char *flow_read_head (int fd);

/* Reads to the end, which must be an orderly one. (transfer full) */
char *flow_read_to_end (int fd);

/* The other side's end is here: in order, or broken off. Nothing may come before an end in order;
 * bytes before a reset are dropped. */
void flow_hear_end (int fd);
void flow_hear_reset (int fd);

/* Whether something (bytes, an end) comes within @timeout_ms. */
gboolean flow_is_readable (int fd, int timeout_ms);
gboolean flow_is_writable (int fd, int timeout_ms);

/* Of this process, which are open. */
guint flow_count_sockets (void);

void flow_half_close (int fd);
void flow_close (int fd);
void flow_reset (int fd);

/* ---- flow-origin.c: where tunnels go, and sockets to get there ---- */

/* @host is a literal address. A @port of 0 becomes a free one. */
int flow_listen (const char *host, guint16 *port);
int flow_accept (int listener);
int flow_dial (const char *host, guint16 port);
int flow_dial_from (const char *local_host, const char *host, guint16 port);

/* An address of this computer other than loopback, or NULL. Who dials a loopback address from it
 * is, for all that the engine can tell, another computer. (transfer full) */
char *flow_find_own_address (void);

/* A port on @host that nobody listens on and nobody else is given while the socket lives; the
 * engine may listen there. */
int flow_reserve (const char *host, guint16 *port);

/* A port whose listener's queue is full, so that nobody who dials it is ever answered. */
typedef struct
{
  guint16 port;
  int listener;
  GArray *fillers;
} FlowBlackHole;

void flow_black_hole_open (FlowBlackHole *self, const char *host);
void flow_black_hole_close (FlowBlackHole *self);

/* ---- flow-client.c: asking the engine ---- */

int flow_client_new (FlowEngine *engine);

/* Sends a CONNECT for HOST:@port, or for @target, and reads the reply, which must be 200. */
void flow_client_connect (int client, const char *host, guint16 port);

/* A new client sends @request; returns all it is answered, up to an orderly end. */
char *flow_ask (FlowEngine *engine, const char *request);

/* As flow_ask(), with "CONNECT @target HTTP/1.1". */
char *flow_ask_for (FlowEngine *engine, const char *target);
char *flow_ask_for_port (FlowEngine *engine, const char *host, guint16 port);

guint flow_status_of (const char *reply);

/* What a client at @from that dials @to:@port is answered to a CONNECT for this computer. */
guint flow_status_from (const char *from, const char *to, guint16 port);

/* The reply is made of exactly what the table says about @cause, in HTTP/1.@minor_version. */
void flow_assert_refusal (const char *reply, AditCause cause, guint minor_version);

typedef struct
{
  int client;
  int origin;
  guint16 port; /* the origin's */
} FlowTunnel;

/* An open tunnel, with 200 read. */
FlowTunnel flow_tunnel_new (FlowEngine *engine);

/* Through the listener on HOST:@port. */
FlowTunnel flow_tunnel_new_via (const char *host, guint16 port);

/* A byte each way. */
void flow_tunnel_check (const FlowTunnel *self);

/* Closes both ends, in order. */
void flow_tunnel_close (FlowTunnel *self);

/* ---- flow-forward.c: requests that are forwarded ---- */

/* A client, and an origin that it asks. In all texts, ORIGIN stands for the origin's HOST:PORT. */
typedef struct
{
  FlowEngine *engine;
  int client; /* -1: none */
  int origin; /* the connection that the origin listens to and speaks on; -1: none was made yet */
  int listener;
  guint16 port;
} FlowForward;

#define FLOW_DATE "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"

/* A request that needs nothing, and what the origin sees of it. */
#define FLOW_GET       "GET http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n\r\n"
#define FLOW_GET_HEARD "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.1 adit\r\n\r\n"

/* An answer to it, and what the client sees of it. */
#define FLOW_OK       "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 2\r\n\r\nok"
#define FLOW_OK_HEARD "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 2\r\nVia: 1.1 adit\r\n\r\nok"

/* With a client and an origin's listener. @settings: NULL for flow_settings_new(). */
void flow_forward_open (FlowForward *self, const AditSettings *settings);
void flow_forward_close (FlowForward *self);

/* A test of its own, with the default settings. */
void flow_forward_add (const char *path,
                       gconstpointer data,
                       void (*check) (FlowForward *self, gconstpointer data));

/* The same client with another origin; only what is the origin's is to be closed. */
FlowForward flow_forward_to_another (const FlowForward *self);
void flow_forward_close_origin (FlowForward *self);

/* Another client takes the place of this one, which is closed if it was not yet. */
void flow_forward_change_client (FlowForward *self);

/* Has the origin go on with its next connection; that of before is the caller's now. */
void flow_forward_accept (FlowForward *self);

/* (transfer full) */
char *flow_forward_fill (const FlowForward *self, const char *text);

/* The client says @text; the origin reads exactly @text, on its first connection if it has none;
 * the origin says it; the client reads it. */
void flow_forward_ask (FlowForward *self, const char *text);
void flow_forward_asked (FlowForward *self, const char *text);
void flow_forward_answer (FlowForward *self, const char *text);
void flow_forward_answered (FlowForward *self, const char *text);

/* A whole exchange, after which all connections go on. */
void flow_forward_exchange (FlowForward *self);

/* The client is refused, and its connection ends. */
void flow_forward_refused (FlowForward *self, AditCause cause);

/* ---- flow-stream.c: much data ---- */

typedef struct _FlowStream FlowStream;

/* In a thread: sends @n_bytes that depend on @seed, then ends its direction when @is_ending. */
FlowStream *flow_stream_send (int fd, guint64 n_bytes, guint32 seed, gboolean is_ending);

/* In a thread: reads to the end. */
FlowStream *flow_stream_receive (int fd);

/* In a thread: reads so many bytes. */
FlowStream *flow_stream_receive_some (int fd, guint64 n_bytes);

/* In a thread: reads to whatever end, and forgets what it was. */
FlowStream *flow_stream_drain (int fd);

/* Waits; returns the checksum and how much it was (may be NULL). Frees. (transfer full) */
char *flow_stream_finish (FlowStream *self, guint64 *n_bytes);

/* What flow_stream_send() would have returned. */
char *flow_stream_checksum (guint64 n_bytes, guint32 seed);

/* Sends until nothing more is taken for a while; returns how much was taken, at most @limit. */
guint64 flow_stream_stuff (int fd, guint64 limit, guint32 seed);

/* What the kernel keeps, at most, of a direction: in two sockets on each side of the engine. */
guint64 flow_stream_in_sockets (void);

/* ---- flow-resolver.c: names ---- */

/* Replaces the system's resolver, before any engine is made. Names not told are not found. */
void flow_resolver_install (void);

/* @addresses: literals, in the resolver's order; NULL: the answer never comes. */
void flow_resolver_add (const char *name, const char *const *addresses);

/* Answers with one of them at a time, in turns. */
void flow_resolver_add_turns (const char *name, const char *const *addresses);

G_END_DECLS

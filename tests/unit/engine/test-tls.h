/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* TLS connections of a worker that is the test's own thread, with an authority of their own, and
 * peers that are plain GnuTLS in threads of their own. */

#pragma once

#include "engine/certificate/adit-engine-authority.h"
#include "engine/tls/adit-engine-tls.h"

#include "test-sockets.h"

#include <gnutls/gnutls.h>

G_BEGIN_DECLS

typedef struct
{
  GMainContext *context;
  AditEngineWorker worker;
  AditEngineGate *gate;
  AditEngineKeyPair authority;
  char *directory;
  char *trust_path;
  AditEngineTrust *trust;       /* the test's authority beside the system's */
  GTlsCertificate *certificate; /* for "localhost" and 127.0.0.1 */
} TestTls;

/* One of our ends. */
typedef struct
{
  AditEngineTls *tls;
  AditCause cause;
  guint n_done;
} TestTlsEnd;

/* A GnuTLS client, or server with the fixture's certificate. */
typedef struct
{
  TestTls *fixture;
  int fd;
  const char *priority;
  gboolean is_server;
  void (*prepare) (gnutls_session_t session);        /* before the handshake; or NULL */
  void (*script) (gnutls_session_t session, int fd); /* after a handshake that went well; or NULL */
  int result;                                        /* of the handshake */
  gnutls_alert_description_t alert;                  /* the last that came by its end */
  int is_over;                                       /* atomic */
  GThread *thread;
} TestPeer;

#define TEST_TLS_DEADLINE_US (20 * G_USEC_PER_SEC) /* only reached when something is broken */

/* Turns the loop until it is so. */
#define test_tls_until(self, condition)                                                            \
  while (!(condition))                                                                             \
  g_main_context_iteration ((self)->context, TRUE)

void test_tls_set_up (TestTls *self, gconstpointer data);
void test_tls_tear_down (TestTls *self, gconstpointer data);

/* Signed by the fixture's authority, valid from @now (seconds) on. @names: space-separated. */
GTlsCertificate *test_tls_make_certificate (TestTls *self, const char *names, gint64 now);

/* Ours, not started yet; test_tls_on_done() is what start wants to call. */
void test_tls_prepare_server (TestTls *self, TestTlsEnd *end, int fd, GTlsCertificate *certificate);
void test_tls_prepare_client (TestTls *self, TestTlsEnd *end, int fd, const char *name);
void test_tls_on_done (gpointer owner, AditCause cause);

/* Started, with a peer at 127.0.0.1. */
void test_tls_start_server_with (TestTls *self,
                                 TestTlsEnd *end,
                                 int fd,
                                 GTlsCertificate *certificate,
                                 gint64 deadline_us);
void test_tls_start_server (TestTls *self, TestTlsEnd *end, int fd, gint64 deadline_us);
void test_tls_start_client (TestTls *self, TestTlsEnd *end, int fd, const char *name);

/* Both of ours, the handshake done. @ends: server, client. */
void test_tls_connect (TestTls *self, TestTlsEnd ends[2]);

/* Until the end is told; its cause's word. */
const char *test_tls_await (TestTls *self, TestTlsEnd *end);
void test_tls_close (TestTlsEnd *end);

/* Reads exactly @length bytes, turning the loop. */
void test_tls_read_all (TestTls *self, TestTlsEnd *end, char *buffer, gsize length);

/* The errno that reading ends with, after whatever can be read; 0: close_notify. */
int test_tls_read_to_end (TestTls *self, TestTlsEnd *end);

/* @peer: fixture, fd and what else is wanted are set. The descriptor is closed at its end. */
void test_peer_start (TestPeer *peer);
void test_peer_join (TestPeer *peer);

/* A ClientHello as a GnuTLS client sends it; its length. */
gsize test_tls_make_hello (char *hello, gsize size);

G_END_DECLS

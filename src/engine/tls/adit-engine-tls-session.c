/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-tls-session.h"

#include "engine/tls/adit-engine-tls-credentials.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <string.h>

#define PROTOCOLS_MAX 8

/* The system's policy, but for versions. */
#define PRIORITY "-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct _AditEngineTlsSession
{
  gnutls_session_t session;
  GTlsCertificate *certificate; /* has the session's credentials */
  GIOStream *below;
  GPollableInputStream *input; /* below's */
  GPollableOutputStream *output;
  gboolean is_blocked; /* as the streams below said last */
  gboolean is_established;
  gsize n_vain; /* ciphertext since the handshake began, or since there was something to read */
};

/* ---- Below ---- */

static void
note_failure (AditEngineTlsSession *self, const GError *error)
{
  self->is_blocked = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  gnutls_transport_set_errno (self->session, self->is_blocked ? EAGAIN : EIO);
}

static ssize_t
pull (gnutls_transport_ptr_t data, void *buffer, size_t size)
{
  AditEngineTlsSession *self = data;
  g_autoptr (GError) error = NULL;
  gssize n;

  if (self->n_vain >= ADIT_ENGINE_TLS_SESSION_VAIN_MAX)
    {
      gnutls_transport_set_errno (self->session, EIO);
      return -1;
    }

  n = g_pollable_input_stream_read_nonblocking (self->input, buffer, size, NULL, &error);
  if (n < 0)
    note_failure (self, error);
  else
    self->n_vain += (gsize) n;
  return n;
}

static ssize_t
push (gnutls_transport_ptr_t data, const void *bytes, size_t length)
{
  AditEngineTlsSession *self = data;
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_output_stream_write_nonblocking (self->output, bytes, length, NULL, &error);

  if (n < 0)
    note_failure (self, error);
  return n;
}

/* ---- Errors ---- */

/* @status is negative; returns -1. */
static gssize
fail (gssize status, GTlsError code, GError **error)
{
  if (status == GNUTLS_E_AGAIN)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, g_strerror (EAGAIN));
  else
    g_set_error_literal (error, G_TLS_ERROR, (int) code, gnutls_strerror ((int) status));

  return -1;
}

/* ---- Life ---- */

static gnutls_priority_t priority; /* the same for all; NULL: the system's policy allows none */

static void
parse_priority (void)
{
  gnutls_priority_init2 (&priority, PRIORITY, NULL, GNUTLS_PRIORITY_INIT_DEF_APPEND);
}

/* GnuTLS parses it once, and refuses to go without one. */
static gnutls_priority_t
get_priority (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT; /* not GLib's: see the mailbox */

  pthread_once (&once, parse_priority);
  return priority;
}

static void
offer (AditEngineTlsSession *self, const char *const *protocols)
{
  gnutls_datum_t offered[PROTOCOLS_MAX];
  guint n = 0;

  for (; protocols && protocols[n] && n < PROTOCOLS_MAX; n++)
    offered[n] = (gnutls_datum_t){ (void *) protocols[n], (unsigned int) strlen (protocols[n]) };
  if (n > 0)
    gnutls_alpn_set_protocols (self->session, offered, n, GNUTLS_ALPN_MANDATORY);
}

static int
set_up (AditEngineTlsSession *self, gnutls_certificate_credentials_t credentials)
{
  int status = gnutls_init (&self->session, GNUTLS_SERVER | GNUTLS_NO_SIGNAL | GNUTLS_NO_TICKETS);

  if (status >= 0)
    status = gnutls_priority_set (self->session, get_priority ());
  if (status >= 0)
    status = gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, credentials);

  return status;
}

AditEngineTlsSession *
adit_engine_tls_session_new (GIOStream *below,
                             GTlsCertificate *certificate,
                             const char *const *protocols,
                             GError **error)
{
  gnutls_certificate_credentials_t credentials =
      adit_engine_tls_credentials_of (certificate, error);
  AditEngineTlsSession *self;
  int status;

  if (!credentials)
    return NULL;

  self = g_rc_box_new0 (AditEngineTlsSession);
  self->certificate = g_object_ref (certificate);
  self->below = g_object_ref (below);
  self->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (below));
  self->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (below));
  status = set_up (self, credentials);
  if (status < 0)
    {
      fail (status, G_TLS_ERROR_MISC, error);
      adit_engine_tls_session_unref (self);
      return NULL;
    }

  offer (self, protocols);
  gnutls_certificate_server_set_request (self->session, GNUTLS_CERT_IGNORE);
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_pull_function (self->session, pull);
  gnutls_transport_set_push_function (self->session, push);
  return self;
}

AditEngineTlsSession *
adit_engine_tls_session_ref (AditEngineTlsSession *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AditEngineTlsSession *self = data;

  gnutls_deinit (self->session);
  g_object_unref (self->certificate);
  g_object_unref (self->below);
}

void
adit_engine_tls_session_unref (AditEngineTlsSession *self)
{
  g_rc_box_release_full (self, clear);
}

/* ---- The handshake ---- */

/* Something of TLS's own was dealt with, or is to be: there may be more behind it. */
static gboolean
is_to_go_on (const AditEngineTlsSession *self, gssize status)
{
  return status == GNUTLS_E_INTERRUPTED || status == GNUTLS_E_WARNING_ALERT_RECEIVED ||
         (status == GNUTLS_E_AGAIN && !self->is_blocked);
}

gboolean
adit_engine_tls_session_handshake (AditEngineTlsSession *self, GError **error)
{
  int status;

  self->is_blocked = FALSE;
  do
    status = gnutls_handshake (self->session);
  while (is_to_go_on (self, status));

  self->is_established = status == GNUTLS_E_SUCCESS;
  if (self->is_established)
    self->n_vain = 0;
  if (status < 0 && status != GNUTLS_E_AGAIN)
    gnutls_alert_send_appropriate (self->session, status);
  if (status < 0)
    fail (status, G_TLS_ERROR_HANDSHAKE, error);
  return self->is_established;
}

/* ---- Bytes ---- */

gssize
adit_engine_tls_session_read (AditEngineTlsSession *self, void *buffer, gsize size, GError **error)
{
  gssize n;

  self->is_blocked = FALSE;
  do
    n = gnutls_record_recv (self->session, buffer, size);
  while (is_to_go_on (self, n));

  if (n > 0)
    self->n_vain = 0;
  return n >= 0                                ? n
         : n == GNUTLS_E_PREMATURE_TERMINATION ? fail (n, G_TLS_ERROR_EOF, error)
                                               : fail (n, G_TLS_ERROR_MISC, error);
}

gssize
adit_engine_tls_session_write (AditEngineTlsSession *self,
                               const void *bytes,
                               gsize length,
                               GError **error)
{
  gssize n = gnutls_record_send (self->session, bytes, length);

  return n >= 0 ? n : fail (n, G_TLS_ERROR_MISC, error);
}

gboolean
adit_engine_tls_session_end (AditEngineTlsSession *self, GError **error)
{
  int status = self->is_established ? gnutls_bye (self->session, GNUTLS_SHUT_WR) : 0;

  return status >= 0 || fail (status, G_TLS_ERROR_MISC, error) == 0;
}

/* ---- What was agreed on ---- */

GTlsProtocolVersion
adit_engine_tls_session_get_version (AditEngineTlsSession *self)
{
  switch (gnutls_protocol_get_version (self->session))
    {
    case GNUTLS_TLS1_2:
      return G_TLS_PROTOCOL_VERSION_TLS_1_2;
    case GNUTLS_TLS1_3:
      return G_TLS_PROTOCOL_VERSION_TLS_1_3;
    default:
      return G_TLS_PROTOCOL_VERSION_UNKNOWN;
    }
}

const char *
adit_engine_tls_session_get_cipher (AditEngineTlsSession *self)
{
  return gnutls_cipher_get_name (gnutls_cipher_get (self->session));
}

char *
adit_engine_tls_session_dup_protocol (AditEngineTlsSession *self)
{
  gnutls_datum_t agreed;

  if (gnutls_alpn_get_selected_protocol (self->session, &agreed) < 0)
    return NULL;

  return g_strndup ((const char *) agreed.data, agreed.size);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow-tls.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#define HEAD_MAX     4096
#define USUAL        "NORMAL"
#define PAUSE_MS     200 /* this long without room: the other side has stopped */
#define PROXY_NAME   "localhost"
#define CERTIFICATES GNUTLS_CRD_CERTIFICATE

struct _FlowTls
{
  int fd;
  gsize piece;
  gnutls_session_t session;
  gnutls_certificate_credentials_t credentials;
};

static void
must (int code, const char *what)
{
  if (code < 0)
    g_error ("%s: %s", what, gnutls_strerror (code));
}

static gnutls_datum_t
datum_of (const char *text)
{
  return (gnutls_datum_t){ (void *) text, (unsigned int) strlen (text) };
}

/* ---- Life ---- */

static void
set_up_server (FlowTls *self, const AditEngineKeyPair *identity)
{
  gnutls_datum_t certificate = datum_of (identity->certificate);
  gnutls_datum_t key = datum_of (identity->key);

  must (gnutls_certificate_set_x509_key_mem (self->credentials, &certificate, &key,
                                             GNUTLS_X509_FMT_PEM),
        "an origin's certificate");
}

static void
set_up_client (FlowTls *self)
{
  gnutls_datum_t authority = datum_of (flow_authority_certificate ());

  must (gnutls_certificate_set_x509_trust_mem (self->credentials, &authority, GNUTLS_X509_FMT_PEM),
        "the authority");
  gnutls_session_set_verify_cert (self->session, PROXY_NAME, 0);
  must (gnutls_server_name_set (self->session, GNUTLS_NAME_DNS, PROXY_NAME, strlen (PROXY_NAME)),
        "the server's name");
}

/* Each of them alone in a packet, as far as the kernel can be asked to. */
static ssize_t
push_piece (gnutls_transport_ptr_t data, const void *bytes, size_t length)
{
  FlowTls *self = data;

  return send (self->fd, bytes, MIN (length, self->piece), MSG_NOSIGNAL);
}

static ssize_t
pull (gnutls_transport_ptr_t data, void *bytes, size_t size)
{
  return recv (((FlowTls *) data)->fd, bytes, size, 0);
}

static void
send_in_pieces (FlowTls *self, gsize piece)
{
  self->piece = piece;
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_push_function (self->session, push_piece);
  gnutls_transport_set_pull_function (self->session, pull);
}

static FlowTls *
tls_new (int fd, const FlowTlsTerms *terms)
{
  static const FlowTlsTerms usual = { 0 };
  FlowTls *self = g_new0 (FlowTls, 1);

  terms = terms ? terms : &usual;
  self->fd = fd;
  must (gnutls_certificate_allocate_credentials (&self->credentials), "credentials");
  must (gnutls_init (&self->session,
                     (terms->identity ? GNUTLS_SERVER : GNUTLS_CLIENT) | GNUTLS_NO_SIGNAL),
        "a session");
  must (gnutls_priority_set_direct (self->session, terms->priority ? terms->priority : USUAL, NULL),
        "a priority");
  if (terms->identity)
    set_up_server (self, terms->identity);
  else
    set_up_client (self);
  must (gnutls_credentials_set (self->session, CERTIFICATES, self->credentials), "credentials");
  if (terms->protocol)
    {
      gnutls_datum_t protocol = datum_of (terms->protocol);

      must (gnutls_alpn_set_protocols (self->session, &protocol, 1, 0), "a protocol");
    }
  gnutls_transport_set_int (self->session, fd);
  if (terms->piece > 0)
    send_in_pieces (self, terms->piece);

  return self;
}

FlowTls *
flow_tls_new (int fd, const FlowTlsTerms *terms)
{
  /* As every client of TLS: its last flight is two small packets, of which Nagle holds back one. */
  g_assert_no_errno (setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int)));

  return tls_new (fd, terms);
}

static void
tls_free (FlowTls *self)
{
  gnutls_deinit (self->session);
  gnutls_certificate_free_credentials (self->credentials);
  g_free (self);
}

void
flow_tls_cut (FlowTls *self)
{
  flow_close (self->fd);
  tls_free (self);
}

void
flow_tls_reset (FlowTls *self)
{
  flow_reset (self->fd);
  tls_free (self);
}

int
flow_tls_forget (FlowTls *self)
{
  int fd = self->fd;

  tls_free (self);
  return fd;
}

/* That it cannot be said any more is no failure: the other side may be gone. */
void
flow_tls_close (FlowTls *self)
{
  gnutls_bye (self->session, GNUTLS_SHUT_WR);
  flow_tls_cut (self);
}

/* ---- The handshake ---- */

int
flow_tls_try_handshake (FlowTls *self)
{
  int code;

  do
    code = gnutls_handshake (self->session);
  while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal (code));

  return code;
}

int
flow_tls_await_failure (FlowTls *self)
{
  char byte;
  ssize_t code;

  do
    code = gnutls_record_recv (self->session, &byte, 1);
  while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal ((int) code));
  g_assert_cmpint (code, <, 0);

  return (int) code;
}

void
flow_tls_handshake (FlowTls *self)
{
  must (flow_tls_try_handshake (self), "handshake");
}

FlowTls *
flow_tls_dial (FlowEngine *engine)
{
  FlowTls *self = flow_tls_new (flow_client_new (engine), NULL);

  flow_tls_handshake (self);
  return self;
}

FlowTls *
flow_tls_accept (int listener, const AditEngineKeyPair *identity)
{
  FlowTls *self = flow_tls_new (flow_accept (listener), &(FlowTlsTerms){ .identity = identity });

  flow_tls_handshake (self);
  return self;
}

/* ---- A ClientHello alone ---- */

static ssize_t
push_into (gnutls_transport_ptr_t data, const void *bytes, size_t length)
{
  g_byte_array_append (data, bytes, (guint) length);
  return (ssize_t) length;
}

static ssize_t
pull_nothing (gnutls_transport_ptr_t data, void *bytes, size_t size)
{
  errno = EAGAIN;
  return -1;
}

static GByteArray *
make_hello (void)
{
  GByteArray *hello = g_byte_array_new ();
  FlowTls *self = tls_new (-1, NULL);

  gnutls_transport_set_ptr (self->session, hello);
  gnutls_transport_set_push_function (self->session, push_into);
  gnutls_transport_set_pull_function (self->session, pull_nothing);
  g_assert_cmpint (flow_tls_try_handshake (self), ==, GNUTLS_E_AGAIN);
  tls_free (self);

  return hello;
}

void
flow_tls_send_hello (int fd)
{
  static GByteArray *hello;

  if (!hello)
    hello = make_hello ();
  flow_send (fd, hello->data, hello->len);
}

/* ---- What it is ---- */

int
flow_tls_fd (const FlowTls *self)
{
  return self->fd;
}

const char *
flow_tls_version (const FlowTls *self)
{
  return gnutls_protocol_get_name (gnutls_protocol_get_version (self->session));
}

char *
flow_tls_protocol (const FlowTls *self)
{
  gnutls_datum_t protocol;

  if (gnutls_alpn_get_selected_protocol (self->session, &protocol) < 0)
    return NULL;
  return g_strndup ((const char *) protocol.data, protocol.size);
}

gboolean
flow_tls_is_with (const FlowTls *self, const AditEngineKeyPair *identity)
{
  gnutls_datum_t pem = datum_of (identity->certificate);
  const gnutls_datum_t *shown = gnutls_certificate_get_peers (self->session, NULL);
  gnutls_datum_t expected;
  gboolean is_same;

  must (gnutls_pem_base64_decode2 ("CERTIFICATE", &pem, &expected), "a certificate");
  g_assert_nonnull (shown);
  is_same = shown->size == expected.size && memcmp (shown->data, expected.data, shown->size) == 0;
  gnutls_free (expected.data);

  return is_same;
}

/* ---- Bytes ---- */

void
flow_tls_send (FlowTls *self, const void *bytes, gsize length)
{
  const char *at = bytes;

  while (length > 0)
    {
      ssize_t n_sent = gnutls_record_send (self->session, at, length);

      must ((int) n_sent, "send");
      at += n_sent;
      length -= (gsize) n_sent;
    }
}

void
flow_tls_say (FlowTls *self, const char *text)
{
  flow_tls_send (self, text, strlen (text));
}

gssize
flow_tls_receive (FlowTls *self, void *bytes, gsize size)
{
  ssize_t n_read;

  do
    n_read = gnutls_record_recv (self->session, bytes, size);
  while (n_read < 0 && n_read != GNUTLS_E_AGAIN && !gnutls_error_is_fatal ((int) n_read));

  if (n_read >= 0)
    return n_read;
  if (n_read != GNUTLS_E_PREMATURE_TERMINATION && n_read != GNUTLS_E_PULL_ERROR)
    must ((int) n_read, "receive");
  return -1;
}

static gsize
receive_some (FlowTls *self, void *bytes, gsize size)
{
  gssize n_read = flow_tls_receive (self, bytes, size);

  if (n_read < 0)
    g_error ("cut off where bytes or an end were expected");
  return (gsize) n_read;
}

void
flow_tls_read (FlowTls *self, void *bytes, gsize length)
{
  for (gsize n = 0; n < length;)
    {
      gsize n_read = receive_some (self, (char *) bytes + n, length - n);

      if (n_read == 0)
        g_error ("an end where %" G_GSIZE_FORMAT " more bytes were expected", length - n);
      n += n_read;
    }
}

void
flow_tls_hear (FlowTls *self, const char *text)
{
  gsize length = strlen (text);
  g_autofree char *heard = g_malloc0 (length + 1);

  flow_tls_read (self, heard, length);
  g_assert_cmpstr (heard, ==, text);
}

char *
flow_tls_read_head (FlowTls *self)
{
  g_autoptr (GString) head = g_string_new (NULL);

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      char byte;

      if (receive_some (self, &byte, 1) == 0)
        g_error ("an end within a head: %s", head->str);
      g_string_append_c (head, byte);
      g_assert_cmpuint (head->len, <, HEAD_MAX);
    }

  return g_string_free (g_steal_pointer (&head), FALSE);
}

char *
flow_tls_read_to_end (FlowTls *self)
{
  GString *all = g_string_new (NULL);
  char bytes[1024];
  gsize n_read;

  while ((n_read = receive_some (self, bytes, sizeof bytes)) > 0)
    g_string_append_len (all, bytes, (gssize) n_read);

  return g_string_free (all, FALSE);
}

/* ---- Ends ---- */

void
flow_tls_hear_end (FlowTls *self)
{
  char byte;

  g_assert_cmpuint (receive_some (self, &byte, 1), ==, 0);
}

void
flow_tls_hear_cut (FlowTls *self)
{
  char bytes[4096];
  gssize n_read;

  while ((n_read = flow_tls_receive (self, bytes, sizeof bytes)) > 0)
    ;
  if (n_read == 0)
    g_error ("close_notify where the stream had to be cut off");
}

void
flow_tls_end (FlowTls *self)
{
  must (gnutls_bye (self->session, GNUTLS_SHUT_WR), "close_notify");
}

/* ---- Until nothing more goes in ---- */

gboolean
flow_tls_offer (FlowTls *self, const void *bytes, gsize length)
{
  ssize_t code;

  g_assert_cmpuint (length, <=, FLOW_TLS_RECORD_MAX);
  g_assert_no_errno (fcntl (self->fd, F_SETFL, O_NONBLOCK));
  code = gnutls_record_send (self->session, bytes, length);
  while (code == GNUTLS_E_AGAIN && flow_is_writable (self->fd, PAUSE_MS))
    code = gnutls_record_send (self->session, NULL, 0);
  g_assert_no_errno (fcntl (self->fd, F_SETFL, 0));

  if (code != GNUTLS_E_AGAIN)
    must ((int) code, "send");
  return code >= 0;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GnuTLS over buffers; see tls.h. */

#include "load/tls.h"

#include "common/net.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PRIORITY                                                                                   \
  "NONE:+VERS-TLS1.3:+AES-256-GCM:+AEAD:+GROUP-X25519:+SIGN-ECDSA-SECP256R1-SHA256:+CTYPE-X509"
#define INPUT_SIZE  (128 * 1024)
#define OUTPUT_SIZE (128 * 1024)

/* A record with all that belongs to it, amply. */
#define RECORD_SIZE (17 * 1024)

struct _Tls
{
  gnutls_session_t session;
  int fd;
  bool is_dry; /* the socket had nothing when it was asked last */
  size_t input_start, input_end;
  size_t output_start, output_end;
  char input[INPUT_SIZE];
  char output[OUTPUT_SIZE];
};

static void
check (int status, const char *what)
{
  if (status < 0)
    bench_die ("TLS: %s: %s", what, gnutls_strerror (status));
}

static bool
has_ciphertext (const Tls *self)
{
  return self->input_start < self->input_end;
}

/* Nobody answers what was not sent. */
static ssize_t
pull (gnutls_transport_ptr_t data, void *bytes, size_t length)
{
  Tls *self = data;
  size_t n_held;

  if (!has_ciphertext (self))
    {
      ssize_t n;

      tls_flush (self);
      n = recv (self->fd, self->input, INPUT_SIZE, 0);
      self->is_dry = n < 0 && errno == EAGAIN;
      if (n <= 0)
        return n;
      self->input_start = 0;
      self->input_end = (size_t) n;
    }
  n_held = self->input_end - self->input_start;
  length = length < n_held ? length : n_held;
  memcpy (bytes, self->input + self->input_start, length);
  self->input_start += length;
  return (ssize_t) length;
}

static bool
has_room (const Tls *self)
{
  return self->output_end + RECORD_SIZE <= OUTPUT_SIZE;
}

/* Whoever makes a record looks for room first. */
static ssize_t
push (gnutls_transport_ptr_t data, const void *bytes, size_t length)
{
  Tls *self = data;

  if (length > OUTPUT_SIZE - self->output_end)
    bench_die ("TLS: no room for a record");
  memcpy (self->output + self->output_end, bytes, length);
  self->output_end += length;
  return (ssize_t) length;
}

static gnutls_certificate_credentials_t
get_credentials (void)
{
  static gnutls_certificate_credentials_t credentials;

  if (credentials == NULL)
    check (gnutls_certificate_allocate_credentials (&credentials), "credentials");
  return credentials;
}

static gnutls_priority_t
get_priority (void)
{
  static gnutls_priority_t priority;

  if (priority == NULL)
    check (gnutls_priority_init (&priority, PRIORITY, NULL), "priority");
  return priority;
}

void
tls_set_identity (const char *certificate, const char *key)
{
  check (gnutls_certificate_set_x509_key_file (get_credentials (), certificate, key,
                                               GNUTLS_X509_FMT_PEM),
         certificate);
}

static Tls *
new_tls (int fd, unsigned int side)
{
  Tls *self = malloc (sizeof *self);

  if (self == NULL)
    bench_die ("TLS: memory: %m");
  self->fd = fd;
  self->is_dry = false;
  self->input_start = self->input_end = self->output_start = self->output_end = 0;
  check (gnutls_init (&self->session, side | GNUTLS_NO_SIGNAL), "session");
  check (gnutls_priority_set (self->session, get_priority ()), "priority");
  check (gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, get_credentials ()),
         "credentials");
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_pull_function (self->session, pull);
  gnutls_transport_set_push_function (self->session, push);
  return self;
}

Tls *
tls_new (int fd)
{
  return new_tls (fd, GNUTLS_CLIENT);
}

Tls *
tls_new_server (int fd)
{
  return new_tls (fd, GNUTLS_SERVER);
}

void
tls_free (Tls *self)
{
  if (self == NULL)
    return;
  gnutls_deinit (self->session);
  free (self);
}

bool
tls_handshake (Tls *self)
{
  int status = gnutls_handshake (self->session);

  if (status < 0 && gnutls_error_is_fatal (status))
    bench_die ("TLS: handshake: %s", gnutls_strerror (status));
  tls_flush (self);
  return status == GNUTLS_E_SUCCESS;
}

bool
tls_flush (Tls *self)
{
  while (self->output_start < self->output_end)
    {
      ssize_t n = send (self->fd, self->output + self->output_start,
                        self->output_end - self->output_start, MSG_NOSIGNAL);

      if (n < 0 && errno == EAGAIN)
        return false;
      if (n < 0)
        bench_die ("TLS: sending broke: %m");
      self->output_start += (size_t) n;
    }
  self->output_start = self->output_end = 0;
  return true;
}

static ssize_t
fail_with (int error)
{
  errno = error;
  return -1;
}

/* A session ticket is an "again" too: only the socket knows whether there is nothing behind it. */
ssize_t
tls_receive (Tls *self, void *bytes, size_t length)
{
  ssize_t n;

  self->is_dry = false;
  do
    n = gnutls_record_recv (self->session, bytes, length);
  while (n == GNUTLS_E_AGAIN && !self->is_dry);

  if (n >= 0)
    return n;
  if (n == GNUTLS_E_AGAIN)
    return fail_with (EAGAIN);
  /* The end of the stream without the word for it, or what is no TLS. */
  return fail_with (n == GNUTLS_E_PULL_ERROR ? ECONNRESET : EPROTO);
}

ssize_t
tls_gather (Tls *self, const void *bytes, size_t length)
{
  size_t n_sent = 0;

  if (!has_room (self) && !tls_flush (self))
    return fail_with (EAGAIN);
  while (n_sent < length && has_room (self))
    {
      ssize_t n =
          gnutls_record_send (self->session, (const char *) bytes + n_sent, length - n_sent);

      check ((int) n, "record");
      n_sent += (size_t) n;
    }
  return (ssize_t) n_sent;
}

ssize_t
tls_send (Tls *self, const void *bytes, size_t length)
{
  ssize_t n = tls_gather (self, bytes, length);

  if (n >= 0)
    tls_flush (self);
  return n;
}

bool
tls_has_input (const Tls *self)
{
  return has_ciphertext (self) || gnutls_record_check_pending (self->session) > 0;
}

void
tls_end_writing (Tls *self)
{
  check (gnutls_bye (self->session, GNUTLS_SHUT_WR), "the end");
  tls_flush (self);
}

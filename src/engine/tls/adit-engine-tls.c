/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-tls.h"

#include "engine/tls/adit-engine-handshake.h"
#include "engine/tls/adit-engine-tls-below.h"
#include "engine/tls/adit-engine-tls-server.h"

#include <errno.h>
#include <sys/socket.h>

/* What is spoken inside, the best first: here HTTP/2 would be added as "h2". */
static const char *const protocols[] = { "http/1.1", NULL };

struct _AditEngineTls
{
  AditEngineWorker *worker;
  AditEngineSocket *socket;
  AditEngineWire *wire;

  /* What it is made of. */
  GTlsCertificate *certificate; /* NULL: a client */
  AditEngineTrust *trust;
  char *server_name;
  GTlsConnection *connection;
  GPollableInputStream *input; /* the connection's */
  GPollableOutputStream *output;

  /* The handshake. */
  AditEngineGate *gate;
  AditEngineAddress peer;
  gint64 deadline_us;
  AditEngineTimer deadline;
  AditEngineHandshake *handshake;
  AditCause verdict;         /* on the server's certificate */
  AditEngineTlsFunc on_done; /* NULL: it was called */
  gpointer owner;

  /* The bytes. */
  int read_error; /* errno; 0: none */
  int write_error;
  guint is_established : 1;   /* the handshake went well */
  guint is_within_record : 1; /* decrypted bytes may wait in the library */
  guint is_read_over : 1;
  guint is_write_over : 1;
  guint is_shut : 1; /* and with the kernel */
};

/* ---- The connection ---- */

/* Asked about every certificate, since the connection knows no authority. */
static gboolean
on_accept_certificate (GTlsConnection *connection,
                       GTlsCertificate *chain,
                       GTlsCertificateFlags flaws,
                       gpointer user_data)
{
  AditEngineTls *self = user_data;

  self->verdict = adit_engine_trust_check (self->trust, chain, self->server_name);

  return self->verdict == ADIT_CAUSE_NONE;
}

static GTlsConnection *
make_server (AditEngineTls *self, GIOStream *stream)
{
  return g_initable_new (ADIT_TYPE_ENGINE_TLS_SERVER, NULL, NULL, "base-io-stream", stream,
                         "certificate", self->certificate, "advertised-protocols", protocols, NULL);
}

/* An address is not sent as the name of a server (RFC 6066, section 3). */
static GSocketConnectable *
make_identity (const char *server_name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (server_name);

  return address ? G_SOCKET_CONNECTABLE (g_inet_socket_address_new (address, 0))
                 : g_network_address_new (server_name, 0);
}

static GTlsConnection *
make_client (AditEngineTls *self, GIOStream *stream)
{
  g_autoptr (GSocketConnectable) identity = make_identity (self->server_name);
  GType type = g_tls_backend_get_client_connection_type (g_tls_backend_get_default ());
  GTlsConnection *connection =
      g_initable_new (type, NULL, NULL, "base-io-stream", stream, "server-identity", identity,
                      "database", NULL, "require-close-notify", TRUE, "advertised-protocols",
                      protocols, NULL);

  if (connection)
    g_signal_connect (connection, "accept-certificate", G_CALLBACK (on_accept_certificate), self);

  return connection;
}

static gboolean
make_connection (AditEngineTls *self)
{
  g_autoptr (GIOStream) stream = adit_engine_tls_below_new (self->wire);
  GIOStream *connection;

  self->connection = self->certificate ? make_server (self, stream) : make_client (self, stream);
  if (!self->connection)
    return FALSE;

  connection = G_IO_STREAM (self->connection);
  self->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (connection));
  self->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (connection));
  return TRUE;
}

/* ---- The handshake ---- */

static AditCause
cause_of_failure (const AditEngineTls *self)
{
  if (self->certificate)
    return ADIT_CAUSE_TLS_FAILED;

  return self->verdict != ADIT_CAUSE_NONE ? self->verdict : ADIT_CAUSE_ORIGIN_TLS_FAILED;
}

static AditCause
cause_of_delay (const AditEngineTls *self)
{
  return self->certificate ? ADIT_CAUSE_TLS_TIMEOUT : ADIT_CAUSE_ORIGIN_TLS_TIMEOUT;
}

/* @self may be gone on return. */
static void
finish (AditEngineTls *self, AditCause cause)
{
  AditEngineTlsFunc on_done = g_steal_pointer (&self->on_done);

  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  if (on_done)
    on_done (self->owner, cause);
}

/* A thread that works for it goes on until the owner closes. */
static void
on_deadline (gpointer owner)
{
  AditEngineTls *self = owner;

  if (self->handshake && self->certificate)
    adit_engine_handshake_abandon (g_steal_pointer (&self->handshake));
  finish (self, cause_of_delay (self));
}

/* GIO leaves it to the system's policy which versions there are, and Debian's has them all. So an
 * origin's old one is refused when it has been agreed on. */
static gboolean
is_too_old (AditEngineTls *self)
{
  switch (g_tls_connection_get_protocol_version (self->connection))
    {
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether a handshake that was completed may be used. */
static gboolean
is_good (AditEngineTls *self)
{
  return self->certificate || (!is_too_old (self) && self->verdict == ADIT_CAUSE_NONE);
}

static void
on_handshake_over (gpointer owner, AditEngineHandshakeEnd end)
{
  AditEngineTls *self = owner;
  AditCause cause;

  self->handshake = NULL;
  if (!self->certificate)
    adit_engine_socket_wake (self->socket);

  if (end == ADIT_ENGINE_HANDSHAKE_LATE)
    cause = cause_of_delay (self);
  else if (end == ADIT_ENGINE_HANDSHAKE_DONE && is_good (self))
    cause = ADIT_CAUSE_NONE;
  else
    cause = cause_of_failure (self);

  /* The last of what it had to say; an alert, if it failed. */
  adit_engine_wire_flush (self->wire);
  self->is_established = cause == ADIT_CAUSE_NONE;
  finish (self, cause);
}

/* A client's handshake goes on in its thread, a server's here, with each record that comes: also
 * with the end of the stream, which tells GnuTLS that there will be none. @self may be gone on
 * return. */
static void
go_on (AditEngineTls *self)
{
  if (!self->certificate)
    return;

  adit_engine_wire_flush (self->wire);
  if (!adit_engine_handshake_is_waiting (self->handshake) &&
      (adit_engine_wire_fetch (self->wire) || errno != EAGAIN))
    adit_engine_handshake_go_on (self->handshake);
  else
    adit_engine_wire_settle (self->wire);
}

static void
start_handshake (AditEngineTls *self)
{
  AditEngineHandshakeTerms terms = {
    .worker = self->worker,
    .gate = self->gate,
    .side = self->certificate ? ADIT_ENGINE_GATE_CLIENTS : ADIT_ENGINE_GATE_ORIGINS,
    .peer = self->peer,
    .socket = self->socket,
    .wire = self->wire,
    .deadline_us = self->deadline_us,
  };

  if (!make_connection (self))
    {
      finish (self, cause_of_failure (self));
      return;
    }

  if (!self->certificate)
    adit_engine_socket_rest (self->socket);
  terms.connection = self->connection;
  self->handshake = adit_engine_handshake_start (&terms, on_handshake_over, self);
  go_on (self);
}

/* A peer that has left cannot make a handshake, and one that waits for its turn at the gate would
 * be told only then. Once it has begun, the handshake itself sees so. */
static gboolean
has_left (const AditEngineTls *self)
{
  return (self->socket->is_ended || self->socket->is_broken) &&
         (!self->handshake || adit_engine_handshake_is_waiting (self->handshake));
}

static void
give_up (AditEngineTls *self)
{
  if (self->handshake)
    adit_engine_handshake_abandon (g_steal_pointer (&self->handshake));

  finish (self, cause_of_failure (self));
}

/* Before the handshake, a server waits for a whole ClientHello: a client that sends none, or half
 * of one, takes nobody's place. */
static void
on_socket_ready (AditEngineSocket *socket, gpointer owner)
{
  AditEngineTls *self = owner;

  if (!self->on_done)
    return;

  if (has_left (self))
    give_up (self);
  else if (self->handshake)
    go_on (self);
  else if (!self->certificate || adit_engine_wire_fetch (self->wire))
    start_handshake (self);
  else if (errno != EAGAIN)
    give_up (self);
  else
    adit_engine_wire_settle (self->wire);
}

/* ---- Life ---- */

static AditEngineTls *
new_tls (AditEngineWorker *worker, AditEngineSocket *socket)
{
  AditEngineTls *self = g_new0 (AditEngineTls, 1);

  self->worker = worker;
  self->socket = socket;
  self->wire = adit_engine_wire_new (worker, socket);
  adit_engine_socket_set_owner (socket, on_socket_ready, self);

  return self;
}

AditEngineTls *
adit_engine_tls_new_server (AditEngineWorker *worker,
                            AditEngineSocket *socket,
                            GTlsCertificate *certificate)
{
  AditEngineTls *self = new_tls (worker, socket);

  self->certificate = g_object_ref (certificate);

  return self;
}

AditEngineTls *
adit_engine_tls_new_client (AditEngineWorker *worker,
                            AditEngineSocket *socket,
                            AditEngineTrust *trust,
                            const char *server_name)
{
  AditEngineTls *self = new_tls (worker, socket);

  self->trust = adit_engine_trust_ref (trust);
  self->verdict = ADIT_CAUSE_ORIGIN_TLS_FAILED; /* until it is looked at */
  self->server_name = g_strdup (server_name);

  return self;
}

void
adit_engine_tls_start (AditEngineTls *self,
                       AditEngineGate *gate,
                       const AditEngineAddress *peer,
                       gint64 deadline_us,
                       AditEngineTlsFunc on_done,
                       gpointer owner)
{
  self->gate = gate;
  self->peer = *peer;
  self->on_done = on_done;
  self->owner = owner;
  adit_engine_loop_arm (self->worker->loop, &self->deadline, deadline_us, on_deadline, self);
  self->deadline_us = adit_engine_loop_now_us (self->worker->loop) + deadline_us;
  adit_engine_socket_call_again (self->socket);
}

void
adit_engine_tls_close (AditEngineTls *self, gboolean is_reset)
{
  if (!self)
    return;

  adit_engine_loop_disarm (self->worker->loop, &self->deadline);
  if (self->connection)
    g_signal_handlers_disconnect_by_data (self->connection, self);

  if (!self->handshake || !adit_engine_handshake_abandon (self->handshake))
    {
      adit_engine_wire_release (self->wire);
      adit_engine_socket_close (self->socket, is_reset);
    }

  adit_engine_wire_unref (self->wire);
  g_clear_object (&self->connection);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->server_name, g_free);
  g_clear_pointer (&self->trust, adit_engine_trust_unref);
  g_free (self);
}

/* ---- Reading ---- */

static gssize
fail_with (int error)
{
  errno = error;
  return -1;
}

/* What made the library fail: the stream below, with its own errno, or what came over it. */
static int
errno_of (AditEngineTls *self, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return EAGAIN;
  if (!adit_engine_wire_fetch (self->wire) && errno != EAGAIN)
    return errno;

  return EBADMSG;
}

/* Decrypts some of one record. FALSE when that is all for now; read_error tells of more. */
static gboolean
read_record (AditEngineTls *self, char *buffer, gsize size, gsize *n_read)
{
  g_autoptr (GError) error = NULL;
  gssize n;

  if (!self->is_within_record && !adit_engine_wire_fetch (self->wire))
    {
      self->read_error = errno == EAGAIN ? 0 : errno;
      return FALSE;
    }

  n = g_pollable_input_stream_read_nonblocking (self->input, buffer, size, NULL, &error);
  self->is_within_record = n > 0 && (gsize) n == size;
  if (n > 0)
    *n_read += (gsize) n;
  else if (n == 0)
    self->is_read_over = TRUE;
  else
    self->read_error = errno_of (self, error);

  if (self->read_error == EAGAIN)
    self->read_error = 0;
  return n != 0 && self->read_error == 0;
}

gssize
adit_engine_tls_read (AditEngineTls *self, void *buffer, gsize size)
{
  gsize n_read = 0;

  if (self->read_error != 0)
    return fail_with (self->read_error);

  while (n_read < size && !self->is_read_over &&
         read_record (self, (char *) buffer + n_read, size - n_read, &n_read))
    continue;

  adit_engine_wire_settle (self->wire);
  if (n_read > 0 || self->is_read_over)
    return (gssize) n_read;

  /* Nothing for the owner was among the records of this turn, and the loop has told of the rest. */
  if (self->read_error == 0 && adit_engine_wire_is_behind (self->wire))
    adit_engine_socket_call_again (self->socket);
  return fail_with (self->read_error != 0 ? self->read_error : EAGAIN);
}

gboolean
adit_engine_tls_is_readable (const AditEngineTls *self)
{
  return self->is_within_record || self->read_error != 0 || self->is_read_over ||
         adit_engine_wire_is_behind (self->wire);
}

/* ---- Writing ---- */

/* Encrypts one record. */
static gboolean
write_record (AditEngineTls *self, const char *bytes, gsize length, gsize *n_written)
{
  gssize n;

  if (!adit_engine_wire_has_room (self->wire) && !adit_engine_wire_flush (self->wire))
    {
      self->write_error = errno == EAGAIN ? 0 : errno;
      return FALSE;
    }

  n = g_pollable_output_stream_write_nonblocking (self->output, bytes, length, NULL, NULL);
  if (n < 0)
    self->write_error = EBADMSG;
  else
    *n_written += (gsize) n;

  return n >= 0;
}

gssize
adit_engine_tls_write (AditEngineTls *self, const void *bytes, gsize length)
{
  gsize n_written = 0;

  if (self->is_write_over)
    return fail_with (EPIPE);

  while (n_written < length && self->write_error == 0 &&
         write_record (self, (const char *) bytes + n_written, length - n_written, &n_written))
    continue;

  adit_engine_wire_flush (self->wire);
  if (n_written > 0)
    return (gssize) n_written;

  return fail_with (self->write_error != 0 ? self->write_error : EAGAIN);
}

gboolean
adit_engine_tls_flush (AditEngineTls *self)
{
  if (!adit_engine_wire_flush (self->wire))
    return FALSE;

  if (self->is_write_over && !self->is_shut)
    {
      self->is_shut = TRUE;
      shutdown (self->socket->fd, SHUT_WR);
    }
  return TRUE;
}

gboolean
adit_engine_tls_end_writing (AditEngineTls *self)
{
  g_assert (!self->handshake);

  /* It blocks only if the stream below does, and that takes the alert into its buffer. */
  if (!self->is_write_over && self->is_established)
    g_output_stream_close (G_OUTPUT_STREAM (self->output), NULL, NULL);
  self->is_write_over = TRUE;

  return adit_engine_tls_flush (self);
}

gboolean
adit_engine_tls_is_writable (const AditEngineTls *self)
{
  return self->socket->is_writable || adit_engine_wire_has_room (self->wire);
}

gboolean
adit_engine_tls_has_unsent (const AditEngineTls *self)
{
  return adit_engine_wire_has_unsent (self->wire) || (self->is_write_over && !self->is_shut);
}

/* ---- The rest ---- */

AditEngineSocket *
adit_engine_tls_get_socket (AditEngineTls *self)
{
  return self->socket;
}

guint
adit_engine_tls_count_handshakes (void)
{
  return adit_engine_handshake_count ();
}

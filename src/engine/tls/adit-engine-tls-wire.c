/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-tls-wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define RECEIVE_MAX 65536 /* by one recv(2) */

/* Connections of a worker that may keep a whole block for the rest of a record. Those beyond get
 * memory of the rest's size: copying it costs less than 64 KiB for each of many slow peers. */
#define HELD_BLOCKS_MAX 64

/* A record's head (RFC 8446, section 5.1): type, version, length of the body. */
#define HEAD_SIZE 5
#define BODY_MAX  (16384 + 2048)

enum
{
  RECORD_FIRST_TYPE = 20,
  RECORD_HANDSHAKE = 22,
  RECORD_LAST_TYPE = 24,
  RECORD_VERSION_MAJOR = 3,
};

typedef enum
{
  WITH_WORKER,
  WITH_HANDSHAKE,
  RELEASED
} Holder;

typedef struct
{
  guint8 *bytes; /* NULL: no byte is there */
  guint begin;
  guint end;
  gboolean is_lent;  /* one of the worker's blocks */
  gboolean is_whole; /* of a block's size, lent or not */
} Buffer;

struct _AditEngineWire
{
  int ref_count; /* atomic, as own_addresses' */

  /* Atomic. The two threads hand the rest to one another in a way that GIO orders; reading and
   * writing these shows that order to thread sanitizers, which cannot look inside GLib. */
  int holder;
  int n_turns;

  AditEngineWorker *worker;
  AditEngineSocket *socket;
  int fd;
  Buffer in;
  Buffer out;
  guint n_granted; /* of `in`: the rest of a whole record */
  guint n_given;   /* records, in this turn */
  int in_error;    /* errno; 0: none */
  int out_error;
  gboolean is_established;

  AditEngineTicket *ticket;
  gint64 deadline_us;
};

/* ---- Buffers ---- */

static guint
buffer_length (const Buffer *self)
{
  return self->end - self->begin;
}

/* What the handshake's thread needs is not the worker's to lend, and is freed by it afterwards. */
static void
buffer_open (AditEngineWire *self, Buffer *buffer)
{
  Buffer before = *buffer;

  if (before.is_whole)
    return;

  buffer->is_lent = g_atomic_int_get (&self->holder) == WITH_WORKER;
  buffer->is_whole = TRUE;
  buffer->bytes = buffer->is_lent ? adit_engine_blocks_borrow (self->worker->blocks)
                                  : g_malloc (ADIT_ENGINE_BLOCK_SIZE);
  buffer->begin = 0;
  buffer->end = buffer_length (&before);
  if (before.bytes)
    memcpy (buffer->bytes, before.bytes + before.begin, buffer->end);
  g_free (before.bytes);
}

static void
buffer_close (AditEngineWire *self, Buffer *buffer)
{
  if (buffer->is_lent)
    adit_engine_blocks_give_back (self->worker->blocks, buffer->bytes);
  else
    g_free (buffer->bytes);

  *buffer = (Buffer){ 0 };
}

/* The worker's thread only. */
static void
buffer_close_if_empty (AditEngineWire *self, Buffer *buffer)
{
  if (buffer->bytes && buffer_length (buffer) == 0)
    buffer_close (self, buffer);
}

/* Moves the rest into memory of its own size. */
static void
buffer_shrink (AditEngineWire *self, Buffer *buffer)
{
  guint length = buffer_length (buffer);
  guint8 *rest = g_memdup2 (buffer->bytes + buffer->begin, length);

  buffer_close (self, buffer);
  *buffer = (Buffer){ .bytes = rest, .end = length };
}

/* Whether @length more bytes fit behind those that are there. */
static gboolean
buffer_make_room (AditEngineWire *self, Buffer *buffer, gsize length)
{
  buffer_open (self, buffer);
  if (buffer_length (buffer) + length > ADIT_ENGINE_BLOCK_SIZE)
    return FALSE;

  if (buffer->begin > 0 &&
      (buffer_length (buffer) == 0 || buffer->end + length > ADIT_ENGINE_BLOCK_SIZE))
    {
      memmove (buffer->bytes, buffer->bytes + buffer->begin, buffer_length (buffer));
      buffer->end -= buffer->begin;
      buffer->begin = 0;
    }
  return TRUE;
}

/* ---- The socket ---- */

static gboolean
fail_with (int error)
{
  errno = error;
  return FALSE;
}

/* Waits for the descriptor, in the handshake's thread. */
static gboolean
await (AditEngineWire *self, short events)
{
  struct pollfd poller = { .fd = self->fd, .events = events };
  gint64 now_us = g_get_monotonic_time ();
  int n_ready;

  adit_engine_ticket_wait (self->ticket, now_us);
  do
    {
      gint64 left_us = self->deadline_us - g_get_monotonic_time ();

      n_ready = poll (&poller, 1, (int) CLAMP ((left_us + 999) / 1000, 0, G_MAXINT));
    }
  while (n_ready < 0 && errno == EINTR);
  adit_engine_ticket_go_on (self->ticket, g_get_monotonic_time ());

  return n_ready > 0 || fail_with (n_ready == 0 ? ETIMEDOUT : errno);
}

/* Notes what a recv(2) of up to @asked bytes brought; see relay's half for when it got all. */
static void
note_received (AditEngineWire *self, ssize_t n_received, gsize asked)
{
  AditEngineSocket *socket = self->socket;

  if (g_atomic_int_get (&self->holder) != WITH_WORKER)
    return;

  if (n_received < 0 && errno == EAGAIN)
    {
      socket->is_readable = FALSE;
      socket->is_urgent = FALSE;
    }
  else if (n_received > 0 && (gsize) n_received < asked && !socket->is_ended && !socket->is_urgent)
    socket->is_readable = FALSE;
}

static gboolean
receive (AditEngineWire *self)
{
  ssize_t n_received;

  buffer_make_room (self, &self->in, RECEIVE_MAX);
  do
    n_received = recv (self->fd, self->in.bytes + self->in.end, RECEIVE_MAX, MSG_DONTWAIT);
  while (n_received < 0 && errno == EINTR);

  note_received (self, n_received, RECEIVE_MAX);
  if (n_received > 0)
    {
      self->in.end += (guint) n_received;
      return TRUE;
    }

  if (n_received == 0 || errno != EAGAIN)
    self->in_error = n_received == 0 ? EPROTO : errno;
  return fail_with (n_received == 0 ? EPROTO : errno);
}

/* ---- Records ---- */

static guint
body_length (const guint8 *head)
{
  return (guint) (head[3] << 8 | head[4]);
}

/* After the handshake its type is only seen when a peer of TLS 1.2 wants another: in TLS 1.3 what
 * is said later is encrypted with the rest, and its type hidden. */
static gboolean
is_acceptable (const AditEngineWire *self, const guint8 *head)
{
  return head[0] >= RECORD_FIRST_TYPE && head[0] <= RECORD_LAST_TYPE &&
         head[1] == RECORD_VERSION_MAJOR && body_length (head) <= BODY_MAX &&
         !(self->is_established && head[0] == RECORD_HANDSHAKE);
}

/* Whether a record that begins at the front of `in` is there as a whole. */
static gboolean
grant (AditEngineWire *self)
{
  const guint8 *head;

  if (self->n_granted > 0)
    return TRUE;
  if (buffer_length (&self->in) < HEAD_SIZE)
    return FALSE;

  head = self->in.bytes + self->in.begin;
  if (!is_acceptable (self, head))
    self->in_error = EBADMSG;
  else if (buffer_length (&self->in) >= HEAD_SIZE + body_length (head))
    self->n_granted = HEAD_SIZE + body_length (head);

  return self->n_granted > 0;
}

gboolean
adit_engine_wire_fetch (AditEngineWire *self)
{
  if (self->n_granted == 0 && self->n_given >= ADIT_ENGINE_WIRE_RECORDS_MAX)
    return fail_with (EAGAIN);

  while (!grant (self))
    {
      if (self->in_error != 0)
        return fail_with (self->in_error);
      if (!self->socket->is_readable)
        return fail_with (EAGAIN);
      if (!receive (self))
        return FALSE;
    }

  return TRUE;
}

/* As fetch, in the handshake's thread: what we have to say goes out before we wait for answers. */
static gboolean
await_record (AditEngineWire *self)
{
  while (!grant (self))
    {
      if (self->in_error != 0)
        return fail_with (self->in_error);
      if (!adit_engine_wire_flush (self))
        return FALSE;
      if (!receive (self) && (errno != EAGAIN || !await (self, POLLIN)))
        return FALSE;
    }

  return TRUE;
}

/* ---- Sending ---- */

/* After an EAGAIN: whether it is worth trying again at once. */
static gboolean
may_send_again (AditEngineWire *self)
{
  if (g_atomic_int_get (&self->holder) == WITH_HANDSHAKE)
    return await (self, POLLOUT);

  self->socket->is_writable = FALSE;
  return fail_with (EAGAIN);
}

static gboolean
send_some (AditEngineWire *self)
{
  ssize_t n_sent = send (self->fd, self->out.bytes + self->out.begin, buffer_length (&self->out),
                         MSG_DONTWAIT | MSG_NOSIGNAL);

  if (n_sent > 0)
    self->out.begin += (guint) n_sent;
  if (n_sent >= 0 || errno == EINTR)
    return TRUE;
  if (errno == EAGAIN)
    return may_send_again (self);

  self->out_error = errno;
  return FALSE;
}

gboolean
adit_engine_wire_flush (AditEngineWire *self)
{
  gboolean is_worker = g_atomic_int_get (&self->holder) == WITH_WORKER;

  if (self->out_error != 0)
    return fail_with (self->out_error);

  while (buffer_length (&self->out) > 0)
    {
      if (is_worker && !self->socket->is_writable)
        return fail_with (EAGAIN);
      if (!send_some (self))
        return FALSE;
    }

  if (is_worker)
    buffer_close_if_empty (self, &self->out);
  return TRUE;
}

/* ---- What the TLS library calls ---- */

static gssize
take (AditEngineWire *self, void *buffer, gsize size)
{
  gboolean is_worker = g_atomic_int_get (&self->holder) == WITH_WORKER;
  gsize n_taken;

  if (!(is_worker ? adit_engine_wire_fetch (self) : await_record (self)))
    return errno == EPROTO ? 0 : -1; /* the stream's end: the library knows what that means */

  n_taken = MIN (size, self->n_granted);
  memcpy (buffer, self->in.bytes + self->in.begin, n_taken);
  self->in.begin += (guint) n_taken;
  self->n_granted -= (guint) n_taken;
  self->n_given += self->n_granted == 0;
  return (gssize) n_taken;
}

gssize
adit_engine_wire_take (AditEngineWire *self, void *buffer, gsize size)
{
  gssize n_taken;

  if (g_atomic_int_get (&self->holder) == RELEASED)
    return 0;

  n_taken = take (self, buffer, size);
  g_atomic_int_inc (&self->n_turns);
  return n_taken;
}

static gssize
put (AditEngineWire *self, const void *bytes, gsize length)
{
  if (g_atomic_int_get (&self->holder) == WITH_HANDSHAKE && !adit_engine_wire_has_room (self) &&
      !adit_engine_wire_flush (self))
    return -1;
  if (!buffer_make_room (self, &self->out, length))
    {
      errno = EAGAIN;
      return -1;
    }

  memcpy (self->out.bytes + self->out.end, bytes, length);
  self->out.end += (guint) length;
  return (gssize) length;
}

gssize
adit_engine_wire_put (AditEngineWire *self, const void *bytes, gsize length)
{
  gssize n_put;

  if (g_atomic_int_get (&self->holder) == RELEASED)
    return (gssize) length;

  n_put = put (self, bytes, length);
  g_atomic_int_inc (&self->n_turns);
  return n_put;
}

/* ---- Life ---- */

AditEngineWire *
adit_engine_wire_new (AditEngineWorker *worker, AditEngineSocket *socket)
{
  AditEngineWire *self = g_new0 (AditEngineWire, 1);

  self->ref_count = 1;
  self->worker = worker;
  self->socket = socket;
  self->fd = socket->fd;

  return self;
}

AditEngineWire *
adit_engine_wire_ref (AditEngineWire *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
adit_engine_wire_unref (AditEngineWire *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_assert (g_atomic_int_get (&self->holder) == RELEASED);
  g_free (self);
}

void
adit_engine_wire_release (AditEngineWire *self)
{
  buffer_close (self, &self->in);
  buffer_close (self, &self->out);
  self->socket = NULL;
  g_atomic_int_set (&self->holder, RELEASED);
}

int
adit_engine_wire_get_fd (const AditEngineWire *self)
{
  return self->fd;
}

void
adit_engine_wire_settle (AditEngineWire *self)
{
  self->n_given = 0;
  grant (self);
  buffer_close_if_empty (self, &self->in);
  buffer_close_if_empty (self, &self->out);
  if (self->in.is_whole &&
      (!self->in.is_lent || adit_engine_blocks_count (self->worker->blocks) > HELD_BLOCKS_MAX))
    buffer_shrink (self, &self->in);
}

void
adit_engine_wire_enter_handshake (AditEngineWire *self,
                                  AditEngineTicket *ticket,
                                  gint64 deadline_us)
{
  self->ticket = ticket;
  self->deadline_us = deadline_us;
  buffer_open (self, &self->out);
  g_atomic_int_set (&self->holder, WITH_HANDSHAKE);
}

void
adit_engine_wire_leave_handshake (AditEngineWire *self, gboolean is_established)
{
  g_atomic_int_get (&self->n_turns);
  g_atomic_int_set (&self->holder, WITH_WORKER);
  self->ticket = NULL;
  self->is_established = is_established;
  adit_engine_wire_settle (self);
}

gboolean
adit_engine_wire_has_room (const AditEngineWire *self)
{
  return buffer_length (&self->out) < ADIT_ENGINE_WIRE_UNSENT_MAX;
}

gboolean
adit_engine_wire_has_unsent (const AditEngineWire *self)
{
  return buffer_length (&self->out) > 0;
}

gboolean
adit_engine_wire_has_received (const AditEngineWire *self)
{
  return self->n_granted > 0 || self->in_error != 0;
}

gboolean
adit_engine_wire_is_behind (const AditEngineWire *self)
{
  return adit_engine_wire_has_received (self) || self->socket->is_readable;
}

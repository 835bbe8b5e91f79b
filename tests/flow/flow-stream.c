/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow-tls.h"

#include <errno.h>
#include <string.h>

/* A stream is made of blocks that differ in their first words, so that a block lost, doubled or
 * moved changes the checksum as surely as a byte does. */
#define BLOCK_SIZE (64 * 1024)
#define PAUSE_MS   200 /* this long without room: the other side has stopped */

typedef struct
{
  guint32 seed;
  guint32 number;
  guint8 noise[BLOCK_SIZE - 2 * sizeof (guint32)];
} Block;

G_STATIC_ASSERT (sizeof (Block) == BLOCK_SIZE);

struct _FlowStream
{
  GThread *thread;
  GChecksum *checksum;
  int fd;       /* -1: none, unless there is TLS */
  FlowTls *tls; /* NULL: plain */
  guint64 n_bytes;
  guint32 seed;
  gboolean is_ending;
};

static Block *
block_new (guint32 seed)
{
  Block *self = g_new (Block, 1);
  guint32 state = seed | 1;

  self->seed = seed;
  for (guint i = 0; i < sizeof self->noise; i++)
    {
      state = state * 1664525 + 1013904223;
      self->noise[i] = (guint8) (state >> 24);
    }

  return self;
}

static void
send_on (FlowStream *self, const void *bytes, gsize length)
{
  if (self->tls)
    flow_tls_send (self->tls, bytes, length);
  else if (self->fd >= 0)
    flow_send (self->fd, bytes, length);
}

static gsize
receive_on (FlowStream *self, void *bytes, gsize size)
{
  gssize n_read =
      self->tls ? flow_tls_receive (self->tls, bytes, size) : recv (self->fd, bytes, size, 0);

  if (n_read < 0)
    g_error ("receive: %s", self->tls ? "cut off" : g_strerror (errno));
  return (gsize) n_read;
}

/* Walks over the stream; sends when there is somebody to send to. */
static void
walk (FlowStream *self)
{
  g_autofree Block *block = block_new (self->seed);
  guint64 n_left = self->n_bytes;

  for (block->number = 0; n_left > 0; block->number++)
    {
      gsize length = MIN (n_left, BLOCK_SIZE);

      g_checksum_update (self->checksum, (const guchar *) block, (gssize) length);
      send_on (self, block, length);
      n_left -= length;
    }
}

static gpointer
run_send (gpointer data)
{
  FlowStream *self = data;

  walk (self);
  if (self->is_ending && self->tls)
    flow_tls_end (self->tls);
  else if (self->is_ending)
    flow_half_close (self->fd);

  return NULL;
}

static gpointer
run_receive (gpointer data)
{
  FlowStream *self = data;
  g_autofree guchar *bytes = g_malloc (BLOCK_SIZE);
  guint64 n_left = self->n_bytes;
  gsize n_read;

  self->n_bytes = 0;
  while (n_left > 0 && (n_read = receive_on (self, bytes, MIN (n_left, BLOCK_SIZE))) > 0)
    {
      g_checksum_update (self->checksum, bytes, (gssize) n_read);
      self->n_bytes += n_read;
      n_left -= n_read;
    }

  return NULL;
}

static gpointer
run_drain (gpointer data)
{
  FlowStream *self = data;
  g_autofree guchar *bytes = g_malloc (BLOCK_SIZE);
  ssize_t n_read;

  while ((n_read = recv (self->fd, bytes, BLOCK_SIZE, 0)) > 0)
    self->n_bytes += (guint64) n_read;

  return NULL;
}

static FlowStream *
stream_new (int fd, guint64 n_bytes, guint32 seed)
{
  FlowStream *self = g_new0 (FlowStream, 1);

  self->checksum = g_checksum_new (G_CHECKSUM_MD5);
  self->fd = fd;
  self->n_bytes = n_bytes;
  self->seed = seed;

  return self;
}

static FlowStream *
start_sending (FlowStream *self, gboolean is_ending)
{
  self->is_ending = is_ending;
  self->thread = g_thread_new ("send", run_send, self);
  return self;
}

static FlowStream *
start_receiving (FlowStream *self)
{
  self->thread = g_thread_new ("receive", run_receive, self);
  return self;
}

FlowStream *
flow_stream_send (int fd, guint64 n_bytes, guint32 seed, gboolean is_ending)
{
  return start_sending (stream_new (fd, n_bytes, seed), is_ending);
}

FlowStream *
flow_stream_receive_some (int fd, guint64 n_bytes)
{
  return start_receiving (stream_new (fd, n_bytes, 0));
}

FlowStream *
flow_stream_drain (int fd)
{
  FlowStream *self = stream_new (fd, 0, 0);

  self->thread = g_thread_new ("drain", run_drain, self);
  return self;
}

FlowStream *
flow_stream_receive (int fd)
{
  return flow_stream_receive_some (fd, G_MAXUINT64);
}

static FlowStream *
stream_new_over (FlowTls *tls, guint64 n_bytes, guint32 seed)
{
  FlowStream *self = stream_new (-1, n_bytes, seed);

  self->tls = tls;
  return self;
}

FlowStream *
flow_tls_stream_send (FlowTls *tls, guint64 n_bytes, guint32 seed, gboolean is_ending)
{
  return start_sending (stream_new_over (tls, n_bytes, seed), is_ending);
}

FlowStream *
flow_tls_stream_receive (FlowTls *tls)
{
  return start_receiving (stream_new_over (tls, G_MAXUINT64, 0));
}

char *
flow_stream_finish (FlowStream *self, guint64 *n_bytes)
{
  char *text;

  if (self->thread)
    g_thread_join (self->thread);
  text = g_strdup (g_checksum_get_string (self->checksum));
  if (n_bytes)
    *n_bytes = self->n_bytes;
  g_checksum_free (self->checksum);
  g_free (self);

  return text;
}

char *
flow_stream_checksum (guint64 n_bytes, guint32 seed)
{
  FlowStream *self = stream_new (-1, n_bytes, seed);

  walk (self);
  return flow_stream_finish (self, NULL);
}

/* ---- Until nothing more goes in ---- */

guint64
flow_stream_stuff (int fd, guint64 limit, guint32 seed)
{
  g_autofree Block *block = block_new (seed);
  guint64 n_taken = 0;

  while (n_taken < limit && flow_is_writable (fd, PAUSE_MS))
    {
      gsize offset = (gsize) (n_taken % BLOCK_SIZE);
      gsize length = (gsize) MIN (BLOCK_SIZE - offset, limit - n_taken);
      ssize_t n_sent;

      block->number = (guint32) (n_taken / BLOCK_SIZE);
      n_sent = send (fd, (const char *) block + offset, length, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (n_sent < 0)
        g_assert_cmpint (errno, ==, EAGAIN);
      else
        n_taken += (guint64) n_sent;
    }

  return n_taken;
}

guint64
flow_tls_stuff (FlowTls *tls, guint64 limit, guint32 seed)
{
  g_autofree Block *block = block_new (seed);
  guint64 n_taken = 0;
  gboolean is_taking = TRUE;

  while (n_taken < limit && is_taking)
    {
      gsize offset = (gsize) (n_taken % BLOCK_SIZE);
      gsize length = (gsize) MIN (MIN (BLOCK_SIZE - offset, FLOW_TLS_RECORD_MAX), limit - n_taken);

      block->number = (guint32) (n_taken / BLOCK_SIZE);
      is_taking = flow_tls_offer (tls, (const char *) block + offset, length);
      n_taken += length;
    }

  return n_taken;
}

/* ---- What the kernel keeps ---- */

/* The most of it for a socket in this direction: the last of three numbers. */
static guint64
kernel_limit (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) numbers = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  numbers = g_strsplit_set (g_strstrip (text), " \t", -1);
  return g_ascii_strtoull (numbers[g_strv_length (numbers) - 1], NULL, 10);
}

guint64
flow_stream_in_sockets (void)
{
  return 2 * kernel_limit ("/proc/sys/net/ipv4/tcp_wmem") +
         2 * kernel_limit ("/proc/sys/net/ipv4/tcp_rmem");
}

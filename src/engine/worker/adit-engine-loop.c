/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-loop.h"

#include <glib-unix.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH_MAX 256

typedef struct
{
  GSource source;
  AditEngineLoop *loop;
} LoopSource;

struct _AditEngineLoop
{
  int epoll_fd;
  gint64 now_us;
  GSource *source;
  gpointer source_tag;
  AditEngineWheel *wheel;
  GQueue again; /* sockets that wait for another turn, by their embedded links */
  guint n_sockets;

  /* The batch that is being served, so that closing a socket can take its later events out. */
  struct epoll_event batch[BATCH_MAX];
  int batch_length;
  int batch_position;
};

static void
note_events (AditEngineSocket *socket, guint32 events)
{
  if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
    socket->is_readable = TRUE;
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
    socket->is_writable = TRUE;
  if (events & EPOLLERR)
    socket->is_broken = TRUE;
}

static void
serve_batch (AditEngineLoop *self)
{
  self->batch_length = epoll_wait (self->epoll_fd, self->batch, BATCH_MAX, 0);

  for (self->batch_position = 0; self->batch_position < self->batch_length; self->batch_position++)
    {
      struct epoll_event *event = &self->batch[self->batch_position];
      AditEngineSocket *socket = event->data.ptr;

      if (!socket)
        continue;
      note_events (socket, event->events);
      socket->on_ready (socket, socket->owner);
    }

  self->batch_length = 0;
}

/* Serves those that waited when it began, not those that ask again meanwhile. */
static void
serve_again (AditEngineLoop *self)
{
  for (guint n = self->again.length; n > 0 && self->again.head; n--)
    {
      AditEngineSocket *socket = self->again.head->data;

      g_queue_unlink (&self->again, &socket->again_link);
      socket->is_again = FALSE;
      socket->on_ready (socket, socket->owner);
    }
}

static gboolean
loop_source_prepare (GSource *source, int *timeout_ms)
{
  AditEngineLoop *self = ((LoopSource *) source)->loop;

  *timeout_ms = -1;
  return self->again.length > 0;
}

static gboolean
loop_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  AditEngineLoop *self = ((LoopSource *) source)->loop;

  self->now_us = g_get_monotonic_time ();
  adit_engine_wheel_turn (self->wheel, self->now_us);
  serve_batch (self);
  serve_again (self);
  g_source_set_ready_time (source, adit_engine_wheel_next_us (self->wheel));

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs loop_source_funcs = {
  .prepare = loop_source_prepare,
  .dispatch = loop_source_dispatch,
};

AditEngineLoop *
adit_engine_loop_new (GMainContext *context)
{
  AditEngineLoop *self = g_new0 (AditEngineLoop, 1);

  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->epoll_fd < 0)
    g_error ("No epoll descriptor: %s", g_strerror (errno));
  self->now_us = g_get_monotonic_time ();
  self->wheel = adit_engine_wheel_new (self->now_us);

  self->source = g_source_new (&loop_source_funcs, sizeof (LoopSource));
  ((LoopSource *) self->source)->loop = self;
  g_source_set_static_name (self->source, "adit-engine-loop");
  self->source_tag = g_source_add_unix_fd (self->source, self->epoll_fd, G_IO_IN);
  g_source_attach (self->source, context);

  return self;
}

void
adit_engine_loop_free (AditEngineLoop *self)
{
  g_assert (self->n_sockets == 0);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  adit_engine_wheel_free (self->wheel);
  close (self->epoll_fd);
  g_free (self);
}

gint64
adit_engine_loop_now_us (AditEngineLoop *self)
{
  return self->now_us;
}

void
adit_engine_loop_arm (AditEngineLoop *self,
                      AditEngineTimer *timer,
                      gint64 delay_us,
                      AditEngineTimerFunc on_due,
                      gpointer owner)
{
  gint64 next_us;

  /* Called from a message or a resolver's answer, the time of the last wake-up may be old. */
  self->now_us = g_get_monotonic_time ();
  adit_engine_wheel_arm (self->wheel, timer, self->now_us, delay_us, on_due, owner);

  next_us = adit_engine_wheel_next_us (self->wheel);
  if (g_source_get_ready_time (self->source) < 0 ||
      next_us < g_source_get_ready_time (self->source))
    g_source_set_ready_time (self->source, next_us);
}

void
adit_engine_loop_disarm (AditEngineLoop *self, AditEngineTimer *timer)
{
  adit_engine_wheel_disarm (self->wheel, timer);
}

AditEngineSocket *
adit_engine_loop_add (AditEngineLoop *self, int fd, AditEngineSocketFunc on_ready, gpointer owner)
{
  AditEngineSocket *socket = g_new0 (AditEngineSocket, 1);
  struct epoll_event event = {
    .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
    .data.ptr = socket,
  };

  if (epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
    {
      g_free (socket);
      return NULL;
    }

  socket->fd = fd;
  socket->on_ready = on_ready;
  socket->owner = owner;
  socket->loop = self;
  socket->again_link.data = socket;
  self->n_sockets++;

  return socket;
}

void
adit_engine_socket_set_owner (AditEngineSocket *self, AditEngineSocketFunc on_ready, gpointer owner)
{
  self->on_ready = on_ready;
  self->owner = owner;
}

void
adit_engine_socket_call_again (AditEngineSocket *self)
{
  if (self->is_again)
    return;

  self->is_again = TRUE;
  g_queue_push_tail_link (&self->loop->again, &self->again_link);
}

static void
forget_events (AditEngineLoop *self, const AditEngineSocket *socket)
{
  for (int i = self->batch_position + 1; i < self->batch_length; i++)
    if (self->batch[i].data.ptr == socket)
      self->batch[i].data.ptr = NULL;
}

void
adit_engine_socket_close (AditEngineSocket *self, gboolean is_reset)
{
  if (!self)
    return;

  if (is_reset)
    setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 },
                sizeof (struct linger));
  if (self->is_again)
    g_queue_unlink (&self->loop->again, &self->again_link);
  forget_events (self->loop, self);
  self->loop->n_sockets--;

  /* The descriptor is registered nowhere else, so closing it takes it out of epoll. */
  close (self->fd);
  g_free (self);
}

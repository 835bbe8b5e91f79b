/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-loop.h"

#include <glib-unix.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH_MAX   256
#define EVENTS      (EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET)
#define FOREIGN_MAX 8 /* descriptors of the context's other sources; with more, g_poll() serves */

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
  gboolean is_fetched; /* the batch is what there is: no need to look before serving */

  /* What the context polls besides us, registered with epoll as well; see poll_with_epoll(). */
  GPollFD foreign[FOREIGN_MAX];
  guint n_foreign;
};

static _Thread_local AditEngineLoop *thread_loop;

/* A foreign descriptor's event carries no socket; its readiness is told by its number in the
 * lower bits, which no pointer to a socket has. */
static gpointer
foreign_tag (guint index)
{
  return GSIZE_TO_POINTER (index * 2 + 1);
}

static gboolean
is_foreign (gconstpointer tag)
{
  return (GPOINTER_TO_SIZE (tag) & 1) != 0;
}

static guint
foreign_index (gconstpointer tag)
{
  return (guint) (GPOINTER_TO_SIZE (tag) / 2);
}

static void
note_events (AditEngineSocket *socket, guint32 events)
{
  if (events & (EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
    socket->is_readable = TRUE;
  if (events & EPOLLPRI)
    socket->is_urgent = TRUE;
  if (events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
    socket->is_writable = TRUE;
  if (events & (EPOLLRDHUP | EPOLLHUP))
    socket->is_ended = TRUE;
  if (events & EPOLLERR)
    socket->is_broken = TRUE;
}

static void
fetch_batch (AditEngineLoop *self, int timeout_ms)
{
  int n_events = epoll_wait (self->epoll_fd, self->batch, BATCH_MAX, timeout_ms);

  self->is_fetched = TRUE;
  self->batch_length = MAX (n_events, 0);
  self->batch_position = -1; /* none is being served: all can be taken out */
}

static void
serve_batch (AditEngineLoop *self)
{
  if (!self->is_fetched)
    fetch_batch (self, 0);

  for (self->batch_position = 0; self->batch_position < self->batch_length; self->batch_position++)
    {
      struct epoll_event *event = &self->batch[self->batch_position];
      AditEngineSocket *socket = event->data.ptr;

      if (!socket || is_foreign (socket))
        continue;
      note_events (socket, event->events);
      socket->on_ready (socket, socket->owner);
    }

  self->batch_length = 0;
  self->is_fetched = FALSE;
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

/* Timers are looked at here rather than set as the source's ready time: that would wake the
 * context up each time, by a write to itself and a read. */
static gboolean
loop_source_prepare (GSource *source, int *timeout_ms)
{
  AditEngineLoop *self = ((LoopSource *) source)->loop;
  gint64 next_us = adit_engine_wheel_next_us (self->wheel);
  gint64 wait_us = next_us - g_source_get_time (source);

  *timeout_ms = next_us < 0 ? -1 : (int) CLAMP ((wait_us + 999) / 1000, 0, G_MAXINT);

  return self->again.length > 0 || *timeout_ms == 0;
}

static gboolean
loop_source_check (GSource *source)
{
  AditEngineLoop *self = ((LoopSource *) source)->loop;
  gint64 next_us = adit_engine_wheel_next_us (self->wheel);

  return self->again.length > 0 || (next_us >= 0 && next_us <= g_source_get_time (source));
}

static gboolean
loop_source_dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  AditEngineLoop *self = ((LoopSource *) source)->loop;

  self->now_us = g_get_monotonic_time ();
  adit_engine_wheel_turn (self->wheel, self->now_us);
  serve_batch (self);
  serve_again (self);

  return G_SOURCE_CONTINUE;
}

/* ---- Waiting ---- */

static gboolean
is_foreign_known (AditEngineLoop *self, const GPollFD *fds, guint n_fds)
{
  if (n_fds != self->n_foreign)
    return FALSE;

  for (guint i = 0; i < n_fds; i++)
    if (fds[i].fd != self->foreign[i].fd || fds[i].events != self->foreign[i].events)
      return FALSE;

  return TRUE;
}

static void
register_foreign (AditEngineLoop *self, const GPollFD *fds, guint n_fds)
{
  for (guint i = 0; i < self->n_foreign; i++)
    epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, self->foreign[i].fd, NULL);

  for (guint i = 0; i < n_fds; i++)
    {
      struct epoll_event event = { .events = fds[i].events, .data.ptr = foreign_tag (i) };

      self->foreign[i] = fds[i];
      if (fds[i].fd != self->epoll_fd)
        epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fds[i].fd, &event);
    }
  self->n_foreign = n_fds;
}

/* Takes the foreign descriptors' events out of the batch and into @fds. */
static int
sort_batch (AditEngineLoop *self, GPollFD *fds, guint n_fds)
{
  int n_ready = 0;
  int n_ours = 0;

  for (guint i = 0; i < n_fds; i++)
    fds[i].revents = 0;

  for (int i = 0; i < self->batch_length; i++)
    {
      gpointer tag = self->batch[i].data.ptr;

      if (is_foreign (tag))
        fds[foreign_index (tag)].revents = (gushort) self->batch[i].events;
      else
        self->batch[n_ours++] = self->batch[i];
    }
  self->batch_length = n_ours;

  for (guint i = 0; i < n_fds; i++)
    {
      if (fds[i].fd == self->epoll_fd && n_ours > 0)
        fds[i].revents = G_IO_IN;
      n_ready += fds[i].revents != 0;
    }

  return n_ready;
}

/* The context's poll: epoll_wait() itself, with what else the context waits for (its own wake-ups,
 * the mailbox) registered beside the sockets. One system call a wake-up in place of two: poll()
 * only to learn that epoll has something, and then epoll_wait() to learn what. */
static int
poll_with_epoll (GPollFD *fds, guint n_fds, int timeout_ms)
{
  AditEngineLoop *self = thread_loop;

  if (!self || n_fds > FOREIGN_MAX)
    return g_poll (fds, n_fds, timeout_ms);
  if (!is_foreign_known (self, fds, n_fds))
    register_foreign (self, fds, n_fds);

  /* Edges are told once: a batch that was not served, because a source of a higher priority came
   * first, must not be overwritten. */
  if (self->batch_length == 0)
    fetch_batch (self, timeout_ms);

  return sort_batch (self, fds, n_fds);
}

void
adit_engine_loop_enter (AditEngineLoop *self)
{
  thread_loop = self;
}

void
adit_engine_loop_forget (AditEngineLoop *self, int fd)
{
  for (guint i = 0; i < self->n_foreign; i++)
    if (self->foreign[i].fd == fd)
      {
        epoll_ctl (self->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
        self->foreign[i].fd = -1;
      }
}

static GSourceFuncs loop_source_funcs = {
  .prepare = loop_source_prepare,
  .check = loop_source_check,
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
  /* It never does; but a source that may not is taken out of the poll set while it is dispatched,
   * and both that and putting it back wake the context up. */
  g_source_set_can_recurse (self->source, TRUE);
  self->source_tag = g_source_add_unix_fd (self->source, self->epoll_fd, G_IO_IN);
  g_source_attach (self->source, context);
  g_main_context_set_poll_func (context, poll_with_epoll);

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
adit_engine_loop_refresh_now (AditEngineLoop *self)
{
  self->now_us = g_get_monotonic_time ();
}

void
adit_engine_loop_arm (AditEngineLoop *self,
                      AditEngineTimer *timer,
                      gint64 delay_us,
                      AditEngineTimerFunc on_due,
                      gpointer owner)
{
  /* Called from a message or a resolver's answer, the time of the last wake-up may be old. */
  adit_engine_loop_refresh_now (self);
  adit_engine_wheel_arm (self->wheel, timer, self->now_us, delay_us, on_due, owner);
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
  struct epoll_event event = { .events = EVENTS, .data.ptr = socket };

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
adit_engine_socket_rest (AditEngineSocket *self)
{
  struct epoll_event event = { .events = EPOLLET, .data.ptr = self };

  epoll_ctl (self->loop->epoll_fd, EPOLL_CTL_MOD, self->fd, &event);
}

/* The kernel tells all that there is once more. */
void
adit_engine_socket_wake (AditEngineSocket *self)
{
  struct epoll_event event = { .events = EVENTS, .data.ptr = self };

  self->is_readable = self->is_urgent = FALSE;
  epoll_ctl (self->loop->epoll_fd, EPOLL_CTL_MOD, self->fd, &event);
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

/* Takes the socket out of all that the loop would still do with it. */
static void
socket_free (AditEngineSocket *self)
{
  if (self->is_again)
    g_queue_unlink (&self->loop->again, &self->again_link);
  forget_events (self->loop, self);
  self->loop->n_sockets--;
  g_free (self);
}

int
adit_engine_socket_detach (AditEngineSocket *self)
{
  int fd = self->fd;

  epoll_ctl (self->loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
  socket_free (self);
  return fd;
}

void
adit_engine_socket_close (AditEngineSocket *self, gboolean is_reset)
{
  if (!self)
    return;

  if (is_reset)
    setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ .l_onoff = 1 },
                sizeof (struct linger));
  /* The descriptor is registered nowhere else, so closing it takes it out of epoll. */
  close (self->fd);
  socket_free (self);
}

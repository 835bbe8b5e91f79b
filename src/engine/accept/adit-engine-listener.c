/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-listener.h"

#include "engine/net/adit-engine-tcp.h"
#include "model/adit-authority.h"
#include "model/adit-error.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#define BACKLOG  1024
#define TURN_MAX 64 /* connections taken before the tunnels have their turn again */
#define QUIET_US (100 * G_TIME_SPAN_MILLISECOND)

struct _AditEngineListener
{
  char *address;
  AditEngineReception reception;
  AditEngineListenerTerms *terms; /* the main thread's; the worker has its own */
  int lent_fd;                    /* -1: it makes its own */
  GSocket *socket;                /* NULL unless open */
  AditEngineAddress bound;
  char *error;
  gboolean is_accepting; /* atomic: the main thread sets it, the worker clears it for a pause */

  /* The worker's thread only. */
  AditEngineListenerTerms *worker_terms;
  GSocketService *service; /* NULL until started */
  AditEngineSocket *crowd; /* the listening socket while many come; NULL: the service accepts */
  AditEngineTimer quiet;
  gboolean is_quiet; /* none has come since the timer was armed */
};

AditEngineListener *
adit_engine_listener_new (const char *address,
                          AditEngineListenerTerms *terms,
                          const AditEngineReception *reception)
{
  AditEngineListener *self = g_new0 (AditEngineListener, 1);

  self->address = g_strdup (address);
  self->lent_fd = -1;
  self->terms = adit_engine_listener_terms_ref (terms);
  self->worker_terms = adit_engine_listener_terms_ref (terms);
  self->reception = *reception;

  return self;
}

void
adit_engine_listener_free (AditEngineListener *self)
{
  adit_engine_listener_close (self);
  adit_engine_listener_terms_unref (self->terms);
  adit_engine_listener_terms_unref (self->worker_terms);
  if (self->lent_fd >= 0)
    close (self->lent_fd);
  g_free (self->address);
  g_free (self->error);
  g_free (self);
}

/* ---- Accepting: the worker's thread ---- */

static void
pause_service (AditEngineListener *self)
{
  g_socket_service_stop (self->service);
  g_atomic_int_set (&self->is_accepting, FALSE);
  self->reception.on_paused (self->reception.owner);
}

/* Whether there is room for another. */
static gboolean
hand_over (AditEngineListener *self, int fd)
{
  return self->reception.on_accepted (self->reception.owner, fd, self->worker_terms);
}

typedef enum
{
  TAKEN_ALL,
  TAKEN_SOME,
  TAKEN_LAST_PLACE
} Taken;

/* What waits is taken at once: through the service each would cost objects, sources and a turn of
 * the context. When this fails the service finds out for itself. */
static Taken
take_waiting (AditEngineListener *self)
{
  int listening_fd = g_socket_get_fd (self->socket);

  for (guint i = 0; i < TURN_MAX; i++)
    {
      int fd = accept4 (listening_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

      if (fd < 0 && errno == ECONNABORTED)
        continue;
      if (fd < 0)
        return TAKEN_ALL;
      if (!hand_over (self, fd))
        return TAKEN_LAST_PLACE;
    }

  return TAKEN_SOME;
}

/* ---- Accepting, while many come ----
 *
 * The service accepts the first. Then it rests and the worker's epoll watches the socket, so that
 * the next cost an accept4() each, until none has come for a while. */

static void
end_crowd (AditEngineListener *self)
{
  if (self->crowd)
    adit_engine_socket_detach (g_steal_pointer (&self->crowd));
  adit_engine_loop_disarm (self->reception.worker->loop, &self->quiet);
}

static void
on_crowd_ready (AditEngineSocket *socket, gpointer owner)
{
  AditEngineListener *self = owner;
  Taken taken = take_waiting (self);

  self->is_quiet = FALSE;
  if (taken == TAKEN_SOME)
    adit_engine_socket_call_again (socket);
  else if (taken == TAKEN_LAST_PLACE)
    {
      end_crowd (self);
      pause_service (self);
    }
}

static void
on_quiet (gpointer owner)
{
  AditEngineListener *self = owner;

  if (self->is_quiet)
    {
      end_crowd (self);
      g_socket_service_start (self->service);
      return;
    }

  self->is_quiet = TRUE;
  adit_engine_loop_arm (self->reception.worker->loop, &self->quiet, QUIET_US, on_quiet, self);
}

/* Within the service's signal, when it does not wait for the socket. */
static void
begin_crowd (AditEngineListener *self)
{
  AditEngineLoop *loop = self->reception.worker->loop;
  int listening_fd = g_socket_get_fd (self->socket);

  adit_engine_loop_forget (loop, listening_fd);
  self->crowd = adit_engine_loop_add (loop, listening_fd, on_crowd_ready, self);
  if (!self->crowd)
    return;

  g_socket_service_stop (self->service);
  self->is_quiet = TRUE;
  adit_engine_loop_arm (loop, &self->quiet, QUIET_US, on_quiet, self);
}

/* ---- Accepting through the service ---- */

/* The engine goes on with the bare descriptor: an object around each socket would weigh more than
 * the tunnel. The connection's own is closed here, so that ours is the only one epoll sees. */
static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  AditEngineListener *self = user_data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  int fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 0);

  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  if (fd >= 0 && !hand_over (self, fd))
    pause_service (self);
  else
    begin_crowd (self);

  return TRUE;
}

/* A service accepts in the thread that makes it, or starts it again. */
static void
run_start (gpointer data)
{
  AditEngineListener *self = data;

  if (self->service)
    {
      g_socket_service_start (self->service);
      return;
    }

  self->service = g_socket_service_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), self->socket, NULL, NULL);
}

/* An accept that was under way keeps the service for another turn of the context. */
static void
run_stop (gpointer data)
{
  AditEngineListener *self = data;

  end_crowd (self);
  if (!self->service)
    return;

  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_object_add_weak_pointer (G_OBJECT (self->service), (gpointer *) &self->service);
  g_object_unref (self->service);
}

/* Not before the service has gone: what it waits for in the context is the descriptor's number. */
static void
run_close (gpointer data)
{
  AditEngineListener *self = data;

  if (self->service)
    return;

  adit_engine_loop_forget (self->reception.worker->loop, g_socket_get_fd (self->socket));
  g_socket_close (self->socket, NULL);
}

/* ---- Listening: the main thread ---- */

/* Connections inherit these from the socket they were accepted on: tcp(7). */
static void
set_options (GSocket *socket, GSocketFamily family)
{
  g_socket_set_listen_backlog (socket, BACKLOG);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, ADIT_ENGINE_KEEPALIVE_IDLE_S, NULL);
  /* A listener takes what its address says, and no other family. */
  if (family == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, 1, NULL);
}

static GSocket *
listen_on (const AditAuthority *authority, GError **error)
{
  g_autoptr (GSocketAddress) address =
      g_inet_socket_address_new_from_string (authority->host, authority->port);
  GSocketFamily family = g_socket_address_get_family (address);
  g_autoptr (GSocket) socket =
      g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (!socket)
    return NULL;

  set_options (socket, family);
  if (!g_socket_bind (socket, address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

/* A copy, which can be closed and made again. */
static GSocket *
use_lent (int lent_fd, GError **error)
{
  int fd = fcntl (lent_fd, F_DUPFD_CLOEXEC, 0);
  GSocket *socket;

  if (fd < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }

  socket = g_socket_new_from_fd (fd, error);
  if (socket)
    set_options (socket, G_SOCKET_FAMILY_INVALID);
  else
    close (fd);
  return socket;
}

static gboolean
note_bound (AditEngineListener *self, GSocket *socket, GError **error)
{
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, error);

  return bound && adit_engine_address_from_gsocket (&self->bound, bound);
}

gboolean
adit_engine_listener_open (AditEngineListener *self, GError **error)
{
  AditAuthority authority;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) local_error = NULL;

  if (self->socket)
    return TRUE;

  adit_authority_parse (self->address, strlen (self->address), ADIT_AUTHORITY_PORT_0, &authority);
  g_clear_pointer (&self->error, g_free);
  socket = self->lent_fd >= 0 ? use_lent (self->lent_fd, &local_error)
                              : listen_on (&authority, &local_error);
  if (socket && note_bound (self, socket, &local_error))
    {
      self->socket = g_steal_pointer (&socket);
      return TRUE;
    }

  self->error = g_strdup (local_error->message);
  g_set_error (error, ADIT_ERROR, ADIT_ERROR_LISTEN_FAILED, "Cannot listen on %s: %s",
               self->address, local_error->message);
  return FALSE;
}

void
adit_engine_listener_lend (AditEngineListener *self, int fd)
{
  self->lent_fd = fd;
}

void
adit_engine_listener_close (AditEngineListener *self)
{
  g_clear_pointer (&self->error, g_free);
  if (!self->socket)
    return;

  adit_engine_worker_call (self->reception.worker, run_stop, self);
  while (!g_socket_is_closed (self->socket))
    adit_engine_worker_call (self->reception.worker, run_close, self);
  g_clear_object (&self->socket);
  g_atomic_int_set (&self->is_accepting, FALSE);
  memset (&self->bound, 0, sizeof self->bound);
}

void
adit_engine_listener_start (AditEngineListener *self)
{
  if (self->socket && g_atomic_int_compare_and_exchange (&self->is_accepting, FALSE, TRUE))
    adit_engine_worker_post (self->reception.worker, run_start, self);
}

/* While the main thread waits for it. */
static void
run_set_terms (gpointer data)
{
  AditEngineListener *self = data;

  adit_engine_listener_terms_unref (self->worker_terms);
  self->worker_terms = adit_engine_listener_terms_ref (self->terms);
}

void
adit_engine_listener_set_terms (AditEngineListener *self, AditEngineListenerTerms *terms)
{
  adit_engine_listener_terms_ref (terms);
  adit_engine_listener_terms_unref (self->terms);
  self->terms = terms;
  adit_engine_worker_call (self->reception.worker, run_set_terms, self);
}

const char *
adit_engine_listener_get_address (const AditEngineListener *self)
{
  return self->address;
}

gboolean
adit_engine_listener_get_bound (const AditEngineListener *self, AditEngineAddress *bound)
{
  if (!self->socket)
    return FALSE;

  *bound = self->bound;
  return TRUE;
}

AditListenerState
adit_engine_listener_get_state (const AditEngineListener *self)
{
  if (self->error)
    return ADIT_LISTENER_FAILED;
  if (!self->socket)
    return ADIT_LISTENER_OFF;

  return g_atomic_int_get (&self->is_accepting) ? ADIT_LISTENER_LISTENING : ADIT_LISTENER_FULL;
}

const char *
adit_engine_listener_get_error (const AditEngineListener *self)
{
  return self->error;
}

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

#define BACKLOG 1024

struct _AditEngineListener
{
  char *address;
  AditEncryption encryption;
  GSocketService *service; /* NULL unless open */
  GSocket *socket;
  AditEngineAddress bound;
  gboolean is_paused;
  char *error;
  AditEngineListenerFunc on_accepted;
  gpointer owner;
};

AditEngineListener *
adit_engine_listener_new (const char *address,
                          AditEncryption encryption,
                          AditEngineListenerFunc on_accepted,
                          gpointer owner)
{
  AditEngineListener *self = g_new0 (AditEngineListener, 1);

  self->address = g_strdup (address);
  self->encryption = encryption;
  self->on_accepted = on_accepted;
  self->owner = owner;

  return self;
}

void
adit_engine_listener_free (AditEngineListener *self)
{
  adit_engine_listener_close (self);
  g_free (self->address);
  g_free (self->error);
  g_free (self);
}

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
  if (fd >= 0 && !self->on_accepted (self->owner, fd, self->encryption))
    {
      self->is_paused = TRUE;
      g_socket_service_stop (service);
    }

  return TRUE;
}

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

static gboolean
start_service (AditEngineListener *self, GSocket *socket, GError **error)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, error);

  if (!bound || !g_socket_listener_add_socket (G_SOCKET_LISTENER (service), socket, NULL, error))
    return FALSE;

  adit_engine_address_from_gsocket (&self->bound, bound);
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), self);
  self->socket = g_object_ref (socket);
  self->service = g_steal_pointer (&service);
  return TRUE;
}

gboolean
adit_engine_listener_open (AditEngineListener *self, GError **error)
{
  AditAuthority authority;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GError) local_error = NULL;

  if (self->service)
    return TRUE;

  adit_authority_parse (self->address, strlen (self->address), ADIT_AUTHORITY_PORT_0, &authority);
  g_clear_pointer (&self->error, g_free);
  socket = listen_on (&authority, &local_error);
  if (socket && start_service (self, socket, &local_error))
    return TRUE;

  self->error = g_strdup (local_error->message);
  g_set_error (error, ADIT_ERROR, ADIT_ERROR_LISTEN_FAILED, "Cannot listen on %s: %s",
               self->address, local_error->message);
  return FALSE;
}

void
adit_engine_listener_close (AditEngineListener *self)
{
  g_clear_pointer (&self->error, g_free);
  self->is_paused = FALSE;
  if (!self->service)
    return;

  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_socket_close (self->socket, NULL);
  g_clear_object (&self->service);
  g_clear_object (&self->socket);
  memset (&self->bound, 0, sizeof self->bound);
}

void
adit_engine_listener_resume (AditEngineListener *self)
{
  if (!self->is_paused)
    return;

  self->is_paused = FALSE;
  g_socket_service_start (self->service);
}

void
adit_engine_listener_set_encryption (AditEngineListener *self, AditEncryption encryption)
{
  self->encryption = encryption;
}

const char *
adit_engine_listener_get_address (const AditEngineListener *self)
{
  return self->address;
}

gboolean
adit_engine_listener_get_bound (const AditEngineListener *self, AditEngineAddress *bound)
{
  if (!self->service)
    return FALSE;

  *bound = self->bound;
  return TRUE;
}

AditListener *
adit_engine_listener_to_row (const AditEngineListener *self, gboolean is_enabled)
{
  AditListenerState state = self->error       ? ADIT_LISTENER_FAILED
                            : !self->service  ? ADIT_LISTENER_OFF
                            : self->is_paused ? ADIT_LISTENER_FULL
                                              : ADIT_LISTENER_LISTENING;
  char bound[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

  return adit_listener_new (self->address, is_enabled, state,
                            adit_engine_address_print (&self->bound, bound), self->error,
                            self->encryption);
}

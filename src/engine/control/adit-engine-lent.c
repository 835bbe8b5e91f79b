/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-lent.h"

#include "engine/control/adit-engine-systemd.h"
#include "engine/net/adit-engine-address.h"
#include "model/adit-authority.h"
#include "model/adit-error.h"

#include <string.h>
#include <unistd.h>

typedef struct
{
  int fd; /* -1: given away */
  AditEngineAddress bound;
  char address[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
} Socket;

struct _AditEngineLent
{
  GArray *sockets; /* Socket */
};

static Socket *
socket_at (const AditEngineLent *self, guint index)
{
  return &g_array_index (self->sockets, Socket, index);
}

static gboolean
has_option (int fd, int option, int wanted)
{
  int value = -1;

  return getsockopt (fd, SOL_SOCKET, option, &value, &(socklen_t){ sizeof value }) == 0 &&
         value == wanted;
}

static gboolean
is_listening (int fd, const AditEngineAddress *bound)
{
  return (bound->any.sa_family == AF_INET || bound->any.sa_family == AF_INET6) &&
         has_option (fd, SO_TYPE, SOCK_STREAM) && has_option (fd, SO_PROTOCOL, IPPROTO_TCP) &&
         has_option (fd, SO_ACCEPTCONN, TRUE);
}

static gboolean
has_address (const AditEngineLent *self, const char *address)
{
  for (guint i = 0; i < self->sockets->len; i++)
    if (g_str_equal (socket_at (self, i)->address, address))
      return TRUE;

  return FALSE;
}

static gboolean
take (AditEngineLent *self, int fd, GError **error)
{
  Socket taken = { .fd = fd };

  adit_engine_address_of_socket (&taken.bound, fd);
  adit_engine_address_print (&taken.bound, taken.address);
  if (!is_listening (fd, &taken.bound))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "The socket that was passed as descriptor %d is not one that listens for TCP",
                   fd);
      return FALSE;
    }
  if (has_address (self, taken.address))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "Two sockets were passed for %s",
                   taken.address);
      return FALSE;
    }

  g_array_append_val (self->sockets, taken);
  return TRUE;
}

AditEngineLent *
adit_engine_lent_take (GError **error)
{
  AditEngineLent *self = g_new0 (AditEngineLent, 1);
  int first;
  guint n_sockets = adit_engine_systemd_take_sockets (&first);

  self->sockets = g_array_new (FALSE, FALSE, sizeof (Socket));
  for (guint i = 0; i < n_sockets; i++)
    if (!take (self, first + (int) i, error))
      {
        adit_engine_lent_free (self);
        return NULL;
      }

  return self;
}

void
adit_engine_lent_free (AditEngineLent *self)
{
  for (guint i = 0; i < self->sockets->len; i++)
    if (socket_at (self, i)->fd >= 0)
      close (socket_at (self, i)->fd);

  g_array_unref (self->sockets);
  g_free (self);
}

/* The listener that is configured with the socket's address, however that is written. */
static AditListenerSettings *
find_listener (const AditSettings *settings, const AditEngineAddress *bound)
{
  for (guint i = 0; i < settings->listeners->len; i++)
    {
      AditListenerSettings *listener = settings->listeners->pdata[i];
      AditEngineAddress address;
      AditAuthority authority;

      if (adit_authority_parse (listener->address, strlen (listener->address),
                                ADIT_AUTHORITY_PORT_0 | ADIT_AUTHORITY_ONLY_ADDRESS, &authority) &&
          adit_engine_address_parse (&address, authority.host, authority.port) &&
          adit_engine_address_is_same_host (&address, bound) &&
          adit_engine_address_port (&address) == adit_engine_address_port (bound))
        return listener;
    }

  return NULL;
}

static void
add_to (const Socket *lent, AditSettings *settings)
{
  AditListenerSettings *listener = find_listener (settings, &lent->bound);

  if (!listener)
    {
      adit_settings_add_listener (settings, lent->address, TRUE)->is_lent = TRUE;
      return;
    }

  /* Under one name for good: the proxy knows listeners by it. */
  if (!g_str_equal (listener->address, lent->address))
    adit_listener_settings_move (listener, lent->address);
}

void
adit_engine_lent_add_to (const AditEngineLent *self, AditSettings *settings)
{
  if (self->sockets->len > 0 && settings->is_by_default)
    g_ptr_array_set_size (settings->listeners, 0);
  for (guint i = 0; i < self->sockets->len; i++)
    add_to (socket_at (self, i), settings);
}

void
adit_engine_lent_give (AditEngineLent *self, AditEngineProxy *proxy)
{
  for (guint i = 0; i < self->sockets->len; i++)
    {
      Socket *lent = socket_at (self, i);

      adit_engine_proxy_lend_socket (proxy, lent->address, lent->fd);
      lent->fd = -1;
    }
}

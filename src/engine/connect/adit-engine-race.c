/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-race.h"

#include "engine/net/adit-engine-tcp.h"

#include <errno.h>
#include <netinet/tcp.h>

struct _AditEngineRace
{
  AditEngineWorker *worker;
  AditEngineCandidates candidates;
  guint n_started;
  guint n_pending;
  AditEngineSocket *attempts[ADIT_ENGINE_CANDIDATES_MAX]; /* NULL: not started, or failed */
  AditEngineTimer delay;
  AditCause cause; /* of the last failure; a refusal says most and is kept */
  AditEngineRaceFunc on_over;
  gpointer owner;
};

static void start_next (AditEngineRace *self);

static AditCause
cause_from_errno (int error)
{
  switch (error)
    {
    case ECONNREFUSED:
      return ADIT_CAUSE_REFUSED;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case EACCES:
    case EPERM:
    case EINVAL:
      return ADIT_CAUSE_UNREACHABLE;
    case ETIMEDOUT:
      return ADIT_CAUSE_CONNECT_TIMEOUT;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case ENOSPC:
      return ADIT_CAUSE_NO_DESCRIPTOR;
    default:
      return ADIT_CAUSE_CONNECT_FAILED;
    }
}

static void
note_failure (AditEngineRace *self, int error)
{
  if (self->cause != ADIT_CAUSE_REFUSED)
    self->cause = cause_from_errno (error);
}

static void
close_attempts (AditEngineRace *self)
{
  for (guint i = 0; i < self->n_started; i++)
    {
      adit_engine_socket_close (self->attempts[i], FALSE);
      self->attempts[i] = NULL;
    }
  self->n_pending = 0;
  adit_engine_loop_disarm (self->worker->loop, &self->delay);
}

static void
on_attempt_ready (AditEngineSocket *socket, gpointer owner)
{
  AditEngineRace *self = owner;
  int error = 0;
  guint index = 0;

  if (!socket->is_writable)
    return;
  while (self->attempts[index] != socket)
    index++;

  getsockopt (socket->fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){ sizeof error });
  self->attempts[index] = NULL;
  self->n_pending--;

  if (error == 0)
    {
      close_attempts (self);
      self->on_over (self->owner, socket, &self->candidates.addresses[index], ADIT_CAUSE_NONE);
      return;
    }

  note_failure (self, error);
  adit_engine_socket_close (socket, FALSE);
  start_next (self);
}

static void
set_options (int fd)
{
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
  setsockopt (fd, SOL_SOCKET, SO_KEEPALIVE, &(int){ 1 }, sizeof (int));
  setsockopt (fd, IPPROTO_TCP, TCP_KEEPIDLE, &(int){ ADIT_ENGINE_KEEPALIVE_IDLE_S }, sizeof (int));
}

/* A connection that is being made, or -1 with errno set. */
static int
dial (const AditEngineAddress *address)
{
  int fd = socket (address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int error;

  if (fd < 0)
    return -1;

  set_options (fd);
  if (connect (fd, &address->any, adit_engine_address_length (address)) == 0 ||
      errno == EINPROGRESS)
    return fd;

  error = errno;
  close (fd);
  errno = error;
  return -1;
}

static gboolean
start_attempt (AditEngineRace *self, guint index)
{
  int fd = dial (&self->candidates.addresses[index]);

  if (fd >= 0)
    self->attempts[index] = adit_engine_loop_add (self->worker->loop, fd, on_attempt_ready, self);
  if (self->attempts[index])
    return TRUE;

  note_failure (self, errno);
  if (fd >= 0)
    close (fd);
  return FALSE;
}

static void
on_delay (gpointer owner)
{
  start_next (owner);
}

/* Starts the next attempt that can be started, and sees to it that another follows in time. With
 * none left and none pending the race is lost; @self may be gone on return. */
static void
start_next (AditEngineRace *self)
{
  gboolean is_started = FALSE;

  while (!is_started && self->n_started < self->candidates.n_addresses)
    is_started = start_attempt (self, self->n_started++);
  if (is_started)
    self->n_pending++;

  if (self->n_started < self->candidates.n_addresses)
    adit_engine_loop_arm (self->worker->loop, &self->delay, ADIT_ENGINE_ATTEMPT_DELAY_US, on_delay,
                          self);
  else
    adit_engine_loop_disarm (self->worker->loop, &self->delay);

  if (self->n_pending == 0)
    self->on_over (self->owner, NULL, NULL, self->cause);
}

AditEngineRace *
adit_engine_race_new (AditEngineWorker *worker,
                      const AditEngineCandidates *candidates,
                      AditEngineRaceFunc on_over,
                      gpointer owner)
{
  AditEngineRace *self = g_new0 (AditEngineRace, 1);

  self->worker = worker;
  self->candidates = *candidates;
  self->cause = ADIT_CAUSE_NAME_NOT_FOUND; /* should there be no address at all */
  self->on_over = on_over;
  self->owner = owner;

  return self;
}

void
adit_engine_race_start (AditEngineRace *self)
{
  start_next (self);
}

void
adit_engine_race_free (AditEngineRace *self)
{
  if (!self)
    return;

  close_attempts (self);
  g_free (self);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One epoll descriptor for all sockets of a worker, behind one source of its GMainContext.
 *
 * GMainContext walks every source at every wake-up; epoll does not, so a thousand idle tunnels
 * cost nothing. Sockets are registered once, edge-triggered, for both directions; what the kernel
 * reported is remembered in the socket until a read or write meets EAGAIN.
 *
 * A socket is passed from one owner to the next (accepting, dialling, relaying) by passing the
 * pointer and setting a new handler. Everything here belongs to the worker's thread. */

#pragma once

#include "engine/worker/adit-engine-wheel.h"

G_BEGIN_DECLS

typedef struct _AditEngineLoop AditEngineLoop;
typedef struct _AditEngineSocket AditEngineSocket;

typedef void (*AditEngineSocketFunc) (AditEngineSocket *socket, gpointer owner);

struct _AditEngineSocket
{
  int fd;
  guint is_readable : 1; /* a read may succeed; whoever meets EAGAIN clears it */
  guint is_writable : 1;
  guint is_ended : 1;  /* the other side will send no more; what it sent may still be there */
  guint is_urgent : 1; /* among what can be read is urgent data; whoever reads past it clears it */
  guint is_broken : 1; /* the kernel reported an error, such as a reset */
  guint is_again : 1;  /* waits for another turn */
  AditEngineSocketFunc on_ready;
  gpointer owner;
  AditEngineLoop *loop;
  GList again_link;
};

/* Attaches the loop's source to @context. */
AditEngineLoop *adit_engine_loop_new (GMainContext *context);

/* Called once in the thread that will iterate the context. From then on the context waits in
 * epoll, where descriptors of its other sources are registered too: see adit_engine_loop_forget().
 * NULL: the loop is about to be freed and the thread goes on. */
void adit_engine_loop_enter (AditEngineLoop *self);

/* To be called before @fd is closed when another source of the context has waited for it and has
 * only just gone: its number may come back with something else before the context polls again. */
void adit_engine_loop_forget (AditEngineLoop *self, int fd);

/* All sockets must be closed before. */
void adit_engine_loop_free (AditEngineLoop *self);

/* Monotonic time, read once per wake-up by a socket or a timer. */
gint64 adit_engine_loop_now_us (AditEngineLoop *self);

/* Reads it now: for messages, which may come long after the last such wake-up. */
void adit_engine_loop_refresh_now (AditEngineLoop *self);

/* The loop's timers: turned before the sockets of the same wake-up are served. */
void adit_engine_loop_arm (AditEngineLoop *self,
                           AditEngineTimer *timer,
                           gint64 delay_us,
                           AditEngineTimerFunc on_due,
                           gpointer owner);
void adit_engine_loop_disarm (AditEngineLoop *self, AditEngineTimer *timer);

/* Registers @fd, which must not block, and takes it over. NULL, with errno set and @fd still the
 * caller's, when the kernel has no room for it. (transfer full: adit_engine_socket_close) */
AditEngineSocket *
adit_engine_loop_add (AditEngineLoop *self, int fd, AditEngineSocketFunc on_ready, gpointer owner);

/* Hands the socket to another owner, whose @on_ready is called from now on. */
void adit_engine_socket_set_owner (AditEngineSocket *self,
                                   AditEngineSocketFunc on_ready,
                                   gpointer owner);

/* While another thread uses the descriptor: nothing but errors is reported, and nobody woken up for
 * what is not his, until wake(). Then what is there to read is told as something new. */
void adit_engine_socket_rest (AditEngineSocket *self);
void adit_engine_socket_wake (AditEngineSocket *self);

/* Has @on_ready called once more at the next turn, after the other sockets had theirs. */
void adit_engine_socket_call_again (AditEngineSocket *self);

/* Frees, with the descriptor out of epoll but open, which is returned and the caller's: for one
 * that another thread still uses. No call comes any more. */
int adit_engine_socket_detach (AditEngineSocket *self);

/* Closes the descriptor and frees; no call comes any more. With @is_reset the peer sees a reset
 * (RST) in place of an orderly end. NULL is allowed. */
void adit_engine_socket_close (AditEngineSocket *self, gboolean is_reset);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages from any thread to one thread: a function and its argument, run there in order.
 *
 * It is a pthread mutex and an eventfd rather than g_main_context_invoke() because a message then
 * costs no GSource, a burst wakes the receiver once, and thread sanitizers, which cannot look
 * inside GLib, see what orders what. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AditEngineMailbox AditEngineMailbox;
typedef void (*AditEngineMailFunc) (gpointer data);

/* Messages run when @context is iterated. */
AditEngineMailbox *adit_engine_mailbox_new (GMainContext *context);

/* The receiving thread only; runs what has arrived and takes no more. Senders must have stopped. */
void adit_engine_mailbox_free (AditEngineMailbox *self);

/* Any thread. @data becomes the receiver's. */
void adit_engine_mailbox_post (AditEngineMailbox *self, AditEngineMailFunc run, gpointer data);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/worker/adit-engine-mailbox.h"

#include <errno.h>
#include <glib-unix.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct
{
  AditEngineMailFunc run;
  gpointer data;
} Mail;

struct _AditEngineMailbox
{
  int event_fd;
  GSource *source;
  pthread_mutex_t lock;
  GArray *arrived; /* Mail; under the lock */
  GArray *opened;  /* Mail being run; the receiver's */
};

static GArray *
take_arrived (AditEngineMailbox *self)
{
  GArray *mails;

  pthread_mutex_lock (&self->lock);
  mails = self->arrived;
  self->arrived = self->opened;
  self->opened = mails;
  pthread_mutex_unlock (&self->lock);

  return mails;
}

static void
deliver (AditEngineMailbox *self)
{
  GArray *mails = take_arrived (self);

  for (guint i = 0; i < mails->len; i++)
    {
      Mail *mail = &g_array_index (mails, Mail, i);

      mail->run (mail->data);
    }

  g_array_set_size (mails, 0);
}

static gboolean
on_event_fd (int fd, GIOCondition condition, gpointer user_data)
{
  eventfd_t n_wakes;

  eventfd_read (fd, &n_wakes);
  deliver (user_data);

  return G_SOURCE_CONTINUE;
}

AditEngineMailbox *
adit_engine_mailbox_new (GMainContext *context)
{
  AditEngineMailbox *self = g_new0 (AditEngineMailbox, 1);

  self->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->event_fd < 0)
    g_error ("No event descriptor: %s", g_strerror (errno));
  pthread_mutex_init (&self->lock, NULL);
  self->arrived = g_array_new (FALSE, FALSE, sizeof (Mail));
  self->opened = g_array_new (FALSE, FALSE, sizeof (Mail));

  self->source = g_unix_fd_source_new (self->event_fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_event_fd), self, NULL);
  g_source_set_static_name (self->source, "adit-engine-mailbox");
  g_source_set_can_recurse (self->source, TRUE); /* see adit-engine-loop.c */
  /* What was posted before a connection came is known before that is served. */
  g_source_set_priority (self->source, G_PRIORITY_HIGH);
  g_source_attach (self->source, context);

  return self;
}

void
adit_engine_mailbox_free (AditEngineMailbox *self)
{
  while (self->arrived->len > 0)
    deliver (self);

  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_array_unref (self->arrived);
  g_array_unref (self->opened);
  pthread_mutex_destroy (&self->lock);
  close (self->event_fd);
  g_free (self);
}

void
adit_engine_mailbox_post (AditEngineMailbox *self, AditEngineMailFunc run, gpointer data)
{
  Mail mail = { run, data };
  gboolean is_first;

  pthread_mutex_lock (&self->lock);
  is_first = self->arrived->len == 0;
  g_array_append_val (self->arrived, mail);
  pthread_mutex_unlock (&self->lock);

  if (is_first)
    eventfd_write (self->event_fd, 1);
}

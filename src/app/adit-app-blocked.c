/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-blocked.h"

#include "bus/adit-bus-client-access.h"

struct _AditAppBlocked
{
  GObject parent_instance;

  AditBusClient *client;
  GPtrArray *blocks;
  guint end_source; /* when the next block ends; 0: none */
};

G_DEFINE_FINAL_TYPE (AditAppBlocked, adit_app_blocked, G_TYPE_OBJECT)

static guint changed_signal;

static void update (AditAppBlocked *self);

static gboolean
on_end (gpointer user_data)
{
  AditAppBlocked *self = user_data;

  self->end_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Removes those that are over, and looks again when the next one is. */
static void
drop_ended (AditAppBlocked *self)
{
  gint64 now_us = g_get_real_time ();
  gint64 next_us = G_MAXINT64;

  for (guint i = self->blocks->len; i-- > 0;)
    {
      const AditBusBlock *block = self->blocks->pdata[i];

      if (block->until_us <= now_us)
        g_ptr_array_remove_index (self->blocks, i);
      else
        next_us = MIN (next_us, block->until_us);
    }

  g_clear_handle_id (&self->end_source, g_source_remove);
  if (next_us != G_MAXINT64)
    self->end_source = g_timeout_add_seconds ((guint) MIN ((next_us - now_us) / G_USEC_PER_SEC + 1,
                                                           G_MAXUINT / 1000),
                                              on_end, self);
}

static void
update (AditAppBlocked *self)
{
  g_ptr_array_unref (self->blocks);
  self->blocks = adit_bus_client_get_blocked (self->client);
  drop_ended (self);
  g_signal_emit (self, changed_signal, 0);
}

GPtrArray *
adit_app_blocked_get (AditAppBlocked *self)
{
  g_return_val_if_fail (ADIT_APP_IS_BLOCKED (self), NULL);

  return self->blocks;
}

static void
adit_app_blocked_finalize (GObject *object)
{
  AditAppBlocked *self = ADIT_APP_BLOCKED (object);

  g_clear_handle_id (&self->end_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_object_unref (self->client);
  g_ptr_array_unref (self->blocks);

  G_OBJECT_CLASS (adit_app_blocked_parent_class)->finalize (object);
}

static void
adit_app_blocked_class_init (AditAppBlockedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_blocked_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_app_blocked_init (AditAppBlocked *self)
{
  self->blocks = g_ptr_array_new ();
}

AditAppBlocked *
adit_app_blocked_new (AditBusClient *client)
{
  AditAppBlocked *self = g_object_new (ADIT_APP_TYPE_BLOCKED, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_swapped (client, "access-changed", G_CALLBACK (update), self);
  update (self);
  return self;
}

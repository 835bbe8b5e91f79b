/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-news.h"

#include "engine/control/adit-engine-systemd.h"

#include <stdio.h>

typedef enum
{
  STARTING,
  READY,
  STOPPING
} State;

struct _AditEngineNews
{
  GHashTable *announced; /* bound addresses that were printed */
  State state;           /* as was told last */
};

AditEngineNews *
adit_engine_news_new (void)
{
  AditEngineNews *self = g_new0 (AditEngineNews, 1);

  self->announced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
adit_engine_news_free (AditEngineNews *self)
{
  g_hash_table_unref (self->announced);
  g_free (self);
}

/* For whoever asks the service manager. */
static void
tell_status (AditEngineNews *self)
{
  g_autofree char **bound = NULL;
  g_autofree char *addresses = NULL;
  g_autofree char *status = NULL;

  if (self->state != READY)
    return;

  bound = (char **) g_hash_table_get_keys_as_array (self->announced, NULL);
  addresses = g_strjoinv (", ", bound);
  status =
      g_strdup_printf ("STATUS=%s%s", addresses[0] ? "Listening on " : "Not listening", addresses);
  adit_engine_systemd_notify (status);
}

void
adit_engine_news_tell_listeners (AditEngineNews *self, AditEngineProxy *proxy)
{
  g_autoptr (GPtrArray) rows = adit_engine_proxy_list_listeners (proxy);
  GHashTable *bound = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const AditListener *row = rows->pdata[i];

      for (guint j = 0; row->addresses[j]; j++)
        {
          if (!g_hash_table_contains (self->announced, row->addresses[j]))
            printf ("listening %s\n", row->addresses[j]);
          g_hash_table_add (bound, g_strdup (row->addresses[j]));
        }
    }
  fflush (stdout);

  g_hash_table_unref (self->announced);
  self->announced = bound;
  tell_status (self);
}

void
adit_engine_news_tell_ready (AditEngineNews *self)
{
  self->state = READY;
  adit_engine_systemd_notify ("READY=1");
  tell_status (self);
}

/* MONOTONIC_USEC is what newer service managers know by that it answers their own request. */
void
adit_engine_news_tell_reloading (void)
{
  g_autofree char *state = g_strdup_printf ("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT
                                            "\nSTATUS=Reading the configuration again",
                                            g_get_monotonic_time ());

  adit_engine_systemd_notify (state);
}

void
adit_engine_news_tell_stopping (AditEngineNews *self, AditEngineProxy *proxy)
{
  g_autofree char *state =
      g_strdup_printf ("STOPPING=1\nSTATUS=Letting %u connections come to their end",
                       adit_engine_proxy_count (proxy));

  self->state = STOPPING;
  adit_engine_systemd_notify (state);
}

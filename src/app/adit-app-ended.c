/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-ended.h"

#include "app/adit-app-tunnel-row.h"

struct _AditAppEnded
{
  GObject parent_instance;

  GListStore *rows;
  GHashTable *ids; /* of the rows: a list that was asked for may overlap with what was told */
};

G_DEFINE_FINAL_TYPE (AditAppEnded, adit_app_ended, G_TYPE_OBJECT)

GListModel *
adit_app_ended_get_rows (AditAppEnded *self)
{
  return G_LIST_MODEL (self->rows);
}

static gboolean
remember (AditAppEnded *self, guint64 id)
{
  return g_hash_table_add (self->ids, g_memdup2 (&id, sizeof id));
}

static int
compare_latest_first (gconstpointer a, gconstpointer b)
{
  const AditTunnel *tunnel_a = adit_app_tunnel_row_get_tunnel (*(AditAppTunnelRow *const *) a);
  const AditTunnel *tunnel_b = adit_app_tunnel_row_get_tunnel (*(AditAppTunnelRow *const *) b);

  return (tunnel_a->ended_us < tunnel_b->ended_us) - (tunnel_a->ended_us > tunnel_b->ended_us);
}

static void
forget_oldest (AditAppEnded *self)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));

  if (n_rows <= ADIT_APP_ENDED_MAX)
    return;

  for (guint i = ADIT_APP_ENDED_MAX; i < n_rows; i++)
    {
      g_autoptr (AditAppTunnelRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      guint64 id = adit_app_tunnel_row_get_id (row);

      g_hash_table_remove (self->ids, &id);
    }
  g_list_store_splice (self->rows, ADIT_APP_ENDED_MAX, n_rows - ADIT_APP_ENDED_MAX, NULL, 0);
}

void
adit_app_ended_add (AditAppEnded *self, GPtrArray *tunnels)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tunnels->len; i++)
    {
      const AditTunnel *tunnel = tunnels->pdata[i];

      if (remember (self, tunnel->figures.id))
        g_ptr_array_add (added, adit_app_tunnel_row_new (tunnel));
    }

  g_ptr_array_sort (added, compare_latest_first);
  g_list_store_splice (self->rows, 0, 0, added->pdata, added->len);
  forget_oldest (self);
}

void
adit_app_ended_clear (AditAppEnded *self)
{
  g_hash_table_remove_all (self->ids);
  g_list_store_remove_all (self->rows);
}

static void
adit_app_ended_finalize (GObject *object)
{
  AditAppEnded *self = ADIT_APP_ENDED (object);

  g_hash_table_unref (self->ids);
  g_object_unref (self->rows);

  G_OBJECT_CLASS (adit_app_ended_parent_class)->finalize (object);
}

static void
adit_app_ended_class_init (AditAppEndedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_ended_finalize;
}

static void
adit_app_ended_init (AditAppEnded *self)
{
  self->rows = g_list_store_new (ADIT_APP_TYPE_TUNNEL_ROW);
  self->ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

AditAppEnded *
adit_app_ended_new (void)
{
  return g_object_new (ADIT_APP_TYPE_ENDED, NULL);
}

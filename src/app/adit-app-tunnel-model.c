/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-tunnel-model.h"

#include "app/adit-app-tunnel-row.h"

struct _AditAppTunnelModel
{
  GObject parent_instance;

  GPtrArray *rows;   /* AditAppTunnelRow, owned, in order of arrival */
  GHashTable *by_id; /* of the same rows; the key is inside the row's figures */
};

enum
{
  RENAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AditAppTunnelModel,
                               adit_app_tunnel_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static guint64 *
new_key (guint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static AditAppTunnelRow *
find (AditAppTunnelModel *self, guint64 id)
{
  return g_hash_table_lookup (self->by_id, &id);
}

/* Adds rows for those of @tunnels that are not known. */
static void
add_unknown (AditAppTunnelModel *self, GPtrArray *tunnels)
{
  guint n_before = self->rows->len;

  for (guint i = 0; i < tunnels->len; i++)
    {
      const AditTunnel *tunnel = tunnels->pdata[i];
      AditAppTunnelRow *row;

      if (find (self, tunnel->figures.id) != NULL)
        continue;

      row = adit_app_tunnel_row_new (tunnel);
      g_ptr_array_add (self->rows, row);
      g_hash_table_insert (self->by_id, new_key (tunnel->figures.id), row);
    }

  if (self->rows->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->rows->len - n_before);
}

static gboolean
is_gone (AditAppTunnelModel *self, guint position)
{
  AditAppTunnelRow *row = self->rows->pdata[position];

  return find (self, adit_app_tunnel_row_get_id (row)) != row;
}

/* Removes the rows that are no longer in @by_id, a run at a time and from the end, so that the
 * list is consistent whenever somebody is told. */
static void
sweep (AditAppTunnelModel *self)
{
  guint end = self->rows->len;

  while (end > 0)
    {
      guint start = end;

      while (start > 0 && is_gone (self, start - 1))
        start--;

      if (start < end)
        {
          g_ptr_array_remove_range (self->rows, start, end - start);
          g_list_model_items_changed (G_LIST_MODEL (self), start, end - start, 0);
          end = start;
        }
      else
        end--;
    }
}

/* A tunnel's counters only rise; should an engine say otherwise, nothing was carried. */
static void
count (AditAppCarried *carried, const AditTunnelFigures *before, const AditTunnelFigures *after)
{
  if (after->sent_bytes > before->sent_bytes)
    carried->sent_bytes += after->sent_bytes - before->sent_bytes;
  if (after->received_bytes > before->received_bytes)
    carried->received_bytes += after->received_bytes - before->received_bytes;
}

static void
count_tunnel (AditAppTunnelModel *self, AditAppCarried *carried, const AditTunnel *tunnel)
{
  static const AditTunnelFigures nothing;
  AditAppTunnelRow *row = find (self, tunnel->figures.id);

  count (carried, row != NULL ? &adit_app_tunnel_row_get_tunnel (row)->figures : &nothing,
         &tunnel->figures);
}

/* Brings rows that are known up to date with @tunnels. */
static void
update_known (AditAppTunnelModel *self, GPtrArray *tunnels)
{
  gboolean is_renamed = FALSE;

  for (guint i = 0; i < tunnels->len; i++)
    {
      const AditTunnel *tunnel = tunnels->pdata[i];
      AditAppTunnelRow *row = find (self, tunnel->figures.id);

      if (row != NULL && adit_app_tunnel_row_set_tunnel (row, tunnel))
        is_renamed = TRUE;
    }

  if (is_renamed)
    g_signal_emit (self, signals[RENAMED], 0);
}

static void
update_figures (AditAppTunnelModel *self, GArray *updated, AditAppCarried *carried)
{
  for (guint i = 0; i < updated->len; i++)
    {
      const AditTunnelFigures *figures = &g_array_index (updated, AditTunnelFigures, i);
      AditAppTunnelRow *row = find (self, figures->id);

      if (row == NULL)
        continue;

      count (carried, &adit_app_tunnel_row_get_tunnel (row)->figures, figures);
      adit_app_tunnel_row_set_figures (row, figures);
    }
}

AditAppCarried
adit_app_tunnel_model_apply (AditAppTunnelModel *self,
                             GPtrArray *opened,
                             GArray *updated,
                             GPtrArray *closed)
{
  AditAppCarried carried = { 0 };
  gboolean has_gone = FALSE;

  for (guint i = 0; i < opened->len; i++)
    count_tunnel (self, &carried, opened->pdata[i]);
  update_known (self, opened);
  add_unknown (self, opened);

  update_figures (self, updated, &carried);

  for (guint i = 0; i < closed->len; i++)
    {
      const AditTunnel *tunnel = closed->pdata[i];

      count_tunnel (self, &carried, tunnel);
      has_gone |= g_hash_table_remove (self->by_id, &tunnel->figures.id);
    }
  if (has_gone)
    sweep (self);

  return carried;
}

static gboolean
is_missing (gpointer key, gpointer row, gpointer ids)
{
  return !g_hash_table_contains (ids, key);
}

void
adit_app_tunnel_model_reset (AditAppTunnelModel *self, GPtrArray *tunnels)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < tunnels->len; i++)
    g_hash_table_add (ids, &((AditTunnel *) tunnels->pdata[i])->figures.id);

  g_hash_table_foreach_remove (self->by_id, is_missing, ids);
  sweep (self);
  update_known (self, tunnels);
  add_unknown (self, tunnels);
}

void
adit_app_tunnel_model_clear (AditAppTunnelModel *self)
{
  g_hash_table_remove_all (self->by_id);
  sweep (self);
}

static GType
get_item_type (GListModel *model)
{
  return ADIT_APP_TYPE_TUNNEL_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return ADIT_APP_TUNNEL_MODEL (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AditAppTunnelModel *self = ADIT_APP_TUNNEL_MODEL (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
adit_app_tunnel_model_finalize (GObject *object)
{
  AditAppTunnelModel *self = ADIT_APP_TUNNEL_MODEL (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (adit_app_tunnel_model_parent_class)->finalize (object);
}

static void
adit_app_tunnel_model_class_init (AditAppTunnelModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_tunnel_model_finalize;

  signals[RENAMED] = g_signal_new ("renamed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_app_tunnel_model_init (AditAppTunnelModel *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

AditAppTunnelModel *
adit_app_tunnel_model_new (void)
{
  return g_object_new (ADIT_APP_TYPE_TUNNEL_MODEL, NULL);
}

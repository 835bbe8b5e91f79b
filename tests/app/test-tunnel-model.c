/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-ended.h"
#include "app/adit-app-tunnel-model.h"
#include "app/adit-app-tunnel-row.h"

#define MANY 10000

/* What a model said, replayed: a second list that must come out the same. */
typedef struct
{
  AditAppTunnelModel *model;
  GPtrArray *mirror;
  guint n_changes;
  guint n_renames;
} Fixture;

static void
on_items_changed (GListModel *model, guint position, guint n_removed, guint n_added, Fixture *fix)
{
  fix->n_changes++;
  if (n_removed > 0)
    g_ptr_array_remove_range (fix->mirror, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (fix->mirror, (int) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (fix->mirror->len, ==, g_list_model_get_n_items (model));
}

static void
on_renamed (Fixture *fix)
{
  fix->n_renames++;
}

static void
set_up (Fixture *fix, gconstpointer data)
{
  fix->model = adit_app_tunnel_model_new ();
  fix->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (fix->model, "items-changed", G_CALLBACK (on_items_changed), fix);
  g_signal_connect_swapped (fix->model, "renamed", G_CALLBACK (on_renamed), fix);
}

static void
tear_down (Fixture *fix, gconstpointer data)
{
  for (guint i = 0; i < fix->mirror->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (fix->model), i);

      g_assert_true (item == fix->mirror->pdata[i]);
    }

  g_ptr_array_unref (fix->mirror);
  g_assert_finalize_object (fix->model);
}

static GPtrArray *
new_tunnels (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);
}

static AditTunnel *
add (GPtrArray *tunnels, guint64 id, guint64 sent, guint64 received)
{
  AditTunnel *tunnel = adit_tunnel_new (id, "127.0.0.1:1", "example.org:443", NULL);

  tunnel->figures.sent_bytes = sent;
  tunnel->figures.received_bytes = received;
  g_ptr_array_add (tunnels, tunnel);
  return tunnel;
}

static void
reset_many (Fixture *fix, guint64 first, guint n_tunnels)
{
  g_autoptr (GPtrArray) tunnels = new_tunnels ();

  for (guint i = 0; i < n_tunnels; i++)
    add (tunnels, first + i, 10, 20);
  adit_app_tunnel_model_reset (fix->model, tunnels);
}

static guint64
id_at (Fixture *fix, guint position)
{
  return adit_app_tunnel_row_get_id (fix->mirror->pdata[position]);
}

static void
test_snapshot_keeps_objects (Fixture *fix, gconstpointer data)
{
  gpointer kept;

  reset_many (fix, 1, MANY);
  g_assert_cmpuint (fix->n_changes, ==, 1);
  kept = fix->mirror->pdata[MANY - 1];

  reset_many (fix, MANY / 2, MANY);
  g_assert_cmpuint (fix->n_changes, ==, 3);
  g_assert_cmpuint (fix->mirror->len, ==, MANY);
  g_assert_cmpuint (id_at (fix, 0), ==, MANY / 2);
  g_assert_true (fix->mirror->pdata[MANY / 2] == kept);
  g_assert_cmpuint (fix->n_renames, ==, 0);
}

static void
test_figures_change_no_items (Fixture *fix, gconstpointer data)
{
  g_autoptr (GPtrArray) none = new_tunnels ();
  g_autoptr (GArray) updated = g_array_new (FALSE, FALSE, sizeof (AditTunnelFigures));
  AditAppCarried carried;

  reset_many (fix, 1, MANY);
  for (guint i = 1; i <= MANY; i++)
    {
      AditTunnelFigures figures = { i, ADIT_PHASE_RELAY, 11, 22, 1, 2 };

      g_array_append_val (updated, figures);
    }
  carried = adit_app_tunnel_model_apply (fix->model, none, updated, none);

  g_assert_cmpuint (fix->n_changes, ==, 1);
  g_assert_cmpuint (carried.sent_bytes, ==, MANY);
  g_assert_cmpuint (carried.received_bytes, ==, 2 * MANY);
  g_assert_cmpuint (adit_app_tunnel_row_get_tunnel (fix->mirror->pdata[7])->figures.received_bytes,
                    ==, 22);
}

static void
test_closings_are_runs (Fixture *fix, gconstpointer data)
{
  static const guint64 gone[] = { 1, 2, 3, 500, 501, 9999, 10000, 77777 };
  g_autoptr (GPtrArray) none = new_tunnels ();
  g_autoptr (GPtrArray) closed = new_tunnels ();
  g_autoptr (GArray) updated = g_array_new (FALSE, FALSE, sizeof (AditTunnelFigures));

  reset_many (fix, 1, MANY);
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    add (closed, gone[i], 10, 20);
  adit_app_tunnel_model_apply (fix->model, none, updated, closed);

  g_assert_cmpuint (fix->n_changes, ==, 1 + 3);
  g_assert_cmpuint (fix->mirror->len, ==, MANY - 7);
  g_assert_cmpuint (id_at (fix, 0), ==, 4);
}

/* Bytes of a tunnel count once each, whichever way they are told. */
static void
test_carried_counts_all (Fixture *fix, gconstpointer data)
{
  g_autoptr (GPtrArray) none = new_tunnels ();
  g_autoptr (GPtrArray) opened = new_tunnels ();
  g_autoptr (GPtrArray) again = new_tunnels ();
  g_autoptr (GPtrArray) closed = new_tunnels ();
  g_autoptr (GArray) updated = g_array_new (FALSE, FALSE, sizeof (AditTunnelFigures));
  AditAppCarried carried;

  reset_many (fix, 1, 1);
  add (opened, 2, 5, 7);
  carried = adit_app_tunnel_model_apply (fix->model, opened, updated, none);
  g_assert_cmpuint (carried.sent_bytes, ==, 5);
  g_assert_cmpuint (carried.received_bytes, ==, 7);

  add (again, 2, 6, 7);
  carried = adit_app_tunnel_model_apply (fix->model, again, updated, none);
  g_assert_cmpuint (carried.sent_bytes, ==, 1);

  add (closed, 1, 110, 20);   /* known, 100 more */
  add (closed, 3, 1000, 500); /* opened and closed between two batches */
  add (closed, 2, 0, 0);      /* a counter that fell tells nothing */
  carried = adit_app_tunnel_model_apply (fix->model, none, updated, closed);
  g_assert_cmpuint (carried.sent_bytes, ==, 1100);
  g_assert_cmpuint (carried.received_bytes, ==, 500);
  g_assert_cmpuint (fix->mirror->len, ==, 0);
}

static void
test_renamed (Fixture *fix, gconstpointer data)
{
  g_autoptr (GPtrArray) none = new_tunnels ();
  g_autoptr (GPtrArray) opened = new_tunnels ();
  g_autoptr (GArray) updated = g_array_new (FALSE, FALSE, sizeof (AditTunnelFigures));
  AditTunnel *tunnel;

  reset_many (fix, 1, 3);
  tunnel = add (opened, 2, 0, 0);
  g_free (tunnel->target);
  tunnel->target = g_strdup ("Www.Example.NET:80");
  adit_app_tunnel_model_apply (fix->model, opened, updated, none);

  g_assert_cmpuint (fix->n_renames, ==, 1);
  g_assert_cmpuint (fix->n_changes, ==, 1);
  g_assert_true (adit_app_tunnel_row_matches (fix->mirror->pdata[1], "example.net"));
  g_assert_true (adit_app_tunnel_row_matches (fix->mirror->pdata[1], "127.0.0.1:1"));
  g_assert_false (adit_app_tunnel_row_matches (fix->mirror->pdata[0], "example.net"));
}

static void
test_clear (Fixture *fix, gconstpointer data)
{
  reset_many (fix, 1, MANY);
  adit_app_tunnel_model_clear (fix->model);
  g_assert_cmpuint (fix->mirror->len, ==, 0);
  g_assert_cmpuint (fix->n_changes, ==, 2);
}

static void
add_ended (AditAppEnded *ended, guint64 first, guint n_tunnels)
{
  g_autoptr (GPtrArray) tunnels = new_tunnels ();

  for (guint i = 0; i < n_tunnels; i++)
    add (tunnels, first + i, 0, 0)->ended_us = (gint64) (first + i);
  adit_app_ended_add (ended, tunnels);
}

static guint64
ended_id_at (AditAppEnded *ended, guint position)
{
  g_autoptr (AditAppTunnelRow) row =
      g_list_model_get_item (adit_app_ended_get_rows (ended), position);

  return adit_app_tunnel_row_get_id (row);
}

static void
test_ended (void)
{
  g_autoptr (AditAppEnded) ended = adit_app_ended_new ();
  GListModel *rows = adit_app_ended_get_rows (ended);

  add_ended (ended, 1, 3);
  add_ended (ended, 2, 4); /* 2 and 3 are known */
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 5);
  g_assert_cmpuint (ended_id_at (ended, 0), ==, 5);
  g_assert_cmpuint (ended_id_at (ended, 4), ==, 1);

  add_ended (ended, 100, ADIT_APP_ENDED_MAX - 5);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, ADIT_APP_ENDED_MAX);
  g_assert_cmpuint (ended_id_at (ended, ADIT_APP_ENDED_MAX - 1), ==, 1);
  add_ended (ended, 90000, 1);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, ADIT_APP_ENDED_MAX);
  g_assert_cmpuint (ended_id_at (ended, ADIT_APP_ENDED_MAX - 1), ==, 2);

  add_ended (ended, 1, 1); /* forgotten, so it may come again */
  g_assert_cmpuint (ended_id_at (ended, 0), ==, 1);

  adit_app_ended_clear (ended);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 0);
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/tunnel-model/snapshot-keeps-objects", test_snapshot_keeps_objects);
  ADD ("/app/tunnel-model/figures-change-no-items", test_figures_change_no_items);
  ADD ("/app/tunnel-model/closings-are-runs", test_closings_are_runs);
  ADD ("/app/tunnel-model/carried-counts-all", test_carried_counts_all);
  ADD ("/app/tunnel-model/renamed", test_renamed);
  ADD ("/app/tunnel-model/clear", test_clear);
  g_test_add_func ("/app/ended", test_ended);
  return g_test_run ();
}

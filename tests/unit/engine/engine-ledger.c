/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The books: totals that other threads read, the ring of what ended lately, what ended while
 * watched, and how a record becomes a row. */

#include "engine/account/adit-engine-ledger.h"

#include <pthread.h>

static AditEngineRecord
record_of (guint64 id, AditCause cause, gboolean is_opened)
{
  AditEngineRecord record = {
    .id = id,
    .started_us = 1000 + (gint64) id,
    .ended_us = 2000 + (gint64) id,
    .target = g_strdup_printf ("host-%" G_GUINT64_FORMAT ".example:443", id),
    .cause = (guint16) cause,
    .status = adit_cause_row (cause)->status,
    .is_opened = is_opened,
  };

  adit_engine_address_parse (&record.client, "192.0.2.7", 50000);
  adit_engine_address_parse (&record.dialled, "2001:db8::1", 443);
  return record;
}

static void
close_one (AditEngineLedger *ledger,
           guint64 id,
           AditCause cause,
           gboolean is_opened,
           gboolean is_watched)
{
  AditEngineRecord record = record_of (id, cause, is_opened);
  AditTunnelFigures figures = { .id = id, .phase = ADIT_PHASE_ACCOUNT, .sent_bytes = id * 10 };

  adit_engine_ledger_close (ledger, &record, &figures, is_watched);
  g_assert_null (record.target);
}

static GPtrArray *
rows_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const AditTunnel *row_a = *(AditTunnel *const *) a;
  const AditTunnel *row_b = *(AditTunnel *const *) b;

  return row_a->figures.id < row_b->figures.id ? -1 : row_a->figures.id > row_b->figures.id;
}

/* Ids @first to @last, each once. */
static void
assert_rows (GPtrArray *rows, guint64 first, guint64 last)
{
  g_assert_cmpuint (rows->len, ==, last + 1 - first);
  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const AditTunnel *row = rows->pdata[i];
      g_autofree char *target =
          g_strdup_printf ("host-%" G_GUINT64_FORMAT ".example:443", first + i);

      g_assert_cmpuint (row->figures.id, ==, first + i);
      g_assert_cmpuint (row->figures.sent_bytes, ==, (first + i) * 10);
      g_assert_cmpstr (row->target, ==, target);
    }
}

static void
test_totals (void)
{
  AditEngineLedger *ledger = adit_engine_ledger_new ();
  AditEngineTotals totals = { 1, 2, 3, 4 };
  AditEngineRecord records[2] = { 0 };

  /* The first is tried again, on another connection. */
  adit_engine_ledger_count_opened (ledger, &records[0]);
  adit_engine_ledger_count_opened (ledger, &records[0]);
  adit_engine_ledger_count_opened (ledger, &records[1]);
  adit_engine_ledger_count_bytes (ledger, 100, 0);
  adit_engine_ledger_count_bytes (ledger, 0, 5000000000);
  adit_engine_ledger_count_bytes (ledger, 7, 8);
  adit_engine_ledger_add_totals (ledger, &totals);

  g_assert_cmpuint (totals.opened, ==, 3);
  g_assert_cmpuint (totals.refused, ==, 2);
  g_assert_cmpuint (totals.sent_bytes, ==, 110);
  g_assert_cmpuint (totals.received_bytes, ==, 5000000012);
  adit_engine_ledger_free (ledger);
}

/* Refused is what went wrong before a tunnel was made: neither what ended well, nor a tunnel. */
static void
test_refused (void)
{
  static const struct
  {
    AditCause cause;
    gboolean is_opened;
    guint n_refused;
  } rows[] = {
    { ADIT_CAUSE_FINISHED, TRUE, 0 },
    { ADIT_CAUSE_CLIENT_RESET, TRUE, 0 },
    { ADIT_CAUSE_ORIGIN_RESET, TRUE, 0 },
    { ADIT_CAUSE_SILENT, FALSE, 0 },
    { ADIT_CAUSE_STOPPED, FALSE, 0 },
    { ADIT_CAUSE_BAD_REQUEST, FALSE, 1 },
    { ADIT_CAUSE_LOOP, FALSE, 1 },
    { ADIT_CAUSE_CLIENT_NOT_ALLOWED, FALSE, 1 },
    { ADIT_CAUSE_REFUSED, FALSE, 1 },
    { ADIT_CAUSE_TLS_NOT_SERVED, FALSE, 1 },
    { ADIT_CAUSE_CERTIFICATE_EXPIRED, FALSE, 1 },
    { ADIT_CAUSE_RESPONSE_INCOMPLETE, TRUE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AditEngineLedger *ledger = adit_engine_ledger_new ();
      AditEngineTotals totals = { 0 };

      close_one (ledger, 1, rows[i].cause, rows[i].is_opened, FALSE);
      adit_engine_ledger_add_totals (ledger, &totals);
      g_assert_cmpuint (totals.refused, ==, rows[i].n_refused);
      adit_engine_ledger_free (ledger);
    }
}

static void
check_recent (guint64 n_closed, guint64 first)
{
  AditEngineLedger *ledger = adit_engine_ledger_new ();
  g_autoptr (GPtrArray) rows = rows_new ();

  for (guint64 id = 1; id <= n_closed; id++)
    close_one (ledger, id, ADIT_CAUSE_FINISHED, TRUE, FALSE);
  adit_engine_ledger_list_recent (ledger, rows);
  assert_rows (rows, first, n_closed);
  adit_engine_ledger_free (ledger);
}

static void
test_recent (void)
{
  check_recent (0, 1);
  check_recent (1, 1);
  check_recent (ADIT_ENGINE_RECENT_MAX - 1, 1);
  check_recent (ADIT_ENGINE_RECENT_MAX, 1);
  check_recent (ADIT_ENGINE_RECENT_MAX + 1, 2);
  check_recent (3 * ADIT_ENGINE_RECENT_MAX + 5, 2 * ADIT_ENGINE_RECENT_MAX + 6);
}

/* Looking at the ring takes nothing out of it. */
static void
test_recent_twice (void)
{
  AditEngineLedger *ledger = adit_engine_ledger_new ();
  g_autoptr (GPtrArray) first = rows_new ();
  g_autoptr (GPtrArray) second = rows_new ();

  close_one (ledger, 1, ADIT_CAUSE_FINISHED, TRUE, FALSE);
  adit_engine_ledger_list_recent (ledger, first);
  adit_engine_ledger_list_recent (ledger, second);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_true (adit_tunnel_equal (first->pdata[0], second->pdata[0]));
  adit_engine_ledger_free (ledger);
}

static void
test_watched (void)
{
  AditEngineLedger *ledger = adit_engine_ledger_new ();
  g_autoptr (GPtrArray) rows = rows_new ();

  close_one (ledger, 1, ADIT_CAUSE_FINISHED, TRUE, FALSE);
  adit_engine_ledger_take_closed (ledger, rows);
  g_assert_cmpuint (rows->len, ==, 0);

  /* more than the ring holds: none is lost */
  for (guint64 id = 2; id <= ADIT_ENGINE_RECENT_MAX + 10; id++)
    close_one (ledger, id, ADIT_CAUSE_FINISHED, TRUE, TRUE);
  adit_engine_ledger_take_closed (ledger, rows);
  assert_rows (rows, 2, ADIT_ENGINE_RECENT_MAX + 10);

  g_ptr_array_set_size (rows, 0);
  adit_engine_ledger_take_closed (ledger, rows);
  g_assert_cmpuint (rows->len, ==, 0);

  close_one (ledger, 1000, ADIT_CAUSE_FINISHED, TRUE, TRUE);
  adit_engine_ledger_drop_closed (ledger);
  adit_engine_ledger_take_closed (ledger, rows);
  g_assert_cmpuint (rows->len, ==, 0);

  close_one (ledger, 1001, ADIT_CAUSE_FINISHED, TRUE, TRUE); /* is freed with the ledger */
  adit_engine_ledger_free (ledger);
}

/* ---- Records ---- */

static void
test_row (void)
{
  AditEngineRecord record = record_of (42, ADIT_CAUSE_REFUSED, TRUE);
  AditTunnelFigures figures = { 7, ADIT_PHASE_ACCOUNT, 1, 2, 3, 4 };
  g_autoptr (AditTunnel) tunnel = adit_engine_record_to_tunnel (&record, &figures);

  g_assert_cmpuint (tunnel->figures.id, ==, 42); /* the record's */
  g_assert_cmpuint (tunnel->figures.phase, ==, ADIT_PHASE_ACCOUNT);
  g_assert_cmpuint (tunnel->figures.sent_bytes, ==, 1);
  g_assert_cmpuint (tunnel->figures.received_bytes, ==, 2);
  g_assert_cmpuint (tunnel->figures.sent_rate, ==, 3);
  g_assert_cmpuint (tunnel->figures.received_rate, ==, 4);
  g_assert_cmpstr (tunnel->client, ==, "192.0.2.7:50000");
  g_assert_cmpstr (tunnel->target, ==, "host-42.example:443");
  g_assert_cmpstr (tunnel->address, ==, "[2001:db8::1]:443");
  g_assert_cmpint (tunnel->started_us, ==, 1042);
  g_assert_cmpint (tunnel->ended_us, ==, 2042);
  g_assert_cmpuint (tunnel->cause, ==, ADIT_CAUSE_REFUSED);
  g_assert_cmpuint (tunnel->status, ==, 502);

  adit_engine_record_clear (&record);
  adit_engine_record_clear (&record);
  g_assert_null (record.target);
}

static void
test_row_of_nothing (void)
{
  AditEngineRecord record = { 0 };
  AditTunnelFigures figures = { 0 };
  g_autoptr (AditTunnel) tunnel = adit_engine_record_to_tunnel (&record, &figures);

  g_assert_cmpstr (tunnel->client, ==, "");
  g_assert_cmpstr (tunnel->target, ==, "");
  g_assert_cmpstr (tunnel->address, ==, "");
  g_assert_cmpuint (tunnel->cause, ==, ADIT_CAUSE_NONE);
}

/* ---- Totals from another thread ---- */

#define N_COUNTED 100000

static void *
count_up (void *data)
{
  for (guint i = 0; i < N_COUNTED; i++)
    {
      adit_engine_ledger_count_opened (data, &(AditEngineRecord){ 0 });
      adit_engine_ledger_count_bytes (data, 3, 1);
    }

  return NULL;
}

/* Never a torn or falling figure, and all of it in the end. */
static void
test_read_meanwhile (void)
{
  AditEngineLedger *ledger = adit_engine_ledger_new ();
  AditEngineTotals last = { 0 };
  pthread_t thread;

  g_assert_cmpint (pthread_create (&thread, NULL, count_up, ledger), ==, 0);
  for (guint i = 0; i < 1000; i++)
    {
      AditEngineTotals totals = { 0 };

      adit_engine_ledger_add_totals (ledger, &totals);
      g_assert_cmpuint (totals.opened, >=, last.opened);
      g_assert_cmpuint (totals.sent_bytes, >=, last.sent_bytes);
      g_assert_cmpuint (totals.sent_bytes, <=, 3 * N_COUNTED);
      g_assert_cmpuint (totals.sent_bytes % 3, ==, 0);
      last = totals;
    }
  pthread_join (thread, NULL);

  last = (AditEngineTotals){ 0 };
  adit_engine_ledger_add_totals (ledger, &last);
  g_assert_cmpuint (last.opened, ==, N_COUNTED);
  g_assert_cmpuint (last.sent_bytes, ==, 3 * N_COUNTED);
  g_assert_cmpuint (last.received_bytes, ==, N_COUNTED);
  adit_engine_ledger_free (ledger);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/ledger/totals", test_totals);
  g_test_add_func ("/engine/ledger/refused", test_refused);
  g_test_add_func ("/engine/ledger/recent", test_recent);
  g_test_add_func ("/engine/ledger/recent-twice", test_recent_twice);
  g_test_add_func ("/engine/ledger/watched", test_watched);
  g_test_add_func ("/engine/ledger/read-meanwhile", test_read_meanwhile);
  g_test_add_func ("/engine/record/row", test_row);
  g_test_add_func ("/engine/record/row-of-nothing", test_row_of_nothing);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users' totals from one run of the engine to the next. */

#include "engine/control/adit-engine-totals-keeper.h"

#include "engine/control/adit-engine-totals-store.h"
#include "test-files.h"

#define LONG_S 3600 /* a period that does not pass in a test */

static AditEngineAccounts *
make_accounts (void)
{
  gint64 now_us = g_get_real_time ();
  AditEngineAccounts *accounts = adit_engine_accounts_new (now_us, NULL, NULL);
  g_autoptr (AditUsers) users =
      adit_users_parse ("[users]\nversion=1\n[user-1]\nname=alice\n", NULL);

  adit_engine_accounts_set_users (accounts, users, now_us);
  return accounts;
}

static void
carry (AditEngineAccounts *accounts, gsize n_sent, gsize n_received)
{
  const AditEngineAddress client = { 0 };
  gint64 now_us = g_get_real_time ();
  AditEngineAccount *account;

  g_assert_cmpint (adit_engine_accounts_enter (accounts, "alice", &client, now_us, &account), ==,
                   ADIT_CAUSE_NONE);
  adit_engine_account_count (account, n_sent, n_received, now_us);
  adit_engine_account_leave (account, now_us);
}

static void
assert_total (const GPtrArray *list, guint64 sent_bytes, guint64 received_bytes)
{
  const AditEngineAccountState *state = list->pdata[0];

  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpuint (state->total.sent_bytes, ==, sent_bytes);
  g_assert_cmpuint (state->total.received_bytes, ==, received_bytes);
}

/* A run that carries so much, and has @sent_bytes and @received_bytes at its end. */
static void
run (const char *path, gsize n_sent, gsize n_received, guint64 sent_bytes, guint64 received_bytes)
{
  AditEngineAccounts *accounts = make_accounts ();
  AditEngineTotalsKeeper *keeper = adit_engine_totals_keeper_new (accounts, path, LONG_S);
  g_autoptr (GPtrArray) list = NULL;

  carry (accounts, n_sent, n_received);
  list = adit_engine_accounts_list (accounts, g_get_real_time (), NULL);
  assert_total (list, sent_bytes, received_bytes);
  adit_engine_totals_keeper_free (keeper);
  adit_engine_accounts_free (accounts);
}

static void
test_runs (TestFiles *files, gconstpointer data)
{
  g_autofree char *path = test_files_path (files, "totals.db");

  run (path, 1, 10, 1, 10);
  run (path, 2, 20, 3, 30);
  run (path, 4, 40, 7, 70);
}

/* Without an end of its own. */
static void
test_period (TestFiles *files, gconstpointer data)
{
  g_autofree char *path = test_files_path (files, "totals.db");
  AditEngineAccounts *accounts = make_accounts ();
  AditEngineTotalsKeeper *keeper = adit_engine_totals_keeper_new (accounts, path, 1);
  g_autoptr (AditEngineTotalsStore) store = adit_engine_totals_store_open (path, NULL);
  g_autoptr (GPtrArray) list = adit_engine_totals_store_load (store, 20260101, NULL);

  carry (accounts, 5, 50);
  while (list->len == 0)
    {
      g_main_context_iteration (NULL, TRUE);
      g_ptr_array_unref (list);
      list = adit_engine_totals_store_load (store, 20260101, NULL);
    }
  assert_total (list, 5, 50);
  adit_engine_totals_keeper_free (keeper);
  adit_engine_accounts_free (accounts);
}

static void
test_no_place (TestFiles *files, gconstpointer data)
{
  g_autofree char *path = test_files_path (files, "nowhere/totals.db");

  g_test_expect_message ("adit-totals", G_LOG_LEVEL_WARNING, "The users' totals are not kept: *");
  run (path, 1, 10, 1, 10);
  g_test_assert_expected_messages ();
}

static void
add (const char *path, void (*test) (TestFiles *files, gconstpointer data))
{
  g_test_add (path, TestFiles, NULL, test_files_set_up, test, test_files_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/engine/totals-keeper/runs", test_runs);
  add ("/engine/totals-keeper/period", test_period);
  add ("/engine/totals-keeper/no-place", test_no_place);

  return g_test_run ();
}

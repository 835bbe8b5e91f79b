/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Totals from one run to the next, by day and month, and after a kill in the middle of it. */

#include "engine/control/adit-engine-totals-store.h"

#include "model/adit-error.h"
#include "test-files.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY     20260330
#define N_KILLS 20

static AditEngineTotalsStore *
open_store (TestFiles *files)
{
  g_autofree char *path = test_files_path (files, "totals.db");
  g_autoptr (GError) error = NULL;
  AditEngineTotalsStore *store = adit_engine_totals_store_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);
  return store;
}

static void
save_two (AditEngineTotalsStore *store,
          guint day,
          guint64 today,
          guint64 month,
          guint64 total,
          const char *second_name)
{
  AditEngineAccountState first = { .name = (char *) "alice", .total = { total, 2 * total } };
  AditEngineAccountState second = { .name = (char *) second_name, .total = { 7, 7 } };
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  first.today = (AditEngineUsage){ today, 2 * today };
  first.month = (AditEngineUsage){ month, 2 * month };
  g_ptr_array_add (list, &first);
  if (second_name)
    g_ptr_array_add (list, &second);
  g_assert_true (adit_engine_totals_store_save (store, list, day, &error));
  g_assert_no_error (error);
}

static void
save (AditEngineTotalsStore *store, guint day, guint64 today, guint64 month, guint64 total)
{
  save_two (store, day, today, month, total, NULL);
}

static GPtrArray *
load (AditEngineTotalsStore *store, guint day)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = adit_engine_totals_store_load (store, day, &error);

  g_assert_no_error (error);
  g_assert_nonnull (list);
  return list;
}

/* Of alice, who is the first. */
static void
assert_loaded (AditEngineTotalsStore *store, guint day, guint64 today, guint64 month, guint64 total)
{
  g_autoptr (GPtrArray) list = load (store, day);
  const AditEngineAccountState *state = list->pdata[0];

  g_assert_cmpstr (state->name, ==, "alice");
  g_assert_cmpuint (state->today.sent_bytes, ==, today);
  g_assert_cmpuint (state->today.received_bytes, ==, 2 * today);
  g_assert_cmpuint (state->month.sent_bytes, ==, month);
  g_assert_cmpuint (state->month.received_bytes, ==, 2 * month);
  g_assert_cmpuint (state->total.sent_bytes, ==, total);
  g_assert_cmpuint (state->total.received_bytes, ==, 2 * total);
}

static void
test_again (TestFiles *files, gconstpointer data)
{
  AditEngineTotalsStore *store = open_store (files);
  g_autoptr (GPtrArray) nobody = load (store, DAY);

  g_assert_cmpuint (nobody->len, ==, 0);
  save (store, DAY, 5, 5, 5);
  save (store, DAY, 5, 5, 5);
  save (store, DAY, 8, 8, 8);
  adit_engine_totals_store_close (store);
  test_files_assert_mode (files, "totals.db", 0600);

  store = open_store (files);
  assert_loaded (store, DAY, 8, 8, 8);
  save (store, DAY, 10, 10, 10);
  assert_loaded (store, DAY, 10, 10, 10);
  adit_engine_totals_store_close (store);
}

/* What was carried between the last save of a day and midnight is that day's. */
static void
test_days (TestFiles *files, gconstpointer data)
{
  AditEngineTotalsStore *store = open_store (files);

  save (store, DAY, 5, 5, 5);
  save (store, DAY + 1, 1, 7, 7);
  assert_loaded (store, DAY, 6, 7, 7);
  assert_loaded (store, DAY + 1, 1, 7, 7);
  save (store, 20260401, 3, 3, 10);
  assert_loaded (store, 20260401, 3, 3, 10);
  assert_loaded (store, 20260331, 1, 7, 10);
  adit_engine_totals_store_close (store);
}

/* What is too old is in the total all the same. */
static void
test_old (TestFiles *files, gconstpointer data)
{
  AditEngineTotalsStore *store = open_store (files);

  save (store, DAY, 5, 5, 5);
  save (store, DAY + ADIT_ENGINE_TOTALS_KEPT, 1, 1, 6);
  assert_loaded (store, DAY, 5, 5, 6);
  save (store, DAY + ADIT_ENGINE_TOTALS_KEPT + 1, 1, 2, 7);
  assert_loaded (store, DAY, 0, 0, 7);
  adit_engine_totals_store_close (store);
}

static void
test_forgotten (TestFiles *files, gconstpointer data)
{
  AditEngineTotalsStore *store = open_store (files);
  g_autoptr (GPtrArray) both = NULL;
  g_autoptr (GPtrArray) one = NULL;

  save_two (store, DAY, 1, 1, 1, "bob");
  both = load (store, DAY);
  g_assert_cmpuint (both->len, ==, 2);
  save (store, DAY, 1, 1, 1);
  one = load (store, DAY);
  g_assert_cmpuint (one->len, ==, 1);
  assert_loaded (store, DAY, 1, 1, 1);
  adit_engine_totals_store_close (store);
}

/* Who comes back, and another one of the same name: today, month and total are theirs, whatever
 * days were kept before. */
static void
test_back (TestFiles *files, gconstpointer data)
{
  AditEngineTotalsStore *store = open_store (files);

  save_two (store, DAY, 1, 1, 1, "bob");
  save (store, DAY, 10, 100, 1000);
  assert_loaded (store, DAY, 10, 100, 1000);
  save (store, DAY + 1, 1, 101, 1001);
  assert_loaded (store, DAY + 1, 1, 101, 1001);
  save (store, DAY + 1, 0, 0, 0);
  assert_loaded (store, DAY + 1, 0, 0, 0);
  save (store, 20260401, 2, 2, 5);
  assert_loaded (store, 20260401, 2, 2, 5);
  adit_engine_totals_store_close (store);
}

static void
test_unreadable (TestFiles *files, gconstpointer data)
{
  g_autofree char *text = g_strnfill (8192, 'x');
  g_autofree char *aside = NULL;
  AditEngineTotalsStore *store;

  test_files_put (files, "totals.db", text);
  store = open_store (files);
  save (store, DAY, 5, 5, 5);
  assert_loaded (store, DAY, 5, 5, 5);
  aside = test_files_get (files, "totals.db.unreadable");
  g_assert_cmpstr (aside, ==, text);
  adit_engine_totals_store_close (store);
}

static void
test_no_place (TestFiles *files, gconstpointer data)
{
  g_autofree char *path = test_files_path (files, "nowhere/totals.db");
  g_autoptr (GError) error = NULL;

  g_assert_null (adit_engine_totals_store_open (path, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED);
}

/* ---- Killed ---- */

/* Says each number when it is saved, until it is killed. */
G_NORETURN static void
save_for_ever (TestFiles *files, int fd, guint64 from)
{
  AditEngineTotalsStore *store = open_store (files);

  for (guint64 i = from + 1;; i++)
    {
      save (store, DAY, i, i, i);
      if (write (fd, &i, sizeof i) != sizeof i)
        _exit (1);
    }
}

/* The last number that was said before the end. */
static guint64
read_last (int fd, guint64 last)
{
  guint64 number;

  while (read (fd, &number, sizeof number) == sizeof number)
    last = number;

  return last;
}

static guint64
kill_a_writer (TestFiles *files, guint64 from)
{
  int fds[2];
  guint64 first = 0, last;
  pid_t child;

  g_assert_no_errno (pipe (fds));
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    save_for_ever (files, fds[1], from);

  close (fds[1]);
  g_assert_cmpint (read (fds[0], &first, sizeof first), ==, sizeof first);
  g_usleep ((gulong) g_test_rand_int_range (0, 5000));
  kill (child, SIGKILL);
  last = read_last (fds[0], first);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (fds[0]);

  return last;
}

/* What was saved is there, whenever its writer is killed; at most what it was at is, too. */
static void
test_killed (TestFiles *files, gconstpointer data)
{
  guint64 last = 0;

  for (guint i = 0; i < N_KILLS; i++)
    {
      AditEngineTotalsStore *store;
      g_autoptr (GPtrArray) list = NULL;
      const AditEngineAccountState *state;

      last = kill_a_writer (files, last);
      store = open_store (files);
      list = load (store, DAY);
      state = list->pdata[0];
      g_assert_cmpuint (state->total.sent_bytes, >=, last);
      g_assert_cmpuint (state->total.sent_bytes, <=, last + 1);
      last = state->total.sent_bytes;
      assert_loaded (store, DAY, last, last, last);
      adit_engine_totals_store_close (store);
    }
}

static void
add (const char *path, void (*run) (TestFiles *files, gconstpointer data))
{
  g_test_add (path, TestFiles, NULL, test_files_set_up, run, test_files_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/engine/totals-store/again", test_again);
  add ("/engine/totals-store/days", test_days);
  add ("/engine/totals-store/old", test_old);
  add ("/engine/totals-store/forgotten", test_forgotten);
  add ("/engine/totals-store/back", test_back);
  add ("/engine/totals-store/unreadable", test_unreadable);
  add ("/engine/totals-store/no-place", test_no_place);
  add ("/engine/totals-store/killed", test_killed);

  return g_test_run ();
}

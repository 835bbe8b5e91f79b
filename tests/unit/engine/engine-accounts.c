/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What users have used and may use: limits at n and n + 1, days and months, changes while it is in
 * use, and many threads that count at once. */

#include "engine/account/adit-engine-accounts.h"

#define DAY_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)

/* 2026-03-30 12:00:00, the last day but one of its month; the tests' time zone is UTC. */
#define NOON_US (G_GINT64_CONSTANT (1774872000) * G_USEC_PER_SEC)

typedef struct
{
  AditEngineAccounts *accounts;
  AditEngineAddress client;
  GString *told; /* names, each with a comma */
} Fixture;

static void
on_used_up (gpointer owner, const char *name)
{
  g_string_append_printf (owner, "%s,", name);
}

static void
set_users (Fixture *self, const char *text, gint64 now_us)
{
  g_autofree char *whole = g_strconcat ("[users]\nversion=1\n", text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUsers) users = adit_users_parse (whole, &error);

  g_assert_no_error (error);
  adit_engine_accounts_set_users (self->accounts, users, now_us);
}

static void
set_up (Fixture *self, gconstpointer limits)
{
  g_autofree char *text =
      g_strconcat ("[user-1]\nname=alice\n", limits, "[user-2]\nname=bob\n", NULL);

  self->told = g_string_new (NULL);
  self->accounts = adit_engine_accounts_new (NOON_US, on_used_up, self->told);
  g_assert_true (adit_engine_address_parse (&self->client, "192.0.2.1", 4711));
  set_users (self, text, NOON_US);
}

static void
tear_down (Fixture *self, gconstpointer limits)
{
  adit_engine_accounts_free (self->accounts);
  g_string_free (self->told, TRUE);
}

static AditCause
try_to_enter (Fixture *self, const char *name, gint64 now_us, AditEngineAccount **account)
{
  return adit_engine_accounts_enter (self->accounts, name, &self->client, now_us, account);
}

static AditEngineAccount *
enter (Fixture *self, const char *name, gint64 now_us)
{
  AditEngineAccount *account = NULL;

  g_assert_cmpint (try_to_enter (self, name, now_us, &account), ==, ADIT_CAUSE_NONE);
  g_assert_nonnull (account);
  g_assert_cmpstr (adit_engine_account_get_name (account), ==, name);
  return account;
}

static void
assert_refused (Fixture *self, const char *name, gint64 now_us, AditCause expected)
{
  AditEngineAccount *account = NULL;

  g_assert_cmpint (try_to_enter (self, name, now_us, &account), ==, expected);
  g_assert_null (account);
}

/* A whole exchange. */
static void
carry (Fixture *self, const char *name, gsize n_sent, gsize n_received, gint64 now_us)
{
  AditEngineAccount *account = enter (self, name, now_us);

  adit_engine_account_count (account, n_sent, n_received, now_us);
  adit_engine_account_leave (account, now_us);
}

/* By value: its name is gone. */
static AditEngineAccountState
state_of (Fixture *self, const char *name, gint64 now_us)
{
  g_autoptr (GPtrArray) list = adit_engine_accounts_list (self->accounts, now_us, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      AditEngineAccountState *state = list->pdata[i];

      if (g_str_equal (state->name, name))
        return *state;
    }
  g_assert_not_reached ();
}

static void
assert_usage (const AditEngineUsage *usage, guint64 sent_bytes, guint64 received_bytes)
{
  g_assert_cmpuint (usage->sent_bytes, ==, sent_bytes);
  g_assert_cmpuint (usage->received_bytes, ==, received_bytes);
}

static guint
count_accounts (Fixture *self)
{
  g_autoptr (GPtrArray) list = adit_engine_accounts_list (self->accounts, NOON_US, NULL);

  return list->len;
}

/* ---- What is known ---- */

static void
test_state (Fixture *self, gconstpointer limits)
{
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  AditEngineAccountState state;
  AditEngineAccount *first, *second;

  g_assert_cmpuint (count_accounts (self), ==, 0);
  first = enter (self, "alice", NOON_US);
  second = enter (self, "alice", NOON_US + 1);
  adit_engine_account_count (first, 10, 100, NOON_US + 2);
  adit_engine_account_count (second, 1, 0, NOON_US + 3);
  state = state_of (self, "alice", NOON_US + 3);
  g_assert_cmpuint (state.n_active, ==, 2);
  g_assert_cmpint (state.last_seen_us, ==, NOON_US + 3);
  g_assert_false (state.is_used_up);
  g_assert_cmpstr (adit_engine_address_print (&state.client, text), ==, "192.0.2.1:4711");
  assert_usage (&state.total, 11, 100);
  assert_usage (&state.today, 11, 100);
  assert_usage (&state.month, 11, 100);

  adit_engine_account_leave (first, NOON_US + 4);
  adit_engine_account_leave (second, NOON_US + 5);
  state = state_of (self, "alice", NOON_US + 6);
  g_assert_cmpuint (state.n_active, ==, 0);
  g_assert_cmpint (state.last_seen_us, ==, NOON_US + 5);
  g_assert_cmpuint (count_accounts (self), ==, 1);
}

static void
test_unknown (Fixture *self, gconstpointer limits)
{
  assert_refused (self, "carol", NOON_US, ADIT_CAUSE_USER_REMOVED);
  g_assert_cmpuint (count_accounts (self), ==, 0);
}

/* ---- Tunnels ---- */

static void
test_tunnels (Fixture *self, gconstpointer limits)
{
  AditEngineAccount *first = enter (self, "alice", NOON_US);
  AditEngineAccount *second = enter (self, "alice", NOON_US);

  assert_refused (self, "alice", NOON_US, ADIT_CAUSE_TUNNELS_REACHED);
  adit_engine_account_leave (enter (self, "bob", NOON_US), NOON_US);
  adit_engine_account_leave (first, NOON_US);
  first = enter (self, "alice", NOON_US);
  assert_refused (self, "alice", NOON_US, ADIT_CAUSE_TUNNELS_REACHED);
  adit_engine_account_leave (first, NOON_US);
  adit_engine_account_leave (second, NOON_US);
}

static void
test_tunnels_changed (Fixture *self, gconstpointer limits)
{
  AditEngineAccount *first = enter (self, "alice", NOON_US);

  set_users (self, "[user-1]\nname=alice\ntunnels=1\n", NOON_US);
  assert_refused (self, "alice", NOON_US, ADIT_CAUSE_TUNNELS_REACHED);
  set_users (self, "[user-1]\nname=alice\n", NOON_US);
  adit_engine_account_leave (enter (self, "alice", NOON_US), NOON_US);
  adit_engine_account_leave (first, NOON_US);
}

/* ---- Quota ---- */

static void
test_quota_edge (Fixture *self, gconstpointer limits)
{
  carry (self, "alice", 499, 500, NOON_US);
  g_assert_false (state_of (self, "alice", NOON_US).is_used_up);
  carry (self, "alice", 0, 1, NOON_US);
  g_assert_true (state_of (self, "alice", NOON_US).is_used_up);
  assert_refused (self, "alice", NOON_US, ADIT_CAUSE_QUOTA_REACHED);
  carry (self, "bob", 5000, 5000, NOON_US);
  g_assert_cmpstr (self->told->str, ==, "");
}

static void
test_quota_day (Fixture *self, gconstpointer limits)
{
  carry (self, "alice", 1000, 0, NOON_US);
  assert_refused (self, "alice", NOON_US + DAY_US / 2 - 1, ADIT_CAUSE_QUOTA_REACHED);
  carry (self, "alice", 0, 7, NOON_US + DAY_US / 2);
}

static void
test_quota_month (Fixture *self, gconstpointer limits)
{
  carry (self, "alice", 1000, 0, NOON_US);
  assert_refused (self, "alice", NOON_US + DAY_US, ADIT_CAUSE_QUOTA_REACHED);
  assert_refused (self, "alice", NOON_US + 3 * DAY_US / 2 - 1, ADIT_CAUSE_QUOTA_REACHED);
  carry (self, "alice", 0, 7, NOON_US + 3 * DAY_US / 2);
}

/* Told once, in the call that used it up, and again when the next one is. */
static void
test_quota_end (Fixture *self, gconstpointer limits)
{
  AditEngineAccount *account = enter (self, "alice", NOON_US);

  adit_engine_account_count (account, 999, 0, NOON_US);
  g_assert_cmpstr (self->told->str, ==, "");
  adit_engine_account_count (account, 0, 1, NOON_US);
  g_assert_cmpstr (self->told->str, ==, "alice,");
  adit_engine_account_count (account, 100, 100, NOON_US);
  g_assert_cmpstr (self->told->str, ==, "alice,");
  adit_engine_account_count (account, 999, 0, NOON_US + DAY_US);
  g_assert_cmpstr (self->told->str, ==, "alice,");
  adit_engine_account_count (account, 1, 0, NOON_US + DAY_US);
  g_assert_cmpstr (self->told->str, ==, "alice,alice,");
  adit_engine_account_leave (account, NOON_US + DAY_US);
}

/* A limit that comes when it is used up already; and one that is raised and used up again. */
static void
test_quota_changed (Fixture *self, gconstpointer limits)
{
  AditEngineAccount *account = enter (self, "alice", NOON_US);

  adit_engine_account_count (account, 1000, 0, NOON_US);
  set_users (self, "[user-1]\nname=alice\nquota=1001\nquota-end=end\n", NOON_US);
  g_assert_cmpstr (self->told->str, ==, "");
  set_users (self, "[user-1]\nname=alice\nquota=1000\nquota-end=end\n", NOON_US);
  g_assert_cmpstr (self->told->str, ==, "alice,");
  set_users (self, "[user-1]\nname=alice\nquota=1002\nquota-end=end\n", NOON_US);
  adit_engine_account_count (account, 1, 0, NOON_US);
  g_assert_cmpstr (self->told->str, ==, "alice,");
  adit_engine_account_count (account, 1, 0, NOON_US);
  g_assert_cmpstr (self->told->str, ==, "alice,alice,");
  adit_engine_account_leave (account, NOON_US);
}

/* ---- The calendar ---- */

static void
test_pages (Fixture *self, gconstpointer limits)
{
  AditEngineAccount *account = enter (self, "alice", NOON_US);
  AditEngineAccountState state;

  adit_engine_account_count (account, 1, 10, NOON_US + DAY_US / 2 - 1);
  adit_engine_account_count (account, 2, 20, NOON_US + DAY_US / 2); /* the last of March */
  state = state_of (self, "alice", NOON_US + DAY_US);
  assert_usage (&state.today, 2, 20);
  assert_usage (&state.month, 3, 30);
  adit_engine_account_count (account, 4, 40, NOON_US + 2 * DAY_US);
  state = state_of (self, "alice", NOON_US + 2 * DAY_US);
  assert_usage (&state.today, 4, 40);
  assert_usage (&state.month, 4, 40);
  assert_usage (&state.total, 7, 70);

  /* Also where nobody counts. */
  state = state_of (self, "alice", NOON_US + 60 * DAY_US);
  assert_usage (&state.today, 0, 0);
  assert_usage (&state.month, 0, 0);
  assert_usage (&state.total, 7, 70);
  adit_engine_account_leave (account, NOON_US + 60 * DAY_US);
}

static void
test_clock_set_back (Fixture *self, gconstpointer limits)
{
  AditEngineAccountState state;

  carry (self, "alice", 1, 10, NOON_US);
  carry (self, "alice", 2, 20, NOON_US - DAY_US);
  state = state_of (self, "alice", NOON_US - DAY_US);
  assert_usage (&state.today, 2, 20);
  assert_usage (&state.month, 3, 30);
}

/* Europe's summer time as a rule: the system may have no database of zones. */
#define BERLIN "CET-1CEST,M3.5.0/2,M10.5.0/3"

/* Also days of 23 and 25 hours. */
static void
test_days (void)
{
  static const struct
  {
    const char *zone;
    gint64 now_s;
    gint64 hours;
    guint day;
  } cases[] = {
    { "UTC", 1774872000, 24, 20260330 },
    { BERLIN, 1774778400, 23, 20260329 },
    { BERLIN, 1792922400, 25, 20261025 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 now_us = cases[i].now_s * G_USEC_PER_SEC;
      AditEngineDay day, same, next, before;

      g_setenv ("TZ", cases[i].zone, TRUE);
      adit_engine_day_find (&day, now_us);
      g_assert_cmpuint (day.day, ==, cases[i].day);
      g_assert_cmpint (day.ends_us - day.begins_us, ==, cases[i].hours * 3600 * G_USEC_PER_SEC);
      adit_engine_day_find (&same, day.begins_us);
      g_assert_cmpuint (same.day, ==, day.day);
      adit_engine_day_find (&next, day.ends_us);
      g_assert_cmpuint (next.day, ==, day.day + 1);
      adit_engine_day_find (&before, day.begins_us - 1);
      g_assert_cmpuint (before.day, ==, day.day - 1);
    }
  g_setenv ("TZ", "UTC", TRUE);
  g_assert_cmpuint (adit_engine_day_to_month (20261231), ==, 202612);
}

/* ---- How fast ---- */

static void
assert_rate (Fixture *self, gint64 now_us, guint64 sent, guint64 received)
{
  AditEngineAccountState state = state_of (self, "alice", now_us);

  assert_usage (&state.rate, sent, received);
}

/* What the last whole second carried; at rest nothing. */
static void
test_pace (Fixture *self, gconstpointer limits)
{
  const gint64 second_us = G_USEC_PER_SEC;

  carry (self, "alice", 1, 2, NOON_US);
  carry (self, "alice", 10, 20, NOON_US + second_us - 1);
  assert_rate (self, NOON_US + second_us - 1, 0, 0);
  assert_rate (self, NOON_US + second_us, 11, 22);

  carry (self, "alice", 5, 6, NOON_US + second_us);
  assert_rate (self, NOON_US + second_us, 11, 22);
  carry (self, "alice", 100, 100, NOON_US + second_us - 1); /* another thread, a moment late */
  assert_rate (self, NOON_US + 2 * second_us - 1, 11, 22);
  assert_rate (self, NOON_US + 2 * second_us, 105, 106);
  assert_rate (self, NOON_US + 3 * second_us, 0, 0);

  carry (self, "alice", 7, 8, NOON_US + 9 * second_us);
  assert_rate (self, NOON_US + 9 * second_us, 0, 0);
  assert_rate (self, NOON_US + 10 * second_us, 7, 8);

  /* The clock is set back. */
  carry (self, "alice", 3, 4, NOON_US);
  assert_rate (self, NOON_US + second_us, 3, 4);
}

static void
test_find (Fixture *self, gconstpointer limits)
{
  g_autoptr (AditEngineAccountState) alice = NULL;
  guint day = 0;

  g_assert_null (adit_engine_accounts_find (self->accounts, "alice", NOON_US, &day));
  carry (self, "alice", 1, 2, NOON_US);
  alice = adit_engine_accounts_find (self->accounts, "alice", NOON_US, &day);
  g_assert_cmpuint (day, ==, 20260330);
  assert_usage (&alice->total, 1, 2);
}

/* ---- Before and after ---- */

static void
restore (Fixture *self, const char *name, guint day)
{
  const AditEngineAccountState state = {
    .name = (char *) name,
    .total = { 1000, 2000 },
    .month = { 100, 200 },
    .today = { 10, 20 },
    .last_seen_us = NOON_US - 1,
  };

  adit_engine_accounts_restore (self->accounts, &state, day, NOON_US);
}

static void
test_restore (Fixture *self, gconstpointer limits)
{
  AditEngineAccountState state;

  carry (self, "alice", 1, 2, NOON_US);
  restore (self, "alice", 20260330);
  state = state_of (self, "alice", NOON_US);
  assert_usage (&state.total, 1001, 2002);
  assert_usage (&state.month, 101, 202);
  assert_usage (&state.today, 11, 22);
  assert_usage (&state.rate, 0, 0);
  g_assert_cmpint (state.last_seen_us, ==, NOON_US);

  restore (self, "bob", 20260329);
  state = state_of (self, "bob", NOON_US);
  assert_usage (&state.total, 1000, 2000);
  assert_usage (&state.month, 100, 200);
  assert_usage (&state.today, 0, 0);
  g_assert_cmpint (state.last_seen_us, ==, NOON_US - 1);

  restore (self, "bob", 20250330);
  state = state_of (self, "bob", NOON_US);
  assert_usage (&state.total, 2000, 4000);
  assert_usage (&state.month, 100, 200);
  restore (self, "carol", 20250330);
  g_assert_cmpuint (count_accounts (self), ==, 2);
}

/* Somebody else of the same name begins anew, while what ran for the one before ends. */
static void
test_removed (Fixture *self, gconstpointer limits)
{
  AditEngineAccount *old = enter (self, "alice", NOON_US);
  AditEngineAccountState state;

  adit_engine_account_count (old, 600, 300, NOON_US);
  carry (self, "bob", 1, 1, NOON_US);
  set_users (self, "[user-2]\nname=bob\n", NOON_US);
  assert_refused (self, "alice", NOON_US, ADIT_CAUSE_USER_REMOVED);
  g_assert_cmpuint (count_accounts (self), ==, 1);
  set_users (self, "[user-1]\nname=alice\n[user-2]\nname=bob\n", NOON_US);
  carry (self, "alice", 1, 1, NOON_US);
  adit_engine_account_count (old, 600, 300, NOON_US);
  adit_engine_account_leave (old, NOON_US);
  state = state_of (self, "alice", NOON_US);
  assert_usage (&state.total, 1, 1);
  g_assert_cmpstr (self->told->str, ==, "");
}

static void
test_rate (Fixture *self, gconstpointer limits)
{
  AditEngineAccount *account = enter (self, "alice", NOON_US);
  AditEngineShaper *sent = adit_engine_account_get_sent_shaper (account);
  AditEngineShaper *received = adit_engine_account_get_received_shaper (account);

  g_assert_true (sent != received);
  g_assert_cmpuint (adit_engine_shaper_get_rate (sent), ==, 2000000);
  g_assert_cmpuint (adit_engine_shaper_get_rate (received), ==, 2000000);
  set_users (self, "[template]\nrate=5000\n[user-1]\nname=alice\n", NOON_US);
  g_assert_cmpuint (adit_engine_shaper_get_rate (sent), ==, 5000);
  g_assert_cmpuint (adit_engine_shaper_get_rate (received), ==, 5000);
  set_users (self, "[user-1]\nname=alice\n", NOON_US);
  g_assert_cmpuint (adit_engine_shaper_get_rate (sent), ==, 0);
  adit_engine_account_leave (account, NOON_US);
}

/* ---- Many threads ---- */

#define N_THREADS 4
#define N_ROUNDS  2000

static void
on_used_up_anywhere (gpointer owner, const char *name)
{
  g_atomic_int_inc ((int *) owner);
}

/* Exchanges over three days. */
static gpointer
run_worker (gpointer data)
{
  Fixture *self = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      gint64 now_us = NOON_US + i * 3 * DAY_US / N_ROUNDS;
      AditEngineAccount *account = enter (self, i % 2 ? "alice" : "bob", now_us);

      adit_engine_account_count (account, 1, 2, now_us);
      adit_engine_account_leave (account, now_us);
    }
  return NULL;
}

static gpointer
run_counter (gpointer data)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    adit_engine_account_count (data, 1, 1, NOON_US + 4 * DAY_US);

  return NULL;
}

/* Nothing is lost or counted twice, and a quota's end is told once. */
static void
test_threads (void)
{
  int n_told = 0;
  Fixture self = { .accounts = adit_engine_accounts_new (NOON_US, on_used_up_anywhere, &n_told) };
  GThread *threads[N_THREADS];
  AditEngineAccount *account;
  AditEngineAccountState state;

  set_users (&self, "[user-1]\nname=alice\n[user-2]\nname=bob\n", NOON_US);
  account = enter (&self, "alice", NOON_US);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("worker", run_worker, &self);
  for (guint i = 0; i < 100; i++)
    set_users (&self,
               i % 2 ? "[user-1]\nname=alice\nquota=100000000\n[user-2]\nname=bob\n"
                     : "[user-1]\nname=alice\nrate=7\n[user-2]\nname=bob\n",
               NOON_US);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  state = state_of (&self, "alice", NOON_US + 3 * DAY_US);
  g_assert_cmpuint (state.n_active, ==, 1);
  assert_usage (&state.total, N_THREADS * N_ROUNDS / 2, N_THREADS * N_ROUNDS);
  set_users (&self, "[user-1]\nname=alice\nquota=1\nquota-end=end\n[user-2]\nname=bob\n",
             NOON_US + 4 * DAY_US);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("counter", run_counter, account);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (n_told, ==, 1);
  adit_engine_account_leave (account, NOON_US + 4 * DAY_US);
  adit_engine_accounts_free (self.accounts);
}

static void
add (const char *path, const char *limits, void (*run) (Fixture *self, gconstpointer limits))
{
  g_test_add (path, Fixture, limits, set_up, run, tear_down);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  add ("/engine/accounts/state", "", test_state);
  add ("/engine/accounts/unknown", "", test_unknown);
  add ("/engine/accounts/tunnels", "tunnels=2\n", test_tunnels);
  add ("/engine/accounts/tunnels-changed", "", test_tunnels_changed);
  add ("/engine/accounts/quota-edge", "quota=1000\n", test_quota_edge);
  add ("/engine/accounts/quota-day", "quota=1000\nquota-period=day\n", test_quota_day);
  add ("/engine/accounts/quota-month", "quota=1000\nquota-period=month\n", test_quota_month);
  add ("/engine/accounts/quota-end", "quota=1000\nquota-period=day\nquota-end=end\n",
       test_quota_end);
  add ("/engine/accounts/quota-changed", "", test_quota_changed);
  add ("/engine/accounts/pages", "", test_pages);
  add ("/engine/accounts/clock-set-back", "", test_clock_set_back);
  g_test_add_func ("/engine/accounts/days", test_days);
  add ("/engine/accounts/pace", "", test_pace);
  add ("/engine/accounts/find", "", test_find);
  add ("/engine/accounts/restore", "", test_restore);
  add ("/engine/accounts/removed", "quota=1000\nquota-end=end\n", test_removed);
  add ("/engine/accounts/rate", "rate=2000000\n", test_rate);
  g_test_add_func ("/engine/accounts/threads", test_threads);

  return g_test_run ();
}

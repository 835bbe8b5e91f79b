/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Quotas under anything that can happen to them, in any order, beside a few lines of arithmetic:
 * who may begin, what was carried today and this month, and when somebody is told. */

#include "engine/account/adit-engine-accounts.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* 2026-03-20 00:00:00; the tests' time zone is UTC. */
#define BEGIN_US (G_GINT64_CONSTANT (1773964800) * G_USEC_PER_SEC)
#define N_RUNS   40
#define N_STEPS  400
#define OPEN_MAX 5

/* What the accounts are to say. */
typedef struct
{
  guint64 total, today, month; /* both ways */
  guint64 quota;
  gboolean is_daily;
  gboolean is_ending;
  gboolean is_told;
  guint n_told;
  guint n_open;
} Model;

typedef struct
{
  AditEngineAccounts *accounts;
  AditEngineAccount *open[OPEN_MAX];
  gint64 now_us;
  guint n_told;
  Model model;
} Run;

static void
on_used_up (gpointer owner, const char *name)
{
  Run *self = owner;

  g_assert_cmpstr (name, ==, "alice");
  self->n_told++;
}

/* ---- The model ---- */

static gboolean
is_used_up (const Model *self)
{
  return self->quota > 0 && (self->is_daily ? self->today : self->month) >= self->quota;
}

/* Once, until there is more of it. */
static void
model_look (Model *self)
{
  if (!is_used_up (self))
    self->is_told = FALSE;
  else if (self->is_ending && self->n_open > 0 && !self->is_told)
    {
      self->is_told = TRUE;
      self->n_told++;
    }
}

static guint
day_of (gint64 now_us)
{
  AditEngineDay day;

  adit_engine_day_find (&day, now_us);
  return day.day;
}

static void
model_turn_page (Model *self, gint64 before_us, gint64 now_us)
{
  guint before = day_of (before_us), now = day_of (now_us);

  if (before != now)
    self->today = 0;
  if (adit_engine_day_to_month (before) != adit_engine_day_to_month (now))
    self->month = 0;
}

/* ---- What happens ---- */

static void
set_limits (Run *self)
{
  Model *model = &self->model;
  g_autofree char *text = NULL;
  g_autoptr (AditUsers) users = NULL;

  model->quota = g_test_rand_bit () ? (guint64) g_test_rand_int_range (1, 20000) : 0;
  model->is_daily = g_test_rand_bit ();
  model->is_ending = g_test_rand_bit ();
  text = g_strdup_printf ("[user-1]\nname=alice\nquota=%" G_GUINT64_FORMAT
                          "\nquota-period=%s\nquota-end=%s\n",
                          model->quota, model->is_daily ? "day" : "month",
                          model->is_ending ? "end" : "refuse");
  users = adit_users_parse (text, NULL);
  g_assert_nonnull (users);
  adit_engine_accounts_set_users (self->accounts, users, self->now_us);
  model_look (model);
}

static void
enter (Run *self)
{
  AditEngineAddress client;
  AditEngineAccount *account = NULL;
  AditCause cause;

  if (self->model.n_open == OPEN_MAX)
    return;
  g_assert_true (adit_engine_address_parse (&client, "192.0.2.1", 4711));
  cause = adit_engine_accounts_enter (self->accounts, "alice", &client, self->now_us, &account);
  g_assert_cmpint (cause, ==,
                   is_used_up (&self->model) ? ADIT_CAUSE_QUOTA_REACHED : ADIT_CAUSE_NONE);
  if (account)
    self->open[self->model.n_open++] = account;
}

static void
leave (Run *self)
{
  if (self->model.n_open > 0)
    adit_engine_account_leave (self->open[--self->model.n_open], self->now_us);
}

static void
carry (Run *self)
{
  gsize n_sent = (gsize) g_test_rand_int_range (0, 2000);
  gsize n_received = (gsize) g_test_rand_int_range (0, 2000);
  Model *model = &self->model;

  if (model->n_open == 0)
    return;
  adit_engine_account_count (self->open[0], n_sent, n_received, self->now_us);
  model->total += n_sent + n_received;
  model->today += n_sent + n_received;
  model->month += n_sent + n_received;
  model_look (model);
}

/* To another day or month at times. What is new by that is seen by whoever looks next. */
static void
wait (Run *self)
{
  gint64 before_us = self->now_us;

  self->now_us += g_test_rand_int_range (0, 14) * HOUR_US;
  model_turn_page (&self->model, before_us, self->now_us);
  if (!is_used_up (&self->model))
    self->model.is_told = FALSE;
}

static void
check (Run *self)
{
  g_autoptr (GPtrArray) list = adit_engine_accounts_list (self->accounts, self->now_us, NULL);
  const Model *model = &self->model;
  const AditEngineAccountState *state = list->len > 0 ? list->pdata[0] : NULL;

  g_assert_cmpuint (self->n_told, ==, model->n_told);
  if (!state)
    return;
  g_assert_cmpuint (state->n_active, ==, model->n_open);
  g_assert_cmpuint (state->total.sent_bytes + state->total.received_bytes, ==, model->total);
  g_assert_cmpuint (state->today.sent_bytes + state->today.received_bytes, ==, model->today);
  g_assert_cmpuint (state->month.sent_bytes + state->month.received_bytes, ==, model->month);
  g_assert_cmpint (state->is_used_up, ==, is_used_up (model));
}

static void
test_any_order (void)
{
  static void (*const steps[]) (Run * self) = { enter, enter, leave, carry,     carry,
                                                carry, carry, wait,  set_limits };

  for (guint run = 0; run < N_RUNS; run++)
    {
      Run self = { .now_us = BEGIN_US };

      self.accounts = adit_engine_accounts_new (self.now_us, on_used_up, &self);
      set_limits (&self);
      for (guint i = 0; i < N_STEPS; i++)
        {
          steps[g_test_rand_int_range (0, G_N_ELEMENTS (steps))](&self);
          check (&self);
        }
      while (self.model.n_open > 0)
        leave (&self);
      adit_engine_accounts_free (self.accounts);
    }
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/accounts/quota/any-order", test_any_order);

  return g_test_run ();
}

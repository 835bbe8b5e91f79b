/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/account/adit-engine-accounts.h"

#include <pthread.h>

struct _AditEngineAccount
{
  AditEngineAccounts *accounts;
  char *name;
  AditEngineShaper sent_shaper;
  AditEngineShaper received_shaper;

  /* Atomic. What was carried only rises; a period's part of it is what came since its base. */
  AditEngineUsage total;
  gint64 last_seen_us;
  guint64 ending_quota; /* one whose end ends what runs; 0: none */
  guint64 quota_base;   /* of both ways together */
  gboolean is_told;     /* that it is used up */

  /* Under the table's lock. */
  AditUserLimits limits;
  AditEngineUsage day_base;
  AditEngineUsage month_base;
  AditEnginePace pace;
  AditEngineAddress client;
  guint n_active;
  gboolean is_forgotten; /* it is in the table no more */
};

struct _AditEngineAccounts
{
  /* Atomic, written under the lock. */
  gint64 day_begins_us;
  gint64 day_ends_us;

  pthread_mutex_t lock;
  guint day; /* YYYYMMDD */
  AditUsers *users;
  GHashTable *table; /* name → AditEngineAccount */
  guint n_entered;   /* and did not leave */

  AditEngineAccountFunc on_used_up; /* never changes, like its owner */
  gpointer owner;
};

/* Each value stands for itself: no ordering between them is needed. */
#define load(place)         __atomic_load_n (place, __ATOMIC_RELAXED)
#define store(place, value) __atomic_store_n (place, value, __ATOMIC_RELAXED)

/* ---- What was used, under the lock ---- */

static AditEngineUsage
load_total (const AditEngineAccount *self)
{
  return (AditEngineUsage){ load (&self->total.sent_bytes), load (&self->total.received_bytes) };
}

static gboolean
is_used_up (const AditEngineAccount *self)
{
  const AditEngineUsage total = load_total (self);

  return self->limits.quota_bytes > 0 &&
         adit_engine_usage_sum (&total) - load (&self->quota_base) >= self->limits.quota_bytes;
}

static void
reckon_quota (AditEngineAccount *self)
{
  const AditUserLimits *limits = &self->limits;

  store (&self->quota_base,
         adit_engine_usage_sum (limits->quota_period == ADIT_QUOTA_DAY ? &self->day_base
                                                                       : &self->month_base));
  store (&self->ending_quota,
         limits->quota_end == ADIT_QUOTA_END && !self->is_forgotten ? limits->quota_bytes : 0);
  if (!is_used_up (self))
    store (&self->is_told, FALSE);
}

/* Whether somebody has to be told now that what runs is to be ended. */
static gboolean
is_to_be_told (AditEngineAccount *self)
{
  if (load (&self->ending_quota) == 0 || load (&self->is_told) || self->n_active == 0 ||
      !is_used_up (self))
    return FALSE;

  store (&self->is_told, TRUE);
  return TRUE;
}

/* ---- The calendar ---- */

static gboolean
is_today (const AditEngineAccounts *self, gint64 now_us)
{
  return now_us >= load (&self->day_begins_us) && now_us < load (&self->day_ends_us);
}

static void
begin_period (AditEngineAccount *self, gboolean is_new_month)
{
  self->day_base = load_total (self);
  if (is_new_month)
    self->month_base = self->day_base;

  reckon_quota (self);
}

static void
turn_page (AditEngineAccounts *self, gint64 now_us)
{
  AditEngineDay day;
  gboolean is_new_month;
  GHashTableIter iter;
  gpointer account;

  if (is_today (self, now_us))
    return;

  adit_engine_day_find (&day, now_us);
  is_new_month = adit_engine_day_to_month (day.day) != adit_engine_day_to_month (self->day);
  g_hash_table_iter_init (&iter, self->table);
  while (day.day != self->day && g_hash_table_iter_next (&iter, NULL, &account))
    begin_period (account, is_new_month);

  self->day = day.day;
  store (&self->day_begins_us, day.begins_us);
  store (&self->day_ends_us, day.ends_us);
}

/* With the present day on the table. */
static void
lock_at (AditEngineAccounts *self, gint64 now_us)
{
  pthread_mutex_lock (&self->lock);
  turn_page (self, now_us);
}

static void
unlock (AditEngineAccounts *self)
{
  pthread_mutex_unlock (&self->lock);
}

/* ---- Accounts, under the lock ---- */

static void
account_free (AditEngineAccount *self)
{
  g_free (self->name);
  g_free (self);
}

static AditEngineAccount *
account_new (AditEngineAccounts *accounts, const AditUser *user)
{
  AditEngineAccount *self = g_new0 (AditEngineAccount, 1);

  self->accounts = accounts;
  self->name = g_strdup (user->name);
  self->limits = *adit_users_get_limits (accounts->users, user);
  adit_engine_shaper_init (&self->sent_shaper, self->limits.rate_bytes_s);
  adit_engine_shaper_init (&self->received_shaper, self->limits.rate_bytes_s);
  reckon_quota (self);
  g_hash_table_insert (accounts->table, self->name, self);

  return self;
}

/* NULL: there is no such user. */
static AditEngineAccount *
find (AditEngineAccounts *self, const char *name)
{
  AditEngineAccount *account = g_hash_table_lookup (self->table, name);
  const AditUser *user = account ? NULL : adit_users_find (self->users, name);

  return user ? account_new (self, user) : account;
}

static void
forget (AditEngineAccount *self)
{
  self->is_forgotten = TRUE;
  reckon_quota (self);
  if (self->n_active == 0)
    account_free (self);
}

static void
set_limits (AditEngineAccount *self, const AditUserLimits *limits)
{
  gint64 now_us = g_get_monotonic_time ();

  self->limits = *limits;
  adit_engine_shaper_set_rate (&self->sent_shaper, limits->rate_bytes_s, now_us);
  adit_engine_shaper_set_rate (&self->received_shaper, limits->rate_bytes_s, now_us);
  reckon_quota (self);
}

static AditCause
admit (const AditEngineAccount *self)
{
  if (self->limits.tunnels_max > 0 && self->n_active >= self->limits.tunnels_max)
    return ADIT_CAUSE_TUNNELS_REACHED;

  return is_used_up (self) ? ADIT_CAUSE_QUOTA_REACHED : ADIT_CAUSE_NONE;
}

/* ---- The table ---- */

AditEngineAccounts *
adit_engine_accounts_new (gint64 now_us, AditEngineAccountFunc on_used_up, gpointer owner)
{
  AditEngineAccounts *self = g_new0 (AditEngineAccounts, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->users = adit_users_new ();
  self->table = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) forget);
  self->on_used_up = on_used_up;
  self->owner = owner;
  turn_page (self, now_us);

  return self;
}

void
adit_engine_accounts_free (AditEngineAccounts *self)
{
  g_assert (self->n_entered == 0);

  g_hash_table_unref (self->table);
  adit_users_unref (self->users);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

static void
take_users (AditEngineAccounts *self, GPtrArray *used_up)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      AditEngineAccount *account = value;
      const AditUser *user = adit_users_find (self->users, account->name);

      if (!user)
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }
      set_limits (account, adit_users_get_limits (self->users, user));
      if (is_to_be_told (account))
        g_ptr_array_add (used_up, g_strdup (account->name));
    }
}

void
adit_engine_accounts_set_users (AditEngineAccounts *self, AditUsers *users, gint64 now_us)
{
  g_autoptr (GPtrArray) used_up = g_ptr_array_new_with_free_func (g_free);
  AditUsers *previous;

  lock_at (self, now_us);
  previous = self->users;
  self->users = adit_users_ref (users);
  take_users (self, used_up);
  unlock (self);

  adit_users_unref (previous);
  for (guint i = 0; self->on_used_up && i < used_up->len; i++)
    self->on_used_up (self->owner, used_up->pdata[i]);
}

/* What is added to the total and not to a period is added to that one's base. */
static void
add_to_base (AditEngineUsage *base, const AditEngineUsage *total, const AditEngineUsage *part)
{
  base->sent_bytes += total->sent_bytes - (part ? part->sent_bytes : 0);
  base->received_bytes += total->received_bytes - (part ? part->received_bytes : 0);
}

/* Who was seen since then is known better. */
static void
restore_sight (AditEngineAccount *self, const AditEngineAccountState *state)
{
  if (state->last_seen_us <= load (&self->last_seen_us))
    return;

  store (&self->last_seen_us, state->last_seen_us);
  self->client = state->client;
}

void
adit_engine_accounts_restore (AditEngineAccounts *self,
                              const AditEngineAccountState *state,
                              guint day,
                              gint64 now_us)
{
  const AditEngineUsage *total = &state->total;
  AditEngineAccount *account;
  gboolean is_month;

  lock_at (self, now_us);
  account = find (self, state->name);
  if (account)
    {
      is_month = adit_engine_day_to_month (day) == adit_engine_day_to_month (self->day);
      add_to_base (&account->day_base, total, day == self->day ? &state->today : NULL);
      add_to_base (&account->month_base, total, is_month ? &state->month : NULL);
      add_to_base (&account->pace.base, total, NULL);
      __atomic_fetch_add (&account->total.sent_bytes, total->sent_bytes, __ATOMIC_RELAXED);
      __atomic_fetch_add (&account->total.received_bytes, total->received_bytes, __ATOMIC_RELAXED);
      restore_sight (account, state);
      reckon_quota (account);
    }
  unlock (self);
}

void
adit_engine_account_state_free (AditEngineAccountState *self)
{
  g_free (self->name);
  g_free (self);
}

static AditEngineAccountState *
state_new (const AditEngineAccount *account, gint64 now_us)
{
  AditEngineAccountState *self = g_new0 (AditEngineAccountState, 1);

  self->name = g_strdup (account->name);
  self->n_active = account->n_active;
  self->total = load_total (account);
  self->today = adit_engine_usage_since (&self->total, &account->day_base);
  self->month = adit_engine_usage_since (&self->total, &account->month_base);
  self->rate = adit_engine_pace_rate (&account->pace, &self->total, now_us);
  self->last_seen_us = load (&account->last_seen_us);
  self->client = account->client;
  self->is_used_up = is_used_up (account);

  return self;
}

GPtrArray *
adit_engine_accounts_list (AditEngineAccounts *self, gint64 now_us, guint *day)
{
  GPtrArray *list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_account_state_free);
  GHashTableIter iter;
  gpointer account;

  lock_at (self, now_us);
  g_hash_table_iter_init (&iter, self->table);
  while (g_hash_table_iter_next (&iter, NULL, &account))
    g_ptr_array_add (list, state_new (account, now_us));
  if (day)
    *day = self->day;
  unlock (self);

  return list;
}

AditEngineAccountState *
adit_engine_accounts_find (AditEngineAccounts *self, const char *name, gint64 now_us, guint *day)
{
  AditEngineAccountState *state = NULL;
  const AditEngineAccount *account;

  lock_at (self, now_us);
  account = g_hash_table_lookup (self->table, name);
  if (account)
    state = state_new (account, now_us);
  *day = self->day;
  unlock (self);

  return state;
}

/* ---- Exchanges ---- */

AditCause
adit_engine_accounts_enter (AditEngineAccounts *self,
                            const char *name,
                            const AditEngineAddress *client,
                            gint64 now_us,
                            AditEngineAccount **account)
{
  AditCause cause = ADIT_CAUSE_USER_REMOVED;
  AditEngineAccount *found;

  lock_at (self, now_us);
  found = find (self, name);
  if (found)
    {
      cause = admit (found);
      found->client = *client;
      store (&found->last_seen_us, now_us);
    }
  if (cause == ADIT_CAUSE_NONE)
    {
      found->n_active++;
      self->n_entered++;
      *account = found;
    }
  unlock (self);

  return cause;
}

void
adit_engine_account_leave (AditEngineAccount *self, gint64 now_us)
{
  AditEngineAccounts *accounts = self->accounts;

  lock_at (accounts, now_us);
  store (&self->last_seen_us, now_us);
  accounts->n_entered--;
  self->n_active--;
  if (self->is_forgotten && self->n_active == 0)
    account_free (self);
  unlock (accounts);
}

static void
tell_used_up (AditEngineAccount *self)
{
  AditEngineAccounts *accounts = self->accounts;
  gboolean is_due;

  pthread_mutex_lock (&accounts->lock);
  is_due = is_to_be_told (self);
  unlock (accounts);

  if (is_due && accounts->on_used_up)
    accounts->on_used_up (accounts->owner, self->name);
}

/* A page that is turned meanwhile may have its base beyond what is seen here, and another quota
 * come with the base of the one before: so the difference has a sign, and who tells looks again. */
static gboolean
seems_used_up (const AditEngineAccount *self, guint64 carried)
{
  guint64 quota = load (&self->ending_quota);

  return quota > 0 && (gint64) (carried - load (&self->quota_base)) >= (gint64) quota &&
         !load (&self->is_told);
}

/* Once a second and account: what came in it is told from what comes then. */
static void
begin_second (AditEngineAccount *self, gint64 now_us)
{
  AditEngineUsage total;

  pthread_mutex_lock (&self->accounts->lock);
  total = load_total (self);
  adit_engine_pace_begin (&self->pace, &total, now_us);
  unlock (self->accounts);
}

void
adit_engine_account_count (AditEngineAccount *self, gsize n_sent, gsize n_received, gint64 now_us)
{
  guint64 carried;

  if (!is_today (self->accounts, now_us))
    {
      lock_at (self->accounts, now_us);
      unlock (self->accounts);
    }

  if (adit_engine_pace_is_over (&self->pace, now_us))
    begin_second (self, now_us);

  carried = __atomic_add_fetch (&self->total.sent_bytes, n_sent, __ATOMIC_RELAXED) +
            __atomic_add_fetch (&self->total.received_bytes, n_received, __ATOMIC_RELAXED);
  store (&self->last_seen_us, now_us);
  if (seems_used_up (self, carried))
    tell_used_up (self);
}

AditEngineShaper *
adit_engine_account_get_sent_shaper (AditEngineAccount *self)
{
  return &self->sent_shaper;
}

AditEngineShaper *
adit_engine_account_get_received_shaper (AditEngineAccount *self)
{
  return &self->received_shaper;
}

const char *
adit_engine_account_get_name (const AditEngineAccount *self)
{
  return self->name;
}

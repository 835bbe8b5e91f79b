/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the users use, and whether they may go on: for each one who has been seen, how many
 * exchanges run, what was carried in all, today and this month, and the limits on that.
 *
 * One table serves all workers. To enter and to leave takes its mutex; to count does not, but where
 * a day begins. It holds for its own set of users, which whoever changes users hands over, so
 * that no worker with an older one can bring back old limits.
 *
 * Times are Unix time, in microseconds: the calendar is that of the person at the desk. Where the
 * clock is set back to a day before, what that day had used is not known any more, and it begins
 * anew. */

#pragma once

#include "engine/account/adit-engine-usage.h"
#include "engine/net/adit-engine-address.h"
#include "engine/relay/adit-engine-shaper.h"
#include "model/adit-cause.h"
#include "model/adit-users.h"

G_BEGIN_DECLS

typedef struct _AditEngineAccounts AditEngineAccounts;
typedef struct _AditEngineAccount AditEngineAccount;

/* A user's account, as it was when somebody asked. */
typedef struct
{
  char *name;
  guint n_active; /* exchanges that run */
  AditEngineUsage total;
  AditEngineUsage today;
  AditEngineUsage month;
  AditEngineUsage rate;     /* in the last whole second */
  gint64 last_seen_us;      /* 0: never, since the engine runs */
  AditEngineAddress client; /* last one; zero: none */
  gboolean is_used_up;      /* the quota is */
} AditEngineAccountState;

void adit_engine_account_state_free (AditEngineAccountState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditEngineAccountState, adit_engine_account_state_free)

/* A quota that ends what runs was used up: once, until there is more of it. Called in the thread
 * that counted, or changed the users, without the table's lock; it may only pass on the word. */
typedef void (*AditEngineAccountFunc) (gpointer owner, const char *name);

/* With nobody in it. @on_used_up may be NULL. */
AditEngineAccounts *
adit_engine_accounts_new (gint64 now_us, AditEngineAccountFunc on_used_up, gpointer owner);

/* All must have left. */
void adit_engine_accounts_free (AditEngineAccounts *self);

/* From now on these are the users, with their limits: also for what runs. Accounts of those who are
 * not among them any more are forgotten, what runs for them as soon as it has left. */
void adit_engine_accounts_set_users (AditEngineAccounts *self, AditUsers *users, gint64 now_us);

/* What was used before, added to an account; @day (YYYYMMDD) is when @state's today and month were
 * counted. Not for users who are not in the set. */
void adit_engine_accounts_restore (AditEngineAccounts *self,
                                   const AditEngineAccountState *state,
                                   guint day,
                                   gint64 now_us);

/* The accounts of all who have been seen or restored, AditEngineAccountState, in no particular
 * order. @day, may be NULL, is what they call today. (transfer full) */
GPtrArray *adit_engine_accounts_list (AditEngineAccounts *self, gint64 now_us, guint *day);

/* The account of one of them; NULL where nobody has seen them. (transfer full) */
AditEngineAccountState *
adit_engine_accounts_find (AditEngineAccounts *self, const char *name, gint64 now_us, guint *day);

/* An exchange begins: ADIT_CAUSE_NONE, with an account that has to be left; or ADIT_CAUSE_*
 * TUNNELS_REACHED, QUOTA_REACHED, or USER_REMOVED for a user who is not in the set any more, with
 * @account untouched. Any thread, as all below. */
AditCause adit_engine_accounts_enter (AditEngineAccounts *self,
                                      const char *name,
                                      const AditEngineAddress *client,
                                      gint64 now_us,
                                      AditEngineAccount **account);

/* It is over, with its shares of the shapers left. */
void adit_engine_account_leave (AditEngineAccount *self, gint64 now_us);

/* What it has carried since the last call. */
void
adit_engine_account_count (AditEngineAccount *self, gsize n_sent, gsize n_received, gint64 now_us);

/* The user's rate, for each direction; valid until the account is left. */
AditEngineShaper *adit_engine_account_get_sent_shaper (AditEngineAccount *self);
AditEngineShaper *adit_engine_account_get_received_shaper (AditEngineAccount *self);

const char *adit_engine_account_get_name (const AditEngineAccount *self);

G_END_DECLS

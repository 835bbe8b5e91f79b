/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings, users, access and rules change while the lane serves. The worker has what it was given
 * when the function returns: whoever is told of a change is served by it. */

#include "engine/session/adit-engine-lane-private.h"
#include "engine/session/adit-engine-session.h"

/* What one of these functions sets, where it has it to give away: the lane takes it. */
typedef struct
{
  AditEngineLane *lane;
  AditUsers *users;
  AditRules *rules;
  GPtrArray *upstreams;
  AditAccess access;
  AditEngineAdmission admission;
  gboolean is_private_allowed;
  AditEngineTerms *terms;
  AditEngineTrust *trust;
} Change;

/* Whoever is not what it was when it signed in. */
static gboolean
is_same_user (AditUsers *before, AditUsers *after, const char *name)
{
  const AditUser *was = adit_users_find (before, name);
  const AditUser *is = adit_users_find (after, name);

  return was && is && is->is_enabled && g_str_equal (was->password_hash, is->password_hash) &&
         g_str_equal (was->sha256_secret, is->sha256_secret) &&
         g_str_equal (was->md5_secret, is->md5_secret);
}

static void
end_changed_users (AditEngineLane *self, AditUsers *before, AditUsers *after)
{
  GList *next;

  for (GList *link = self->home.sessions.head; link; link = next)
    {
      const char *user = adit_engine_session_get_user (link->data);

      next = link->next;
      if (user && !adit_engine_session_is_over (link->data) && !is_same_user (before, after, user))
        adit_engine_session_end (link->data, ADIT_CAUSE_USER_REMOVED);
    }
}

static void
run_set_users (gpointer data)
{
  const Change *change = data;
  AditEngineLane *self = change->lane;
  AditUsers *before = adit_users_ref (adit_engine_sign_in_get_users (self->home.sign_in));

  adit_engine_sign_in_set_users (self->home.sign_in, change->users);
  end_changed_users (self, before, change->users);
  adit_users_unref (before);
}

void
adit_engine_lane_set_users (AditEngineLane *self, AditUsers *users)
{
  Change change = { .lane = self, .users = users };

  adit_engine_worker_call (self->worker, run_set_users, &change);
}

typedef struct
{
  AditEngineLane *lane;
  char *name;
} UsedUp;

static void
run_end_used_up (gpointer data)
{
  g_autofree UsedUp *used_up = data;
  g_autofree char *name = used_up->name;
  GList *next;

  for (GList *link = used_up->lane->home.sessions.head; link; link = next)
    {
      next = link->next;
      if (!adit_engine_session_is_over (link->data) &&
          g_strcmp0 (adit_engine_session_get_user (link->data), name) == 0)
        adit_engine_session_end (link->data, ADIT_CAUSE_QUOTA_REACHED);
    }
}

void
adit_engine_lane_end_used_up (AditEngineLane *self, const char *name)
{
  UsedUp *used_up = g_new (UsedUp, 1);

  *used_up = (UsedUp){ .lane = self, .name = g_strdup (name) };
  adit_engine_worker_post (self->worker, run_end_used_up, used_up);
}

static void
run_set_access (gpointer data)
{
  const Change *change = data;

  adit_engine_sign_in_set_access (change->lane->home.sign_in, &change->access);
}

void
adit_engine_lane_set_access (AditEngineLane *self, const AditAccess *access)
{
  Change change = { .lane = self, .access = *access };

  adit_engine_worker_call (self->worker, run_set_access, &change);
}

static void
run_set_admission (gpointer data)
{
  const Change *change = data;
  AditEngineHome *home = &change->lane->home;

  adit_engine_admission_clear (&home->admission);
  home->admission = change->admission;
  home->is_private_allowed = change->is_private_allowed;
}

void
adit_engine_lane_set_admission (AditEngineLane *self,
                                const AditEngineAdmission *admission,
                                gboolean is_private_allowed)
{
  Change change = { .lane = self, .is_private_allowed = is_private_allowed };

  adit_engine_admission_init_copy (&change.admission, admission);
  adit_engine_worker_call (self->worker, run_set_admission, &change);
}

static void
run_set_rules (gpointer data)
{
  const Change *change = data;
  AditEngineHome *home = &change->lane->home;

  adit_rules_unref (home->rules);
  home->rules = change->rules;
  g_ptr_array_unref (home->upstreams);
  home->upstreams = change->upstreams;
}

void
adit_engine_lane_set_rules (AditEngineLane *self, AditRules *rules, GPtrArray *upstreams)
{
  /* An array of the lane's own: those of GLib are counted, but not for threads that change them. */
  Change change = {
    .lane = self,
    .rules = adit_rules_ref (rules),
    .upstreams = g_ptr_array_new_full (upstreams->len, (GDestroyNotify) adit_engine_upstream_unref),
  };

  for (guint i = 0; i < upstreams->len; i++)
    g_ptr_array_add (change.upstreams, adit_engine_upstream_ref (upstreams->pdata[i]));
  adit_engine_worker_call (self->worker, run_set_rules, &change);
}

static void
run_set_terms (gpointer data)
{
  const Change *change = data;

  adit_engine_terms_unref (change->lane->home.terms);
  change->lane->home.terms = change->terms;
}

void
adit_engine_lane_set_terms (AditEngineLane *self, AditEngineTerms *terms)
{
  Change change = { .lane = self, .terms = adit_engine_terms_ref (terms) };

  adit_engine_worker_call (self->worker, run_set_terms, &change);
}

/* Kept connections were agreed on with whom may not be believed any more. */
static void
run_set_trust (gpointer data)
{
  const Change *change = data;
  AditEngineHome *home = &change->lane->home;

  adit_engine_trust_unref (home->trust);
  home->trust = change->trust;
  adit_engine_origins_clear (home->origins);
}

void
adit_engine_lane_set_trust (AditEngineLane *self, AditEngineTrust *trust)
{
  Change change = { .lane = self, .trust = adit_engine_trust_ref (trust) };

  adit_engine_worker_call (self->worker, run_set_trust, &change);
}

typedef struct
{
  AditEngineLane *lane;
  gboolean is_ending;
  GArray *ids;
  AditEngineMailFunc on_done;
  gpointer data;
} Check;

static void
run_check_rules (gpointer data)
{
  g_autofree Check *check = data;
  GList *next;

  for (GList *link = check->lane->home.sessions.head; link; link = next)
    {
      guint64 id = adit_engine_session_get_id (link->data);

      next = link->next;
      if (adit_engine_session_check_rules (link->data, check->is_ending))
        g_array_append_val (check->ids, id);
    }

  check->on_done (check->data);
}

void
adit_engine_lane_check_rules (AditEngineLane *self,
                              gboolean is_ending,
                              GArray *ids,
                              AditEngineMailFunc on_done,
                              gpointer data)
{
  Check *check = g_new (Check, 1);

  *check = (Check){ self, is_ending, ids, on_done, data };
  adit_engine_worker_post (self->worker, run_check_rules, check);
}

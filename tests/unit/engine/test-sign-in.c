/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-sign-in.h"

#include <crypt.h>
#include <string.h>

#define FAST "$5$rounds=1000$saltsalt$"
#define SLOW "$5$rounds=300000$saltsalt$"

_Atomic gint64 test_sign_in_clock_us;

static gint64
now_us (void)
{
  return test_sign_in_clock_us;
}

static guint
today (void)
{
  return TODAY;
}

static char *
hash (const char *password, const char *setting)
{
  g_autofree struct crypt_data *crypt_data = g_new0 (struct crypt_data, 1);

  return g_strdup (crypt_r (password, setting, crypt_data));
}

static AditUser *
make_user (const char *name, const char *password, const char *setting)
{
  AditUser *user = adit_user_new (name);
  g_autofree char *text = hash (password, setting);

  adit_user_set_text (&user->password_hash, text);
  return user;
}

AditUser *
test_sign_in_make_user (const char *name, const char *password)
{
  return make_user (name, password, FAST);
}

AditUser *
test_sign_in_make_slow_user (const char *name, const char *password)
{
  return make_user (name, password, SLOW);
}

/* Takes @user over. */
void
test_sign_in_put (TestSignIn *self, AditUser *user)
{
  AditUsers *users = adit_users_find (self->users, user->name)
                         ? adit_users_replace (self->users, user, NULL)
                         : adit_users_add (self->users, user, NULL);

  g_assert_nonnull (users);
  adit_users_unref (self->users);
  self->users = users;
  adit_user_free (user);
}

void
test_sign_in_run_set_users (gpointer data)
{
  TestSignIn *self = data;

  adit_engine_sign_in_set_users (self->sign_in, self->users);
}

void
test_sign_in_apply_users (TestSignIn *self)
{
  adit_engine_worker_call (self->worker, test_sign_in_run_set_users, self);
}

void
test_sign_in_set_up (TestSignIn *self, gconstpointer data)
{
  AditUser *user;

  test_sign_in_clock_us = 1000 * (gint64) G_USEC_PER_SEC;
  self->worker = adit_engine_worker_new (0, 4);
  self->desk = adit_engine_desk_new ();
  self->desk->now_us = now_us;
  self->desk->today = today;
  self->sign_in = adit_engine_sign_in_new (self->worker, self->desk);
  self->users = adit_users_new ();

  test_sign_in_put (self, test_sign_in_make_user ("alice", "secret"));
  user = test_sign_in_make_user ("disabled", "secret");
  user->is_enabled = FALSE;
  test_sign_in_put (self, user);
  user = test_sign_in_make_user ("expired", "secret");
  user->expires_on = TODAY - 1;
  test_sign_in_put (self, user);
  user = test_sign_in_make_user ("last-day", "secret");
  user->expires_on = TODAY;
  test_sign_in_put (self, user);
  test_sign_in_put (self, adit_user_new ("nothing"));
  test_sign_in_apply_users (self);
}

static gboolean
is_empty (gpointer data)
{
  TestSignIn *self = data;

  return adit_engine_sign_in_count_away (self->sign_in) == 0;
}

void
test_sign_in_tear_down (TestSignIn *self, gconstpointer data)
{
  adit_engine_worker_free (self->worker, is_empty, self);
  adit_engine_sign_in_free (self->sign_in);
  adit_engine_desk_free (self->desk);
  adit_users_unref (self->users);
}

/* ---- TestAsking ---- */

static void
on_done (gpointer owner,
         AditEngineSignInVerdict verdict,
         const AditUser *user,
         const char *challenges,
         AditCause cause)
{
  TestAsking *asking = owner;

  pthread_mutex_lock (&asking->lock);
  asking->n_answers++;
  asking->ticket = NULL;
  asking->answer =
      (TestAnswer){ verdict, cause, g_strdup (user ? user->name : NULL), g_strdup (challenges) };
  pthread_cond_signal (&asking->changed);
  pthread_mutex_unlock (&asking->lock);
}

static void
run_ask (gpointer data)
{
  TestAsking *asking = data;

  asking->ticket =
      adit_engine_sign_in_check (asking->fixture->sign_in, &asking->question, on_done, asking);
}

void
test_sign_in_start (TestSignIn *self, TestAsking *asking, const AditEngineSignInQuestion *question)
{
  *asking = (TestAsking){ .fixture = self, .question = *question };
  pthread_mutex_init (&asking->lock, NULL);
  pthread_cond_init (&asking->changed, NULL);
  adit_engine_worker_post (self->worker, run_ask, asking);
}

static void
run_nothing (gpointer data)
{
}

TestAnswer *
test_sign_in_wait_for (TestAsking *asking)
{
  pthread_mutex_lock (&asking->lock);
  while (asking->n_answers == 0)
    pthread_cond_wait (&asking->changed, &asking->lock);
  pthread_mutex_unlock (&asking->lock);

  /* It is not called twice, and is out of the callback. */
  adit_engine_worker_call (asking->fixture->worker, run_nothing, NULL);
  g_assert_cmpuint (asking->n_answers, ==, 1);
  return &asking->answer;
}

void
test_sign_in_clear (TestAsking *asking)
{
  pthread_mutex_destroy (&asking->lock);
  pthread_cond_destroy (&asking->changed);
  g_free (asking->answer.user);
  g_free (asking->answer.challenges);
}

char *
test_sign_in_basic (const char *user, const char *password)
{
  g_autofree char *pair = g_strconcat (user, ":", password, NULL);
  g_autofree char *text = g_base64_encode ((const guchar *) pair, strlen (pair));

  return g_strconcat ("Basic ", text, NULL);
}

AditEngineAddress
test_sign_in_address (const char *host)
{
  AditEngineAddress result;

  g_assert_true (adit_engine_address_parse (&result, host, 1234));
  return result;
}

void
test_sign_in_assert_row (TestSignIn *self, const TestSignInRow *row)
{
  g_autofree char *authorization = row->user ? test_sign_in_basic (row->user, row->password) : NULL;
  AditEngineAddress client = test_sign_in_address (row->host);
  AditEngineSignInQuestion question = {
    authorization,
    "CONNECT",
    "example.org:443",
    &client,
    adit_engine_address_is_loopback (&client),
    row->is_encrypted,
  };
  TestAsking asking;
  TestAnswer *answer;

  g_test_message ("%s:%s from %s", row->user, row->password, row->host);
  test_sign_in_start (self, &asking, &question);
  answer = test_sign_in_wait_for (&asking);
  g_assert_cmpint (answer->verdict, ==, row->verdict);
  g_assert_cmpstr (answer->user, ==, row->admitted);
  g_assert_cmpint (answer->cause, ==, row->cause);
  g_assert_cmpint (answer->challenges[0] != '\0', ==, row->verdict == ADIT_ENGINE_SIGN_IN_NEEDED);
  test_sign_in_clear (&asking);
}

void
test_sign_in_run_forget (gpointer data)
{
  TestAsking *asking = data;

  if (asking->ticket)
    adit_engine_sign_in_forget (asking->ticket);
}

typedef struct
{
  TestSignIn *fixture;
  const AditAccess *access;
} Accessing;

static void
run_set_access (gpointer data)
{
  Accessing *accessing = data;

  adit_engine_sign_in_set_access (accessing->fixture->sign_in, accessing->access);
}

void
test_sign_in_set_access (TestSignIn *self, const AditAccess *access)
{
  Accessing accessing = { self, access };

  adit_engine_worker_call (self->worker, run_set_access, &accessing);
}

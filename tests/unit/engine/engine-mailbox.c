/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages between threads: all arrive, each sender's in order, the last ones too. */

#include "engine/worker/adit-engine-mailbox.h"

#include <pthread.h>

#define N_SENDERS 8
#define N_MAILS   5000

typedef struct
{
  AditEngineMailbox *mailbox;
  guint number;
} Sender;

typedef struct
{
  guint sender;
  guint number;
} Letter;

/* Written by the receiving thread only. */
static guint n_received[N_SENDERS];
static guint n_received_in_all;
static pthread_t receiver;

static void
on_letter (gpointer data)
{
  Letter *letter = data;

  g_assert_true (pthread_equal (pthread_self (), receiver));
  g_assert_cmpuint (letter->number, ==, n_received[letter->sender]);
  n_received[letter->sender]++;
  n_received_in_all++;
  g_free (letter);
}

static void *
send_letters (void *data)
{
  Sender *sender = data;

  for (guint i = 0; i < N_MAILS; i++)
    {
      Letter *letter = g_new (Letter, 1);

      *letter = (Letter){ sender->number, i };
      adit_engine_mailbox_post (sender->mailbox, on_letter, letter);
    }

  return NULL;
}

static void
start_senders (AditEngineMailbox *mailbox, Sender *senders, pthread_t *threads)
{
  receiver = pthread_self ();
  n_received_in_all = 0;
  for (guint i = 0; i < N_SENDERS; i++)
    {
      n_received[i] = 0;
      senders[i] = (Sender){ mailbox, i };
      g_assert_cmpint (pthread_create (&threads[i], NULL, send_letters, &senders[i]), ==, 0);
    }
}

static void
join_senders (pthread_t *threads)
{
  for (guint i = 0; i < N_SENDERS; i++)
    pthread_join (threads[i], NULL);
}

static void
test_many_senders (void)
{
  GMainContext *context = g_main_context_new ();
  AditEngineMailbox *mailbox = adit_engine_mailbox_new (context);
  Sender senders[N_SENDERS];
  pthread_t threads[N_SENDERS];

  start_senders (mailbox, senders, threads);
  while (n_received_in_all < N_SENDERS * N_MAILS)
    g_main_context_iteration (context, TRUE);
  join_senders (threads);

  g_assert_false (g_main_context_iteration (context, FALSE));
  adit_engine_mailbox_free (mailbox);
  g_assert_cmpuint (n_received_in_all, ==, N_SENDERS * N_MAILS);
  g_main_context_unref (context);
}

static void
test_free_delivers (void)
{
  GMainContext *context = g_main_context_new ();
  AditEngineMailbox *mailbox = adit_engine_mailbox_new (context);
  Sender senders[N_SENDERS];
  pthread_t threads[N_SENDERS];

  start_senders (mailbox, senders, threads);
  join_senders (threads);
  g_assert_cmpuint (n_received_in_all, ==, 0);
  adit_engine_mailbox_free (mailbox);
  g_assert_cmpuint (n_received_in_all, ==, N_SENDERS * N_MAILS);
  g_main_context_unref (context);
}

/* A message that sends the next one. */
typedef struct
{
  AditEngineMailbox *mailbox;
  guint n_left;
} Chain;

static void
on_chain (gpointer data)
{
  Chain *chain = data;

  if (--chain->n_left > 0)
    adit_engine_mailbox_post (chain->mailbox, on_chain, chain);
}

static void
test_post_from_message (void)
{
  GMainContext *context = g_main_context_new ();
  AditEngineMailbox *mailbox = adit_engine_mailbox_new (context);
  Chain chain = { mailbox, 100 };

  adit_engine_mailbox_post (mailbox, on_chain, &chain);
  while (chain.n_left > 0)
    g_main_context_iteration (context, TRUE);
  g_assert_false (g_main_context_iteration (context, FALSE));

  chain.n_left = 100;
  adit_engine_mailbox_post (mailbox, on_chain, &chain);
  adit_engine_mailbox_free (mailbox);
  g_assert_cmpuint (chain.n_left, ==, 0);
  g_main_context_unref (context);
}

static void
test_unused (void)
{
  GMainContext *context = g_main_context_new ();
  AditEngineMailbox *mailbox = adit_engine_mailbox_new (context);

  g_assert_false (g_main_context_iteration (context, FALSE));
  adit_engine_mailbox_free (mailbox);
  g_main_context_unref (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/mailbox/many-senders", test_many_senders);
  g_test_add_func ("/engine/mailbox/free-delivers", test_free_delivers);
  g_test_add_func ("/engine/mailbox/post-from-message", test_post_from_message);
  g_test_add_func ("/engine/mailbox/unused", test_unused);

  return g_test_run ();
}

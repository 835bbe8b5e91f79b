/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pipes on loan: how many at once, which are lent again, and that none is lost. */

#include "engine/worker/adit-engine-pipes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static guint
count_descriptors (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n_descriptors = 0;

  g_assert_nonnull (directory);
  while (g_dir_read_name (directory))
    n_descriptors++;

  return n_descriptors;
}

static void
borrow_all (AditEnginePipes *pipes, GPtrArray *lent, guint n_pipes)
{
  for (guint i = 0; i < n_pipes; i++)
    {
      g_ptr_array_add (lent, adit_engine_pipes_borrow (pipes));
      g_assert_nonnull (lent->pdata[i]);
    }
}

static void
return_all (AditEnginePipes *pipes, GPtrArray *lent, gboolean is_empty)
{
  for (guint i = 0; i < lent->len; i++)
    adit_engine_pipes_give_back (pipes, lent->pdata[i], is_empty);
  g_ptr_array_set_size (lent, 0);
}

static void
test_bound (gconstpointer data)
{
  guint n_pipes = GPOINTER_TO_UINT (data);
  guint n_before = count_descriptors ();
  AditEnginePipes *pipes = adit_engine_pipes_new (n_pipes);
  g_autoptr (GPtrArray) lent = g_ptr_array_new ();

  borrow_all (pipes, lent, n_pipes);
  g_assert_cmpuint (count_descriptors (), ==, n_before + 2 * n_pipes);
  g_assert_null (adit_engine_pipes_borrow (pipes));

  adit_engine_pipes_give_back (pipes, g_ptr_array_steal_index (lent, 0), TRUE);
  g_ptr_array_add (lent, adit_engine_pipes_borrow (pipes));
  g_assert_nonnull (lent->pdata[n_pipes - 1]);
  g_assert_null (adit_engine_pipes_borrow (pipes));

  return_all (pipes, lent, TRUE);
  adit_engine_pipes_free (pipes);
  g_assert_cmpuint (count_descriptors (), ==, n_before);
}

static void
test_none (void)
{
  AditEnginePipes *pipes = adit_engine_pipes_new (0);

  g_assert_null (adit_engine_pipes_borrow (pipes));
  adit_engine_pipes_free (pipes);
}

/* Lent again are empty ones; others would bring one tunnel's bytes into another. */
static void
test_not_empty (void)
{
  AditEnginePipes *pipes = adit_engine_pipes_new (2);
  AditEnginePipe *pipe = adit_engine_pipes_borrow (pipes);
  guint n_with_one = count_descriptors ();
  char byte;

  g_assert_cmpint (write (pipe->write_fd, "x", 1), ==, 1);
  adit_engine_pipes_give_back (pipes, pipe, FALSE);
  g_assert_cmpuint (count_descriptors (), ==, n_with_one - 2);

  pipe = adit_engine_pipes_borrow (pipes);
  g_assert_cmpint (read (pipe->read_fd, &byte, 1), ==, -1);
  g_assert_cmpint (errno, ==, EAGAIN);
  adit_engine_pipes_give_back (pipes, pipe, TRUE);

  adit_engine_pipes_free (pipes);
}

static void
test_empty_is_lent_again (void)
{
  AditEnginePipes *pipes = adit_engine_pipes_new (2);
  AditEnginePipe *pipe = adit_engine_pipes_borrow (pipes);
  int read_fd = pipe->read_fd;
  guint n_with_one = count_descriptors ();

  adit_engine_pipes_give_back (pipes, pipe, TRUE);
  g_assert_cmpuint (count_descriptors (), ==, n_with_one);
  pipe = adit_engine_pipes_borrow (pipes);
  g_assert_cmpint (pipe->read_fd, ==, read_fd);
  g_assert_cmpuint (count_descriptors (), ==, n_with_one);

  adit_engine_pipes_give_back (pipes, pipe, TRUE);
  adit_engine_pipes_free (pipes);
}

/* After a rush most are closed. */
static void
test_few_are_kept (void)
{
  guint n_before = count_descriptors ();
  AditEnginePipes *pipes = adit_engine_pipes_new (100);
  g_autoptr (GPtrArray) lent = g_ptr_array_new ();

  borrow_all (pipes, lent, 100);
  return_all (pipes, lent, TRUE);
  g_assert_cmpuint (count_descriptors (), <=, n_before + 2 * 32);
  g_assert_cmpuint (count_descriptors (), >, n_before);

  adit_engine_pipes_free (pipes);
  g_assert_cmpuint (count_descriptors (), ==, n_before);
}

static void
test_flags (void)
{
  AditEnginePipes *pipes = adit_engine_pipes_new (1);
  AditEnginePipe *pipe = adit_engine_pipes_borrow (pipes);

  g_assert_true (fcntl (pipe->read_fd, F_GETFL) & O_NONBLOCK);
  g_assert_true (fcntl (pipe->write_fd, F_GETFL) & O_NONBLOCK);
  g_assert_true (fcntl (pipe->read_fd, F_GETFD) & FD_CLOEXEC);
  g_assert_true (fcntl (pipe->write_fd, F_GETFD) & FD_CLOEXEC);

  adit_engine_pipes_give_back (pipes, pipe, TRUE);
  adit_engine_pipes_free (pipes);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/engine/pipes/bound-1", GUINT_TO_POINTER (1), test_bound);
  g_test_add_data_func ("/engine/pipes/bound-2", GUINT_TO_POINTER (2), test_bound);
  g_test_add_data_func ("/engine/pipes/bound-50", GUINT_TO_POINTER (50), test_bound);
  g_test_add_func ("/engine/pipes/none", test_none);
  g_test_add_func ("/engine/pipes/not-empty", test_not_empty);
  g_test_add_func ("/engine/pipes/empty-is-lent-again", test_empty_is_lent_again);
  g_test_add_func ("/engine/pipes/few-are-kept", test_few_are_kept);
  g_test_add_func ("/engine/pipes/flags", test_flags);

  return g_test_run ();
}

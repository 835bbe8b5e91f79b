/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target without a fuzzer, as an ordinary test: over its corpus (the folder given as
 * the argument), and over mutations of it that are the same in every run. An input that fails is
 * written to standard error, in hexadecimal. */

#include "fuzz.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define N_MUTATIONS 20000
#define INPUT_MAX   70000 /* twice the largest head, and more */

static GPtrArray *corpus; /* GBytes */
static const guint8 *current;
static gsize current_size;

/* Only what may be called in a signal's handler. */
static void
on_abort (int signal_number)
{
  static const char digits[] = "0123456789abcdef";
  gssize n_written = 0;

  for (gsize i = 0; i < current_size && n_written >= 0; i++)
    n_written =
        write (STDERR_FILENO, (char[]){ digits[current[i] >> 4], digits[current[i] & 15] }, 2);
  n_written = write (STDERR_FILENO, "\n", 1);
  (void) n_written;
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

static void
run (const guint8 *data, gsize size)
{
  current = data;
  current_size = size;
  LLVMFuzzerTestOneInput (data, size);
}

static gsize
below (GRand *rand, gsize bound)
{
  return bound > 0 ? g_rand_int (rand) % bound : 0;
}

/* Bytes that decide something in the formats at hand, more often than all others. */
static guint8
any_byte (GRand *rand)
{
  static const guint8 telling[] = "\r\n\0 \t:;,.=#[]/%@09azAZ\x7f\x80\xff";

  return g_rand_boolean (rand) ? telling[below (rand, sizeof telling)] : (guint8) below (rand, 256);
}

/* How long a piece from @start on may be, of at most @most bytes. */
static gsize
any_length (GRand *rand, const GByteArray *bytes, gsize start, gsize most)
{
  gsize length = below (rand, most) + 1;

  return MIN (length, bytes->len - start);
}

static void
repeat_piece (GRand *rand, GByteArray *bytes)
{
  gsize start = below (rand, bytes->len);
  gsize length = any_length (rand, bytes, start, 200);
  g_autofree guint8 *piece = g_memdup2 (bytes->data + start, length);

  for (gsize n = below (rand, 300); n > 0 && bytes->len + length < INPUT_MAX; n--)
    g_byte_array_append (bytes, piece, (guint) length);
}

static void
insert_byte (GRand *rand, GByteArray *bytes)
{
  gsize position = below (rand, bytes->len + 1);
  guint8 byte = any_byte (rand);

  g_byte_array_append (bytes, &byte, 1);
  memmove (bytes->data + position + 1, bytes->data + position, bytes->len - position - 1);
  bytes->data[position] = byte;
}

static void
append_other (GRand *rand, GByteArray *bytes)
{
  GBytes *other = corpus->pdata[below (rand, corpus->len)];
  gsize size;
  const guint8 *data = g_bytes_get_data (other, &size);
  gsize start = below (rand, size);

  if (bytes->len + size < INPUT_MAX)
    g_byte_array_append (bytes, data + start, (guint) (size - start));
}

static void
mutate (GRand *rand, GByteArray *bytes)
{
  gsize position = below (rand, bytes->len);

  if (bytes->len == 0)
    {
      insert_byte (rand, bytes);
      return;
    }

  switch (g_rand_int_range (rand, 0, 12))
    {
    case 0:
      g_byte_array_set_size (bytes, (guint) position);
      break;
    case 1:
      append_other (rand, bytes);
      break;
    case 2:
      repeat_piece (rand, bytes);
      break;
    case 3:
    case 4:
      g_byte_array_remove_range (bytes, (guint) position,
                                 (guint) any_length (rand, bytes, position, 8));
      break;
    case 5:
    case 6:
    case 7:
      insert_byte (rand, bytes);
      break;
    case 8:
      bytes->data[position] ^= (guint8) (1 << below (rand, 8));
      break;
    default:
      bytes->data[position] = any_byte (rand);
    }
}

static void
test_corpus (void)
{
  for (guint i = 0; i < corpus->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (corpus->pdata[i], &size);

      run (data, size);
    }
}

static void
test_mutations (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260101);

  for (guint i = 0; i < N_MUTATIONS; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      append_other (rand, bytes);
      for (gsize n = below (rand, 6); n > 0; n--)
        mutate (rand, bytes);
      run (bytes->data, bytes->len);
    }
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* In the order of the names, so that a run is like the one before. */
static void
read_corpus (const char *directory)
{
  g_autoptr (GDir) names = g_dir_open (directory, 0, NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (names);
  while ((name = g_dir_read_name (names)))
    g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (paths, compare_paths);

  for (guint i = 0; i < paths->len; i++)
    {
      char *text;
      gsize length;

      g_assert_true (g_file_get_contents (paths->pdata[i], &text, &length, NULL));
      g_ptr_array_add (corpus, g_bytes_new_take (text, length));
    }
  g_assert_cmpuint (corpus->len, >, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  signal (SIGABRT, on_abort);
  signal (SIGSEGV, on_abort);
  corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  read_corpus (argv[1]);

  g_test_add_func ("/fuzz/corpus", test_corpus);
  g_test_add_func ("/fuzz/mutations", test_mutations);
  status = g_test_run ();
  g_ptr_array_unref (corpus);

  return status;
}

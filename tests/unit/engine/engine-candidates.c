/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The order in which a name's addresses are tried: RFC 8305, section 4. */

#include "engine/connect/adit-engine-candidates.h"

#include <string.h>

typedef struct
{
  const char *answer;
  const char *order;
} Row;

static const Row rows[] = {
  { "", "" },
  { "192.0.2.1", "192.0.2.1" },
  { "2001:db8::1", "2001:db8::1" },
  { "192.0.2.1 192.0.2.2 192.0.2.3", "192.0.2.1 192.0.2.2 192.0.2.3" },
  { "2001:db8::1 192.0.2.1", "2001:db8::1 192.0.2.1" },
  { "192.0.2.1 2001:db8::1", "192.0.2.1 2001:db8::1" },
  { "2001:db8::1 2001:db8::2 192.0.2.1 192.0.2.2", "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2" },
  { "192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1", "192.0.2.1 2001:db8::1 192.0.2.2 192.0.2.3" },
  { "192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3",
    "192.0.2.1 2001:db8::1 2001:db8::2 2001:db8::3" },
  { "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2", "2001:db8::1 192.0.2.1 2001:db8::2 192.0.2.2" },
  { "::ffff:192.0.2.1 192.0.2.2", "192.0.2.1 192.0.2.2" },
};

static GList *
answer_of (const char *text)
{
  GList *answer = NULL;
  g_auto (GStrv) names = g_strsplit (text, " ", -1);

  for (guint i = 0; names[i]; i++)
    answer = g_list_append (answer, g_inet_address_new_from_string (names[i]));

  return answer;
}

/* Hosts alone; all have the port asked for. */
static char *
print (const AditEngineCandidates *candidates)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < candidates->n_addresses; i++)
    {
      char address[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
      char *host = address;

      adit_engine_address_print (&candidates->addresses[i], address);
      g_assert_true (g_str_has_suffix (address, ":443"));
      address[strlen (address) - strlen (":443")] = '\0';
      if (address[0] == '[')
        {
          host++;
          address[strlen (address) - 1] = '\0';
        }
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", host);
    }

  return g_string_free (text, FALSE);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  GList *answer = answer_of (row->answer);
  AditEngineCandidates candidates;
  g_autofree char *order = NULL;

  adit_engine_candidates_set (&candidates, answer, 443);
  order = print (&candidates);
  g_assert_cmpstr (order, ==, row->order);
  g_list_free_full (answer, g_object_unref);
}

static GList *
many (const char *prefix, guint n_addresses)
{
  GList *answer = NULL;

  for (guint i = 1; i <= n_addresses; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%u", prefix, i);

      answer = g_list_append (answer, g_inet_address_new_from_string (name));
    }

  return answer;
}

static void
check_bound (guint n_v6, guint n_v4, guint n_expected_v6, guint n_expected_v4)
{
  GList *answer = g_list_concat (many ("2001:db8::", n_v6), many ("192.0.2.", n_v4));
  AditEngineCandidates candidates;
  guint n_found_v6 = 0;

  adit_engine_candidates_set (&candidates, answer, 443);
  for (guint i = 0; i < candidates.n_addresses; i++)
    n_found_v6 += candidates.addresses[i].any.sa_family == AF_INET6;
  g_assert_cmpuint (n_found_v6, ==, n_expected_v6);
  g_assert_cmpuint (candidates.n_addresses - n_found_v6, ==, n_expected_v4);
  g_list_free_full (answer, g_object_unref);
}

/* No family crowds the other out. */
static void
test_bound (void)
{
  check_bound (ADIT_ENGINE_CANDIDATES_MAX, 0, ADIT_ENGINE_CANDIDATES_MAX, 0);
  check_bound (ADIT_ENGINE_CANDIDATES_MAX + 1, 0, ADIT_ENGINE_CANDIDATES_MAX, 0);
  check_bound (0, ADIT_ENGINE_CANDIDATES_MAX + 1, 0, ADIT_ENGINE_CANDIDATES_MAX);
  check_bound (100, 100, ADIT_ENGINE_CANDIDATES_MAX / 2, ADIT_ENGINE_CANDIDATES_MAX / 2);
  check_bound (100, 1, ADIT_ENGINE_CANDIDATES_MAX - 1, 1);
  check_bound (1, 100, 1, ADIT_ENGINE_CANDIDATES_MAX - 1);
}

/* Each answer replaces the one before. */
static void
test_again (void)
{
  GList *first = many ("192.0.2.", 5);
  AditEngineCandidates candidates;

  adit_engine_candidates_set (&candidates, first, 1);
  g_assert_cmpuint (candidates.n_addresses, ==, 5);
  adit_engine_candidates_set (&candidates, NULL, 1);
  g_assert_cmpuint (candidates.n_addresses, ==, 0);
  g_list_free_full (first, g_object_unref);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/candidates/%u", i);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/engine/candidates/bound", test_bound);
  g_test_add_func ("/engine/candidates/again", test_again);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which dials would come back to one of our own listeners. */

#include "engine/connect/adit-engine-own-addresses.h"

typedef struct
{
  const char *listener;
  const char *dialled;
  guint16 port; /* dialled; listeners are on 3128 */
  gboolean is_own;
} Row;

static const Row rows[] = {
  { "127.0.0.1", "127.0.0.1", 3128, TRUE },
  { "127.0.0.1", "127.0.0.1", 3129, FALSE },
  { "127.0.0.1", "::ffff:127.0.0.1", 3128, TRUE },
  { "127.0.0.1", "127.0.0.2", 3128, FALSE },
  { "127.0.0.1", "::1", 3128, FALSE },
  { "::1", "::1", 3128, TRUE },
  { "::1", "::1", 80, FALSE },
  { "192.0.2.1", "192.0.2.1", 3128, TRUE },
  { "192.0.2.1", "192.0.2.2", 3128, FALSE },

  /* dialling "any" reaches this computer */
  { "127.0.0.1", "0.0.0.0", 3128, TRUE },
  { "127.0.0.1", "::", 3128, TRUE },
  { "::1", "0.0.0.0", 3128, TRUE },
  { "::1", "::", 3128, TRUE },
  { "127.0.0.1", "0.0.0.0", 3129, FALSE },

  /* listening on "any" is reached at every address of this computer */
  { "0.0.0.0", "127.0.0.1", 3128, TRUE },
  { "0.0.0.0", "127.1.2.3", 3128, TRUE },
  { "0.0.0.0", "192.0.2.1", 3128, FALSE },
  { "0.0.0.0", "127.0.0.1", 3129, FALSE },
  { "::", "::1", 3128, TRUE },
  { "::", "127.0.0.1", 3128, TRUE },
  { "::", "2001:db8::1", 3128, FALSE },
  { "0.0.0.0", "0.0.0.0", 3128, TRUE },
};

static void
append (GArray *addresses, const char *host, guint16 port)
{
  AditEngineAddress address;

  g_assert_true (adit_engine_address_parse (&address, host, port));
  g_array_append_val (addresses, address);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GArray) addresses = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));
  AditEngineOwnAddresses *own;
  AditEngineAddress dialled;

  append (addresses, "198.51.100.1", 3128); /* another, so that all are looked at */
  append (addresses, row->listener, 3128);
  own = adit_engine_own_addresses_new (addresses);
  g_assert_true (adit_engine_address_parse (&dialled, row->dialled, row->port));
  g_assert_cmpint (adit_engine_own_addresses_contains (own, &dialled), ==, row->is_own);
  adit_engine_own_addresses_unref (own);
}

/* The set is a copy, and lives as long as somebody holds it. */
static void
test_life (void)
{
  g_autoptr (GArray) addresses = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));
  AditEngineOwnAddresses *own, *empty;
  AditEngineAddress dialled;

  adit_engine_address_parse (&dialled, "127.0.0.1", 3128);
  empty = adit_engine_own_addresses_new (addresses);
  g_assert_false (adit_engine_own_addresses_contains (empty, &dialled));
  adit_engine_own_addresses_unref (empty);

  append (addresses, "127.0.0.1", 3128);
  own = adit_engine_own_addresses_new (addresses);
  g_array_set_size (addresses, 0);
  g_assert_true (adit_engine_own_addresses_ref (own) == own);
  adit_engine_own_addresses_unref (own);
  g_assert_true (adit_engine_own_addresses_contains (own, &dialled));
  adit_engine_own_addresses_unref (own);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/own-addresses/%u: %s at %s", i,
                                               rows[i].dialled, rows[i].listener);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/engine/own-addresses/life", test_life);

  return g_test_run ();
}

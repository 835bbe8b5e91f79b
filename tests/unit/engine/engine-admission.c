/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may use the proxy: this computer always, others only when they are listed. */

#include "engine/authorise/adit-engine-admission.h"
#include "model/adit-network.h"

typedef struct
{
  const char *networks; /* joined by spaces */
  const char *client;
  const char *local;
  gboolean is_allowed;
} Row;

static const Row rows[] = {
  { "", "127.0.0.1", "127.0.0.1", TRUE },
  { "", "127.255.255.255", "127.0.0.1", TRUE },
  { "", "128.0.0.1", "127.0.0.1", FALSE },
  { "", "126.255.255.255", "127.0.0.1", FALSE },
  { "", "::1", "::1", TRUE },
  { "", "::2", "::1", FALSE },
  { "", "::ffff:127.0.0.1", "::ffff:127.0.0.1", TRUE },

  /* both ends are this computer's */
  { "", "192.0.2.1", "192.0.2.1", TRUE },
  { "", "192.0.2.2", "192.0.2.1", FALSE },
  { "", "2001:db8::1", "2001:db8::1", TRUE },
  { "", "2001:db8::1", "2001:db8::2", FALSE },
  { "", "::ffff:192.0.2.1", "192.0.2.1", TRUE },

  { "192.0.2.0/24", "192.0.2.255", "192.0.2.1", TRUE },
  { "192.0.2.0/24", "192.0.3.0", "192.0.2.1", FALSE },
  { "192.0.2.0/24", "::ffff:192.0.2.7", "::ffff:192.0.2.1", TRUE },
  { "192.0.2.0/24", "2001:db8::7", "2001:db8::1", FALSE },
  { "192.0.2.7", "192.0.2.7", "192.0.2.1", TRUE },
  { "192.0.2.7", "192.0.2.8", "192.0.2.1", FALSE },
  { "2001:db8::/64", "2001:db8::7", "2001:db8::1", TRUE },
  { "2001:db8::/64", "2001:db8:0:1::7", "2001:db8::1", FALSE },
  { "198.51.100.0/24 192.0.2.0/24", "192.0.2.9", "192.0.2.1", TRUE },
  { "198.51.100.0/24 192.0.2.0/24", "198.51.100.9", "192.0.2.1", TRUE },
  { "198.51.100.0/24 192.0.2.0/24", "203.0.113.9", "192.0.2.1", FALSE },
  { "0.0.0.0/0", "203.0.113.9", "192.0.2.1", TRUE },
  { "0.0.0.0/0", "2001:db8::9", "2001:db8::1", FALSE },
  { "::/0", "2001:db8::9", "2001:db8::1", TRUE },

  /* that others are listed shuts nobody out here */
  { "198.51.100.0/24", "127.0.0.1", "127.0.0.1", TRUE },
};

static GArray *
networks_read (const char *text)
{
  GArray *networks = g_array_new (FALSE, FALSE, sizeof (AditNetwork));
  g_auto (GStrv) names = g_strsplit (text, " ", -1);

  for (guint i = 0; names[i]; i++)
    {
      AditNetwork network;

      g_assert_true (adit_network_parse (names[i], &network));
      g_array_append_val (networks, network);
    }

  return networks;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GArray) networks = networks_read (row->networks);
  AditEngineAddress client, local;
  gboolean is_local;
  AditCause expected = row->is_allowed ? ADIT_CAUSE_NONE : ADIT_CAUSE_CLIENT_NOT_ALLOWED;

  g_assert_true (adit_engine_address_parse (&client, row->client, 50000));
  g_assert_true (adit_engine_address_parse (&local, row->local, 3128));
  is_local = adit_engine_admission_is_local (&client, &local);
  g_assert_cmpuint (adit_engine_admission_check (networks, &client, is_local), ==, expected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/admission/%u: %s", i, rows[i].client);

      g_test_add_data_func (path, &rows[i], test_row);
    }

  return g_test_run ();
}

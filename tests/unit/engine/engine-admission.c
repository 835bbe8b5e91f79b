/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may use the proxy: this computer always, others only when they are listed. */

#include "engine/authorise/adit-engine-admission.h"
#include "model/adit-interface.h"

typedef struct
{
  const char *networks; /* joined by spaces; as `clients` has them */
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

  /* neighbours, as long as the network is not public: list_interfaces() */
  { "local", "10.0.0.9", "10.0.0.1", TRUE },
  { "", "10.0.0.9", "10.0.0.1", FALSE },
  { "local", "10.0.1.9", "10.0.0.1", FALSE },
  { "local", "::ffff:10.0.0.9", "10.0.0.1", TRUE },
  { "local", "fd00::9", "fd00::1", TRUE },
  { "local", "fd00:0:0:1::9", "fd00::1", FALSE },
  { "local", "fe80::9", "fe80::1", TRUE },
  { "local", "8.8.8.9", "8.8.8.8", FALSE },
  { "local", "2600::9", "2600::1", FALSE },
  { "local 8.8.8.0/24", "8.8.8.9", "8.8.8.8", TRUE },
  { "local", "172.16.0.9", "172.16.0.1", TRUE },
  /* both ends lie in networks of ours, but not in the same */
  { "local", "172.16.0.9", "10.0.0.1", FALSE },
  { "local", "10.0.0.9", "8.8.8.8", FALSE },
  { "local", "10.0.0.9", "127.0.0.1", FALSE },

  /* that others are listed shuts nobody out here */
  { "198.51.100.0/24", "127.0.0.1", "127.0.0.1", TRUE },
};

static void
add_interface (GPtrArray *interfaces, const char *name, const char *address, guint prefix)
{
  AditInterface *interface = adit_interface_new (name);

  g_assert_true (adit_interface_add (interface, address, prefix));
  g_ptr_array_add (interfaces, interface);
}

static GPtrArray *
list_interfaces (void)
{
  GPtrArray *interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_interface_free);

  add_interface (interfaces, "lo", "127.0.0.1", 8);
  add_interface (interfaces, "lo", "::1", 128);
  add_interface (interfaces, "eth0", "10.0.0.1", 24);
  add_interface (interfaces, "eth0", "fd00::1", 64);
  add_interface (interfaces, "eth0", "fe80::1", 64);
  add_interface (interfaces, "eth1", "172.16.0.1", 12);
  add_interface (interfaces, "ppp0", "8.8.8.8", 24);
  add_interface (interfaces, "ppp0", "2600::1", 64);
  return interfaces;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GPtrArray) interfaces = list_interfaces ();
  g_auto (AditClients) clients = { 0 };
  AditEngineAdmission admission, copy;
  AditEngineAddress client, local;
  g_autofree char *wrong = NULL;
  gboolean is_local;
  AditCause expected = row->is_allowed ? ADIT_CAUSE_NONE : ADIT_CAUSE_CLIENT_NOT_ALLOWED;

  adit_clients_init (&clients);
  g_assert_true (adit_clients_read (&clients, row->networks, &wrong));
  adit_engine_admission_init (&admission, &clients, interfaces);
  adit_engine_admission_init_copy (&copy, &admission);
  adit_engine_admission_clear (&admission);

  g_assert_true (adit_engine_address_parse (&client, row->client, 50000));
  g_assert_true (adit_engine_address_parse (&local, row->local, 3128));
  is_local = adit_engine_admission_is_local (&client, &local);
  g_assert_cmpuint (adit_engine_admission_check (&copy, &client, &local, is_local), ==, expected);
  adit_engine_admission_clear (&copy);
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

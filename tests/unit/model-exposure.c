/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who can reach a listener before it listens, and the words for it; interfaces and clients, which
 * that is told by. */

#include "model/adit-exposure.h"

#include <string.h>

static AditInterface *
add_interface (GPtrArray *interfaces, const char *name)
{
  AditInterface *interface = adit_interface_new (name);

  g_ptr_array_add (interfaces, interface);
  return interface;
}

static void
add (AditInterface *interface, const char *address, guint prefix)
{
  g_assert_true (adit_interface_add (interface, address, prefix));
}

/* A laptop at home, with a telephone beside it, and a tunnel that is up but has no address. */
static GPtrArray *
list_interfaces (void)
{
  GPtrArray *interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_interface_free);
  AditInterface *lo = add_interface (interfaces, "lo");
  AditInterface *wlan = add_interface (interfaces, "wlan0");
  AditInterface *wwan = add_interface (interfaces, "wwan0");

  add (lo, "127.0.0.1", 8);
  add (lo, "::1", 128);
  add (wlan, "192.168.1.20", 24);
  add (wlan, "2600:1::5", 64);
  add (wlan, "fd00::5", 64);
  add (wlan, "fe80::5", 64);
  add (wwan, "8.8.8.8", 32);
  add_interface (interfaces, "tun0");
  return interfaces;
}

typedef struct
{
  const char *place;
  gboolean is_public_allowed;
  const char *open, *closed; /* joined by blanks */
  gboolean is_elsewhere, is_any, is_public;
  const char *listed; /* where it is opened, joined by blanks */
} Row;

#define LOOPBACK "127.0.0.1:3128 [::1]:3128"

static const Row rows[] = {
  { "127.0.0.1:3128", FALSE, "", "", FALSE, FALSE, FALSE, "127.0.0.1:3128" },
  { "[::1]:0", TRUE, "", "", FALSE, FALSE, FALSE, "[::1]:0" },
  { "0.0.0.0:3128", FALSE, "192.168.1.20 8.8.8.8", "", TRUE, TRUE, TRUE, "0.0.0.0:3128" },
  { "[::]:3128", FALSE, "2600:1::5 fd00::5", "", TRUE, TRUE, TRUE, "[::]:3128" },
  { "192.168.1.20:3128", FALSE, "192.168.1.20", "", TRUE, FALSE, FALSE, "192.168.1.20:3128" },
  { "[2600:1::5]:1", FALSE, "2600:1::5", "", TRUE, FALSE, TRUE, "[2600:1::5]:1" },
  { "10.9.8.7:1", FALSE, "10.9.8.7", "", TRUE, FALSE, FALSE, "10.9.8.7:1" },
  { "%wlan0:3128", FALSE, "192.168.1.20 fd00::5", "2600:1::5", TRUE, FALSE, FALSE,
    LOOPBACK " 192.168.1.20:3128 [fd00::5]:3128" },
  { "%wlan0:3128", TRUE, "192.168.1.20 2600:1::5 fd00::5", "", TRUE, FALSE, TRUE,
    LOOPBACK " 192.168.1.20:3128 [2600:1::5]:3128 [fd00::5]:3128" },
  { "%wwan0:3128", FALSE, "", "8.8.8.8", TRUE, FALSE, FALSE, LOOPBACK },
  { "%tun0:3128", TRUE, "", "", TRUE, FALSE, FALSE, LOOPBACK },
  { "%none0:3128", TRUE, "", "", TRUE, FALSE, FALSE, LOOPBACK },
  { "%lo:3128", TRUE, "", "", TRUE, FALSE, FALSE, LOOPBACK },
};

static char *
join (const GPtrArray *addresses)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((AditExposedAddress *) addresses->pdata[i])->address);
  return g_string_free (text, FALSE);
}

static void
test_rows (void)
{
  g_autoptr (GPtrArray) interfaces = list_interfaces ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (AditExposure) exposure = NULL;
      g_autoptr (GPtrArray) listed = NULL;
      g_autofree char *open = NULL;
      g_autofree char *closed = NULL;
      g_autofree char *all = NULL;
      AditPlace place;

      g_test_message ("%s %d", row->place, row->is_public_allowed);
      g_assert_true (adit_place_parse (row->place, &place));
      exposure = adit_exposure_new (&place, row->is_public_allowed, interfaces);
      open = join (exposure->open);
      closed = join (exposure->closed);
      g_assert_cmpstr (open, ==, row->open);
      g_assert_cmpstr (closed, ==, row->closed);
      g_assert_cmpint (exposure->is_elsewhere, ==, row->is_elsewhere);
      g_assert_cmpint (exposure->is_any, ==, row->is_any);
      g_assert_cmpint (adit_exposure_is_public (exposure), ==, row->is_public);

      listed = adit_place_list (&place, row->is_public_allowed, interfaces);
      g_ptr_array_add (listed, NULL);
      all = g_strjoinv (" ", (char **) listed->pdata);
      g_assert_cmpstr (all, ==, row->listed);
    }
}

/* What has to be said: each of the pieces, and none of the others. */
typedef struct
{
  const char *place;
  gboolean is_public_allowed;
  const char *said[4];
  const char *unsaid[4];
} Words;

static const Words words[] = {
  { "127.0.0.1:3128", FALSE, { NULL }, { "connect", "ublic" } },
  { "%wlan0:3128",
    FALSE,
    { "can connect to 192.168.1.20 (wlan0), fd00::5 (wlan0)", "closed to others",
      "2600:1::5 (wlan0)" },
    { "internet", "later" } },
  { "%wlan0:3128", TRUE, { "whole internet", ": 2600:1::5 (wlan0)" }, { "closed", "later" } },
  { "0.0.0.0:3128", FALSE, { "192.168.1.20 (wlan0)", "internet", "8.8.8.8 (wwan0)", "later" }, {} },
  { "%tun0:3128", FALSE, { "tun0 has no address" }, { "internet" } },
  { "10.9.8.7:1", FALSE, { "can connect to 10.9.8.7." }, { "(" } },
};

static void
check_said (const char *text, const char *const *said, const char *const *unsaid)
{
  g_test_message ("%s", text);
  for (guint i = 0; i < 4 && said[i]; i++)
    g_assert_nonnull (strstr (text, said[i]));
  for (guint i = 0; i < 4 && unsaid[i]; i++)
    g_assert_null (strstr (text, unsaid[i]));
}

static void
test_words (void)
{
  g_autoptr (GPtrArray) interfaces = list_interfaces ();

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      AditPlace place;
      g_autoptr (AditExposure) exposure = NULL;
      g_autofree char *text = NULL;

      g_assert_true (adit_place_parse (words[i].place, &place));
      exposure = adit_exposure_new (&place, words[i].is_public_allowed, interfaces);
      text = adit_exposure_describe (exposure, &place);
      check_said (text, words[i].said, words[i].unsaid);
    }
}

static void
test_served (void)
{
  static const struct
  {
    const char *clients;
    AditSignIn sign_in;
    const char *said[4];
    const char *unsaid[4];
  } served[] = {
    { "local",
      ADIT_SIGN_IN_ELSEWHERE,
      { "same private network are served; all others", "have to sign in" },
      { "from" } },
    { "local, 8.8.8.0/24",
      ADIT_SIGN_IN_NEVER,
      { "same private network", "8.8.8.0/24", "Nobody has to sign in" },
      { NULL } },
    { "8.8.8.0/24;9.9.9.9",
      ADIT_SIGN_IN_ALWAYS,
      { "Devices from 8.8.8.0/24, 9.9.9.9", "have to sign in" },
      { "private" } },
    { " ", ADIT_SIGN_IN_NEVER, { "no network is named" }, { "sign in" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (served); i++)
    {
      g_auto (AditClients) clients = { 0 };
      g_autofree char *wrong = NULL;
      g_autofree char *text = NULL;

      adit_clients_init (&clients);
      g_assert_true (adit_clients_read (&clients, served[i].clients, &wrong));
      text = adit_exposure_describe_served (&clients, served[i].sign_in);
      check_said (text, served[i].said, served[i].unsaid);
    }
}

static void
test_clients (void)
{
  static const char *const bad[][2] = {
    { "local everybody", "everybody" },
    { "192.0.2.1/24", "192.0.2.1/24" },
    { "local/24", "local/24" },
    { "10.0.0.0/33", "10.0.0.0/33" },
  };
  g_auto (AditClients) clients = { 0 };
  g_auto (GStrv) printed = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *none = NULL;

  adit_clients_init (&clients);
  g_assert_true (
      adit_clients_read (&clients, " 192.0.2.7,\n10.0.0.0/8;; local\t2001:db8::/32 ", &none));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *wrong = NULL;

      g_assert_false (adit_clients_read (&clients, bad[i][0], &wrong));
      g_assert_cmpstr (wrong, ==, bad[i][1]);
    }

  printed = adit_clients_to_words (&clients);
  joined = g_strjoinv (" ", printed);
  g_assert_cmpstr (joined, ==, "local 192.0.2.7 10.0.0.0/8 2001:db8::/32");
}

static void
test_interface (void)
{
  g_autoptr (AditInterface) interface = adit_interface_new ("eth0");
  const AditInterfaceAddress *address;
  g_autofree char *network = NULL;

  g_assert_false (adit_interface_add (interface, "eth0", 24));
  g_assert_false (adit_interface_add (interface, "192.0.2.1", 33));
  g_assert_false (adit_interface_add (interface, "2001:db8::1", 129));
  g_assert_cmpuint (interface->addresses->len, ==, 0);
  add (interface, "2600:1:2:3::1", 61);
  address = interface->addresses->pdata[0];
  network = adit_network_to_string (&address->network);
  g_assert_cmpstr (network, ==, "2600:1:2::/61");
  g_assert_cmpint (address->klass, ==, ADIT_ADDRESS_PUBLIC);
  adit_interface_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/exposure/rows", test_rows);
  g_test_add_func ("/model/exposure/words", test_words);
  g_test_add_func ("/model/exposure/served", test_served);
  g_test_add_func ("/model/clients", test_clients);
  g_test_add_func ("/model/interface", test_interface);

  return g_test_run ();
}

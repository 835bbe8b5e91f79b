/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a listener listens, as text. */

#include "model/adit-place.h"

#include <string.h>

typedef struct
{
  const char *text;
  AditPlaceKind kind;
  const char *host;
  guint16 port;
  gboolean is_loopback, is_any;
} Row;

static const Row rows[] = {
  { "127.0.0.1:3128", ADIT_PLACE_ADDRESS, "127.0.0.1", 3128, TRUE, FALSE },
  { "127.9.9.9:0", ADIT_PLACE_ADDRESS, "127.9.9.9", 0, TRUE, FALSE },
  { "[::1]:65535", ADIT_PLACE_ADDRESS, "::1", 65535, TRUE, FALSE },
  { "0.0.0.0:3128", ADIT_PLACE_ADDRESS, "0.0.0.0", 3128, FALSE, TRUE },
  { "[::]:3128", ADIT_PLACE_ADDRESS, "::", 3128, FALSE, TRUE },
  { "0.0.0.1:3128", ADIT_PLACE_ADDRESS, "0.0.0.1", 3128, FALSE, FALSE },
  { "192.168.1.20:3128", ADIT_PLACE_ADDRESS, "192.168.1.20", 3128, FALSE, FALSE },
  { "[2001:db8::1]:1", ADIT_PLACE_ADDRESS, "2001:db8::1", 1, FALSE, FALSE },
  { "%wlan0:3128", ADIT_PLACE_INTERFACE, "wlan0", 3128, FALSE, FALSE },
  { "%br-4f_a.100:1", ADIT_PLACE_INTERFACE, "br-4f_a.100", 1, FALSE, FALSE },
  { "%fifteen-letters:1", ADIT_PLACE_INTERFACE, "fifteen-letters", 1, FALSE, FALSE },
  { "%1.2.3.4:1", ADIT_PLACE_INTERFACE, "1.2.3.4", 1, FALSE, FALSE },
};

static const char *const bad[] = {
  "",
  "wlan0:3128",
  "localhost:3128",
  "127.0.0.1",
  "::1:3128",
  "127.0.0.1:65536",
  "127.0.0.1%lo:3128",
  "%",
  "%:1",
  "%wlan0",
  "%wlan0:",
  "%wlan0:0",
  "%wlan0:65536",
  "%wlan0:+1",
  "%wlan0: 1",
  "%wlan0:1 ",
  "%wlan0:1:2",
  "%a b:1",
  "%a/b:1",
  "%a%b:1",
  "%.:1",
  "%..:1",
  "%\303\244:1",
  "%sixteen-letters-:1",
  "%sixteen.letters0:1",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AditPlace place;
      g_autofree char *text = NULL;

      g_test_message ("%s", rows[i].text);
      g_assert_true (adit_place_parse (rows[i].text, &place));
      text = adit_place_to_string (&place);
      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpint (place.kind, ==, rows[i].kind);
      g_assert_cmpstr (place.host, ==, rows[i].host);
      g_assert_cmpuint (place.port, ==, rows[i].port);
      g_assert_cmpint (adit_place_is_loopback (&place), ==, rows[i].is_loopback);
      g_assert_cmpint (adit_place_is_any (&place), ==, rows[i].is_any);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      AditPlace place = { .port = 7 };

      g_test_message ("%s", bad[i]);
      g_assert_false (adit_place_parse (bad[i], &place));
      g_assert_cmpuint (place.port, ==, 7);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/place/good", test_good);
  g_test_add_func ("/model/place/bad", test_bad);

  return g_test_run ();
}

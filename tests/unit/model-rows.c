/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows that cross the process boundary, tunnels and listeners, as values: a copy equals its
 * original and shares nothing with it, and equality looks at every field. */

#include "model/adit-listener.h"
#include "model/adit-tunnel.h"

static AditTunnel *
sample_tunnel (void)
{
  AditTunnel *tunnel = adit_tunnel_new (7, "127.0.0.1:40000", "example.org:443", "192.0.2.1:443");

  tunnel->figures.phase = ADIT_PHASE_RELAY;
  tunnel->figures.sent_bytes = 1;
  tunnel->figures.received_bytes = 2;
  tunnel->figures.sent_rate = 3;
  tunnel->figures.received_rate = 4;
  tunnel->started_us = 5;
  tunnel->ended_us = 6;
  tunnel->cause = ADIT_CAUSE_IDLE;
  tunnel->status = 502;
  tunnel->is_encrypted = TRUE;
  adit_tunnel_set_request (tunnel, "GET", "/index.html");

  return tunnel;
}

static void
replace (char **text)
{
  g_free (*text);
  *text = g_strdup ("another");
}

/* Changes the field with that number; FALSE when there are no more. */
static gboolean
change_tunnel (AditTunnel *tunnel, guint field)
{
  switch (field)
    {
    case 0:
      return tunnel->figures.id++, TRUE;
    case 1:
      return tunnel->figures.phase++, TRUE;
    case 2:
      return tunnel->figures.sent_bytes++, TRUE;
    case 3:
      return tunnel->figures.received_bytes++, TRUE;
    case 4:
      return tunnel->figures.sent_rate++, TRUE;
    case 5:
      return tunnel->figures.received_rate++, TRUE;
    case 6:
      return tunnel->started_us++, TRUE;
    case 7:
      return tunnel->ended_us++, TRUE;
    case 8:
      return tunnel->cause++, TRUE;
    case 9:
      return tunnel->status++, TRUE;
    case 10:
      return replace (&tunnel->client), TRUE;
    case 11:
      return replace (&tunnel->target), TRUE;
    case 12:
      return replace (&tunnel->address), TRUE;
    case 13:
      return replace (&tunnel->method), TRUE;
    case 14:
      return replace (&tunnel->path), TRUE;
    case 15:
      return tunnel->is_encrypted = !tunnel->is_encrypted, TRUE;
    default:
      return FALSE;
    }
}

static void
test_tunnel_copy (void)
{
  g_autoptr (AditTunnel) tunnel = sample_tunnel ();
  g_autoptr (AditTunnel) copy = adit_tunnel_copy (tunnel);

  g_assert_true (adit_tunnel_equal (tunnel, copy));
  g_assert_true (tunnel->client != copy->client);
  g_assert_true (tunnel->target != copy->target);
  g_assert_true (tunnel->address != copy->address);
  g_assert_true (tunnel->method != copy->method);
  g_assert_true (tunnel->path != copy->path);
}

static void
test_tunnel_equal (void)
{
  g_autoptr (AditTunnel) tunnel = sample_tunnel ();

  for (guint field = 0;; field++)
    {
      g_autoptr (AditTunnel) other = adit_tunnel_copy (tunnel);

      if (!change_tunnel (other, field))
        break;
      g_test_message ("field %u", field);
      g_assert_false (adit_tunnel_equal (tunnel, other));
      g_assert_false (adit_tunnel_equal (other, tunnel));
      g_assert_cmpint (adit_tunnel_figures_equal (&tunnel->figures, &other->figures), ==,
                       field > 5);
    }
}

static void
test_tunnel_null (void)
{
  g_autoptr (AditTunnel) tunnel = adit_tunnel_new (1, NULL, NULL, NULL);

  g_assert_cmpstr (tunnel->client, ==, "");
  g_assert_cmpstr (tunnel->target, ==, "");
  g_assert_cmpstr (tunnel->address, ==, "");
  g_assert_cmpstr (tunnel->method, ==, "");
  g_assert_cmpstr (tunnel->path, ==, "");
  g_assert_cmpuint (tunnel->cause, ==, ADIT_CAUSE_NONE);
  g_assert_cmpuint (tunnel->figures.phase, ==, ADIT_PHASE_ACCEPT);
  adit_tunnel_free (NULL);
}

static void
test_tunnel_describe (void)
{
  static const struct
  {
    const char *target, *method, *path, *description;
  } rows[] = {
    { "", "", "", "" },
    { "example.org:443", "", "", "example.org:443" },
    { "example.org:80", "", "", "example.org:80" },
    { "example.org:80", "GET", "/a/b", "GET example.org/a/b" },
    { "example.org:80", "OPTIONS", "", "OPTIONS example.org" },
    { "example.org:8080", "GET", "/", "GET example.org:8080/" },
    { "example.org:443", "PROPFIND", "/", "PROPFIND example.org:443/" },
    { "[2001:db8::80]:80", "GET", "/", "GET [2001:db8::80]/" },
    { "[2001:db8::80]:8080", "GET", "/%2f", "GET [2001:db8::80]:8080/%2f" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AditTunnel) tunnel = adit_tunnel_new (1, NULL, rows[i].target, NULL);
      g_autofree char *description = NULL;

      adit_tunnel_set_request (tunnel, rows[i].method, rows[i].path);
      description = adit_tunnel_describe (tunnel);
      g_assert_cmpstr (description, ==, rows[i].description);
      g_assert_cmpint (adit_tunnel_is_request (tunnel), ==, rows[i].method[0] != '\0');
    }
}

/* Why it ended, with more about it where there is more. */
static void
test_tunnel_end (void)
{
  g_autoptr (AditTunnel) tunnel = adit_tunnel_new (1, "c", "t", "a");
  g_autoptr (AditTunnel) copy = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *detailed = NULL;

  tunnel->cause = ADIT_CAUSE_DENIED_BY_RULE;
  plain = adit_tunnel_describe_end (tunnel);
  g_assert_cmpstr (plain, ==, "A rule denies it");

  copy = adit_tunnel_copy (tunnel);
  adit_tunnel_set_detail (tunnel, "rule 3, line 7");
  g_assert_false (adit_tunnel_equal (tunnel, copy));
  detailed = adit_tunnel_describe_end (tunnel);
  g_assert_cmpstr (detailed, ==, "A rule denies it (rule 3, line 7)");
}

static void
test_listener_equal (void)
{
  g_autoptr (AditListener) listener = adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING,
                                                         "[::1]:40000", "", ADIT_ENCRYPTION_PLAIN);
  g_autoptr (AditListener) same = adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING,
                                                     "[::1]:40000", NULL, ADIT_ENCRYPTION_PLAIN);
  AditListener *others[] = {
    adit_listener_new ("[::1]:1", TRUE, ADIT_LISTENER_LISTENING, "[::1]:40000", "",
                       ADIT_ENCRYPTION_PLAIN),
    adit_listener_new ("[::1]:0", FALSE, ADIT_LISTENER_LISTENING, "[::1]:40000", "",
                       ADIT_ENCRYPTION_PLAIN),
    adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_FULL, "[::1]:40000", "",
                       ADIT_ENCRYPTION_PLAIN),
    adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING, "[::1]:40001", "",
                       ADIT_ENCRYPTION_PLAIN),
    adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING, "[::1]:40000", "error",
                       ADIT_ENCRYPTION_PLAIN),
    adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING, "[::1]:40000", "",
                       ADIT_ENCRYPTION_BOTH),
    adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING, "[::1]:40000", "",
                       ADIT_ENCRYPTION_PLAIN),
    adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING, "[::1]:40000", "",
                       ADIT_ENCRYPTION_PLAIN),
    adit_listener_new ("[::1]:0", TRUE, ADIT_LISTENER_LISTENING, "[::1]:40000", "",
                       ADIT_ENCRYPTION_PLAIN),
  };

  adit_listener_set_details (others[6], (const char *const[]){ "[::1]:1", NULL }, NULL, FALSE);
  adit_listener_set_details (others[7], NULL, (const char *const[]){ "::2", NULL }, FALSE);
  adit_listener_set_details (others[8], NULL, NULL, TRUE);
  adit_listener_set_details (same, NULL, NULL, FALSE);
  g_assert_true (adit_listener_equal (listener, same));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (adit_listener_equal (listener, others[i]));
      adit_listener_free (others[i]);
    }
}

static void
test_listener_null (void)
{
  g_autoptr (AditListener) listener =
      adit_listener_new (NULL, FALSE, ADIT_LISTENER_OFF, NULL, NULL, ADIT_ENCRYPTION_BOTH);

  g_assert_cmpstr (listener->address, ==, "");
  g_assert_cmpstr (listener->bound, ==, "");
  g_assert_cmpstr (listener->error, ==, "");
  g_assert_cmpuint (g_strv_length (listener->addresses), ==, 0);
  g_assert_cmpuint (g_strv_length (listener->senders), ==, 0);
  adit_listener_free (NULL);
}

static void
test_listener_words (void)
{
  static const char *const words[] = { "off", "listening", "full", "failed" };
  AditListenerState state = ADIT_LISTENER_FULL;

  g_assert_cmpuint (G_N_ELEMENTS (words), ==, ADIT_N_LISTENER_STATES);
  g_assert_false (adit_listener_state_from_word ("Off", &state));
  g_assert_false (adit_listener_state_from_word ("", &state));
  g_assert_cmpuint (state, ==, ADIT_LISTENER_FULL);

  for (guint i = 0; i < ADIT_N_LISTENER_STATES; i++)
    {
      g_assert_cmpstr (adit_listener_state_to_word (i), ==, words[i]);
      g_assert_true (adit_listener_state_from_word (words[i], &state));
      g_assert_cmpuint (state, ==, i);
    }
}

static void
test_encryption_words (void)
{
  static const char *const words[] = { "both", "plain", "encrypted" };
  AditEncryption encryption = ADIT_ENCRYPTION_PLAIN;

  g_assert_cmpuint (G_N_ELEMENTS (words), ==, ADIT_N_ENCRYPTIONS);
  g_assert_false (adit_encryption_from_word ("Both", &encryption));
  g_assert_false (adit_encryption_from_word ("", &encryption));
  g_assert_cmpuint (encryption, ==, ADIT_ENCRYPTION_PLAIN);

  for (guint i = 0; i < ADIT_N_ENCRYPTIONS; i++)
    {
      g_assert_cmpstr (adit_encryption_to_word (i), ==, words[i]);
      g_assert_true (adit_encryption_from_word (words[i], &encryption));
      g_assert_cmpuint (encryption, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/tunnel/end", test_tunnel_end);
  g_test_add_func ("/model/tunnel/copy", test_tunnel_copy);
  g_test_add_func ("/model/tunnel/equal", test_tunnel_equal);
  g_test_add_func ("/model/tunnel/null", test_tunnel_null);
  g_test_add_func ("/model/tunnel/describe", test_tunnel_describe);
  g_test_add_func ("/model/listener/equal", test_listener_equal);
  g_test_add_func ("/model/listener/null", test_listener_null);
  g_test_add_func ("/model/listener/words", test_listener_words);
  g_test_add_func ("/model/listener/encryption-words", test_encryption_words);

  return g_test_run ();
}

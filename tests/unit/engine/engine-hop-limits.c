/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the hop through an upstream proxy ends what would not end by itself. */

#include "engine/parse/adit-engine-head.h"

#include "test-hop.h"
#include "test-sockets.h"

#include <string.h>

static void
test_silence (gconstpointer data)
{
  AditUpstreamKind kind = GPOINTER_TO_UINT (data);
  TestHop stage;

  test_hop_open (&stage, kind, NULL, NULL);
  test_hop_start (&stage, TEST_HOP_TARGET, 20 * 1000);
  test_hop_await_over (&stage);
  g_assert_cmpuint (stage.cause, ==, ADIT_CAUSE_UPSTREAM_TIMEOUT);
  test_hop_close (&stage);
}

/* The deadline is one: who goes on and on does not move it. */
static void
test_trickle (void)
{
  static const TestHopBytes more = TEST_HOP_BYTES ("a");
  static const TestHopBytes begun = TEST_HOP_BYTES ("HTTP/1.1 200 OK\r\nA: ");
  gint64 started_us = g_get_monotonic_time ();
  TestHop stage;

  test_hop_open (&stage, ADIT_UPSTREAM_HTTP, NULL, NULL);
  test_hop_start (&stage, TEST_HOP_TARGET, 60 * 1000);
  test_hop_answer (&stage, &begun, FALSE);
  while (stage.n_over == 0)
    {
      test_hop_answer (&stage, &more, TRUE);
      g_usleep (2000);
      g_assert_cmpint (g_get_monotonic_time () - started_us, <, TEST_HOP_PATIENCE_US);
    }
  g_assert_cmpuint (stage.cause, ==, ADIT_CAUSE_UPSTREAM_TIMEOUT);
  test_hop_close (&stage);
}

/* It is dropped in the middle of its work. */
static void
test_dropped (void)
{
  TestHop stage;

  test_hop_open (&stage, ADIT_UPSTREAM_SOCKS5, "u", "p");
  test_hop_start (&stage, TEST_HOP_TARGET, TEST_HOP_PATIENCE_US);
  test_hop_turn (&stage);
  g_assert_nonnull (stage.hop);
  test_hop_close (&stage);
  g_assert_cmpuint (stage.n_over, ==, 0);
  adit_engine_hop_free (NULL);
}

static void
assert_answer (const char *text, AditCause cause)
{
  TestHopBytes bytes = { text, strlen (text) };
  TestHop stage;

  test_hop_open (&stage, ADIT_UPSTREAM_HTTP, NULL, NULL);
  test_hop_start (&stage, TEST_HOP_TARGET, TEST_HOP_PATIENCE_US);
  test_hop_answer (&stage, &bytes, FALSE);
  test_hop_await_over (&stage);
  g_assert_cmpstr (adit_cause_row (stage.cause)->word, ==, adit_cause_row (cause)->word);
  test_hop_close (&stage);
}

static void
test_head_limit (void)
{
  g_autoptr (GString) text = g_string_new ("HTTP/1.1 200 OK\r\nA: ");
  gsize fill = ADIT_ENGINE_HEAD_MAX - text->len - 4;

  for (gsize i = 0; i < fill; i++)
    g_string_append_c (text, 'v');
  g_string_append (text, "\r\n\r\n");
  assert_answer (text->str, ADIT_CAUSE_NONE);

  g_string_insert_c (text, 20, 'v');
  assert_answer (text->str, ADIT_CAUSE_UPSTREAM_BAD);
}

static void
test_interim_limit (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ADIT_ENGINE_HOP_INTERIM_MAX; i++)
    g_string_append (text, "HTTP/1.1 102 Wait\r\n\r\n");
  g_string_append (text, "HTTP/1.1 200 OK\r\n\r\n");
  assert_answer (text->str, ADIT_CAUSE_NONE);

  g_string_prepend (text, "HTTP/1.1 102 Wait\r\n\r\n");
  assert_answer (text->str, ADIT_CAUSE_UPSTREAM_BAD);
}

/* The longest that can be said, and one byte more; cause NONE: it was said. */
static void
assert_credentials (gsize user_length, gsize password_length, gboolean is_said)
{
  g_autofree char *user = g_strnfill (user_length, 'u');
  g_autofree char *password = g_strnfill (password_length, 'p');
  TestHop stage;

  test_hop_open (&stage, ADIT_UPSTREAM_SOCKS5, user, password);
  test_hop_start (&stage, TEST_HOP_TARGET, TEST_HOP_PATIENCE_US);
  g_assert_cmpuint (stage.n_over, ==, is_said ? 0 : 1);
  if (!is_said)
    g_assert_cmpuint (stage.cause, ==, ADIT_CAUSE_UPSTREAM_SIGN_IN);
  test_hop_close (&stage);
}

static void
test_credential_limit (void)
{
  assert_credentials (255, 255, TRUE);
  assert_credentials (256, 1, FALSE);
  assert_credentials (1, 256, FALSE);
  assert_credentials (0, 1, FALSE);
}

/* The longest name there is, with its final dot. */
static void
test_long_name (void)
{
  static const TestHopBytes hello = TEST_HOP_BYTES ("\5\1\0");
  static const TestHopBytes none = TEST_HOP_BYTES ("\5\0");
  g_autoptr (GString) target = g_string_new (NULL);
  g_autoptr (GString) want = g_string_new_len ("\5\1\0\3\376", 5);
  TestHopBytes expected;
  TestHop stage;

  for (guint i = 0; i < 3; i++)
    g_string_append_printf (target, "%s.",
                            "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffff"
                            "ffffff123");
  g_string_append (target, "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffffffff.");
  g_assert_cmpuint (target->len, ==, ADIT_HOST_NAME_MAX + 1);
  g_string_append_len (want, target->str, (gssize) target->len);
  g_string_append_len (want, "\0\26", 2);
  g_string_append (target, ":22");
  expected = (TestHopBytes){ want->str, want->len };

  test_hop_open (&stage, ADIT_UPSTREAM_SOCKS5, NULL, NULL);
  test_hop_start (&stage, target->str, TEST_HOP_PATIENCE_US);
  test_hop_hear (&stage, &hello);
  test_hop_answer (&stage, &none, FALSE);
  test_hop_hear (&stage, &expected);
  test_hop_close (&stage);
}

/* An answer that was there before the question was taken is no answer to it. */
static void
test_answered_unasked (void)
{
  static const TestHopBytes yes = TEST_HOP_BYTES ("HTTP/1.1 200 OK\r\n\r\n");
  TestHop stage;

  test_hop_open (&stage, ADIT_UPSTREAM_HTTP, NULL, NULL);
  test_hop_answer (&stage, &yes, FALSE);
  test_sockets_await_bytes (stage.channel->socket->fd, yes.length);
  stage.channel->socket->is_readable = TRUE;
  stage.channel->socket->is_writable = FALSE;
  test_hop_start (&stage, TEST_HOP_TARGET, TEST_HOP_PATIENCE_US);
  g_assert_cmpuint (stage.n_over, ==, 1);
  g_assert_cmpuint (stage.cause, ==, ADIT_CAUSE_UPSTREAM_BAD);
  test_hop_close (&stage);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/engine/hop-limits/silence-http", GUINT_TO_POINTER (ADIT_UPSTREAM_HTTP),
                        test_silence);
  g_test_add_data_func ("/engine/hop-limits/silence-socks", GUINT_TO_POINTER (ADIT_UPSTREAM_SOCKS5),
                        test_silence);
  g_test_add_func ("/engine/hop-limits/trickle", test_trickle);
  g_test_add_func ("/engine/hop-limits/dropped", test_dropped);
  g_test_add_func ("/engine/hop-limits/head-limit", test_head_limit);
  g_test_add_func ("/engine/hop-limits/interim-limit", test_interim_limit);
  g_test_add_func ("/engine/hop-limits/credential-limit", test_credential_limit);
  g_test_add_func ("/engine/hop-limits/long-name", test_long_name);
  g_test_add_func ("/engine/hop-limits/answered-unasked", test_answered_unasked);

  return g_test_run ();
}

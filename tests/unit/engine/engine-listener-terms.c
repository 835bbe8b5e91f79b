/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which senders a listener takes PROXY headers from. */

#include "engine/accept/adit-engine-listener-terms.h"

#include "model/adit-network.h"

static void
assert_sender (const AditEngineListenerTerms *terms, const char *host, gboolean is_sender)
{
  AditEngineAddress address;

  g_assert_true (adit_engine_address_parse (&address, host, 50000));
  g_assert_cmpint (adit_engine_listener_terms_is_sender (terms, &address), ==, is_sender);
}

static void
test_nobody (void)
{
  AditEngineListenerTerms *terms = adit_engine_listener_terms_new (ADIT_ENCRYPTION_PLAIN, NULL);

  g_assert_cmpint (terms->encryption, ==, ADIT_ENCRYPTION_PLAIN);
  assert_sender (terms, "127.0.0.1", FALSE);
  assert_sender (terms, "::1", FALSE);
  adit_engine_listener_terms_unref (terms);
}

static void
test_senders (void)
{
  g_autoptr (GArray) senders = g_array_new (FALSE, FALSE, sizeof (AditNetwork));
  AditEngineListenerTerms *terms;
  AditNetwork networks[2];

  g_assert_true (adit_network_parse ("192.0.2.1", &networks[0]));
  g_assert_true (adit_network_parse ("2001:db8::/64", &networks[1]));
  g_array_append_vals (senders, networks, 2);
  terms = adit_engine_listener_terms_new (ADIT_ENCRYPTION_BOTH, senders);
  g_array_set_size (senders, 0); /* it has its own */

  g_assert_true (adit_engine_listener_terms_ref (terms) == terms);
  adit_engine_listener_terms_unref (terms);
  assert_sender (terms, "192.0.2.1", TRUE);
  assert_sender (terms, "192.0.2.2", FALSE);
  assert_sender (terms, "2001:db8::7", TRUE);
  assert_sender (terms, "2001:db8:0:1::7", FALSE);
  adit_engine_listener_terms_unref (terms);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/listener-terms/nobody", test_nobody);
  g_test_add_func ("/engine/listener-terms/senders", test_senders);

  return g_test_run ();
}

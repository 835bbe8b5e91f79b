/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses that fail to sign in, over a clock of the test's: delays, blocks, and what lifts them;
 * and what else is kept for a while: remembered answers and the nonces of Digest. */

#include "engine/authorise/adit-engine-memory.h"
#include "engine/authorise/adit-engine-nonces.h"
#include "engine/authorise/adit-engine-throttle.h"

#include <string.h>

#define NOW_US (1000 * (gint64) G_USEC_PER_SEC)

static AditEngineAddress
address (const char *host)
{
  AditEngineAddress result;

  g_assert_true (adit_engine_address_parse (&result, host, 1234));
  return result;
}

static gint64
ask (AditEngineThrottle *throttle, const char *host, gint64 now_us)
{
  AditEngineAddress client = address (host);

  return adit_engine_throttle_ask (throttle, &client, now_us);
}

static gboolean
fail (AditEngineThrottle *throttle, const char *host, guint n_times, gint64 now_us)
{
  AditEngineAddress client = address (host);
  gboolean is_block = FALSE;

  for (guint i = 0; i < n_times; i++)
    is_block = adit_engine_throttle_fail (throttle, &client,
                                          adit_engine_address_is_loopback (&client), "eve", now_us);

  return is_block;
}

static void
on_changed (gpointer owner)
{
  (*(guint *) owner)++;
}

static void
test_delays (void)
{
  static const gint64 delays_ms[] = { 0, 0, 0, 250, 500, 1000, 2000, 4000, 4000, 4000 };
  AditEngineThrottle *throttle = adit_engine_throttle_new ();

  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++)
    {
      g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US), ==, delays_ms[i] * 1000);
      g_assert_cmpint (fail (throttle, "192.0.2.1", 1, NOW_US), ==,
                       i + 1 == ADIT_ENGINE_THROTTLE_MAX);
    }
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US), ==, -1);
  g_assert_cmpint (ask (throttle, "192.0.2.2", NOW_US), ==, 0);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US + ADIT_ENGINE_THROTTLE_BLOCK_US - 1), ==, -1);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US + ADIT_ENGINE_THROTTLE_BLOCK_US), ==, 0);
  adit_engine_throttle_free (throttle);
}

static void
test_forgets (void)
{
  AditEngineThrottle *throttle = adit_engine_throttle_new ();
  AditEngineAddress client = address ("192.0.2.1");

  fail (throttle, "192.0.2.1", 5, NOW_US);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US + ADIT_ENGINE_THROTTLE_MEMORY_US - 1), >, 0);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US + ADIT_ENGINE_THROTTLE_MEMORY_US), ==, 0);

  fail (throttle, "192.0.2.1", 5, NOW_US);
  adit_engine_throttle_succeed (throttle, &client);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US), ==, 0);

  /* An attempt that was under way when the block began does not lift it. */
  fail (throttle, "192.0.2.1", ADIT_ENGINE_THROTTLE_MAX, NOW_US);
  adit_engine_throttle_succeed (throttle, &client);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US), ==, -1);
  adit_engine_throttle_free (throttle);
}

static void
test_here (void)
{
  AditEngineThrottle *throttle = adit_engine_throttle_new ();

  g_assert_false (fail (throttle, "127.0.0.1", 10000, NOW_US));
  g_assert_false (fail (throttle, "::1", 10000, NOW_US));
  g_assert_cmpint (ask (throttle, "127.0.0.1", NOW_US), ==, ADIT_ENGINE_THROTTLE_DELAY_US);
  g_assert_cmpint (ask (throttle, "::1", NOW_US), ==, ADIT_ENGINE_THROTTLE_DELAY_US);
  adit_engine_throttle_free (throttle);
}

static void
test_networks (void)
{
  AditEngineThrottle *throttle = adit_engine_throttle_new ();

  fail (throttle, "2001:db8::1", 5, NOW_US);
  fail (throttle, "2001:db8::ffff:1", 5, NOW_US);
  g_assert_cmpint (ask (throttle, "2001:db8:0:0:1::", NOW_US), ==, -1);
  g_assert_cmpint (ask (throttle, "2001:db8:0:1::1", NOW_US), ==, 0);

  fail (throttle, "fe80::1", 10, NOW_US);
  g_assert_cmpint (ask (throttle, "fe80::1", NOW_US), ==, -1);
  g_assert_cmpint (ask (throttle, "fe80::2", NOW_US), ==, 0);
  adit_engine_throttle_free (throttle);
}

static void
test_list_and_lift (void)
{
  AditEngineThrottle *throttle = adit_engine_throttle_new ();
  AditEngineAddress client = address ("192.0.2.2");
  g_autoptr (GArray) blocks = NULL;
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];
  guint n_changes = 0;

  adit_engine_throttle_set_watcher (throttle, on_changed, &n_changes);
  fail (throttle, "192.0.2.1", 10, NOW_US);
  fail (throttle, "192.0.2.2", 15, NOW_US + 1);
  fail (throttle, "192.0.2.3", 9, NOW_US + 2);
  g_assert_cmpuint (n_changes, ==, 2);

  blocks = adit_engine_throttle_list (throttle, NOW_US + 3);
  g_assert_cmpuint (blocks->len, ==, 2);
  adit_engine_address_print (&g_array_index (blocks, AditEngineBlock, 0).address, text);
  g_assert_cmpstr (text, ==, "192.0.2.2:0");
  g_assert_cmpuint (g_array_index (blocks, AditEngineBlock, 0).n_failures, ==, 10);
  g_assert_cmpstr (g_array_index (blocks, AditEngineBlock, 0).user, ==, "eve");

  g_assert_true (adit_engine_throttle_lift (throttle, &client));
  g_assert_false (adit_engine_throttle_lift (throttle, &client));
  g_assert_cmpint (ask (throttle, "192.0.2.2", NOW_US + 3), ==, 0);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US + 3), ==, -1);
  adit_engine_throttle_lift_all (throttle);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US + 3), ==, 0);
  g_assert_cmpuint (n_changes, ==, 4);
  adit_engine_throttle_free (throttle);
}

static AditEngineAddress
numbered (guint number)
{
  g_autofree char *host = g_strdup_printf ("10.%u.%u.1", number / 256, number % 256);

  return address (host);
}

/* A crowd of addresses that each fail once does not push out a block. */
static void
test_full (void)
{
  AditEngineThrottle *throttle = adit_engine_throttle_new ();

  fail (throttle, "192.0.2.1", 10, NOW_US);
  fail (throttle, "192.0.2.2", 5, NOW_US + 1);
  for (guint i = 0; i < ADIT_ENGINE_THROTTLE_ENTRIES_MAX - 2; i++)
    {
      AditEngineAddress client = numbered (i);

      adit_engine_throttle_fail (throttle, &client, FALSE, "", NOW_US + 2);
    }
  g_assert_cmpint (ask (throttle, "192.0.2.2", NOW_US + 2), >, 0);
  fail (throttle, "192.0.2.3", 1, NOW_US + 3);
  g_assert_cmpint (ask (throttle, "192.0.2.2", NOW_US + 3), ==, 0);
  g_assert_cmpint (ask (throttle, "192.0.2.1", NOW_US + 3), ==, -1);
  adit_engine_throttle_free (throttle);
}

/* ---- Remembered answers ---- */

static void
test_memory (void)
{
  AditEngineMemory *memory = adit_engine_memory_new ();
  AditEngineSeal seal, other;
  AditEngineMark right, wrong, shifted;

  adit_engine_seal_init (&seal);
  adit_engine_seal_init (&other);
  adit_engine_seal_mark (&seal, &right, "ab", "c", NULL);
  adit_engine_seal_mark (&seal, &shifted, "a", "bc", NULL);
  adit_engine_seal_mark (&other, &wrong, "ab", "c", NULL);

  adit_engine_memory_keep (memory, &right, TRUE, NOW_US);
  adit_engine_memory_keep (memory, &wrong, FALSE, NOW_US);
#define RECALL(mark, after) adit_engine_memory_recall (memory, &mark, NOW_US + (after))
  g_assert_cmpint (RECALL (shifted, 0), ==, ADIT_ENGINE_MEMORY_UNKNOWN);
  g_assert_cmpint (RECALL (wrong, ADIT_ENGINE_MEMORY_WRONG_US - 1), ==, ADIT_ENGINE_MEMORY_WRONG);
  g_assert_cmpint (RECALL (wrong, ADIT_ENGINE_MEMORY_WRONG_US), ==, ADIT_ENGINE_MEMORY_UNKNOWN);
  g_assert_cmpint (RECALL (right, ADIT_ENGINE_MEMORY_RIGHT_US - 1), ==, ADIT_ENGINE_MEMORY_RIGHT);
  g_assert_cmpint (RECALL (right, ADIT_ENGINE_MEMORY_RIGHT_US), ==, ADIT_ENGINE_MEMORY_UNKNOWN);

  adit_engine_memory_keep (memory, &right, TRUE, NOW_US);
  for (guint i = 0; i < ADIT_ENGINE_MEMORY_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      AditEngineMark mark;

      g_assert_cmpint (RECALL (right, 0), ==, ADIT_ENGINE_MEMORY_RIGHT);
      adit_engine_seal_mark (&seal, &mark, text, NULL);
      adit_engine_memory_keep (memory, &mark, TRUE, NOW_US);
    }
  g_assert_cmpint (RECALL (right, 0), ==, ADIT_ENGINE_MEMORY_UNKNOWN);
  adit_engine_memory_free (memory);
}

/* ---- Nonces ---- */

typedef struct
{
  AditEngineSeal seal;
  AditEngineNonces *nonces;
  char nonce[ADIT_ENGINE_NONCE_SIZE];
} NonceFixture;

static void
set_up (NonceFixture *self, gconstpointer data)
{
  adit_engine_seal_init (&self->seal);
  self->nonces = adit_engine_nonces_new (&self->seal);
  adit_engine_nonces_make (self->nonces, self->nonce, NOW_US);
}

static void
tear_down (NonceFixture *self, gconstpointer data)
{
  adit_engine_nonces_free (self->nonces);
}

static gboolean
use (NonceFixture *self, guint32 count, gint64 after_us)
{
  return adit_engine_nonces_use (self->nonces, self->nonce, count, NOW_US + after_us);
}

static void
test_counts (NonceFixture *self, gconstpointer data)
{
  g_assert_false (use (self, 0, 0));
  g_assert_true (use (self, 1, 0));
  g_assert_false (use (self, 1, 0));
  g_assert_true (use (self, 5, 0));
  g_assert_true (use (self, 3, 0)); /* overtaken */
  g_assert_false (use (self, 3, 0));
  g_assert_false (use (self, 5, 0));
  g_assert_true (use (self, 66, 0));
  g_assert_false (use (self, 66 - ADIT_ENGINE_NONCE_COUNTS, 0)); /* as yet unused, but too old */
  g_assert_false (use (self, 3, 0));
  g_assert_true (use (self, 67 - ADIT_ENGINE_NONCE_COUNTS + 1, 0));
  g_assert_true (use (self, G_MAXUINT32, 0));
  g_assert_false (use (self, G_MAXUINT32, 0));
  g_assert_false (use (self, 67, 0));
}

static void
test_expiry (NonceFixture *self, gconstpointer data)
{
  g_assert_false (use (self, 1, -1));
  g_assert_true (use (self, 1, ADIT_ENGINE_NONCE_US));
  g_assert_false (use (self, 2, ADIT_ENGINE_NONCE_US + 1));
}

static void
test_forged (NonceFixture *self, gconstpointer data)
{
  AditEngineSeal seal;
  AditEngineNonces *other;

  for (guint i = 0; i < ADIT_ENGINE_NONCE_SIZE - 1; i++)
    {
      char before = self->nonce[i];

      self->nonce[i] = before == '0' ? '1' : '0';
      g_assert_false (use (self, 1, 0));
      self->nonce[i] = before;
    }
  g_assert_false (adit_engine_nonces_use (self->nonces, "", 1, NOW_US));

  adit_engine_seal_init (&seal);
  other = adit_engine_nonces_new (&seal);
  g_assert_false (adit_engine_nonces_use (other, self->nonce, 1, NOW_US));
  adit_engine_nonces_free (other);
  g_assert_true (use (self, 1, 0));
}

/* Forgetting a nonce never makes it good again. */
static void
test_nonces_full (NonceFixture *self, gconstpointer data)
{
  char unused[ADIT_ENGINE_NONCE_SIZE];

  adit_engine_nonces_make (self->nonces, unused, NOW_US);
  g_assert_true (use (self, 1, 0));
  for (guint i = 0; i < ADIT_ENGINE_NONCES_MAX; i++)
    {
      char nonce[ADIT_ENGINE_NONCE_SIZE];

      adit_engine_nonces_make (self->nonces, nonce, NOW_US + 1);
      g_assert_true (adit_engine_nonces_use (self->nonces, nonce, 1, NOW_US + 1));
    }
  g_assert_false (use (self, 1, 1));
  g_assert_false (use (self, 2, 1));
  g_assert_false (adit_engine_nonces_use (self->nonces, unused, 1, NOW_US + 1));
}

#define NONCE(name, run)                                                                           \
  g_test_add ("/engine/nonces/" name, NonceFixture, NULL, set_up, run, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/throttle/delays", test_delays);
  g_test_add_func ("/engine/throttle/forgets", test_forgets);
  g_test_add_func ("/engine/throttle/here", test_here);
  g_test_add_func ("/engine/throttle/networks", test_networks);
  g_test_add_func ("/engine/throttle/list-and-lift", test_list_and_lift);
  g_test_add_func ("/engine/throttle/full", test_full);
  g_test_add_func ("/engine/memory", test_memory);
  NONCE ("counts", test_counts);
  NONCE ("expiry", test_expiry);
  NONCE ("forged", test_forged);
  NONCE ("full", test_nonces_full);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-settings.h"

static void
assert_same_networks (const GArray *a, const GArray *b)
{
  g_assert_cmpmem (a->data, a->len * sizeof (AditNetwork), b->data, b->len * sizeof (AditNetwork));
}

void
test_settings_assert_equal (const AditSettings *a, const AditSettings *b)
{
  g_assert_cmpint (a->is_running, ==, b->is_running);
  g_assert_cmpint (a->is_system_proxy, ==, b->is_system_proxy);
  g_assert_cmpuint (a->head_timeout_s, ==, b->head_timeout_s);
  g_assert_cmpuint (a->connect_timeout_s, ==, b->connect_timeout_s);
  g_assert_cmpuint (a->idle_timeout_s, ==, b->idle_timeout_s);
  g_assert_cmpuint (a->grace_s, ==, b->grace_s);
  g_assert_cmpuint (a->connections_max, ==, b->connections_max);
  g_assert_cmpint (a->access.sign_in, ==, b->access.sign_in);
  g_assert_cmpint (a->access.schemes, ==, b->access.schemes);
  g_assert_cmpint (a->access.is_plain_basic_forbidden, ==, b->access.is_plain_basic_forbidden);
  g_assert_cmpstr (a->certificate_path, ==, b->certificate_path);
  g_assert_cmpstr (a->key_path, ==, b->key_path);
  g_assert_cmpstr (a->trust_path, ==, b->trust_path);
  g_assert_cmpint (a->is_https_for_plain_clients, ==, b->is_https_for_plain_clients);
  g_assert_cmpint (a->is_page_enabled, ==, b->is_page_enabled);
  g_assert_cmpint (a->is_private_allowed, ==, b->is_private_allowed);
  g_assert_cmpint (a->clients.is_local_allowed, ==, b->clients.is_local_allowed);
  assert_same_networks (a->clients.networks, b->clients.networks);
  assert_same_networks (a->metrics_clients, b->metrics_clients);
  g_assert_cmpint (a->is_metrics_by_user, ==, b->is_metrics_by_user);
  g_assert_cmpint (a->log.access, ==, b->log.access);
  g_assert_cmpstr (a->log.path, ==, b->log.path);
  g_assert_cmpuint (a->log.size_mib, ==, b->log.size_mib);
  g_assert_cmpuint (a->log.keep, ==, b->log.keep);
  g_assert_cmpuint (a->listeners->len, ==, b->listeners->len);
  for (guint i = 0; i < a->listeners->len; i++)
    {
      const AditListenerSettings *listener = a->listeners->pdata[i];
      const AditListenerSettings *other = adit_settings_find_listener (b, listener->address);

      g_assert_nonnull (other); /* the order is the file's, which may have another */
      g_assert_cmpint (listener->is_enabled, ==, other->is_enabled);
      g_assert_cmpuint (listener->encryption, ==, other->encryption);
      g_assert_cmpint (listener->is_public_allowed, ==, other->is_public_allowed);
      assert_same_networks (listener->senders, other->senders);
    }
}

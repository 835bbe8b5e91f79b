/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as a configuration: what is accepted survives being printed, over nothing, over itself
 * and over any other text; and what is printed can always be read. A NUL parts the text that is
 * read from the one that was in the file before. */

#include "fuzz.h"

#include "model/adit-settings.h"

#include <string.h>

static void
assert_equal (const AditSettings *a, const AditSettings *b)
{
  g_assert_cmpint (a->is_running, ==, b->is_running);
  g_assert_cmpuint (a->head_timeout_s, ==, b->head_timeout_s);
  g_assert_cmpuint (a->connect_timeout_s, ==, b->connect_timeout_s);
  g_assert_cmpuint (a->idle_timeout_s, ==, b->idle_timeout_s);
  g_assert_cmpuint (a->grace_s, ==, b->grace_s);
  g_assert_cmpuint (a->connections_max, ==, b->connections_max);
  g_assert_cmpmem (&a->access, sizeof a->access, &b->access, sizeof b->access);
  g_assert_cmpstr (a->certificate_path, ==, b->certificate_path);
  g_assert_cmpstr (a->key_path, ==, b->key_path);
  g_assert_cmpstr (a->trust_path, ==, b->trust_path);
  g_assert_cmpint (a->is_https_for_plain_clients, ==, b->is_https_for_plain_clients);
  g_assert_cmpint (a->is_page_enabled, ==, b->is_page_enabled);
  g_assert_cmpint (a->clients.is_local_allowed, ==, b->clients.is_local_allowed);
  g_assert_cmpmem (a->clients.networks->data, a->clients.networks->len * sizeof (AditNetwork),
                   b->clients.networks->data, b->clients.networks->len * sizeof (AditNetwork));
  g_assert_cmpmem (a->metrics_clients->data, a->metrics_clients->len * sizeof (AditNetwork),
                   b->metrics_clients->data, b->metrics_clients->len * sizeof (AditNetwork));
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
      g_assert_cmpmem (listener->senders->data, listener->senders->len * sizeof (AditNetwork),
                       other->senders->data, other->senders->len * sizeof (AditNetwork));
    }
}

static void
check_printed (const AditSettings *settings, const char *previous)
{
  g_autofree char *text = adit_settings_print (settings, previous);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditSettings) again = adit_settings_parse (text, &error);

  g_assert_no_error (error);
  assert_equal (settings, again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gsize length = strlen (text);
  g_autofree char *previous =
      length < size ? g_strndup ((const char *) data + length + 1, size - length - 1) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditSettings) settings = NULL;

  /* As from the store, which refuses other bytes. */
  if (!g_utf8_validate (text, -1, NULL) || (previous && !g_utf8_validate (previous, -1, NULL)))
    return 0;

  settings = adit_settings_parse (text, &error);
  g_assert_true ((settings == NULL) == (error != NULL));
  if (!settings)
    {
      g_assert_cmpuint (strlen (error->message), >, 0);
      return 0;
    }

  check_printed (settings, NULL);
  check_printed (settings, text);
  if (previous)
    check_printed (settings, previous);

  return 0;
}

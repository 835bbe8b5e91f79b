/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-system-proxy.h"

#include "model/adit-listener.h"

typedef struct
{
  AditListenerState state;
  AditEncryption encryption;
  const char *bound;
  const char *host; /* NULL: not to be chosen */
} Case;

static void
test_choose (void)
{
  static const Case cases[] = {
    { ADIT_LISTENER_LISTENING, ADIT_ENCRYPTION_BOTH, "127.0.0.1:3128", "127.0.0.1" },
    { ADIT_LISTENER_FULL, ADIT_ENCRYPTION_PLAIN, "127.0.0.2:3128", "127.0.0.2" },
    { ADIT_LISTENER_LISTENING, ADIT_ENCRYPTION_PLAIN, "0.0.0.0:3128", "127.0.0.1" },
    { ADIT_LISTENER_LISTENING, ADIT_ENCRYPTION_PLAIN, "[::1]:3128", "localhost" },
    { ADIT_LISTENER_LISTENING, ADIT_ENCRYPTION_PLAIN, "[::]:3128", "localhost" },
    { ADIT_LISTENER_LISTENING, ADIT_ENCRYPTION_ENCRYPTED, "127.0.0.1:3128", NULL },
    { ADIT_LISTENER_LISTENING, ADIT_ENCRYPTION_BOTH, "192.0.2.1:3128", NULL },
    { ADIT_LISTENER_FAILED, ADIT_ENCRYPTION_BOTH, "127.0.0.1:3128", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) rows =
          g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);
      g_autofree char *host = NULL;
      guint16 port = 0;
      gboolean is_chosen;

      g_ptr_array_add (rows, adit_listener_new ("x", TRUE, cases[i].state, cases[i].bound, NULL,
                                                cases[i].encryption));
      is_chosen = adit_engine_system_proxy_choose (rows, &host, &port);
      g_assert_cmpint (is_chosen, ==, cases[i].host != NULL);
      g_assert_cmpstr (host, ==, cases[i].host);
      if (is_chosen)
        g_assert_cmpuint (port, ==, 3128);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine-system-proxy/choose", test_choose);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any text as the users' file: what is accepted survives being printed, over nothing and over
 * itself. And as an htpasswd file: what is taken over can be stored. */

#include "fuzz.h"

#include "model/adit-htpasswd.h"
#include "model/adit-users.h"

#include <string.h>

static void
check_printed (const AditUsers *users, const char *previous)
{
  g_autofree char *text = adit_users_print (users, previous);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUsers) again = adit_users_parse (text, &error);

  g_assert_no_error (error);
  g_assert_true (adit_users_equal (users, again));
}

static void
check_htpasswd (const char *text)
{
  g_autoptr (AditHtpasswd) read = adit_htpasswd_parse (text);
  g_autoptr (AditUsers) users = adit_users_new ();

  for (guint i = 0; i < read->users->len; i++)
    {
      AditUsers *more = adit_users_add (users, g_ptr_array_index (read->users, i), NULL);

      g_assert_nonnull (more);
      adit_users_unref (users);
      users = more;
    }
  check_printed (users, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUsers) users = NULL;

  check_htpasswd (text);

  /* As from the store, which refuses other bytes. */
  if (!g_utf8_validate (text, -1, NULL))
    return 0;

  users = adit_users_parse (text, &error);
  g_assert_true ((users == NULL) == (error != NULL));
  if (users)
    {
      check_printed (users, NULL);
      check_printed (users, text);
    }

  return 0;
}

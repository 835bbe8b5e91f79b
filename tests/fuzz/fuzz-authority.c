/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as HOST:PORT. The first chooses what is allowed. */

#include "fuzz.h"

#include "model/adit-authority.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  AditAuthority authority, again;
  AditAuthorityFlags flags;
  g_autofree char *exact = NULL;
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;

  if (size < 2)
    return 0;

  flags = data[0] & (ADIT_AUTHORITY_PORT_0 | ADIT_AUTHORITY_ONLY_ADDRESS);
  exact = g_memdup2 (data + 1, size - 1);
  memset (&authority, 0, sizeof authority);
  if (!adit_authority_parse (exact, size - 1, flags, &authority))
    return 0;

  g_assert_true (authority.port > 0 || (flags & ADIT_AUTHORITY_PORT_0));
  g_assert_true (authority.kind != ADIT_HOST_NAME || !(flags & ADIT_AUTHORITY_ONLY_ADDRESS));
  for (const char *c = authority.host; *c; c++)
    g_assert_true (g_ascii_isgraph (*c) && !strchr ("/@%[]", *c));

  text = adit_authority_to_string (&authority);
  g_assert_true (adit_authority_parse (text, strlen (text), flags, &again));
  g_assert_cmpint (again.kind, ==, authority.kind);
  g_assert_cmpuint (again.port, ==, authority.port);
  g_assert_cmpstr (again.host, ==, authority.host);
  text_again = adit_authority_to_string (&again);
  g_assert_cmpstr (text_again, ==, text);

  return 0;
}

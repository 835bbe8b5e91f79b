/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "test-upstream.h"

#include <string.h>

AditAuthority
test_upstream_authority (const char *text)
{
  AditAuthority authority;

  g_assert_true (adit_authority_parse (text, strlen (text), ADIT_AUTHORITY_PLAIN, &authority));

  return authority;
}

AditEngineUpstream *
test_upstream_new (AditUpstreamKind kind,
                   const char *address,
                   const char *user,
                   const char *password)
{
  AditUpstream definition = {
    .name = (char *) "work",
    .kind = kind,
    .authority = test_upstream_authority (address),
    .user = (char *) user,
  };

  return adit_engine_upstream_new (&definition, password);
}

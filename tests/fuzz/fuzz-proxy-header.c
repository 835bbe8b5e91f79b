/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as the header of a load balancer. The first chooses where they are split. */

#include "fuzz.h"

#include "engine/accept/adit-engine-proxy-header.h"

#include <string.h>

static AditEngineProxyHeaderStatus
parse_exactly (AditEngineProxyHeader *header, const guint8 *bytes, gsize length)
{
  g_autofree char *exact = g_memdup2 (bytes, length);

  return adit_engine_proxy_header_parse (header, exact, length);
}

/* The header ends where it says: without its last byte it was not complete, and what follows is
 * nothing to it. */
static void
check_done (const AditEngineProxyHeader *header, const guint8 *bytes, gsize length)
{
  AditEngineProxyHeader again;

  g_assert_cmpuint (header->length, <=, MIN (length, ADIT_ENGINE_PROXY_HEADER_MAX));
  g_assert_cmpint (parse_exactly (&again, bytes, header->length), ==,
                   ADIT_ENGINE_PROXY_HEADER_DONE);
  g_assert_cmpuint (again.length, ==, header->length);
  g_assert_cmpint (again.kind, ==, header->kind);
  g_assert_cmpint (parse_exactly (&again, bytes, header->length - 1u), ==,
                   ADIT_ENGINE_PROXY_HEADER_MORE);
  if (header->kind == ADIT_ENGINE_PROXY_CLIENT_KNOWN)
    g_assert_true (header->client.any.sa_family == AF_INET ||
                   !IN6_IS_ADDR_V4MAPPED (&header->client.in6.sin6_addr));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  AditEngineProxyHeader header;
  AditEngineProxyHeaderStatus part, whole;
  gsize split;

  if (size < 1)
    return 0;

  split = data[0] % size;
  part = parse_exactly (&header, data + 1, split);
  whole = parse_exactly (&header, data + 1, size - 1);
  if (part == ADIT_ENGINE_PROXY_HEADER_MORE)
    g_assert_true (split <= ADIT_ENGINE_PROXY_HEADER_MAX);
  else
    g_assert_cmpint (whole, ==, part);
  if (whole == ADIT_ENGINE_PROXY_HEADER_DONE)
    check_done (&header, data + 1, size - 1);
  if (size - 1 >= ADIT_ENGINE_PROXY_HEADER_MAX)
    g_assert_cmpint (whole, !=, ADIT_ENGINE_PROXY_HEADER_MORE);

  return 0;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every first byte there is, and the protocol it stands for. */

#include "engine/accept/adit-engine-protocol.h"

static AditEngineProtocol
expected (guint byte)
{
  if (byte == 0x16) /* RFC 8446, section 5.1: handshake */
    return ADIT_ENGINE_PROTOCOL_TLS;
  if (byte == 0x05 || byte == 0x04) /* RFC 1928, section 3, and its elder */
    return ADIT_ENGINE_PROTOCOL_SOCKS;

  return ADIT_ENGINE_PROTOCOL_HTTP;
}

static void
test_all (void)
{
  for (guint byte = 0; byte < 256; byte++)
    g_assert_cmpint (adit_engine_protocol_detect ((guint8) byte), ==, expected (byte));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/protocol/all", test_all);

  return g_test_run ();
}

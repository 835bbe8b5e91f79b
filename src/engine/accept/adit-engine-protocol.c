/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-protocol.h"

AditEngineProtocol
adit_engine_protocol_detect (guint8 first_byte)
{
  switch (first_byte)
    {
    case 0x16:
      return ADIT_ENGINE_PROTOCOL_TLS;
    case 0x04:
    case 0x05:
      return ADIT_ENGINE_PROTOCOL_SOCKS;
    default:
      return ADIT_ENGINE_PROTOCOL_HTTP;
    }
}

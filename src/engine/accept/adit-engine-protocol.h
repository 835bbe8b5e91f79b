/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a client speaks, told from its first byte: clients always speak first here, so one port
 * serves every protocol. Pure. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_PROTOCOL_HTTP, /* or nothing we know: HTTP's parser then says what is wrong */
  ADIT_ENGINE_PROTOCOL_TLS,  /* a handshake record: RFC 8446, section 5.1 */
  ADIT_ENGINE_PROTOCOL_SOCKS /* version 5 (RFC 1928, section 3) or 4 */
} AditEngineProtocol;

AditEngineProtocol adit_engine_protocol_detect (guint8 first_byte);

G_END_DECLS

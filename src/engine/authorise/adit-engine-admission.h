/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may use the proxy at all, by where they come from. Until they are listed, other machines are
 * turned away, so that a listener on a reachable address is not an open proxy. Pure. */

#pragma once

#include "engine/net/adit-engine-address.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

/* ADIT_CAUSE_NONE when the client at @client, which reached us at @local, may go on: it is on this
 * computer (loopback, or both ends have the same address), or in one of @networks (AditNetwork). */
AditCause adit_engine_admission_check (const GArray *networks,
                                       const AditEngineAddress *client,
                                       const AditEngineAddress *local);

G_END_DECLS

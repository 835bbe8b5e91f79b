/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may use the proxy at all, by where they come from. Until they are listed, other machines are
 * turned away, so that a listener on a reachable address is not an open proxy. Pure. */

#pragma once

#include "engine/net/adit-engine-address.h"
#include "model/adit-cause.h"

G_BEGIN_DECLS

/* Whether the client at @client, which reached us at @local, is on this computer: it comes from
 * loopback, or both ends have the same address. */
gboolean adit_engine_admission_is_local (const AditEngineAddress *client,
                                         const AditEngineAddress *local);

/* ADIT_CAUSE_NONE when it may go on: it is on this computer (@is_local), or in one of @networks
 * (AditNetwork). */
AditCause adit_engine_admission_check (const GArray *networks,
                                       const AditEngineAddress *client,
                                       gboolean is_local);

G_END_DECLS

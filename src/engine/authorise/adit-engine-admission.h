/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who may use the proxy at all, by where they come from. Until they are listed, other machines are
 * turned away, so that a listener on a reachable address is not an open proxy. Pure. */

#pragma once

#include "engine/net/adit-engine-address.h"
#include "model/adit-cause.h"
#include "model/adit-clients.h"

G_BEGIN_DECLS

/* What `clients` of the configuration means with the interfaces of the moment. */
typedef struct
{
  GArray *clients;      /* AditNetwork: those that are named */
  GArray *own_networks; /* AditNetwork: those that this computer is in; none unless `local` is */
} AditEngineAdmission;

/* @interfaces: of AditInterface. */
void adit_engine_admission_init (AditEngineAdmission *self,
                                 const AditClients *clients,
                                 const GPtrArray *interfaces);
void adit_engine_admission_init_copy (AditEngineAdmission *self, const AditEngineAdmission *other);
void adit_engine_admission_clear (AditEngineAdmission *self);

/* Whether the client at @client, which reached us at @local, is on this computer: it comes from
 * loopback, or both ends have the same address. */
gboolean adit_engine_admission_is_local (const AditEngineAddress *client,
                                         const AditEngineAddress *local);

/* ADIT_CAUSE_NONE when it may go on: it is on this computer (@is_local), or is named, or is a
 * neighbour in the network through which it reached us at @local. */
AditCause adit_engine_admission_check (const AditEngineAdmission *self,
                                       const AditEngineAddress *client,
                                       const AditEngineAddress *local,
                                       gboolean is_local);

G_END_DECLS

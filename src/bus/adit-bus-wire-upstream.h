/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How upstream proxies look on the bus: with where the password is, never with the password. */

#pragma once

#include "model/adit-rules.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_BUS_UPSTREAM_TYPE "(sssss)"

typedef struct
{
  char *name;
  AditUpstreamKind kind;
  char *address; /* HOST:PORT */
  char *user;    /* "" nobody signs in */
  AditUpstreamPassword password;
} AditBusUpstream;

/* Where the password for the upstream of this @name is. */
typedef AditUpstreamPassword (*AditBusPasswordFunc) (gpointer owner, const char *name);

/* (floating) */
GVariant *adit_bus_upstreams_to_variant (const AditRules *rules,
                                         AditBusPasswordFunc find_password,
                                         gpointer owner);

/* @variant must have the matching type; GDBus checks that at the door. Words that are not known are
 * the first of their kind. Of AditBusUpstream. (transfer full) */
GPtrArray *adit_bus_upstreams_from_variant (GVariant *variant);

G_END_DECLS

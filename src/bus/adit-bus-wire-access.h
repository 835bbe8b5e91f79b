/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How users, rules and blocked clients look on the bus, as adit-bus-wire.h does for the rest. What
 * is read is less than what is written from: no secret ever crosses. */

#pragma once

#include "model/adit-htpasswd.h"
#include "model/adit-rules.h"
#include "model/adit-users.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define ADIT_BUS_USER_TYPE    "(sbassa{sv})"
#define ADIT_BUS_REFUSAL_TYPE "(uss)"
#define ADIT_BUS_BLOCK_TYPE   "(sxs)"
#define ADIT_BUS_RULE_TYPE    "(uuss)"

/* Room for an address without a port, and its terminator. */
#define ADIT_BUS_ADDRESS_MAX 46

/* What a user has used; both ways together where nothing else is said. */
typedef struct
{
  guint n_active;    /* tunnels and requests that run */
  guint64 sent_rate; /* bytes a second */
  guint64 received_rate;
  guint64 sent_bytes;
  guint64 received_bytes;
  guint64 sent_today_bytes;
  guint64 received_today_bytes;
  guint64 today_bytes;
  guint64 month_bytes;
  gint64 last_seen_us;                /* Unix time; 0 never */
  char address[ADIT_BUS_ADDRESS_MAX]; /* last seen from; "" never */
  gboolean is_used_up;                /* the quota is */
} AditBusUsage;

/* Fills in what the user with this @name has used: @usage is all zero. */
typedef void (*AditBusUsageFunc) (gpointer owner, const char *name, AditBusUsage *usage);

typedef struct
{
  char *name;
  gboolean is_enabled;
  gboolean has_basic; /* can sign in with it; neither: has no password */
  gboolean has_digest;
  char *expires; /* "2027-12-31"; "" never */
  gboolean has_own_limits;
  AditUserLimits limits; /* those that hold */
  AditBusUsage usage;
} AditBusUser;

void adit_bus_user_free (AditBusUser *self);

typedef struct
{
  char *address;
  gint64 until_us; /* Unix time */
  char *user;      /* who it last claimed to be */
} AditBusBlock;

typedef struct
{
  guint number; /* from 1 */
  guint line;
  char *text;
  char *action;
} AditBusRule;

/* Writers return floating references. @refusals: of AditHtpasswdRefusal. */
GVariant *
adit_bus_users_to_variant (const AditUsers *users, AditBusUsageFunc find_usage, gpointer owner);
GVariant *adit_bus_limits_to_variant (const AditUserLimits *limits); /* a{sv} */
GVariant *adit_bus_rules_to_variant (const AditRules *rules);
GVariant *adit_bus_refusals_to_variant (const GPtrArray *refusals);

/* What @variant (a{sv}) does not tell stays as it is in @limits. */
void adit_bus_limits_from_variant (GVariant *variant, AditUserLimits *limits);

/* @variant must have the matching type; GDBus checks that at the door. Arrays that free their rows,
 * of the types above and of AditHtpasswdRefusal. (transfer full) */
GPtrArray *adit_bus_users_from_variant (GVariant *variant);
GPtrArray *adit_bus_blocks_from_variant (GVariant *variant);
GPtrArray *adit_bus_rules_from_variant (GVariant *variant);
GPtrArray *adit_bus_refusals_from_variant (GVariant *variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditBusUser, adit_bus_user_free)

G_END_DECLS

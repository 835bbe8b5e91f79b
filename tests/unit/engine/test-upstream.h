/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Upstream proxies as values, for the tests of what goes through them. */

#pragma once

#include "engine/connect/adit-engine-upstream.h"

G_BEGIN_DECLS

AditAuthority test_upstream_authority (const char *text);

/* @address: HOST:PORT. @user, @password: NULL for none. (transfer full) */
AditEngineUpstream *test_upstream_new (AditUpstreamKind kind,
                                       const char *address,
                                       const char *user,
                                       const char *password);

G_END_DECLS

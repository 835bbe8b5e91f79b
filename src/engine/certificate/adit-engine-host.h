/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* By what this computer can be reached: its names and addresses. Asks the kernel only, never a name
 * server. Any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A host with hundreds of virtual interfaces would get a certificate that clients refuse. */
#define ADIT_ENGINE_HOST_ADDRESSES_MAX 64

/* "localhost", the host's name as it is, its first label, that with ".local" (RFC 6762); then
 * 127.0.0.1, ::1 and the interfaces' addresses, but for those that mean nothing without an
 * interface. Each once, in an order that stays. (transfer full) */
GStrv adit_engine_host_list_names (void);

/* The same for a host of this name; for tests. (transfer full) */
GStrv adit_engine_host_list_names_of (const char *host);

/* The host's own name, or "localhost". (transfer full) */
char *adit_engine_host_get_name (void);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords as hashes of libxcrypt: made as yescrypt, checked in whatever form crypt(5) knows.
 * Both take tens of milliseconds and megabytes on purpose: never in a worker's thread. Any thread
 * else; nothing is shared. */

#pragma once

#include "model/adit-access.h"
#include "model/adit-user.h"

G_BEGIN_DECLS

/* Sets all secrets of @user that @schemes need from @password, and takes away those they do not.
 * ADIT_ERROR_INVALID_ARGUMENT, with the user untouched, when @password cannot be one, as
 * adit_password_check() says. Blocks. */
gboolean adit_engine_password_set (AditUser *user,
                                   const char *password,
                                   AditSchemes schemes,
                                   GError **error);

/* A hash. NULL with ADIT_ERROR_FAILED. Blocks. (transfer full) */
char *adit_engine_password_hash (const char *password, GError **error);

/* Whether @password has this @hash; a hash that is none fits nothing. Blocks. */
gboolean adit_engine_password_verify (const char *password, const char *hash);

/* A hash, made as ours are, that no password has: to be checked against in place of one that does
 * not exist. (static) */
const char *adit_engine_password_get_decoy (void);

/* How many were checked in this process; any thread. For tests. */
guint adit_engine_password_count_verified (void);

G_END_DECLS

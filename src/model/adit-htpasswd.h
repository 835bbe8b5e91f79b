/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users from a file of Apache's htpasswd: a line "name:hash" each, empty lines and those that begin
 * with '#' skipped. What libxcrypt can check is taken over as it is: bcrypt ($2a$, $2b$, $2y$),
 * SHA-crypt ($5$, $6$), yescrypt ($y$). The rest is named line by line and left out: MD5 ($apr1$,
 * $1$), {SHA}, DES, plain text; these people need a new password. Pure. */

#pragma once

#include "model/adit-user.h"

G_BEGIN_DECLS

typedef struct
{
  guint line;
  char *name;   /* "" where the line has none that is valid */
  char *reason; /* translated; never holds a secret */
} AditHtpasswdRefusal;

void adit_htpasswd_refusal_free (AditHtpasswdRefusal *self);

typedef struct
{
  GPtrArray *users;    /* AditUser, in the order of the file */
  GPtrArray *refusals; /* AditHtpasswdRefusal */
} AditHtpasswd;

/* Never fails: there is always something to say about each line. (transfer full) */
AditHtpasswd *adit_htpasswd_parse (const char *text);
void adit_htpasswd_free (AditHtpasswd *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditHtpasswd, adit_htpasswd_free)

G_END_DECLS

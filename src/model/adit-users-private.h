/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What adit-users.c (the value) lends to adit-users-parse.c and adit-users-print.c. */

#pragma once

#include "model/adit-users.h"

G_BEGIN_DECLS

#define ADIT_USERS_GROUP    "users"
#define ADIT_USERS_TEMPLATE "template"
#define ADIT_USERS_PREFIX   "user-"

struct _AditUsers
{
  int ref_count;       /* atomic; not a gatomicrefcount, which thread sanitizers cannot see */
  GPtrArray *users;    /* AditUser, which sets share: so that an edit copies none */
  GHashTable *by_name; /* of these */
  AditUserLimits template;
  guint any_secrets;
  guint common_secrets;
};

/* A secret of a user, and how it is called in the file. */
typedef struct
{
  const char *key;
  gsize offset;
  guint n_digits; /* hexadecimal; 0: a hash as of crypt(5) */
} AditUsersSecret;

/* A number among the limits. */
typedef struct
{
  const char *key;
  gsize offset;
  gboolean is_long; /* guint64 rather than guint */
  guint64 max;
} AditUsersLimit;

#define ADIT_USERS_N_SECRETS 3
#define ADIT_USERS_N_LIMITS  3

extern const AditUsersSecret adit_users_secrets[ADIT_USERS_N_SECRETS];
extern const AditUsersLimit adit_users_limits[ADIT_USERS_N_LIMITS];

guint64 adit_users_limit_get (const AditUserLimits *limits, const AditUsersLimit *limit);
void adit_users_limit_set (AditUserLimits *limits, const AditUsersLimit *limit, guint64 value);

/* Whether @text can be this secret, "" included. */
gboolean adit_users_secret_is_valid (const AditUsersSecret *secret, const char *text);

/* Takes @user over as the last one of a set that nobody else has seen yet. FALSE, and @user is
 * freed, when there is one of that name. */
gboolean adit_users_append (AditUsers *self, AditUser *user);

/* The set is complete: what is told of it as a whole is worked out. */
AditUsers *adit_users_seal (AditUsers *self);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The users as a value, and their form on disk, a key file:
 *
 *     [users]
 *     version=1
 *
 *     [template]                  (limits of those who have none of their own)
 *     rate=1000000                (bytes a second)
 *     tunnels=100
 *     quota=5000000000            (bytes)
 *     quota-period=month          (or day)
 *     quota-end=refuse            (or end)
 *
 *     [user-1]
 *     name=alice
 *     password=$y$j9T$…          (crypt(5))
 *     digest-sha-256=…            (for Digest; see model/adit-user.h)
 *     digest-md5=…
 *     enabled=true
 *     expires=2027-12-31
 *     rate=0                      (one such key makes all limits the user's own)
 *
 * Everything but the names may be missing. Comments, unknown groups and unknown keys are
 * kept.
 *
 * A set never changes: an edit makes another one, so any thread may read one that it has a
 * reference to. */

#pragma once

#include "model/adit-user.h"

G_BEGIN_DECLS

#define ADIT_USERS_MAX      10000
#define ADIT_USERS_VERSION  1
#define ADIT_USERS_TEXT_MAX (16 * 1024 * 1024) /* bytes */

/* Which secrets there are. */
typedef enum
{
  ADIT_SECRETS_PASSWORD = 1 << 0, /* for Basic */
  ADIT_SECRETS_SHA_256 = 1 << 1,  /* for Digest */
  ADIT_SECRETS_MD5 = 1 << 2,
} AditSecrets;

typedef struct _AditUsers AditUsers;

/* Nobody. (transfer full) */
AditUsers *adit_users_new (void);

/* Sets ADIT_ERROR_INVALID_ARGUMENT, with a message that names line, group and key, when anything in
 * it is not valid, or stands there twice. Secrets are never in a message. (transfer full) */
AditUsers *adit_users_parse (const char *text, GError **error);
AditUsers *adit_users_ref (AditUsers *self);
void adit_users_unref (AditUsers *self);

/* The text to write, made from what the file held before so that comments and unknown keys stay;
 * @previous may be NULL, and is ignored when it does not parse. (transfer full) */
char *adit_users_print (const AditUsers *self, const char *previous);

/* In the order of the file. (transfer none) */
guint adit_users_count (const AditUsers *self);
const AditUser *adit_users_get (const AditUsers *self, guint index);

/* The one with this exact name, or NULL. Costs the same however many there are. (transfer none) */
const AditUser *adit_users_find (const AditUsers *self, const char *name);

/* (transfer none) */
const AditUserLimits *adit_users_get_template (const AditUsers *self);

/* What holds for @user, of this set: its own limits or the template's. (transfer none) */
const AditUserLimits *adit_users_get_limits (const AditUsers *self, const AditUser *user);

/* AditSecrets that any of those who are enabled has; and those that everyone of them has who has
 * any. */
guint adit_users_get_any_secrets (const AditUsers *self);
guint adit_users_get_common_secrets (const AditUsers *self);

gboolean adit_users_equal (const AditUsers *a, const AditUsers *b);

/* Edits. NULL with ADIT_ERROR_INVALID_ARGUMENT where the outcome would not be valid,
 * ADIT_ERROR_EXISTS, or ADIT_ERROR_NOT_FOUND. (transfer full) */
AditUsers *adit_users_add (const AditUsers *self, const AditUser *user, GError **error);

/* All of them or none. Costs about as much as one. */
AditUsers *adit_users_add_all (const AditUsers *self,
                               const AditUser *const *users,
                               gsize n_users,
                               GError **error);

/* In place of the one with this name. */
AditUsers *adit_users_replace (const AditUsers *self, const AditUser *user, GError **error);
AditUsers *adit_users_remove (const AditUsers *self, const char *name, GError **error);
AditUsers *
adit_users_set_template (const AditUsers *self, const AditUserLimits *limits, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditUsers, adit_users_unref)

G_END_DECLS

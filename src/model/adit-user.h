/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Somebody who may use the proxy, as the users' file has it: a name, the secrets that prove it, and
 * limits. What somebody does at the moment is not here.
 *
 * Of a password only what it can be checked with is kept, in up to three forms. Basic is checked
 * with the first, a slow hash that is of no use to whoever reads it. Digest cannot be checked with
 * that; it takes one of the others, and whoever reads these can sign in with them without knowing
 * the password. So they exist only where Digest is wanted: see model/adit-access.h. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ADIT_USER_NAME_MAX 64  /* bytes */
#define ADIT_USER_HASH_MAX 383 /* bytes; libxcrypt makes none that are longer */

/* Limits: n passes, n + 1 is refused by the users' file and by whoever sets them. */
#define ADIT_USER_RATE_MAX    G_GUINT64_CONSTANT (1000000000000) /* bytes a second */
#define ADIT_USER_QUOTA_MAX   G_GUINT64_CONSTANT (1000000000000000000)
#define ADIT_USER_TUNNELS_MAX 1000000

typedef enum
{
  ADIT_QUOTA_DAY,
  ADIT_QUOTA_MONTH,
  ADIT_N_QUOTA_PERIODS
} AditQuotaPeriod;

/* What happens when the quota is used up. */
typedef enum
{
  ADIT_QUOTA_REFUSE, /* nothing new is begun */
  ADIT_QUOTA_END,    /* what runs is ended, too */
  ADIT_N_QUOTA_ENDS
} AditQuotaEnd;

/* 0: no limit. */
typedef struct
{
  guint64 rate_bytes_s; /* all that the user's tunnels carry, each way */
  guint64 quota_bytes;  /* in a period, both ways together */
  guint tunnels_max;
  AditQuotaPeriod quota_period;
  AditQuotaEnd quota_end;
} AditUserLimits;

typedef struct
{
  char *name;
  char *password_hash; /* as of crypt(5); "" none */
  char *sha256_secret; /* H(name:realm:password) in lower-case hex, for Digest; "" none */
  char *md5_secret;    /* the same for MD5 */
  gboolean is_enabled;
  guint expires_on; /* YYYYMMDD, the last day of this computer's calendar; 0: never */
  gboolean has_own_limits;
  AditUserLimits limits; /* where they are its own: the template's hold otherwise */
} AditUser;

/* One that is enabled, without secrets, under the template's limits. (transfer full) */
AditUser *adit_user_new (const char *name);
AditUser *adit_user_copy (const AditUser *self);
void adit_user_free (AditUser *self);
gboolean adit_user_equal (const AditUser *a, const AditUser *b);

/* Replaces one of the strings of a user; NULL is as good as "". */
void adit_user_set_text (char **field, const char *text);

/* Whether @text can be a name: 1 to 64 bytes of visible UTF-8 in its composed form (NFC, in which
 * keyboards write it), without a colon, which Basic could not carry, a comma, which parts names in
 * rules, or a number sign in front. */
gboolean adit_user_is_name (const char *text);

/* The same, with ADIT_ERROR_INVALID_ARGUMENT and a translated sentence that says what is wrong. */
gboolean adit_user_check_name (const char *text, GError **error);

/* Whether anything is stored that a password could be checked with. */
gboolean adit_user_has_secret (const AditUser *self);

/* Whether it is over on the day @today, YYYYMMDD. */
gboolean adit_user_is_expired (const AditUser *self, guint today);

/* "2027-12-31" as 20271231; there has to be such a day. "" is 0. @day is untouched on failure. */
gboolean adit_day_parse (const char *text, guint *day);

/* (transfer full) */
char *adit_day_print (guint day);

/* Whether each is within the limits above. Sets ADIT_ERROR_INVALID_ARGUMENT with a translated
 * message. */
gboolean adit_user_limits_check (const AditUserLimits *self, GError **error);
gboolean adit_user_limits_equal (const AditUserLimits *a, const AditUserLimits *b);

/* "day", "month"; "refuse", "end" */
const char *adit_quota_period_to_word (AditQuotaPeriod period);
gboolean adit_quota_period_from_word (const char *word, AditQuotaPeriod *period);
const char *adit_quota_end_to_word (AditQuotaEnd end);
gboolean adit_quota_end_from_word (const char *word, AditQuotaEnd *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditUser, adit_user_free)

G_END_DECLS

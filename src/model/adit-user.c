/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-user.h"

#include "model/adit-error.h"
#include "model/adit-rule-line.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

static const char *const periods[ADIT_N_QUOTA_PERIODS] = {
  [ADIT_QUOTA_DAY] = "day",
  [ADIT_QUOTA_MONTH] = "month",
};

static const char *const ends[ADIT_N_QUOTA_ENDS] = {
  [ADIT_QUOTA_REFUSE] = "refuse",
  [ADIT_QUOTA_END] = "end",
};

/* ---- Life ---- */

AditUser *
adit_user_new (const char *name)
{
  AditUser *self = g_new0 (AditUser, 1);

  self->name = g_strdup (name);
  self->password_hash = g_strdup ("");
  self->sha256_secret = g_strdup ("");
  self->md5_secret = g_strdup ("");
  self->is_enabled = TRUE;
  self->limits.quota_period = ADIT_QUOTA_MONTH;

  return self;
}

AditUser *
adit_user_copy (const AditUser *self)
{
  AditUser *copy = g_new (AditUser, 1);

  *copy = *self;
  copy->name = g_strdup (self->name);
  copy->password_hash = g_strdup (self->password_hash);
  copy->sha256_secret = g_strdup (self->sha256_secret);
  copy->md5_secret = g_strdup (self->md5_secret);

  return copy;
}

void
adit_user_free (AditUser *self)
{
  if (!self)
    return;

  g_free (self->name);
  g_free (self->password_hash);
  g_free (self->sha256_secret);
  g_free (self->md5_secret);
  g_free (self);
}

gboolean
adit_user_equal (const AditUser *a, const AditUser *b)
{
  return g_str_equal (a->name, b->name) && g_str_equal (a->password_hash, b->password_hash) &&
         g_str_equal (a->sha256_secret, b->sha256_secret) &&
         g_str_equal (a->md5_secret, b->md5_secret) && !a->is_enabled == !b->is_enabled &&
         a->expires_on == b->expires_on && !a->has_own_limits == !b->has_own_limits &&
         (!a->has_own_limits || adit_user_limits_equal (&a->limits, &b->limits));
}

void
adit_user_set_text (char **field, const char *text)
{
  char *copy = g_strdup (text ? text : "");

  g_free (*field);
  *field = copy;
}

/* ---- Questions ---- */

gboolean
adit_user_check_name (const char *text, GError **error)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  const char *wrong =
      *text == '\0'                        ? _ ("A name cannot be empty")
      : strlen (text) > ADIT_USER_NAME_MAX ? _ ("The name is too long")
      : !composed                          ? _ ("A name has to be UTF-8")
      : *text == '#'                       ? _ ("A name cannot begin with a number sign")
      : strpbrk (text, ":,")               ? _ ("A name cannot have colons or commas")
      : !adit_rule_line_is_user (text)     ? _ ("A name cannot have spaces or control characters")
      : !g_str_equal (composed, text)      ? _ ("A name has to be in composed form (NFC)")
                                           : NULL;

  if (!wrong)
    return TRUE;

  g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, wrong);
  return FALSE;
}

gboolean
adit_user_is_name (const char *text)
{
  return adit_user_check_name (text, NULL);
}

gboolean
adit_user_has_secret (const AditUser *self)
{
  return *self->password_hash || *self->sha256_secret || *self->md5_secret;
}

gboolean
adit_user_is_expired (const AditUser *self, guint today)
{
  return self->expires_on != 0 && today > self->expires_on;
}

/* ---- Days ---- */

static gboolean
is_dashed (const char *text)
{
  for (guint i = 0; i < 10; i++)
    if (i == 4 || i == 7 ? text[i] != '-' : !g_ascii_isdigit (text[i]))
      return FALSE;

  return text[10] == '\0';
}

gboolean
adit_day_parse (const char *text, guint *day)
{
  guint year, month, number;

  if (*text == '\0')
    {
      *day = 0;
      return TRUE;
    }
  if (!is_dashed (text) || sscanf (text, "%4u-%2u-%2u", &year, &month, &number) != 3 ||
      !g_date_valid_dmy ((GDateDay) number, (GDateMonth) month, (GDateYear) year))
    return FALSE;

  *day = year * 10000 + month * 100 + number;
  return TRUE;
}

char *
adit_day_print (guint day)
{
  if (day == 0)
    return g_strdup ("");

  return g_strdup_printf ("%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
}

/* ---- Limits ---- */

gboolean
adit_user_limits_check (const AditUserLimits *self, GError **error)
{
  const char *wrong = self->rate_bytes_s > ADIT_USER_RATE_MAX   ? _ ("The rate is too high")
                      : self->quota_bytes > ADIT_USER_QUOTA_MAX ? _ ("The quota is too large")
                      : self->tunnels_max > ADIT_USER_TUNNELS_MAX
                          ? _ ("The number of tunnels is too high")
                      : (guint) self->quota_period >= ADIT_N_QUOTA_PERIODS ||
                              (guint) self->quota_end >= ADIT_N_QUOTA_ENDS
                          ? _ ("There is no such kind of quota")
                          : NULL;

  if (!wrong)
    return TRUE;

  g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, wrong);
  return FALSE;
}

gboolean
adit_user_limits_equal (const AditUserLimits *a, const AditUserLimits *b)
{
  return a->rate_bytes_s == b->rate_bytes_s && a->quota_bytes == b->quota_bytes &&
         a->tunnels_max == b->tunnels_max && a->quota_period == b->quota_period &&
         a->quota_end == b->quota_end;
}

const char *
adit_quota_period_to_word (AditQuotaPeriod period)
{
  g_return_val_if_fail (period < ADIT_N_QUOTA_PERIODS, NULL);

  return periods[period];
}

gboolean
adit_quota_period_from_word (const char *word, AditQuotaPeriod *period)
{
  for (guint i = 0; i < ADIT_N_QUOTA_PERIODS; i++)
    if (g_str_equal (periods[i], word))
      {
        *period = i;
        return TRUE;
      }

  return FALSE;
}

const char *
adit_quota_end_to_word (AditQuotaEnd end)
{
  g_return_val_if_fail (end < ADIT_N_QUOTA_ENDS, NULL);

  return ends[end];
}

gboolean
adit_quota_end_from_word (const char *word, AditQuotaEnd *end)
{
  for (guint i = 0; i < ADIT_N_QUOTA_ENDS; i++)
    if (g_str_equal (ends[i], word))
      {
        *end = i;
        return TRUE;
      }

  return FALSE;
}

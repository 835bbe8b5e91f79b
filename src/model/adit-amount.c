/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-amount.h"

#include "model/adit-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Digits after the point: less than what the smallest unit but one counts in bytes. */
#define N_DIGITS_MAX 3

typedef struct
{
  const char *name;
  guint64 bytes;
} Unit;

static const Unit units[] = {
  { "B", 1 },
  { "kB", 1000 },
  { "MB", 1000 * 1000 },
  { "GB", 1000 * 1000 * 1000 },
  { "TB", G_GUINT64_CONSTANT (1000) * 1000 * 1000 * 1000 },
};

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

/* NULL where there is no such unit. */
static const Unit *
find_unit (const char *text)
{
  g_autofree char *name = g_strdup (text);

  if (g_str_has_suffix (name, "/s"))
    name[strlen (name) - 2] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_ascii_strcasecmp (g_strchomp (name), units[i].name) == 0)
      return &units[i];

  return NULL;
}

typedef struct
{
  guint64 whole;
  guint64 thousandths; /* behind the point */
} Number;

/* What @text begins with; @end is behind it. FALSE: there is none, or it is too long. */
static gboolean
read_number (const char *text, Number *number, const char **end)
{
  char *stop;
  guint n_digits = 0;

  number->whole = g_ascii_strtoull (text, &stop, 10);
  number->thousandths = 0;
  if (!g_ascii_isdigit (*text))
    return FALSE;

  if (*stop == '.' || *stop == ',')
    for (stop++; g_ascii_isdigit (*stop) && n_digits <= N_DIGITS_MAX; stop++, n_digits++)
      number->thousandths = number->thousandths * 10 + (guint64) g_ascii_digit_value (*stop);
  if (n_digits > N_DIGITS_MAX || !g_ascii_isdigit (stop[-1]))
    return FALSE;

  for (; n_digits < N_DIGITS_MAX; n_digits++)
    number->thousandths *= 10;
  *end = stop;
  return TRUE;
}

/* A sentence, or NULL. */
static const char *
multiply (const Number *number, const Unit *unit, guint64 max, guint64 *bytes)
{
  guint64 part = number->thousandths * unit->bytes;
  guint64 product;

  if (!g_uint64_checked_mul (&product, number->whole, unit->bytes) || product > max ||
      part / 1000 > max - product)
    return _ ("That is more than can be set");
  if (part % 1000 != 0)
    return _ ("Not a whole number of bytes");

  *bytes = product + part / 1000;
  return NULL;
}

gboolean
adit_amount_parse (const char *text, guint64 max, guint64 *bytes, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  Number number = { 0 };
  const char *rest = "";
  const char *wrong;
  const Unit *unit;

  if (*stripped != '\0' && !read_number (stripped, &number, &rest))
    return refuse (error, _ ("Not an amount such as 1.5 MB"));

  while (*rest == ' ')
    rest++;
  unit = find_unit (*rest != '\0' ? rest : units[0].name);
  if (unit == NULL)
    return refuse (error, _ ("The unit is none of B, kB, MB, GB, TB"));
  if (*rest == '\0' && (number.whole != 0 || number.thousandths != 0))
    return refuse (error, _ ("The unit is missing, as in 1.5 MB"));

  wrong = multiply (&number, unit, max, bytes);
  return wrong == NULL || refuse (error, wrong);
}

char *
adit_amount_print (guint64 bytes)
{
  guint i = G_N_ELEMENTS (units) - 1;
  guint64 thousandths;
  g_autofree char *part = NULL;

  if (bytes == 0)
    return g_strdup ("");

  while (i > 0 && (bytes < units[i].bytes || bytes % (units[i].bytes / 1000) != 0))
    i--;
  if (i == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", bytes, units[i].name);

  thousandths = bytes % units[i].bytes / (units[i].bytes / 1000);
  part = g_strdup_printf (".%03" G_GUINT64_FORMAT, thousandths);
  while (g_str_has_suffix (part, "0"))
    part[strlen (part) - 1] = '\0';
  return g_strdup_printf ("%" G_GUINT64_FORMAT "%s %s", bytes / units[i].bytes,
                          thousandths != 0 ? part : "", units[i].name);
}

gboolean
adit_count_parse (const char *text, guint max, guint *count, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  guint64 value = 0;
  g_autoptr (GError) local_error = NULL;

  if (*stripped != '\0' && !g_ascii_string_to_unsigned (stripped, 10, 0, max, &value, &local_error))
    return refuse (error, g_error_matches (local_error, G_NUMBER_PARSER_ERROR,
                                           G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS)
                              ? _ ("That is more than can be set")
                              : _ ("Not a number"));

  *count = (guint) value;
  return TRUE;
}

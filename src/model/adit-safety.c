/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-safety.h"

#include <glib/gi18n-lib.h>

#define PORT_SMTP 25

static const AditSafetyRow rows[ADIT_N_SAFETIES] = {
  [ADIT_SAFETY_NONE] = { "none", N_ ("nothing is against it") },
  [ADIT_SAFETY_THIS_COMPUTER] = { "this-computer", N_ ("other machines may not reach this "
                                                       "computer's own services") },
  [ADIT_SAFETY_METADATA] = { "metadata", N_ ("other machines may not reach the cloud's metadata "
                                             "service") },
  [ADIT_SAFETY_LINK_LOCAL] = { "link-local", N_ ("other machines may not reach link-local "
                                                 "addresses") },
  [ADIT_SAFETY_GROUP] = { "group", N_ ("other machines may not reach multicast or broadcast "
                                       "addresses") },
  [ADIT_SAFETY_PRIVATE] = { "private", N_ ("other machines may not reach private or reserved "
                                           "addresses") },
  [ADIT_SAFETY_MAIL] = { "mail", N_ ("other machines may not send mail through this computer "
                                     "(port 25)") },
};

const AditSafetyRow *
adit_safety_row (AditSafety safety)
{
  g_return_val_if_fail (safety < ADIT_N_SAFETIES, &rows[ADIT_SAFETY_NONE]);

  return &rows[safety];
}

gboolean
adit_safety_from_word (const char *word, AditSafety *safety)
{
  for (guint i = 0; i < ADIT_N_SAFETIES; i++)
    if (g_str_equal (rows[i].word, word))
      {
        *safety = i;
        return TRUE;
      }

  return FALSE;
}

AditSafety
adit_safety_check_address (AditAddressClass klass, gboolean is_private_allowed)
{
  switch (klass)
    {
    case ADIT_ADDRESS_PUBLIC:
      return ADIT_SAFETY_NONE;
    case ADIT_ADDRESS_DOCUMENTATION:
    case ADIT_ADDRESS_RESERVED:
    case ADIT_ADDRESS_PRIVATE:
      return is_private_allowed ? ADIT_SAFETY_NONE : ADIT_SAFETY_PRIVATE;
    case ADIT_ADDRESS_MULTICAST:
    case ADIT_ADDRESS_BROADCAST:
      return ADIT_SAFETY_GROUP;
    case ADIT_ADDRESS_LINK_LOCAL:
      return ADIT_SAFETY_LINK_LOCAL;
    case ADIT_ADDRESS_METADATA:
      return ADIT_SAFETY_METADATA;
    case ADIT_ADDRESS_ANY:
    case ADIT_ADDRESS_LOOPBACK:
    case ADIT_N_ADDRESS_CLASSES:
    default:
      return ADIT_SAFETY_THIS_COMPUTER;
    }
}

AditSafety
adit_safety_check_port (guint16 port)
{
  return port == PORT_SMTP ? ADIT_SAFETY_MAIL : ADIT_SAFETY_NONE;
}

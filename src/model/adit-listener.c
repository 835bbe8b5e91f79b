/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-listener.h"

static const char *const state_words[ADIT_N_LISTENER_STATES] = {
  [ADIT_LISTENER_OFF] = "off",
  [ADIT_LISTENER_LISTENING] = "listening",
  [ADIT_LISTENER_FULL] = "full",
  [ADIT_LISTENER_FAILED] = "failed",
};

static const char *const encryption_words[ADIT_N_ENCRYPTIONS] = {
  [ADIT_ENCRYPTION_BOTH] = "both",
  [ADIT_ENCRYPTION_PLAIN] = "plain",
  [ADIT_ENCRYPTION_ENCRYPTED] = "encrypted",
};

AditListener *
adit_listener_new (const char *address,
                   gboolean is_enabled,
                   AditListenerState state,
                   const char *bound,
                   const char *error,
                   AditEncryption encryption)
{
  AditListener *self = g_new0 (AditListener, 1);

  self->address = g_strdup (address ? address : "");
  self->is_enabled = is_enabled;
  self->state = state;
  self->bound = g_strdup (bound ? bound : "");
  self->error = g_strdup (error ? error : "");
  self->encryption = encryption;
  self->addresses =
      g_strdupv (self->bound[0] != '\0' ? (char *[]){ self->bound, NULL } : (char *[]){ NULL });
  self->senders = g_new0 (char *, 1);

  return self;
}

static void
replace_words (GStrv *words, const char *const *others)
{
  if (!others)
    return;

  g_strfreev (*words);
  *words = g_strdupv ((char **) others);
}

void
adit_listener_set_details (AditListener *self,
                           const char *const *addresses,
                           const char *const *senders,
                           gboolean is_public_allowed)
{
  replace_words (&self->addresses, addresses);
  replace_words (&self->senders, senders);
  self->is_public_allowed = is_public_allowed;
}

void
adit_listener_free (AditListener *self)
{
  if (!self)
    return;

  g_free (self->address);
  g_free (self->bound);
  g_free (self->error);
  g_strfreev (self->addresses);
  g_strfreev (self->senders);
  g_free (self);
}

gboolean
adit_listener_equal (const AditListener *a, const AditListener *b)
{
  return a->is_enabled == b->is_enabled && a->state == b->state && a->encryption == b->encryption &&
         g_str_equal (a->address, b->address) && g_str_equal (a->bound, b->bound) &&
         g_str_equal (a->error, b->error) && a->is_public_allowed == b->is_public_allowed &&
         g_strv_equal ((const char *const *) a->addresses, (const char *const *) b->addresses) &&
         g_strv_equal ((const char *const *) a->senders, (const char *const *) b->senders);
}

const char *
adit_listener_state_to_word (AditListenerState state)
{
  g_return_val_if_fail (state < ADIT_N_LISTENER_STATES, "off");

  return state_words[state];
}

gboolean
adit_listener_state_from_word (const char *word, AditListenerState *state)
{
  for (guint i = 0; i < ADIT_N_LISTENER_STATES; i++)
    if (g_str_equal (state_words[i], word))
      {
        *state = i;
        return TRUE;
      }

  return FALSE;
}

const char *
adit_encryption_to_word (AditEncryption encryption)
{
  g_return_val_if_fail (encryption < ADIT_N_ENCRYPTIONS, "both");

  return encryption_words[encryption];
}

gboolean
adit_encryption_from_word (const char *word, AditEncryption *encryption)
{
  for (guint i = 0; i < ADIT_N_ENCRYPTIONS; i++)
    if (g_str_equal (encryption_words[i], word))
      {
        *encryption = i;
        return TRUE;
      }

  return FALSE;
}

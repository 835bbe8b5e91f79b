/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-clients.h"

void
adit_clients_init_empty (AditClients *self)
{
  *self = (AditClients){ .networks = g_array_new (FALSE, FALSE, sizeof (AditNetwork)) };
}

void
adit_clients_init (AditClients *self)
{
  adit_clients_init_empty (self);
  self->is_local_allowed = TRUE;
}

void
adit_clients_init_copy (AditClients *self, const AditClients *other)
{
  *self = (AditClients){ .is_local_allowed = other->is_local_allowed,
                         .networks = g_array_copy (other->networks) };
}

void
adit_clients_clear (AditClients *self)
{
  g_clear_pointer (&self->networks, g_array_unref);
}

void
adit_clients_take (AditClients *self, AditClients *other)
{
  adit_clients_clear (self);
  *self = *other;
  adit_clients_init_empty (other);
}

gboolean
adit_clients_add_word (AditClients *self, const char *word)
{
  AditNetwork network;

  if (g_str_equal (word, ADIT_CLIENTS_LOCAL))
    {
      self->is_local_allowed = TRUE;
      return TRUE;
    }
  if (!adit_network_parse (word, &network))
    return FALSE;

  g_array_append_val (self->networks, network);
  return TRUE;
}

gboolean
adit_clients_read (AditClients *self, const char *text, char **wrong)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\n,;", -1);
  g_auto (AditClients) read = { 0 };

  adit_clients_init_empty (&read);
  for (guint i = 0; words[i]; i++)
    if (words[i][0] != '\0' && !adit_clients_add_word (&read, words[i]))
      {
        *wrong = g_strdup (words[i]);
        return FALSE;
      }

  adit_clients_take (self, &read);
  return TRUE;
}

GStrv
adit_clients_to_words (const AditClients *self)
{
  GPtrArray *words = g_ptr_array_new ();

  if (self->is_local_allowed)
    g_ptr_array_add (words, g_strdup (ADIT_CLIENTS_LOCAL));
  for (guint i = 0; i < self->networks->len; i++)
    g_ptr_array_add (words,
                     adit_network_to_string (&g_array_index (self->networks, AditNetwork, i)));
  g_ptr_array_add (words, NULL);

  return (GStrv) g_ptr_array_free (words, FALSE);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-listening.h"

#include <string.h>

static AditEngineListener *
door_at (const AditEngineListening *self, guint index)
{
  return self->doors->pdata[index];
}

static gboolean
is_at_interface (const AditEngineListening *self)
{
  return self->place.kind == ADIT_PLACE_INTERFACE;
}

static AditEngineListener *
add_door (AditEngineListening *self, const char *address)
{
  AditEngineListener *door = adit_engine_listener_new (address, self->terms, &self->reception);

  g_ptr_array_add (self->doors, door);
  return door;
}

void
adit_engine_listening_place (AditEngineListening *self,
                             const char *address,
                             const AditPlace *place,
                             gboolean is_public_allowed)
{
  g_autofree char *old = self->address;

  self->address = g_strdup (address);
  self->place = *place;
  self->is_public_allowed = is_public_allowed;
  if (g_strcmp0 (old, address) == 0)
    return;

  g_ptr_array_set_size (self->doors, 0);
  if (!is_at_interface (self))
    add_door (self, address);
}

AditEngineListening *
adit_engine_listening_new (const AditListenerSettings *settings,
                           const AditPlace *place,
                           const AditEngineReception *reception)
{
  AditEngineListening *self = g_new0 (AditEngineListening, 1);

  self->is_enabled = settings->is_enabled;
  self->terms = adit_engine_listener_terms_new (settings->encryption, settings->senders);
  self->doors = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_listener_free);
  self->reception = *reception;
  adit_engine_listening_place (self, settings->address, place, settings->is_public_allowed);

  return self;
}

void
adit_engine_listening_free (AditEngineListening *self)
{
  g_ptr_array_unref (self->doors);
  adit_engine_listener_terms_unref (self->terms);
  g_free (self->address);
  g_free (self);
}

/* ---- Whose an address is ---- */

static gboolean
has_text (const GPtrArray *texts, const char *text)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *) texts, text, g_str_equal, NULL);
}

gboolean
adit_engine_listening_takes (const AditEngineListening *self,
                             const char *address,
                             gboolean is_before,
                             const GPtrArray *interfaces)
{
  AditPlace asked;
  g_autoptr (GPtrArray) own = NULL;

  if (!adit_place_parse (address, &asked) || asked.port != self->place.port)
    return FALSE;
  if (!is_at_interface (self) && adit_place_is_any (&self->place))
    return !strchr (asked.host, ':') == !strchr (self->place.host, ':');
  if (is_at_interface (self) && !is_before)
    return FALSE;

  own = adit_place_list (&self->place, self->is_public_allowed, interfaces);
  return has_text (own, address);
}

/* ---- Opening and closing ---- */

void
adit_engine_listening_close_others (AditEngineListening *self, const GPtrArray *wanted)
{
  for (guint i = self->doors->len; i-- > 0;)
    {
      if (has_text (wanted, adit_engine_listener_get_address (door_at (self, i))))
        continue;
      if (is_at_interface (self))
        g_ptr_array_remove_index (self->doors, i);
      else
        adit_engine_listener_close (door_at (self, i));
    }
}

/* The one for @address, new if need be, which takes the place @index among them: their order is
 * that of the addresses, whichever came first. */
static AditEngineListener *
take_door (AditEngineListening *self, const char *address, guint index)
{
  guint found = 0;
  AditEngineListener *door;

  while (found < self->doors->len &&
         !g_str_equal (adit_engine_listener_get_address (door_at (self, found)), address))
    found++;
  if (found == self->doors->len)
    add_door (self, address);

  door = g_ptr_array_steal_index (self->doors, found);
  g_ptr_array_insert (self->doors, (int) index, door);
  return door;
}

gboolean
adit_engine_listening_open (AditEngineListening *self, const GPtrArray *wanted, GError **error)
{
  g_autoptr (GError) first_error = NULL;
  guint n_open = 0;

  for (guint i = 0; i < wanted->len; i++)
    if (adit_engine_listener_open (take_door (self, wanted->pdata[i], i),
                                   first_error ? NULL : &first_error))
      n_open++;

  if (n_open > 0 || !first_error)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&first_error));
  return FALSE;
}

void
adit_engine_listening_start (AditEngineListening *self)
{
  for (guint i = 0; i < self->doors->len; i++)
    adit_engine_listener_start (door_at (self, i));
}

void
adit_engine_listening_set_terms (AditEngineListening *self, AditEngineListenerTerms *terms)
{
  adit_engine_listener_terms_ref (terms);
  adit_engine_listener_terms_unref (self->terms);
  self->terms = terms;
  for (guint i = 0; i < self->doors->len; i++)
    adit_engine_listener_set_terms (door_at (self, i), terms);
}

void
adit_engine_listening_lend (AditEngineListening *self, int fd)
{
  adit_engine_listener_lend (door_at (self, 0), fd);
}

/* ---- Looking at it ---- */

/* The best of what its parts are: some accept, some wait, or all that should be open failed. */
static AditListenerState
judge_state (const AditEngineListening *self)
{
  static const AditListenerState order[] = { ADIT_LISTENER_LISTENING, ADIT_LISTENER_FULL,
                                             ADIT_LISTENER_FAILED };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    for (guint j = 0; j < self->doors->len; j++)
      if (adit_engine_listener_get_state (door_at (self, j)) == order[i])
        return order[i];

  return ADIT_LISTENER_OFF;
}

gboolean
adit_engine_listening_is_failed (const AditEngineListening *self)
{
  return judge_state (self) == ADIT_LISTENER_FAILED;
}

/* What was bound, as texts; that which others can be told comes first. (transfer full) */
static GStrv
list_bound (const AditEngineListening *self)
{
  GPtrArray *texts = g_ptr_array_new ();
  guint n_reachable = 0;

  for (guint i = 0; i < self->doors->len; i++)
    {
      AditEngineAddress bound;
      char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

      if (!adit_engine_listener_get_bound (door_at (self, i), &bound))
        continue;
      g_ptr_array_insert (texts,
                          adit_engine_address_is_loopback (&bound) ? -1 : (int) n_reachable++,
                          g_strdup (adit_engine_address_print (&bound, text)));
    }

  g_ptr_array_add (texts, NULL);
  return (GStrv) g_ptr_array_free (texts, FALSE);
}

/* At an interface each failure with its address; there it is also said that there is nothing to
 * open. NULL: all is well. */
static char *
describe_trouble (const AditEngineListening *self, const char *const *bound)
{
  GString *text = g_string_new (NULL);
  AditPlace first;

  for (guint i = 0; i < self->doors->len; i++)
    {
      const char *error = adit_engine_listener_get_error (door_at (self, i));

      if (!error)
        continue;
      if (text->len > 0)
        g_string_append (text, "; ");
      if (is_at_interface (self))
        g_string_append_printf (text, "%s: ", adit_engine_listener_get_address (door_at (self, i)));
      g_string_append (text, error);
    }

  if (text->len == 0 && is_at_interface (self) && bound[0] && adit_place_parse (bound[0], &first) &&
      adit_place_is_loopback (&first))
    g_string_append_printf (text, "%s has no address at which others can connect now",
                            self->place.host);

  return g_string_free (text, text->len == 0);
}

static GStrv
list_senders (const AditEngineListening *self)
{
  const GArray *senders = self->terms->senders;
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = 0; i < senders->len; i++)
    g_ptr_array_add (texts, adit_network_to_string (&g_array_index (senders, AditNetwork, i)));

  g_ptr_array_add (texts, NULL);
  return (GStrv) g_ptr_array_free (texts, FALSE);
}

AditListener *
adit_engine_listening_to_row (const AditEngineListening *self)
{
  g_auto (GStrv) bound = list_bound (self);
  g_auto (GStrv) senders = list_senders (self);
  g_autofree char *trouble = describe_trouble (self, (const char *const *) bound);
  AditListener *row = adit_listener_new (self->address, self->is_enabled, judge_state (self),
                                         bound[0], trouble, self->terms->encryption);

  adit_listener_set_details (row, (const char *const *) bound, (const char *const *) senders,
                             self->is_public_allowed);
  return row;
}

void
adit_engine_listening_add_bound (const AditEngineListening *self, GArray *addresses)
{
  for (guint i = 0; i < self->doors->len; i++)
    {
      AditEngineAddress bound;

      if (adit_engine_listener_get_bound (door_at (self, i), &bound))
        g_array_append_val (addresses, bound);
    }
}

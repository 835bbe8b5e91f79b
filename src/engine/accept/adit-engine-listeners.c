/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-listeners.h"

#include "engine/accept/adit-engine-listening.h"
#include "model/adit-error.h"

struct _AditEngineListeners
{
  GPtrArray *entries; /* AditEngineListening */
  GPtrArray *interfaces;
  gboolean is_open;
  AditEngineReception reception;
};

static AditEngineListening *
entry_at (const AditEngineListeners *self, guint index)
{
  return self->entries->pdata[index];
}

static GPtrArray *
new_interfaces (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) adit_interface_free);
}

AditEngineListeners *
adit_engine_listeners_new (const AditEngineReception *reception)
{
  AditEngineListeners *self = g_new0 (AditEngineListeners, 1);

  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_listening_free);
  self->interfaces = new_interfaces ();
  self->reception = *reception;

  return self;
}

void
adit_engine_listeners_free (AditEngineListeners *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->interfaces);
  g_free (self);
}

/* ---- Opening what should be open, and nothing else ---- */

/* Whether another that comes before @entry, or is at an address, is to be open there. One that
 * could not be opened has nothing, unless it is @next, which is tried now. */
static gboolean
is_taken (const AditEngineListeners *self,
          const AditEngineListening *entry,
          const char *address,
          const AditEngineListening *next)
{
  gboolean is_before = TRUE;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const AditEngineListening *other = entry_at (self, i);

      if (other == entry)
        is_before = FALSE;
      else if (other->is_enabled && (other == next || !adit_engine_listening_is_failed (other)) &&
               adit_engine_listening_takes (other, address, is_before, self->interfaces))
        return TRUE;
    }

  return FALSE;
}

/* The addresses at which it is to be open. (transfer full) */
static GPtrArray *
list_wanted (const AditEngineListeners *self,
             const AditEngineListening *entry,
             const AditEngineListening *next)
{
  GPtrArray *wanted;

  if (!self->is_open || !entry->is_enabled)
    return g_ptr_array_new_with_free_func (g_free);

  wanted = adit_place_list (&entry->place, entry->is_public_allowed, self->interfaces);
  for (guint i = wanted->len; entry->place.kind == ADIT_PLACE_INTERFACE && i-- > 0;)
    if (is_taken (self, entry, wanted->pdata[i], next))
      g_ptr_array_remove_index (wanted, i);

  return wanted;
}

static gboolean
open_wanted (AditEngineListeners *self, AditEngineListening *entry, GError **error)
{
  g_autoptr (GPtrArray) wanted = list_wanted (self, entry, NULL);

  return adit_engine_listening_open (entry, wanted, error);
}

/* All close before any opens: one may go where another was. Of @changed, which may be NULL, a
 * failure is told; one that is not at an interface is opened only when it is that one. */
static gboolean
apply (AditEngineListeners *self, AditEngineListening *changed, GError **error)
{
  gboolean is_done;

  for (guint i = 0; i < self->entries->len; i++)
    {
      g_autoptr (GPtrArray) wanted = list_wanted (self, entry_at (self, i), changed);

      adit_engine_listening_close_others (entry_at (self, i), wanted);
    }

  is_done = !changed || open_wanted (self, changed, error);
  for (guint i = 0; i < self->entries->len; i++)
    if (entry_at (self, i) != changed && entry_at (self, i)->place.kind == ADIT_PLACE_INTERFACE)
      open_wanted (self, entry_at (self, i), NULL);

  return is_done;
}

/* ---- The whole set ---- */

guint
adit_engine_listeners_open (AditEngineListeners *self, GError **error)
{
  guint n_open = 0;

  self->is_open = TRUE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      AditEngineListening *entry = entry_at (self, i);

      if (entry->is_enabled && apply (self, entry, error && !*error ? error : NULL))
        n_open++;
    }

  self->is_open = n_open > 0;
  return n_open;
}

void
adit_engine_listeners_close (AditEngineListeners *self)
{
  self->is_open = FALSE;
  apply (self, NULL, NULL);
}

void
adit_engine_listeners_start (AditEngineListeners *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    adit_engine_listening_start (entry_at (self, i));
}

void
adit_engine_listeners_set_interfaces (AditEngineListeners *self, GPtrArray *interfaces)
{
  g_ptr_array_ref (interfaces);
  g_ptr_array_unref (self->interfaces);
  self->interfaces = interfaces;
  apply (self, NULL, NULL);
}

/* ---- One of them ---- */

static AditEngineListening *
find (AditEngineListeners *self, const char *address)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (entry_at (self, i)->address, address))
      return entry_at (self, i);

  return NULL;
}

static AditEngineListening *
find_or_error (AditEngineListeners *self, const char *address, GError **error)
{
  AditEngineListening *entry = find (self, address);

  if (!entry)
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, "There is no listener on %s", address);
  return entry;
}

static gboolean
read_place (const char *address, AditPlace *place, GError **error)
{
  if (adit_place_parse (address, place))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
               "“%s” is not an ADDRESS:PORT or %%INTERFACE:PORT; an IPv6 address is written in "
               "brackets",
               address);
  return FALSE;
}

static gboolean
is_free (AditEngineListeners *self, const char *address, GError **error)
{
  if (!find (self, address))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_EXISTS, "There is a listener on %s already", address);
  return FALSE;
}

gboolean
adit_engine_listeners_add (AditEngineListeners *self,
                           const AditListenerSettings *settings,
                           GError **error)
{
  AditEngineListening *entry;
  AditPlace place;

  if (!read_place (settings->address, &place, error) || !is_free (self, settings->address, error))
    return FALSE;

  entry = adit_engine_listening_new (settings, &place, &self->reception);
  g_ptr_array_add (self->entries, entry);

  return apply (self, entry, error);
}

gboolean
adit_engine_listeners_remove (AditEngineListeners *self, const char *address, GError **error)
{
  AditEngineListening *entry = find_or_error (self, address, error);

  if (!entry)
    return FALSE;

  g_ptr_array_remove (self->entries, entry);
  return apply (self, NULL, NULL);
}

/* Both addresses may be in the way of each other: the old one is closed first. */
static gboolean
try_move (AditEngineListeners *self,
          AditEngineListening *entry,
          const char *to,
          const AditPlace *place,
          gboolean is_public_allowed,
          GError **error)
{
  g_autofree char *old_address = g_strdup (entry->address);
  AditPlace old_place = entry->place;
  gboolean was_public_allowed = entry->is_public_allowed;

  adit_engine_listening_place (entry, to, place, is_public_allowed);
  if (apply (self, entry, error))
    return TRUE;

  adit_engine_listening_place (entry, old_address, &old_place, was_public_allowed);
  apply (self, entry, NULL);
  return FALSE;
}

gboolean
adit_engine_listeners_move (AditEngineListeners *self,
                            const char *address,
                            const char *to,
                            gboolean is_public_allowed,
                            GError **error)
{
  AditEngineListening *entry = find_or_error (self, address, error);
  AditPlace place;

  if (!entry || !read_place (to, &place, error) ||
      (!g_str_equal (address, to) && !is_free (self, to, error)))
    return FALSE;

  return try_move (self, entry, to, &place, is_public_allowed, error);
}

gboolean
adit_engine_listeners_set_enabled (AditEngineListeners *self,
                                   const char *address,
                                   gboolean is_enabled,
                                   GError **error)
{
  AditEngineListening *entry = find_or_error (self, address, error);

  if (!entry)
    return FALSE;

  entry->is_enabled = is_enabled;
  return apply (self, entry, error);
}

/* Takes @terms. */
static void
change_terms (AditEngineListening *entry, AditEngineListenerTerms *terms)
{
  adit_engine_listening_set_terms (entry, terms);
  adit_engine_listener_terms_unref (terms);
}

gboolean
adit_engine_listeners_change (AditEngineListeners *self,
                              const AditListenerSettings *settings,
                              GError **error)
{
  AditEngineListening *entry = find_or_error (self, settings->address, error);

  if (!entry)
    return FALSE;

  change_terms (entry, adit_engine_listener_terms_new (settings->encryption, settings->senders));
  entry->is_enabled = settings->is_enabled;
  entry->is_public_allowed = settings->is_public_allowed;
  return apply (self, entry, error);
}

void
adit_engine_listeners_lend (AditEngineListeners *self, const char *address, int fd)
{
  adit_engine_listening_lend (find (self, address), fd);
}

gboolean
adit_engine_listeners_set_encryption (AditEngineListeners *self,
                                      const char *address,
                                      AditEncryption encryption,
                                      GError **error)
{
  AditEngineListening *entry = find_or_error (self, address, error);

  if (entry)
    change_terms (entry, adit_engine_listener_terms_new (encryption, entry->terms->senders));
  return entry != NULL;
}

gboolean
adit_engine_listeners_set_senders (AditEngineListeners *self,
                                   const char *address,
                                   const GArray *senders,
                                   GError **error)
{
  AditEngineListening *entry = find_or_error (self, address, error);

  if (entry)
    change_terms (entry, adit_engine_listener_terms_new (entry->terms->encryption, senders));
  return entry != NULL;
}

/* ---- Looking at them ---- */

GPtrArray *
adit_engine_listeners_list (const AditEngineListeners *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (rows, adit_engine_listening_to_row (entry_at (self, i)));

  return rows;
}

GArray *
adit_engine_listeners_list_bound (const AditEngineListeners *self)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));

  for (guint i = 0; i < self->entries->len; i++)
    adit_engine_listening_add_bound (entry_at (self, i), addresses);

  return addresses;
}

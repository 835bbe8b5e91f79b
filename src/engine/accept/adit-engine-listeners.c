/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/accept/adit-engine-listeners.h"

#include "model/adit-authority.h"
#include "model/adit-error.h"

#include <string.h>

typedef struct
{
  AditEngineListener *listener;
  gboolean is_enabled;
} Entry;

struct _AditEngineListeners
{
  GPtrArray *entries; /* Entry */
  gboolean is_open;
  AditEngineReception reception;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  adit_engine_listener_free (entry->listener);
  g_free (entry);
}

static Entry *
entry_at (const AditEngineListeners *self, guint index)
{
  return self->entries->pdata[index];
}

AditEngineListeners *
adit_engine_listeners_new (const AditEngineReception *reception)
{
  AditEngineListeners *self = g_new0 (AditEngineListeners, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->reception = *reception;

  return self;
}

void
adit_engine_listeners_free (AditEngineListeners *self)
{
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/* ---- The whole set ---- */

guint
adit_engine_listeners_open (AditEngineListeners *self, GError **error)
{
  guint n_open = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = entry_at (self, i);

      if (!entry->is_enabled)
        continue;
      if (adit_engine_listener_open (entry->listener, error && !*error ? error : NULL))
        n_open++;
    }

  self->is_open = n_open > 0;
  return n_open;
}

void
adit_engine_listeners_close (AditEngineListeners *self)
{
  self->is_open = FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    adit_engine_listener_close (entry_at (self, i)->listener);
}

void
adit_engine_listeners_start (AditEngineListeners *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    adit_engine_listener_start (entry_at (self, i)->listener);
}

/* ---- One of them ---- */

static Entry *
find (AditEngineListeners *self, const char *address)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (adit_engine_listener_get_address (entry_at (self, i)->listener), address))
      return entry_at (self, i);

  return NULL;
}

static Entry *
find_or_error (AditEngineListeners *self, const char *address, GError **error)
{
  Entry *entry = find (self, address);

  if (!entry)
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, "There is no listener on %s", address);
  return entry;
}

/* Opens or closes it, as it should be now. */
static gboolean
apply (AditEngineListeners *self, Entry *entry, GError **error)
{
  if (self->is_open && entry->is_enabled)
    return adit_engine_listener_open (entry->listener, error);

  adit_engine_listener_close (entry->listener);
  return TRUE;
}

gboolean
adit_engine_listeners_add (AditEngineListeners *self,
                           const char *address,
                           gboolean is_enabled,
                           AditEngineListenerTerms *terms,
                           GError **error)
{
  AditAuthority authority;
  Entry *entry;

  if (!adit_authority_parse (address, strlen (address),
                             ADIT_AUTHORITY_PORT_0 | ADIT_AUTHORITY_ONLY_ADDRESS, &authority))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                   "“%s” is not an ADDRESS:PORT; an IPv6 address is written in brackets", address);
      return FALSE;
    }
  if (find (self, address))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_EXISTS, "There is a listener on %s already",
                   address);
      return FALSE;
    }

  entry = g_new0 (Entry, 1);
  entry->listener = adit_engine_listener_new (address, terms, &self->reception);
  entry->is_enabled = is_enabled;
  g_ptr_array_add (self->entries, entry);

  return apply (self, entry, error);
}

gboolean
adit_engine_listeners_remove (AditEngineListeners *self, const char *address, GError **error)
{
  Entry *entry = find_or_error (self, address, error);

  return entry && g_ptr_array_remove (self->entries, entry);
}

gboolean
adit_engine_listeners_set_enabled (AditEngineListeners *self,
                                   const char *address,
                                   gboolean is_enabled,
                                   GError **error)
{
  Entry *entry = find_or_error (self, address, error);

  if (!entry)
    return FALSE;

  entry->is_enabled = is_enabled;
  return apply (self, entry, error);
}

gboolean
adit_engine_listeners_set_terms (AditEngineListeners *self,
                                 const char *address,
                                 AditEngineListenerTerms *terms,
                                 GError **error)
{
  Entry *entry = find_or_error (self, address, error);

  if (!entry)
    return FALSE;

  adit_engine_listener_set_terms (entry->listener, terms);
  return TRUE;
}

void
adit_engine_listeners_lend (AditEngineListeners *self, const char *address, int fd)
{
  adit_engine_listener_lend (find (self, address)->listener, fd);
}

gboolean
adit_engine_listeners_set_encryption (AditEngineListeners *self,
                                      const char *address,
                                      AditEncryption encryption,
                                      GError **error)
{
  Entry *entry = find_or_error (self, address, error);
  AditEngineListenerTerms *terms;

  if (!entry)
    return FALSE;

  terms =
      adit_engine_listener_terms_new (encryption,
                                      adit_engine_listener_get_terms (entry->listener)->senders);
  adit_engine_listener_set_terms (entry->listener, terms);
  adit_engine_listener_terms_unref (terms);
  return TRUE;
}

/* ---- Looking at them ---- */

GPtrArray *
adit_engine_listeners_list (const AditEngineListeners *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (rows, adit_engine_listener_to_row (entry_at (self, i)->listener,
                                                        entry_at (self, i)->is_enabled));

  return rows;
}

GArray *
adit_engine_listeners_list_bound (const AditEngineListeners *self)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (AditEngineAddress));

  for (guint i = 0; i < self->entries->len; i++)
    {
      AditEngineAddress bound;

      if (adit_engine_listener_get_bound (entry_at (self, i)->listener, &bound))
        g_array_append_val (addresses, bound);
    }

  return addresses;
}

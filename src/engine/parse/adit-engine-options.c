/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-options.h"

#include "engine/parse/adit-engine-names.h"
#include "engine/parse/adit-engine-syntax.h"

static gboolean
add (AditEngineOptions *self, const char *bytes, AditEngineSlice option)
{
  AditEngineTraits traits = adit_engine_name_get_traits (adit_engine_name_of (option, bytes));

  if (!adit_engine_slice_is_token (option, bytes) || (traits & ADIT_ENGINE_TRAIT_NEEDED) ||
      self->n_options >= ADIT_ENGINE_OPTIONS_MAX)
    return FALSE;

  self->n_options++;
  if (adit_engine_slice_is_name (option, bytes, "close"))
    self->is_close = TRUE;
  else if (adit_engine_slice_is_name (option, bytes, "keep-alive"))
    self->is_keep_alive = TRUE;
  else if (adit_engine_slice_is_name (option, bytes, "upgrade"))
    self->is_upgrade = TRUE;
  if (!(traits & ADIT_ENGINE_TRAIT_HOP))
    self->names[self->n_names++] = option;

  return TRUE;
}

gboolean
adit_engine_options_read (AditEngineOptions *self, const AditEngineHead *head, const char *bytes)
{
  AditEngineListReader list;
  AditEngineSlice option;

  self->is_close = self->is_keep_alive = self->is_upgrade = FALSE;
  self->n_options = self->n_names = 0;

  for (guint i = 0; i < head->n_fields; i++)
    {
      const AditEngineField *field = &head->fields[i];

      if (!adit_engine_slice_is_name (field->name, bytes, "Connection"))
        continue;

      adit_engine_list_reader_init (&list, field->value);
      while (adit_engine_list_reader_next (&list, bytes, &option))
        if (option.length > 0 && !add (self, bytes, option))
          return FALSE;
    }

  return TRUE;
}

gboolean
adit_engine_options_hold (const AditEngineOptions *self, const char *bytes, AditEngineSlice name)
{
  for (guint i = 0; i < self->n_names; i++)
    if (self->names[i].length == name.length &&
        g_ascii_strncasecmp (bytes + self->names[i].offset, bytes + name.offset, name.length) == 0)
      return TRUE;

  return FALSE;
}

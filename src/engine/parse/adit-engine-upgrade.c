/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-upgrade.h"

#include "engine/parse/adit-engine-syntax.h"

#include <string.h>

/* A name, and a version behind a slash: both tokens. */
static gboolean
is_protocol (AditEngineSlice element, const char *bytes)
{
  const char *slash = memchr (bytes + element.offset, '/', element.length);
  AditEngineSlice name = element;
  AditEngineSlice version;

  if (!slash)
    return adit_engine_slice_is_token (name, bytes);

  name.length = (guint16) (slash - bytes - element.offset);
  version.offset = (guint16) (element.offset + name.length + 1);
  version.length = (guint16) (element.length - name.length - 1);
  return adit_engine_slice_is_token (name, bytes) && adit_engine_slice_is_token (version, bytes);
}

static gboolean
may_pass (AditEngineSlice value, const char *bytes)
{
  AditEngineListReader list;
  AditEngineSlice element;

  adit_engine_list_reader_init (&list, value);
  while (adit_engine_list_reader_next (&list, bytes, &element))
    if (!is_protocol (element, bytes) || adit_engine_slice_is_name (element, bytes, "h2c"))
      return FALSE;

  return TRUE;
}

AditEngineSlice
adit_engine_upgrade_find (const AditEngineHead *head, const char *bytes)
{
  AditEngineSlice found = { 0, 0 };

  for (guint i = 0; i < head->n_fields; i++)
    {
      const AditEngineField *field = &head->fields[i];

      if (!adit_engine_slice_is_name (field->name, bytes, "Upgrade"))
        continue;
      if (found.length > 0 || !may_pass (field->value, bytes))
        return (AditEngineSlice){ 0, 0 };
      found = field->value;
    }

  return found;
}

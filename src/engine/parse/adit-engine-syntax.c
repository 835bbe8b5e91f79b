/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-syntax.h"

/* A bit for each byte, 32 to a word: one look a byte, in heads that are read for every request. */
static const guint32 token_bytes[8] = {
  0, 0x03ff6cfa, /* ! # $ % & ' * + - . 0-9 */
  0xc7fffffe,    /* A-Z ^ _ */
  0x57ffffff,    /* ` a-z | ~ */
};

gboolean
adit_engine_byte_is_token (guint8 byte)
{
  return (token_bytes[byte / 32] >> byte % 32) & 1;
}

gboolean
adit_engine_slice_is_token (AditEngineSlice slice, const char *bytes)
{
  for (guint i = 0; i < slice.length; i++)
    if (!adit_engine_byte_is_token ((guint8) bytes[slice.offset + i]))
      return FALSE;

  return slice.length > 0;
}

gboolean
adit_engine_slice_is_number (AditEngineSlice slice,
                             const char *bytes,
                             guint64 most,
                             guint64 *number)
{
  guint64 value = 0;

  for (guint i = 0; i < slice.length; i++)
    {
      guint8 digit = (guint8) (bytes[slice.offset + i] - '0');

      if (digit > 9 || digit > most || value > (most - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
    }
  if (slice.length == 0)
    return FALSE;

  *number = value;
  return TRUE;
}

void
adit_engine_list_reader_init (AditEngineListReader *self, AditEngineSlice value)
{
  self->offset = value.offset;
  self->end = (guint16) (value.offset + value.length);
  self->is_over = FALSE;
}

static gboolean
is_blank (char byte)
{
  return byte == ' ' || byte == '\t';
}

gboolean
adit_engine_list_reader_next (AditEngineListReader *self,
                              const char *bytes,
                              AditEngineSlice *element)
{
  guint16 begin = self->offset;
  guint16 end = begin;

  if (self->is_over)
    return FALSE;

  while (end < self->end && bytes[end] != ',')
    end++;
  self->is_over = end == self->end;
  self->offset = (guint16) (end + 1);

  while (begin < end && is_blank (bytes[begin]))
    begin++;
  while (end > begin && is_blank (bytes[end - 1]))
    end--;
  *element = (AditEngineSlice){ begin, (guint16) (end - begin) };
  return TRUE;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-framing.h"

#include "engine/parse/adit-engine-names.h"
#include "engine/parse/adit-engine-syntax.h"

#include <string.h>

/* All Content-Length fields together, elements of lists included. */
typedef enum
{
  LENGTH_NONE,
  LENGTH_ONE, /* several that are equal are one: RFC 9110, section 8.6 */
  LENGTH_BAD
} Length;

/* All Transfer-Encoding fields together. */
typedef enum
{
  CODINGS_NONE,
  CODINGS_CHUNKED, /* exactly that */
  CODINGS_BEFORE,  /* others, and chunked as the last */
  CODINGS_WITHOUT, /* others, of which chunked is not the last */
  CODINGS_BAD,     /* chunked twice, or with a parameter; or no list of codings at all */
} Codings;

typedef struct
{
  Length length;
  Codings codings;
  gboolean has_chunked;
  guint64 n_bytes;
} Fields;

static Length
add_length (Fields *self, const char *bytes, AditEngineSlice element)
{
  guint64 n_bytes;

  if (!adit_engine_slice_is_number (element, bytes, ADIT_ENGINE_LENGTH_MAX, &n_bytes))
    return LENGTH_BAD;
  if (self->length != LENGTH_NONE && n_bytes != self->n_bytes)
    return LENGTH_BAD;

  self->n_bytes = n_bytes;
  return LENGTH_ONE;
}

/* RFC 9112, section 7: a token, with parameters that are not looked into. An element that is empty
 * would be valid in a list, and is refused: `, chunked` has been read in more than one way. */
static Codings
add_coding (Fields *self, const char *bytes, AditEngineSlice element)
{
  AditEngineSlice name = { element.offset, 0 };
  gboolean is_first = self->codings == CODINGS_NONE;
  gboolean is_chunked;

  while (name.length < element.length && !strchr ("; \t", bytes[name.offset + name.length]))
    name.length++;
  is_chunked = adit_engine_slice_is_name (name, bytes, "chunked");

  if (!adit_engine_slice_is_token (name, bytes))
    return CODINGS_BAD;
  if (!is_chunked)
    return CODINGS_WITHOUT;
  if (name.length != element.length || self->has_chunked)
    return CODINGS_BAD;

  self->has_chunked = TRUE;
  return is_first ? CODINGS_CHUNKED : CODINGS_BEFORE;
}

static void
add_field (Fields *self, const char *bytes, const AditEngineField *field)
{
  AditEngineName name = adit_engine_name_of (field->name, bytes);
  AditEngineListReader list;
  AditEngineSlice element;

  if (name != ADIT_ENGINE_NAME_CONTENT_LENGTH && name != ADIT_ENGINE_NAME_TRANSFER_ENCODING)
    return;

  adit_engine_list_reader_init (&list, field->value);
  while (adit_engine_list_reader_next (&list, bytes, &element))
    if (name == ADIT_ENGINE_NAME_CONTENT_LENGTH && self->length != LENGTH_BAD)
      self->length = add_length (self, bytes, element);
    else if (name == ADIT_ENGINE_NAME_TRANSFER_ENCODING && self->codings != CODINGS_BAD)
      self->codings = add_coding (self, bytes, element);
}

static Fields
read_fields (const AditEngineHead *head, const char *bytes)
{
  Fields fields = { LENGTH_NONE, CODINGS_NONE, FALSE, 0 };

  for (guint i = 0; i < head->n_fields; i++)
    add_field (&fields, bytes, &head->fields[i]);

  return fields;
}

static AditEngineFraming
framing_of (const Fields *fields, AditEngineFramingKind otherwise)
{
  if (fields->codings == CODINGS_CHUNKED)
    return (AditEngineFraming){ ADIT_ENGINE_FRAMING_CHUNKED, FALSE, 0 };
  if (fields->length == LENGTH_ONE)
    return (AditEngineFraming){ ADIT_ENGINE_FRAMING_LENGTH, TRUE, fields->n_bytes };

  return (AditEngineFraming){ otherwise, FALSE, 0 };
}

/* Whether they contradict each other, or themselves: RFC 9112, sections 6.1 and 6.3. HTTP/1.0 has
 * no transfer codings, and whoever says one there is not understood by all. */
static gboolean
is_ambiguous (const Fields *fields, guint minor_version)
{
  if (fields->codings == CODINGS_NONE)
    return fields->length == LENGTH_BAD;

  return fields->length != LENGTH_NONE || fields->codings == CODINGS_BAD || minor_version == 0;
}

AditCause
adit_engine_framing_of_request (AditEngineFraming *framing,
                                const AditEngineHead *head,
                                const char *bytes)
{
  Fields fields = read_fields (head, bytes);

  if (is_ambiguous (&fields, head->minor_version) || fields.codings == CODINGS_WITHOUT)
    return ADIT_CAUSE_BAD_LENGTH;
  if (fields.codings == CODINGS_BEFORE)
    return ADIT_CAUSE_CODING_NOT_SERVED;

  *framing = framing_of (&fields, ADIT_ENGINE_FRAMING_NONE);
  return ADIT_CAUSE_NONE;
}

/* There is no content, but it may be told how long that of another answer would be: RFC 9110,
 * section 8.6. */
static AditEngineFraming
framing_without_content (const AditEngineHead *head, const char *bytes)
{
  AditEngineFraming framing = { ADIT_ENGINE_FRAMING_NONE, FALSE, 0 };
  Fields fields;

  if (head->status < 200 || head->status == 204)
    return framing;

  fields = read_fields (head, bytes);
  if (fields.length == LENGTH_ONE && fields.codings == CODINGS_NONE)
    {
      framing.has_length = TRUE;
      framing.length = fields.n_bytes;
    }
  return framing;
}

AditCause
adit_engine_framing_of_response (AditEngineFraming *framing,
                                 const AditEngineHead *head,
                                 const char *bytes,
                                 gboolean is_head)
{
  Fields fields;

  if (is_head || head->status < 200 || head->status == 204 || head->status == 304)
    {
      *framing = framing_without_content (head, bytes);
      return ADIT_CAUSE_NONE;
    }

  fields = read_fields (head, bytes);
  if (is_ambiguous (&fields, head->minor_version))
    return ADIT_CAUSE_BAD_RESPONSE_LENGTH;
  if (fields.codings != CODINGS_NONE && fields.codings != CODINGS_CHUNKED)
    return ADIT_CAUSE_RESPONSE_CODING;

  *framing = framing_of (&fields, ADIT_ENGINE_FRAMING_CLOSE);
  return ADIT_CAUSE_NONE;
}

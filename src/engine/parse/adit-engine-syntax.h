/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The smallest parts of HTTP's grammar, said once: which bytes may stand where, and lists whose
 * elements are parted by commas. Pure.
 *
 * libsoup has a parser of such lists, too. It copies every element into a linked list, and drops
 * the empty ones unseen; the fields that are read here are those in which an empty element is one
 * that somebody else reads differently. */

#pragma once

#include "engine/parse/adit-engine-head.h"

G_BEGIN_DECLS

/* A part of a list's value that is still to be read. */
typedef struct
{
  guint16 offset;
  guint16 end;
  gboolean is_over;
} AditEngineListReader;

/* RFC 9110, section 5.6.2 */
gboolean adit_engine_byte_is_token (guint8 byte);

/* RFC 9110, section 5.5: visible, space, tab, and what is not ASCII. Inline: most bytes of a head
 * are looked at in this way. */
static inline gboolean
adit_engine_byte_is_text (guint8 byte)
{
  return (byte >= ' ' && byte != 0x7f) || byte == '\t';
}

/* Whether all of @slice is a token; it has at least one byte. */
gboolean adit_engine_slice_is_token (AditEngineSlice slice, const char *bytes);

/* A number in decimal digits of at most @most; FALSE, with @number untouched, for anything else. */
gboolean adit_engine_slice_is_number (AditEngineSlice slice,
                                      const char *bytes,
                                      guint64 most,
                                      guint64 *number);

void adit_engine_list_reader_init (AditEngineListReader *self, AditEngineSlice value);

/* The next element, without the white space around it; it may be empty. FALSE after the last one.
 * Quoted strings are not known here: none of the lists that are read this way may hold any. */
gboolean adit_engine_list_reader_next (AditEngineListReader *self,
                                       const char *bytes,
                                       AditEngineSlice *element);

G_END_DECLS

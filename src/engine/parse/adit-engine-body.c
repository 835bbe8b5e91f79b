/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-body.h"

#include "engine/parse/adit-engine-syntax.h"

/* The bytes of chunked content, by RFC 9112, section 7.1. White space in a chunk's line stands
 * there only before a semicolon and around what follows it. */
typedef enum
{
  STATE_SIZE_START,
  STATE_SIZE,
  STATE_BEFORE_SEMICOLON,
  STATE_NAME_START,
  STATE_NAME,
  STATE_BEFORE_EQUALS, /* or before the next semicolon */
  STATE_VALUE_START,
  STATE_TOKEN,
  STATE_QUOTED,
  STATE_ESCAPED,
  STATE_AFTER_QUOTED,
  STATE_LINE_LF,
  STATE_DATA,
  STATE_DATA_CR,
  STATE_DATA_LF,
  STATE_TRAILERS,
  STATE_END_LF, /* there were none */
  STATE_PLAIN,  /* content with a length */
  STATE_UNTIL_CLOSE,
  STATE_DONE,
  STATE_BAD
} State;

struct _AditEngineTrailers
{
  AditEngineHead head;
  GByteArray *bytes;
};

G_STATIC_ASSERT (ADIT_ENGINE_TRAILERS_MAX <= ADIT_ENGINE_HEAD_MAX);

void
adit_engine_body_init (AditEngineBody *self, const AditEngineFraming *framing, gboolean is_decoding)
{
  *self = (AditEngineBody){ .state = STATE_DONE, .is_decoding = is_decoding };

  switch (framing->kind)
    {
    case ADIT_ENGINE_FRAMING_LENGTH:
      self->n_left = framing->length;
      self->state = framing->length > 0 ? STATE_PLAIN : STATE_DONE;
      break;
    case ADIT_ENGINE_FRAMING_CHUNKED:
      self->state = STATE_SIZE_START;
      break;
    case ADIT_ENGINE_FRAMING_CLOSE:
      self->state = STATE_UNTIL_CLOSE;
      break;
    case ADIT_ENGINE_FRAMING_NONE:
    default:
      break;
    }
}

/* ---- A chunk's line ---- */

static State
add_digit (AditEngineBody *self, guint8 byte)
{
  guint64 digit = (guint64) g_ascii_xdigit_value ((char) byte);

  if (self->n_line >= ADIT_ENGINE_CHUNK_DIGITS_MAX ||
      self->n_left > (ADIT_ENGINE_LENGTH_MAX - digit) / 16)
    return STATE_BAD;

  self->n_left = self->n_left * 16 + digit;
  return STATE_SIZE;
}

/* Between an extension's parts. */
static State
step_gap (guint8 byte, State blank)
{
  switch (byte)
    {
    case ' ':
    case '\t':
      return blank;
    case ';':
      return STATE_NAME_START;
    default:
      return STATE_BAD;
    }
}

static State
step_quoted (State state, guint8 byte)
{
  if (!adit_engine_byte_is_text (byte))
    return STATE_BAD;
  if (state == STATE_ESCAPED)
    return STATE_QUOTED;

  return byte == '"' ? STATE_AFTER_QUOTED : byte == '\\' ? STATE_ESCAPED : STATE_QUOTED;
}

static gboolean
is_blank (guint8 byte)
{
  return byte == ' ' || byte == '\t';
}

static State
step_extension (State state, guint8 byte)
{
  gboolean is_token = adit_engine_byte_is_token (byte);

  switch (state)
    {
    case STATE_NAME_START:
      return is_token ? STATE_NAME : is_blank (byte) ? STATE_NAME_START : STATE_BAD;
    case STATE_NAME:
      if (is_token)
        return STATE_NAME;
      G_GNUC_FALLTHROUGH;
    case STATE_BEFORE_EQUALS:
      return byte == '=' ? STATE_VALUE_START : step_gap (byte, STATE_BEFORE_EQUALS);
    case STATE_VALUE_START:
      if (byte == '"')
        return STATE_QUOTED;
      return is_token ? STATE_TOKEN : is_blank (byte) ? STATE_VALUE_START : STATE_BAD;
    case STATE_TOKEN:
      return is_token ? STATE_TOKEN : step_gap (byte, STATE_BEFORE_SEMICOLON);
    case STATE_QUOTED:
    case STATE_ESCAPED:
      return step_quoted (state, byte);
    case STATE_BEFORE_SEMICOLON:
    case STATE_AFTER_QUOTED:
    default:
      return step_gap (byte, STATE_BEFORE_SEMICOLON);
    }
}

/* Only behind a whole part: not within quotes, and not where white space waits for a semicolon. */
static gboolean
may_end_line (State state)
{
  return state == STATE_SIZE || state == STATE_NAME || state == STATE_TOKEN ||
         state == STATE_AFTER_QUOTED;
}

static State
step_line (AditEngineBody *self, guint8 byte)
{
  if (byte == '\r')
    return may_end_line (self->state) ? STATE_LINE_LF : STATE_BAD;
  if (self->n_line >= ADIT_ENGINE_CHUNK_LINE_MAX)
    return STATE_BAD;
  if (self->state <= STATE_SIZE && g_ascii_isxdigit (byte))
    return add_digit (self, byte);
  if (self->state == STATE_SIZE_START)
    return STATE_BAD;

  return self->state == STATE_SIZE ? step_gap (byte, STATE_BEFORE_SEMICOLON)
                                   : step_extension (self->state, byte);
}

static State
begin_line (AditEngineBody *self)
{
  self->n_line = 0;
  self->n_left = 0;
  return STATE_SIZE_START;
}

static State
end_line (AditEngineBody *self)
{
  self->n_line = 0;
  return self->n_left > 0 ? STATE_DATA : STATE_TRAILERS;
}

static State
step (AditEngineBody *self, guint8 byte)
{
  switch (self->state)
    {
    case STATE_LINE_LF:
      return byte == '\n' ? end_line (self) : STATE_BAD;
    case STATE_DATA_CR:
      return byte == '\r' ? STATE_DATA_LF : STATE_BAD;
    case STATE_DATA_LF:
      return byte == '\n' ? begin_line (self) : STATE_BAD;
    default:
      return step_line (self, byte);
    }
}

static gboolean
is_in_frame (const AditEngineBody *self)
{
  return self->state < STATE_DATA || self->state == STATE_DATA_CR || self->state == STATE_DATA_LF;
}

/* What stands between one chunk's data and the next. Returns how many bytes are valid. */
static gsize
scan_frame (AditEngineBody *self, const char *bytes, gsize length)
{
  gsize n = 0;

  while (n < length && is_in_frame (self))
    {
      State state = step (self, (guint8) bytes[n]);

      if (state == STATE_BAD)
        {
          self->state = STATE_BAD;
          break;
        }
      if (state > STATE_SIZE_START && state < STATE_LINE_LF)
        self->n_line++;
      self->state = state;
      n++;
    }

  return n;
}

/* ---- Trailers ---- */

static AditEngineTrailers *
trailers_new (void)
{
  AditEngineTrailers *trailers = g_new (AditEngineTrailers, 1);

  adit_engine_head_init_trailers (&trailers->head);
  trailers->bytes = g_byte_array_new ();
  return trailers;
}

/* Keeps no more than may belong to the section. Returns how many bytes are valid. */
static gsize
collect_trailers (AditEngineBody *self, const char *bytes, gsize length)
{
  AditEngineHead *head = &self->trailers->head;
  GByteArray *kept = self->trailers->bytes;
  gsize n_before = kept->len;
  AditEngineHeadStatus status;

  length = MIN (length, ADIT_ENGINE_TRAILERS_MAX - n_before);
  g_byte_array_append (kept, (const guint8 *) bytes, (guint) length);
  status = adit_engine_head_parse (head, (const char *) kept->data, kept->len);

  if (status == ADIT_ENGINE_HEAD_DONE)
    self->state = STATE_DONE;
  else if (status == ADIT_ENGINE_HEAD_BAD || head->position >= ADIT_ENGINE_TRAILERS_MAX)
    self->state = STATE_BAD;

  return head->position - n_before - (self->state == STATE_BAD ? 1 : 0);
}

/* Usually there are none, and nothing needs to be kept. */
static gsize
scan_trailers (AditEngineBody *self, const char *bytes, gsize length)
{
  gsize n = 0;

  if (length == 0)
    return 0;

  if (self->state == STATE_TRAILERS && !self->trailers)
    {
      if (bytes[0] != '\r')
        self->trailers = trailers_new ();
      else
        {
          self->state = STATE_END_LF;
          n++;
        }
    }

  if (self->state == STATE_END_LF && n < length)
    {
      self->state = bytes[n] == '\n' ? STATE_DONE : STATE_BAD;
      return n + (self->state == STATE_DONE ? 1 : 0);
    }

  return self->trailers ? collect_trailers (self, bytes, length) : n;
}

/* ---- Content ---- */

static gsize
scan_data (AditEngineBody *self, gsize length, State next)
{
  gsize n = (gsize) MIN (self->n_left, length);

  self->n_left -= n;
  if (self->n_left == 0)
    self->state = next;
  return n;
}

/* Chunks as they came, as many as there are. */
static gsize
scan_chunks (AditEngineBody *self, const char *bytes, gsize length)
{
  gsize n = 0;

  while (n < length && (is_in_frame (self) || self->state == STATE_DATA))
    n += self->state == STATE_DATA ? scan_data (self, length - n, STATE_DATA_CR)
                                   : scan_frame (self, bytes + n, length - n);

  return n;
}

static void
scan_chunked (AditEngineBody *self, const char *bytes, gsize length, AditEngineBodySpan *span)
{
  if (!self->is_decoding)
    span->n_pass = scan_chunks (self, bytes, length);
  else
    span->n_skip = scan_frame (self, bytes, length);

  if (self->is_decoding && self->state == STATE_DATA)
    span->n_pass = scan_data (self, length - span->n_skip, STATE_DATA_CR);

  /* Nothing is skipped behind what goes on. */
  if ((self->state == STATE_TRAILERS || self->state == STATE_END_LF) && span->n_pass == 0)
    span->n_skip += scan_trailers (self, bytes + span->n_skip, length - span->n_skip);
}

AditEngineBodyStatus
adit_engine_body_scan (AditEngineBody *self,
                       const char *bytes,
                       gsize length,
                       AditEngineBodySpan *span)
{
  *span = (AditEngineBodySpan){ 0, 0 };

  switch (length > 0 ? self->state : STATE_DONE)
    {
    case STATE_DONE: /* nothing to look at */
    case STATE_BAD:
      break;
    case STATE_PLAIN:
      span->n_pass = scan_data (self, length, STATE_DONE);
      break;
    case STATE_UNTIL_CLOSE:
      span->n_pass = length;
      break;
    default:
      scan_chunked (self, bytes, length, span);
    }

  return self->state == STATE_DONE  ? ADIT_ENGINE_BODY_DONE
         : self->state == STATE_BAD ? ADIT_ENGINE_BODY_BAD
                                    : ADIT_ENGINE_BODY_MORE;
}

gboolean
adit_engine_body_may_end (const AditEngineBody *self)
{
  return self->state == STATE_DONE || self->state == STATE_UNTIL_CLOSE;
}

const AditEngineHead *
adit_engine_body_get_trailers (const AditEngineBody *self, const char **bytes)
{
  if (!self->trailers || self->state != STATE_DONE)
    return NULL;

  *bytes = (const char *) self->trailers->bytes->data;
  return &self->trailers->head;
}

void
adit_engine_body_clear (AditEngineBody *self)
{
  if (self->trailers)
    {
      g_byte_array_unref (self->trailers->bytes);
      g_clear_pointer (&self->trailers, g_free);
    }
}

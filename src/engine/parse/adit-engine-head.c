/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-head.h"

#include "engine/parse/adit-engine-syntax.h"

#include <string.h>

typedef enum
{
  KIND_REQUEST,
  KIND_RESPONSE,
  KIND_TRAILERS
} Kind;

typedef enum
{
  STATE_START, /* one empty line is tolerated here: RFC 9112, section 2.2 */
  STATE_START_LF,
  STATE_LINE_START,
  STATE_METHOD,
  STATE_TARGET,
  STATE_VERSION,
  STATE_STATUS_VERSION, /* of a response, which begins here */
  STATE_STATUS,
  STATE_REASON,
  STATE_LINE_LF,
  STATE_FIELD_START,
  STATE_NAME,
  STATE_VALUE_START, /* white space before the value */
  STATE_VALUE,
  STATE_VALUE_LF,
  STATE_END_LF,
  STATE_DONE,
  STATE_BAD
} State;

#define VERSION_LENGTH 8 /* "HTTP/1.1" */
#define STATUS_LENGTH  3

G_STATIC_ASSERT (ADIT_ENGINE_HEAD_MAX <= G_MAXUINT16);
G_STATIC_ASSERT (ADIT_ENGINE_FIELDS_MAX <= G_MAXUINT8);

static gboolean
is_target_byte (guint8 byte)
{
  return byte > ' ' && byte < 0x7f;
}

/* Whose fault it is decides over the cause's name: each is found as one of a request. */
static AditCause
cause_in_response (AditCause cause)
{
  switch (cause)
    {
    case ADIT_CAUSE_HEAD_TOO_LARGE:
    case ADIT_CAUSE_TOO_MANY_FIELDS:
      return ADIT_CAUSE_RESPONSE_HEAD_TOO_LARGE;
    default:
      return ADIT_CAUSE_BAD_RESPONSE;
    }
}

static State
bad (AditEngineHead *self, AditCause cause)
{
  self->cause = self->kind == KIND_RESPONSE ? cause_in_response (cause) : cause;
  return STATE_BAD;
}

static AditEngineSlice
slice_until_now (const AditEngineHead *self)
{
  return (AditEngineSlice){ self->token_start, (guint16) (self->position - self->token_start) };
}

static State
begin_token (AditEngineHead *self, guint16 start, State state)
{
  self->token_start = start;
  return state;
}

static State
end_version (AditEngineHead *self, const char *bytes, State next)
{
  const char *version = bytes + self->token_start;

  if (self->position - self->token_start != VERSION_LENGTH || memcmp (version, "HTTP/", 5) != 0 ||
      !g_ascii_isdigit (version[5]) || version[6] != '.' || !g_ascii_isdigit (version[7]))
    return bad (self, ADIT_CAUSE_BAD_REQUEST);
  if (version[5] != '1')
    return bad (self, ADIT_CAUSE_BAD_VERSION);

  self->minor_version = version[7] == '0' ? 0 : 1;
  return begin_token (self, self->position + 1, next);
}

static State
step_request_line (AditEngineHead *self, const char *bytes, guint8 byte)
{
  switch (self->state)
    {
    case STATE_LINE_START:
      self->line_start = self->position;
      return adit_engine_byte_is_token (byte) ? begin_token (self, self->position, STATE_METHOD)
                                              : bad (self, ADIT_CAUSE_BAD_REQUEST);
    case STATE_METHOD:
      if (adit_engine_byte_is_token (byte))
        return STATE_METHOD;
      if (byte != ' ')
        return bad (self, ADIT_CAUSE_BAD_REQUEST);
      self->method = slice_until_now (self);
      return begin_token (self, self->position + 1, STATE_TARGET);
    case STATE_TARGET:
      if (is_target_byte (byte))
        return STATE_TARGET;
      self->target = slice_until_now (self);
      if (byte != ' ' || self->target.length == 0)
        return bad (self, ADIT_CAUSE_BAD_REQUEST);
      return begin_token (self, self->position + 1, STATE_VERSION);
    case STATE_VERSION:
      if (byte == '\r')
        return end_version (self, bytes, STATE_LINE_LF);
      return is_target_byte (byte) ? STATE_VERSION : bad (self, ADIT_CAUSE_BAD_REQUEST);
    case STATE_LINE_LF:
    default:
      return byte == '\n' ? STATE_FIELD_START : bad (self, ADIT_CAUSE_BAD_REQUEST);
    }
}

/* Of what class an answer is, its first digit says (RFC 9110, section 15): 0 is of none. */
static State
end_status (AditEngineHead *self, const char *bytes)
{
  const char *digits = bytes + self->token_start;

  if (self->position - self->token_start != STATUS_LENGTH || digits[0] == '0')
    return bad (self, ADIT_CAUSE_BAD_RESPONSE);

  self->status = (guint16) ((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + digits[2] - '0');
  return begin_token (self, self->position + 1, STATE_REASON);
}

/* RFC 9112, section 4. The space behind the status is there also where no reason is. */
static State
step_status_line (AditEngineHead *self, const char *bytes, guint8 byte)
{
  switch (self->state)
    {
    case STATE_STATUS_VERSION:
      if (byte == ' ')
        return end_version (self, bytes, STATE_STATUS);
      return is_target_byte (byte) && self->position < VERSION_LENGTH
                 ? STATE_STATUS_VERSION
                 : bad (self, ADIT_CAUSE_BAD_RESPONSE);
    case STATE_STATUS:
      if (byte == ' ')
        return end_status (self, bytes);
      return g_ascii_isdigit (byte) && self->position - self->token_start < STATUS_LENGTH
                 ? STATE_STATUS
                 : bad (self, ADIT_CAUSE_BAD_RESPONSE);
    case STATE_REASON:
    default:
      if (adit_engine_byte_is_text (byte))
        return STATE_REASON;
      self->reason = slice_until_now (self);
      return byte == '\r' ? STATE_LINE_LF : bad (self, ADIT_CAUSE_BAD_RESPONSE);
    }
}

static State
end_name (AditEngineHead *self)
{
  if (self->n_fields >= ADIT_ENGINE_FIELDS_MAX)
    return bad (self, ADIT_CAUSE_TOO_MANY_FIELDS);

  self->fields[self->n_fields].name = slice_until_now (self);
  return STATE_VALUE_START;
}

static State
end_value (AditEngineHead *self, const char *bytes)
{
  AditEngineSlice value = slice_until_now (self);

  while (value.length > 0 && strchr (" \t", bytes[value.offset + value.length - 1]))
    value.length--;

  self->fields[self->n_fields++].value = value;
  return STATE_VALUE_LF;
}

static State
step_field (AditEngineHead *self, const char *bytes, guint8 byte)
{
  switch (self->state)
    {
    case STATE_FIELD_START:
      if (byte == '\r')
        return STATE_END_LF;
      /* Also refused here: an empty name, and a folded line (RFC 9112, section 5.2). */
      return adit_engine_byte_is_token (byte) ? begin_token (self, self->position, STATE_NAME)
                                              : bad (self, ADIT_CAUSE_BAD_FIELD);
    case STATE_NAME:
      if (byte == ':')
        return end_name (self);
      /* Also refused here: white space before the colon (RFC 9112, section 5.1). */
      return adit_engine_byte_is_token (byte) ? STATE_NAME : bad (self, ADIT_CAUSE_BAD_FIELD);
    case STATE_VALUE_START:
      if (byte == ' ' || byte == '\t')
        return STATE_VALUE_START;
      self->token_start = self->position;
      G_GNUC_FALLTHROUGH;
    case STATE_VALUE:
      if (byte == '\r')
        return end_value (self, bytes);
      return adit_engine_byte_is_text (byte) ? STATE_VALUE : bad (self, ADIT_CAUSE_BAD_FIELD);
    case STATE_VALUE_LF:
      return byte == '\n' ? STATE_FIELD_START : bad (self, ADIT_CAUSE_BAD_FIELD);
    case STATE_END_LF:
    default:
      return byte == '\n' ? STATE_DONE : bad (self, ADIT_CAUSE_BAD_FIELD);
    }
}

static State
step (AditEngineHead *self, const char *bytes, guint8 byte)
{
  switch (self->state)
    {
    case STATE_START:
      if (byte == '\r')
        return STATE_START_LF;
      self->state = STATE_LINE_START;
      return step_request_line (self, bytes, byte);
    case STATE_START_LF:
      return byte == '\n' ? STATE_LINE_START : bad (self, ADIT_CAUSE_BAD_REQUEST);
    case STATE_DONE:
    case STATE_BAD:
      return self->state;
    case STATE_STATUS_VERSION:
    case STATE_STATUS:
    case STATE_REASON:
      return step_status_line (self, bytes, byte);
    default:
      return self->state < STATE_FIELD_START ? step_request_line (self, bytes, byte)
                                             : step_field (self, bytes, byte);
    }
}

/* Limits are looked at after each byte, so that it makes no difference in which pieces the bytes
 * came; the first limit that is passed decides. */
static State
check_limits (AditEngineHead *self, State state)
{
  gboolean is_in_line = state >= STATE_METHOD && state <= STATE_VERSION;

  if (is_in_line && self->position - self->line_start > ADIT_ENGINE_REQUEST_LINE_MAX)
    return bad (self, ADIT_CAUSE_REQUEST_LINE_TOO_LONG);
  if (state != STATE_DONE && state != STATE_BAD && self->position >= ADIT_ENGINE_HEAD_MAX)
    return bad (self, ADIT_CAUSE_HEAD_TOO_LARGE);

  return state;
}

/* Most bytes of a head are those of values: past them in one go, to where something ends. */
static void
skip_value (AditEngineHead *self, const char *bytes, gsize length)
{
  gsize end = MIN (length, ADIT_ENGINE_HEAD_MAX - 1);

  while (self->position < end && adit_engine_byte_is_text ((guint8) bytes[self->position]))
    self->position++;
}

static void
init (AditEngineHead *self, Kind kind, State state)
{
  /* The fields are many and not looked at before they are set. */
  memset (self, 0, G_STRUCT_OFFSET (AditEngineHead, fields));
  self->kind = kind;
  self->state = state;
  self->position = self->line_start = self->token_start = 0;
}

void
adit_engine_head_init (AditEngineHead *self)
{
  init (self, KIND_REQUEST, STATE_START);
}

void
adit_engine_head_init_response (AditEngineHead *self)
{
  init (self, KIND_RESPONSE, STATE_STATUS_VERSION);
}

void
adit_engine_head_init_trailers (AditEngineHead *self)
{
  init (self, KIND_TRAILERS, STATE_FIELD_START);
}

AditEngineHeadStatus
adit_engine_head_parse (AditEngineHead *self, const char *bytes, gsize length)
{
  while (self->position < length && self->state < STATE_DONE)
    {
      State state = step (self, bytes, (guint8) bytes[self->position]);

      self->position++;
      self->state = check_limits (self, state);
      if (self->state == STATE_VALUE)
        skip_value (self, bytes, length);
    }

  if (self->state == STATE_DONE)
    self->length = self->position;

  return self->state == STATE_DONE  ? ADIT_ENGINE_HEAD_DONE
         : self->state == STATE_BAD ? ADIT_ENGINE_HEAD_BAD
                                    : ADIT_ENGINE_HEAD_MORE;
}

gboolean
adit_engine_slice_is (AditEngineSlice slice, const char *bytes, const char *text)
{
  return strlen (text) == slice.length && memcmp (bytes + slice.offset, text, slice.length) == 0;
}

gboolean
adit_engine_slice_is_name (AditEngineSlice slice, const char *bytes, const char *name)
{
  return strlen (name) == slice.length &&
         g_ascii_strncasecmp (bytes + slice.offset, name, slice.length) == 0;
}

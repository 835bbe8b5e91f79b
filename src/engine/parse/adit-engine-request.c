/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-request.h"

#include "engine/parse/adit-engine-names.h"
#include "engine/parse/adit-engine-options.h"
#include "engine/parse/adit-engine-syntax.h"
#include "engine/parse/adit-engine-target.h"
#include "engine/parse/adit-engine-upgrade.h"

static gboolean
has_element (const AditEngineField *field, const char *bytes, const char *text)
{
  AditEngineListReader list;
  AditEngineSlice element;

  adit_engine_list_reader_init (&list, field->value);
  while (adit_engine_list_reader_next (&list, bytes, &element))
    if (adit_engine_slice_is_name (element, bytes, text))
      return TRUE;

  return FALSE;
}

/* ---- CONNECT ---- */

/* A tunnel's connection is the tunnel's; but one that is refused may be asked for again. */
static gboolean
says_close (const AditEngineHead *head, const char *bytes)
{
  for (guint i = 0; i < head->n_fields; i++)
    {
      const AditEngineField *field = &head->fields[i];
      AditEngineName name = adit_engine_name_of (field->name, bytes);

      if ((name == ADIT_ENGINE_NAME_CONNECTION || name == ADIT_ENGINE_NAME_PROXY_CONNECTION) &&
          has_element (field, bytes, "close"))
        return TRUE;
    }

  return FALSE;
}

/* A request for a tunnel has no content (RFC 9110, section 9.3.6). What a length other than zero
 * announces would be taken for the tunnel's first bytes, by us or by a proxy before us, so it is
 * refused; `Content-Length: 0` is said by clients on Windows and means what it says. */
static gboolean
is_zero (AditEngineSlice value, const char *bytes)
{
  for (guint i = 0; i < value.length; i++)
    if (bytes[value.offset + i] != '0')
      return FALSE;

  return value.length > 0;
}

static AditCause
check_tunnel_fields (const AditEngineHead *head, const char *bytes)
{
  guint n_hosts = 0;

  for (guint i = 0; i < head->n_fields; i++)
    {
      const AditEngineField *field = &head->fields[i];

      if (adit_engine_slice_is_name (field->name, bytes, "Transfer-Encoding"))
        return ADIT_CAUSE_BAD_FRAMING;
      if (adit_engine_slice_is_name (field->name, bytes, "Content-Length") &&
          !is_zero (field->value, bytes))
        return ADIT_CAUSE_BAD_FRAMING;
      if (adit_engine_slice_is_name (field->name, bytes, "Host") && ++n_hosts > 1)
        return ADIT_CAUSE_BAD_FIELD;
    }

  return ADIT_CAUSE_NONE;
}

static AditCause
read_tunnel (AditEngineRequest *request, const AditEngineHead *head, const char *bytes)
{
  AditEngineRequest parsed = {
    .kind = ADIT_ENGINE_REQUEST_TUNNEL,
    .framing = { ADIT_ENGINE_FRAMING_NONE, FALSE, 0 },
    .max_forwards = G_MAXUINT32,
    .minor_version = head->minor_version,
  };
  AditCause cause;

  if (!adit_authority_parse (bytes + head->target.offset, head->target.length, ADIT_AUTHORITY_PLAIN,
                             &parsed.target))
    return ADIT_CAUSE_BAD_TARGET;

  parsed.is_persistent = head->minor_version > 0 && !says_close (head, bytes);
  cause = check_tunnel_fields (head, bytes);
  if (cause == ADIT_CAUSE_NONE)
    *request = parsed;
  return cause;
}

/* ---- All other methods ---- */

/* What the fields say, before it is clear what of it counts. */
typedef struct
{
  guint n_hosts;
  gboolean is_bad;
  gboolean is_proxy_close;
  gboolean expects_continue;
  gboolean has_max_forwards;
  guint64 max_forwards;
} Fields;

static void
read_field (Fields *self, const AditEngineField *field, const char *bytes, gboolean is_counted)
{
  switch (adit_engine_name_of (field->name, bytes))
    {
    case ADIT_ENGINE_NAME_HOST:
      if (++self->n_hosts > 1 || !adit_engine_target_is_host (field->value, bytes))
        self->is_bad = TRUE;
      break;
    case ADIT_ENGINE_NAME_PROXY_CONNECTION:
      self->is_proxy_close |= has_element (field, bytes, "close");
      break;
    case ADIT_ENGINE_NAME_EXPECT:
      self->expects_continue |= has_element (field, bytes, "100-continue");
      break;
    case ADIT_ENGINE_NAME_MAX_FORWARDS:
      if (is_counted &&
          (self->has_max_forwards ||
           !adit_engine_slice_is_number (field->value, bytes, G_MAXUINT64, &self->max_forwards)))
        self->is_bad = TRUE;
      self->has_max_forwards = is_counted;
      break;
    default:
      break;
    }
}

static gboolean
is_any_of (AditEngineSlice method, const char *bytes, const char *const *methods)
{
  for (; *methods; methods++)
    if (adit_engine_slice_is (method, bytes, *methods))
      return TRUE;

  return FALSE;
}

/* RFC 9112, section 3.2: an HTTP/1.1 request has exactly one Host field, others one at most. */
static AditCause
read_fields (AditEngineRequest *request, const AditEngineHead *head, const char *bytes)
{
  static const char *const counting[] = { "OPTIONS", "TRACE", NULL };
  gboolean is_counted = is_any_of (head->method, bytes, counting);
  AditEngineOptions options;
  Fields fields = { 0 };

  for (guint i = 0; i < head->n_fields; i++)
    read_field (&fields, &head->fields[i], bytes, is_counted);
  if (fields.is_bad || (fields.n_hosts == 0 && head->minor_version > 0) ||
      !adit_engine_options_read (&options, head, bytes))
    return ADIT_CAUSE_BAD_FIELD;

  request->is_persistent = head->minor_version > 0 && !options.is_close && !fields.is_proxy_close;
  request->expects_continue = head->minor_version > 0 && fields.expects_continue;
  request->max_forwards =
      fields.has_max_forwards ? (guint32) MIN (fields.max_forwards, G_MAXUINT32 - 1) : G_MAXUINT32;
  if (head->minor_version > 0 && options.is_upgrade)
    request->upgrade = adit_engine_upgrade_find (head, bytes);

  return ADIT_CAUSE_NONE;
}

static AditCause
read_target (AditEngineRequest *request, const AditEngineHead *head, const char *bytes)
{
  AditEngineTarget target;
  AditCause cause = adit_engine_target_read (&target, head->target, bytes);

  if (cause != ADIT_CAUSE_NONE)
    return cause;

  request->kind = target.form == ADIT_ENGINE_TARGET_ABSOLUTE ? ADIT_ENGINE_REQUEST_FORWARD
                                                             : ADIT_ENGINE_REQUEST_LOCAL;
  request->target = target.authority;
  request->path = target.path;
  request->is_secure = target.is_secure;
  return ADIT_CAUSE_NONE;
}

/* What depends on whether there is content. A protocol that is asked for with content would begin
 * behind it: that is asked by nobody, and not passed on. */
static void
settle (AditEngineRequest *request, const AditEngineHead *head, const char *bytes)
{
  static const char *const idempotent[] = {
    "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", NULL
  };
  gboolean has_content =
      request->framing.kind == ADIT_ENGINE_FRAMING_CHUNKED ||
      (request->framing.kind == ADIT_ENGINE_FRAMING_LENGTH && request->framing.length > 0);

  request->is_head = adit_engine_slice_is (head->method, bytes, "HEAD");
  request->is_trace = adit_engine_slice_is (head->method, bytes, "TRACE");
  request->is_repeatable = !has_content && is_any_of (head->method, bytes, idempotent);
  request->expects_continue &= has_content;
  if (has_content || request->kind != ADIT_ENGINE_REQUEST_FORWARD)
    request->upgrade.length = 0;
}

static AditCause
read_message (AditEngineRequest *request, const AditEngineHead *head, const char *bytes)
{
  AditEngineRequest parsed = { .minor_version = head->minor_version };
  AditCause cause = read_target (&parsed, head, bytes);

  if (cause == ADIT_CAUSE_NONE)
    cause = read_fields (&parsed, head, bytes);
  if (cause == ADIT_CAUSE_NONE)
    cause = adit_engine_framing_of_request (&parsed.framing, head, bytes);
  if (cause != ADIT_CAUSE_NONE)
    return cause;

  settle (&parsed, head, bytes);
  *request = parsed;
  return ADIT_CAUSE_NONE;
}

AditCause
adit_engine_request_read (AditEngineRequest *request, const AditEngineHead *head, const char *bytes)
{
  request->minor_version = head->minor_version;

  return adit_engine_slice_is (head->method, bytes, "CONNECT")
             ? read_tunnel (request, head, bytes)
             : read_message (request, head, bytes);
}

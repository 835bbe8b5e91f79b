/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/relay/adit-engine-message.h"

#include "engine/parse/adit-engine-names.h"
#include "engine/parse/adit-engine-options.h"

#include <string.h>
#include <time.h>

/* RFC 9110, section 7.6.3: a name that stands for the proxy, instead of its host's. */
#define PSEUDONYM "adit"

#define BIT(name) (1u << (name))

G_STATIC_ASSERT (ADIT_ENGINE_N_NAMES <= 32);

/* What happens to the fields of one head. */
typedef struct
{
  GByteArray *out;
  const AditEngineHead *head;
  const char *bytes;
  AditEngineFraming framing; /* of the message that goes out */
  AditEngineOptions options;
  guint32 max_forwards; /* as it came; G_MAXUINT32: the field means nothing */
  guint32 left_out;     /* BIT() of names beside those that are hop-by-hop */
  gboolean is_framed;   /* has been said */
} Filter;

static void
put (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

static void
put_slice (GByteArray *out, const char *bytes, AditEngineSlice slice)
{
  g_byte_array_append (out, (const guint8 *) bytes + slice.offset, slice.length);
}

static void
put_number (GByteArray *out, guint64 number)
{
  char digits[24];

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);
  put (out, digits);
}

static void
put_field (GByteArray *out, const char *bytes, const AditEngineField *field)
{
  put_slice (out, bytes, field->name);
  put (out, field->value.length > 0 ? ": " : ":");
  put_slice (out, bytes, field->value);
  put (out, "\r\n");
}

/* The same name, in the case it came in, with another value. */
static void
put_field_anew (GByteArray *out, const char *bytes, const AditEngineField *field, guint64 number)
{
  put_slice (out, bytes, field->name);
  put (out, ": ");
  put_number (out, number);
  put (out, "\r\n");
}

/* Where the first of the fields stood that say it, and only once. */
static void
put_framing (Filter *self, const AditEngineField *field)
{
  if (self->is_framed)
    return;

  if (self->framing.kind == ADIT_ENGINE_FRAMING_CHUNKED)
    put (self->out, "Transfer-Encoding: chunked\r\n");
  else if (self->framing.has_length)
    put_field_anew (self->out, self->bytes, field, self->framing.length);
  self->is_framed = TRUE;
}

static void
filter_field (Filter *self, const AditEngineField *field)
{
  AditEngineName name = adit_engine_name_of (field->name, self->bytes);

  if (name == ADIT_ENGINE_NAME_CONTENT_LENGTH || name == ADIT_ENGINE_NAME_TRANSFER_ENCODING)
    put_framing (self, field);
  else if ((adit_engine_name_get_traits (name) & ADIT_ENGINE_TRAIT_HOP) ||
           (self->left_out & BIT (name)) ||
           adit_engine_options_hold (&self->options, self->bytes, field->name))
    return;
  else if (name == ADIT_ENGINE_NAME_MAX_FORWARDS && self->max_forwards != G_MAXUINT32)
    put_field_anew (self->out, self->bytes, field, self->max_forwards - 1);
  else
    put_field (self->out, self->bytes, field);
}

static void
filter_fields (Filter *self)
{
  gboolean is_valid = adit_engine_options_read (&self->options, self->head, self->bytes);

  g_assert (is_valid);
  for (guint i = 0; i < self->head->n_fields; i++)
    filter_field (self, &self->head->fields[i]);
}

/* Behind those that are there: the hops are listed in their order. */
static void
put_via (GByteArray *out, guint received_minor_version)
{
  put (out,
       received_minor_version > 0 ? "Via: 1.1 " PSEUDONYM "\r\n" : "Via: 1.0 " PSEUDONYM "\r\n");
}

static void
put_upgrade (GByteArray *out, const char *bytes, AditEngineSlice protocols)
{
  put (out, "Upgrade: ");
  put_slice (out, bytes, protocols);
  put (out, "\r\n");
}

/* ---- Requests ---- */

/* RFC 9112, section 3.2.1; and 3.2.4 for OPTIONS, where an empty path is another one than "/". */
static void
put_origin_form (GByteArray *out,
                 const AditEngineHead *head,
                 const char *bytes,
                 const AditEngineRequest *request)
{
  if (request->path.length == 0 && adit_engine_slice_is (head->method, bytes, "OPTIONS"))
    put (out, "*");
  else if (request->path.length == 0 || bytes[request->path.offset] != '/')
    put (out, "/");
  put_slice (out, bytes, request->path);
}

/* In place of the one that came (RFC 9112, section 3.2.2), without the scheme's own port. */
static void
put_host (GByteArray *out, const AditEngineRequest *request)
{
  const AditAuthority *target = &request->target;
  gboolean is_ipv6 = target->kind == ADIT_HOST_IPV6;

  put (out, is_ipv6 ? "Host: [" : "Host: ");
  put (out, target->host);
  put (out, is_ipv6 ? "]" : "");
  if (target->port != (request->is_secure ? 443 : 80))
    {
      put (out, ":");
      put_number (out, target->port);
    }
  put (out, "\r\n");
}

/* An HTTP/1.0 client does not wait to be told to continue, and could not be told: the origin, to
 * which this is an HTTP/1.1 request, is not to say so. RFC 9110, section 10.1.1. */
void
adit_engine_message_write_request (GByteArray *out,
                                   const AditEngineHead *head,
                                   const char *bytes,
                                   const AditEngineRequest *request)
{
  Filter filter = {
    .out = out,
    .head = head,
    .bytes = bytes,
    .framing = request->framing,
    .max_forwards = request->max_forwards,
    .left_out = BIT (ADIT_ENGINE_NAME_HOST) |
                (request->minor_version == 0 ? BIT (ADIT_ENGINE_NAME_EXPECT) : 0),
  };

  g_assert (request->kind == ADIT_ENGINE_REQUEST_FORWARD && request->max_forwards > 0);

  put_slice (out, bytes, head->method);
  put (out, " ");
  put_origin_form (out, head, bytes, request);
  put (out, " HTTP/1.1\r\n");
  put_host (out, request);
  filter_fields (&filter);
  put_via (out, request->minor_version);
  if (request->upgrade.length > 0)
    {
      put (out, "Connection: Upgrade\r\n");
      put_upgrade (out, bytes, request->upgrade);
    }
  put (out, "\r\n");
}

/* ---- Responses ---- */

/* RFC 9110, section 5.6.7; in English, whatever the locale. */
static void
put_date (GByteArray *out, gint64 unix_s)
{
  static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  time_t now = (time_t) unix_s;
  char line[64];
  struct tm utc;

  if (!gmtime_r (&now, &utc))
    return;

  g_snprintf (line, sizeof line, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", days[utc.tm_wday],
              utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
              utc.tm_sec);
  put (out, line);
}

static gboolean
has_date (const Filter *filter)
{
  for (guint i = 0; i < filter->head->n_fields; i++)
    if (adit_engine_slice_is_name (filter->head->fields[i].name, filter->bytes, "Date") &&
        !adit_engine_options_hold (&filter->options, filter->bytes, filter->head->fields[i].name))
      return TRUE;

  return FALSE;
}

/* What the client's connection is for after this. HTTP/1.1 goes on where nothing is said. */
static void
put_connection (GByteArray *out,
                const AditEngineResponse *response,
                const AditEngineMessageTerms *terms)
{
  gboolean is_upgrade = response->upgrade.length > 0;
  gboolean is_close = !terms->is_persistent && response->status >= 200;

  if (is_upgrade)
    put (out, is_close ? "Connection: Upgrade, close\r\n" : "Connection: Upgrade\r\n");
  else if (is_close)
    put (out, "Connection: close\r\n");
  else if (terms->client_minor_version == 0 && response->status >= 200)
    put (out, "Connection: keep-alive\r\n");
}

static void
put_status_line (GByteArray *out, const AditEngineHead *head, const char *bytes, guint minor)
{
  put (out, minor > 0 ? "HTTP/1.1 " : "HTTP/1.0 ");
  put_number (out, head->status);
  put (out, " ");
  put_slice (out, bytes, head->reason);
  put (out, "\r\n");
}

void
adit_engine_message_write_response (GByteArray *out,
                                    const AditEngineHead *head,
                                    const char *bytes,
                                    const AditEngineResponse *response,
                                    const AditEngineMessageTerms *terms)
{
  Filter filter = {
    .out = out,
    .head = head,
    .bytes = bytes,
    .framing = response->framing,
    .max_forwards = G_MAXUINT32,
  };

  if (terms->is_dechunked && response->framing.kind == ADIT_ENGINE_FRAMING_CHUNKED)
    {
      g_assert (!terms->is_persistent);
      filter.framing.kind = ADIT_ENGINE_FRAMING_CLOSE;
      filter.left_out = BIT (ADIT_ENGINE_NAME_TRAILER);
    }

  put_status_line (out, head, bytes, terms->client_minor_version);
  filter_fields (&filter);
  if (terms->is_chunked && response->framing.kind == ADIT_ENGINE_FRAMING_CLOSE)
    put (out, "Transfer-Encoding: chunked\r\n");
  if (terms->received_s > 0 && response->status >= 200 && !has_date (&filter))
    put_date (out, terms->received_s);
  put_via (out, response->minor_version);
  put_connection (out, response, terms);
  if (response->upgrade.length > 0)
    put_upgrade (out, bytes, response->upgrade);
  put (out, "\r\n");
}

/* ---- Trailers ---- */

static void
put_trailer (GByteArray *out,
             const char *bytes,
             const AditEngineField *field,
             const AditEngineOptions *options)
{
  AditEngineTraits traits = adit_engine_name_get_traits (adit_engine_name_of (field->name, bytes));

  if (!(traits & ADIT_ENGINE_TRAIT_EARLY) &&
      !adit_engine_options_hold (options, bytes, field->name))
    put_field (out, bytes, field);
}

/* Trailers may always be left out (RFC 9110, section 6.5.1): all are where a Connection field that
 * has no place among them makes no sense either. */
void
adit_engine_message_write_trailers (GByteArray *out, const AditEngineBody *body)
{
  const char *bytes;
  const AditEngineHead *head = adit_engine_body_get_trailers (body, &bytes);
  AditEngineOptions options;

  if (head && adit_engine_options_read (&options, head, bytes))
    for (guint i = 0; i < head->n_fields; i++)
      put_trailer (out, bytes, &head->fields[i], &options);
  put (out, "\r\n");
}

/* ---- Requests that end here ---- */

static void
put_answer (GByteArray *out, guint minor_version, const char *field, gboolean is_persistent)
{
  put (out, minor_version > 0 ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.0 200 OK\r\n");
  put (out, "Proxy-Agent: Adit/" ADIT_VERSION "\r\n");
  put (out, field);
  if (!is_persistent)
    put (out, "Connection: close\r\n");
  put (out, "Content-Length: ");
}

static void
put_echo (GByteArray *out, const AditEngineHead *head, const char *bytes)
{
  put_slice (out, bytes, head->method);
  put (out, " ");
  put_slice (out, bytes, head->target);
  put (out, head->minor_version > 0 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\n");
  for (guint i = 0; i < head->n_fields; i++)
    {
      AditEngineName name = adit_engine_name_of (head->fields[i].name, bytes);

      if (!(adit_engine_name_get_traits (name) & ADIT_ENGINE_TRAIT_SECRET))
        put_field (out, bytes, &head->fields[i]);
    }
  put (out, "\r\n");
}

void
adit_engine_message_write_trace (GByteArray *out,
                                 const AditEngineHead *head,
                                 const char *bytes,
                                 gboolean is_persistent)
{
  g_autoptr (GByteArray) echo = g_byte_array_new ();

  put_echo (echo, head, bytes);
  put_answer (out, head->minor_version, "Content-Type: message/http\r\n", is_persistent);
  put_number (out, echo->len);
  put (out, "\r\n\r\n");
  g_byte_array_append (out, echo->data, echo->len);
}

void
adit_engine_message_write_options (GByteArray *out, guint minor_version, gboolean is_persistent)
{
  put_answer (out, minor_version,
              "Allow: CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE\r\n",
              is_persistent);
  put (out, "0\r\n\r\n");
}

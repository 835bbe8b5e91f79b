/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/log/adit-engine-access-line.h"

static const char *const months[] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

/* A tunnel was asked for with CONNECT, which its record does not say; NULL: nothing was. */
static const char *
method_of (const AditEngineRecord *record)
{
  return record->method ? record->method : record->target ? "CONNECT" : NULL;
}

/* What the client was answered: a tunnel's record has no status of its own. */
static guint
status_of (const AditEngineRecord *record)
{
  return record->status == 0 && record->is_opened ? 200 : record->status;
}

/* The clock may have been set back meanwhile. */
static gint64
duration_ms (const AditEngineRecord *record)
{
  return MAX (record->ended_us - record->started_us, 0) / 1000;
}

/* ---- Text ---- */

static void
append_escaped (GString *out, const char *text)
{
  for (const guchar *c = (const guchar *) text; *c; c++)
    if (*c > ' ' && *c < 0x7f && *c != '"' && *c != '\\')
      g_string_append_c (out, (char) *c);
    else
      g_string_append_printf (out, "\\x%02x", *c);
}

static void
append_or_dash (GString *out, const char *text)
{
  if (text && text[0])
    append_escaped (out, text);
  else
    g_string_append_c (out, '-');
}

/* Not by strftime(3): the month is English whatever the locale. */
static void
append_local_time (GString *out, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *zone = g_date_time_format (time, "%z");

  g_string_append_printf (out, "[%02d/%s/%04d:%02d:%02d:%02d %s]",
                          g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time),
                          g_date_time_get_second (time), zone);
}

static void
print_text (GString *out, const AditEngineAccess *access)
{
  const AditEngineRecord *record = access->record;
  guint status = status_of (record);
  char host[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

  /* Web servers log no ports. */
  append_or_dash (out, adit_engine_address_print_host (&record->client, host));
  g_string_append (out, " - ");
  append_or_dash (out, record->user);
  g_string_append_c (out, ' ');
  append_local_time (out, record->started_us);
  g_string_append (out, " \"");
  append_or_dash (out, method_of (record));
  g_string_append_c (out, ' ');
  append_or_dash (out, record->target);
  if (record->path)
    append_escaped (out, record->path);
  g_string_append (out, "\" ");
  if (status > 0)
    g_string_append_printf (out, "%u", status);
  else
    g_string_append_c (out, '-');
  g_string_append_printf (out,
                          " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %s %" G_GINT64_FORMAT
                          ".%03d\n",
                          access->received_bytes, access->sent_bytes,
                          adit_cause_row (record->cause)->word, duration_ms (record) / 1000,
                          (int) (duration_ms (record) % 1000));
}

/* ---- JSON ----
 *
 * Printed by hand: a tree of objects for each line would cost more than the exchange did. */

static void
append_string (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *c = valid; *c; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guchar) *c < ' ' || *c == 0x7f)
      g_string_append_printf (out, "\\u%04x", *c);
    else
      g_string_append_c (out, *c);
  g_string_append_c (out, '"');
}

static void
append_member (GString *out, const char *name, const char *value)
{
  g_string_append_printf (out, ",\"%s\":", name);
  if (value && value[0])
    append_string (out, value);
  else
    g_string_append (out, "null");
}

static void
append_number (GString *out, const char *name, guint64 value)
{
  g_string_append_printf (out, ",\"%s\":%" G_GUINT64_FORMAT, name, value);
}

static void
append_boolean (GString *out, const char *name, gboolean value)
{
  g_string_append_printf (out, ",\"%s\":%s", name, value ? "true" : "false");
}

/* RFC 3339, in UTC. */
static void
append_time (GString *out, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  g_string_append_printf (out, "{\"time\":\"%s.%06dZ\"", text, (int) (time_us % G_USEC_PER_SEC));
}

static void
print_json (GString *out, const AditEngineAccess *access)
{
  const AditEngineRecord *record = access->record;
  const AditCauseRow *cause = adit_cause_row (record->cause);
  guint status = status_of (record);
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

  append_time (out, record->started_us);
  append_number (out, "id", record->id);
  append_member (out, "client", adit_engine_address_print (&record->client, text));
  append_member (out, "user", record->user);
  append_member (out, "method", method_of (record));
  append_member (out, "target", record->target);
  append_member (out, "path", record->path);
  append_member (out, "address", adit_engine_address_print (&record->dialled, text));
  if (status > 0)
    append_number (out, "status", status);
  else
    append_member (out, "status", NULL);
  append_member (out, "cause", cause->word);
  append_boolean (out, "error", cause->is_error);
  append_boolean (out, "encrypted", record->is_encrypted);
  append_number (out, "sent", access->sent_bytes);
  append_number (out, "received", access->received_bytes);
  g_string_append_printf (out, ",\"seconds\":%" G_GINT64_FORMAT ".%03d}\n",
                          duration_ms (record) / 1000, (int) (duration_ms (record) % 1000));
}

void
adit_engine_access_line_print (GString *out, AditAccessLog format, const AditEngineAccess *access)
{
  if (format == ADIT_ACCESS_LOG_JSON)
    print_json (out, access);
  else
    print_text (out, access);
}

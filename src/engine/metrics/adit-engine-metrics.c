/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/metrics/adit-engine-metrics.h"

#include <libsoup/soup.h>
#include <string.h>

typedef enum
{
  GAUGE,
  COUNTER,
  INFO
} Kind;

typedef struct
{
  GString *out;
  AditEngineMetricsFormat format;
  const char *name; /* of the family */
  Kind kind;
} Printer;

static const char *const content_types[] = {
  [ADIT_ENGINE_METRICS_OPEN] = "application/openmetrics-text; version=1.0.0; charset=utf-8",
  [ADIT_ENGINE_METRICS_TEXT] = "text/plain; version=0.0.4; charset=utf-8",
};

/* ---- Which format ---- */

AditEngineMetricsFormat
adit_engine_metrics_choose (const char *accept)
{
  GSList *accepted = accept ? soup_header_parse_quality_list (accept, NULL) : NULL;
  AditEngineMetricsFormat format = ADIT_ENGINE_METRICS_OPEN;

  for (GSList *link = accepted; link; link = link->next)
    if (g_str_has_prefix (link->data, "application/openmetrics-text"))
      break;
    else if (g_str_has_prefix (link->data, "text/plain"))
      {
        format = ADIT_ENGINE_METRICS_TEXT;
        break;
      }
  soup_header_free_list (accepted);

  return format;
}

/* ---- Families and samples ---- */

static const char *
suffix_of (Kind kind)
{
  return kind == COUNTER ? "_total" : kind == INFO ? "_info" : "";
}

static const char *
type_of (const Printer *self)
{
  if (self->kind == COUNTER)
    return "counter";
  return self->kind == INFO && self->format == ADIT_ENGINE_METRICS_OPEN ? "info" : "gauge";
}

/* @unit: the end of @name as well (OpenMetrics, section on units); NULL: none. */
static void
begin (Printer *self, const char *name, Kind kind, const char *unit, const char *help)
{
  const char *suffix = self->format == ADIT_ENGINE_METRICS_TEXT ? suffix_of (kind) : "";

  self->name = name;
  self->kind = kind;
  g_string_append_printf (self->out, "# TYPE %s%s %s\n", name, suffix, type_of (self));
  if (unit && self->format == ADIT_ENGINE_METRICS_OPEN)
    g_string_append_printf (self->out, "# UNIT %s %s\n", name, unit);
  g_string_append_printf (self->out, "# HELP %s%s %s\n", name, suffix, help);
}

static void
append_label (Printer *self, const char *name, const char *value)
{
  g_string_append_printf (self->out, "%s=\"", name);
  for (const char *c = value; *c; c++)
    if (*c == '\n')
      g_string_append (self->out, "\\n");
    else if (*c == '"' || *c == '\\')
      g_string_append_printf (self->out, "\\%c", *c);
    else
      g_string_append_c (self->out, *c);
  g_string_append_c (self->out, '"');
}

/* Label names, each followed by its value, then NULL. */
static void
begin_sample (Printer *self, const char *const *labels)
{
  g_string_append_printf (self->out, "%s%s", self->name, suffix_of (self->kind));
  for (guint i = 0; labels && labels[i]; i += 2)
    {
      g_string_append_c (self->out, i == 0 ? '{' : ',');
      append_label (self, labels[i], labels[i + 1]);
    }
  g_string_append (self->out, labels && labels[0] ? "} " : " ");
}

static void
add (Printer *self, guint64 value)
{
  begin_sample (self, NULL);
  g_string_append_printf (self->out, "%" G_GUINT64_FORMAT "\n", value);
}

static void
add_with (Printer *self, const char *label, const char *label_value, guint64 value)
{
  const char *labels[] = { label, label_value, NULL };

  begin_sample (self, labels);
  g_string_append_printf (self->out, "%" G_GUINT64_FORMAT "\n", value);
}

static void
add_double (Printer *self, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  begin_sample (self, NULL);
  g_string_append_printf (self->out, "%s\n", g_ascii_formatd (text, sizeof text, "%.6f", value));
}

/* ---- What there is ---- */

static void
print_connections (Printer *self, const AditEngineSnapshot *snapshot)
{
  begin (self, "adit_connections", GAUGE, NULL, "Connections of clients.");
  add (self, snapshot->n_connections);
  begin (self, "adit_connections_limit", GAUGE, NULL,
         "Connections of clients that there is room for.");
  add (self, snapshot->connections_max);
  begin (self, "adit_phase_connections", GAUGE, NULL,
         "Connections of clients by what is being done for them.");
  for (guint i = 0; i < ADIT_N_PHASES; i++)
    add_with (self, "phase", adit_phase_to_word (i), snapshot->n_by_phase[i]);
}

static void
print_exchanges (Printer *self, const AditEngineSnapshot *snapshot)
{
  begin (self, "adit_opened", COUNTER, NULL,
         "Tunnels that were made and requests that were forwarded.");
  add (self, snapshot->totals.opened);
  begin (self, "adit_refused", COUNTER, NULL, "What ended in an error before that.");
  add (self, snapshot->totals.refused);
  begin (self, "adit_ended", COUNTER, NULL, "Tunnels, requests and connections by how they ended.");
  for (guint i = ADIT_CAUSE_NONE + 1; i < ADIT_N_CAUSES; i++)
    add_with (self, "cause", adit_cause_row (i)->word, snapshot->tally.ended[i]);
  begin (self, "adit_forwarded_responses", COUNTER, NULL,
         "Answers to forwarded requests by the class of their status.");
  for (guint i = 1; i < ADIT_ENGINE_STATUS_CLASSES; i++)
    {
      char class_name[] = { (char) ('0' + i), 'x', 'x', '\0' };

      add_with (self, "class", class_name, snapshot->tally.forwarded[i]);
    }
}

static void
print_traffic (Printer *self, const AditEngineSnapshot *snapshot)
{
  begin (self, "adit_traffic_bytes", COUNTER, "bytes",
         "Payload: sent by clients, received by them.");
  add_with (self, "direction", "sent", snapshot->totals.sent_bytes);
  add_with (self, "direction", "received", snapshot->totals.received_bytes);
  begin (self, "adit_tls_handshakes", COUNTER, NULL, "TLS handshakes with clients.");
  add_with (self, "result", "done", snapshot->tally.handshakes_done);
  add_with (self, "result", "failed", snapshot->tally.handshakes_failed);
}

static gboolean
is_up (const AditListener *listener)
{
  return listener->state == ADIT_LISTENER_LISTENING || listener->state == ADIT_LISTENER_FULL;
}

static void
print_listeners (Printer *self, const AditEngineSnapshot *snapshot)
{
  begin (self, "adit_listener_up", GAUGE, NULL, "Whether a listener is open.");
  for (guint i = 0; i < snapshot->listeners->len; i++)
    {
      const AditListener *listener = snapshot->listeners->pdata[i];

      add_with (self, "address", listener->address, is_up (listener));
    }
}

static void
add_carried (Printer *self, const AditEngineAccountState *account)
{
  const char *sent[] = { "user", account->name, "direction", "sent", NULL };
  const char *received[] = { "user", account->name, "direction", "received", NULL };

  begin_sample (self, sent);
  g_string_append_printf (self->out, "%" G_GUINT64_FORMAT "\n", account->total.sent_bytes);
  begin_sample (self, received);
  g_string_append_printf (self->out, "%" G_GUINT64_FORMAT "\n", account->total.received_bytes);
}

static void
print_users (Printer *self, const GPtrArray *accounts)
{
  begin (self, "adit_user_active", GAUGE, NULL, "Tunnels and requests of a user that run.");
  for (guint i = 0; i < accounts->len; i++)
    {
      const AditEngineAccountState *account = accounts->pdata[i];

      add_with (self, "user", account->name, account->n_active);
    }
  begin (self, "adit_user_traffic_bytes", COUNTER, "bytes",
         "Payload of a user: sent by them, received by them.");
  for (guint i = 0; i < accounts->len; i++)
    add_carried (self, accounts->pdata[i]);
}

static void
print_log (Printer *self, const AditEngineSnapshot *snapshot)
{
  begin (self, "adit_access_log_lines", COUNTER, NULL, "Lines of the access log.");
  add_with (self, "result", "written", snapshot->log.written);
  add_with (self, "result", "lost", snapshot->log.lost);
}

/* By the names that monitors know. */
static void
print_process (Printer *self, const AditEngineSnapshot *snapshot)
{
  const AditEngineProcess *process = &snapshot->process;

  begin (self, "process_cpu_seconds", COUNTER, "seconds", "CPU time, user and system.");
  add_double (self, process->cpu_s);
  begin (self, "process_open_fds", GAUGE, NULL, "Descriptors that are open.");
  add (self, process->n_descriptors);
  begin (self, "process_max_fds", GAUGE, NULL, "Descriptors that may be.");
  add (self, process->descriptors_max);
  begin (self, "process_resident_memory_bytes", GAUGE, "bytes", "Memory that is in use.");
  add (self, process->resident_bytes);
  begin (self, "process_virtual_memory_bytes", GAUGE, "bytes", "Address space.");
  add (self, process->virtual_bytes);
  begin (self, "process_start_time_seconds", GAUGE, "seconds", "When it began, since 1970.");
  add_double (self, (double) snapshot->started_us / G_USEC_PER_SEC);
}

void
adit_engine_metrics_print (GString *out,
                           AditEngineMetricsFormat format,
                           const AditEngineSnapshot *snapshot)
{
  Printer self = { .out = out, .format = format };

  begin (&self, "adit_build", INFO, NULL, "Which Adit this is.");
  add_with (&self, "version", ADIT_VERSION, 1);
  print_connections (&self, snapshot);
  print_exchanges (&self, snapshot);
  print_traffic (&self, snapshot);
  print_listeners (&self, snapshot);
  if (snapshot->accounts)
    print_users (&self, snapshot->accounts);
  print_log (&self, snapshot);
  print_process (&self, snapshot);
  if (format == ADIT_ENGINE_METRICS_OPEN)
    g_string_append (out, "# EOF\n");
}

void
adit_engine_metrics_write (GByteArray *out,
                           AditEngineMetricsFormat format,
                           const GString *metrics,
                           guint minor_version,
                           gboolean is_head)
{
  g_autofree char *head = g_strdup_printf ("HTTP/1.%u 200 OK\r\n"
                                           "Content-Type: %s\r\n"
                                           "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                                           "Cache-Control: no-store\r\n"
                                           "Connection: close\r\n"
                                           "\r\n",
                                           minor_version, content_types[format], metrics->len);

  g_byte_array_append (out, (const guint8 *) head, (guint) strlen (head));
  if (!is_head)
    g_byte_array_append (out, (const guint8 *) metrics->str, (guint) metrics->len);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Metrics as text: which format is answered, and what each of them says. */

#include "engine/metrics/adit-engine-metrics.h"

#include <string.h>

typedef struct
{
  const char *accept;
  AditEngineMetricsFormat format;
} Choice;

static const Choice choices[] = {
  { NULL, ADIT_ENGINE_METRICS_OPEN },
  { "", ADIT_ENGINE_METRICS_OPEN },
  { "*/*", ADIT_ENGINE_METRICS_OPEN },
  { "text/html, */*;q=0.1", ADIT_ENGINE_METRICS_OPEN },
  { "text/plain", ADIT_ENGINE_METRICS_TEXT },
  { "text/plain;version=0.0.4;q=1, */*;q=0.1", ADIT_ENGINE_METRICS_TEXT },
  { "application/openmetrics-text; version=1.0.0", ADIT_ENGINE_METRICS_OPEN },
  /* What Prometheus sends. */
  { "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
    ADIT_ENGINE_METRICS_OPEN },
  { "application/openmetrics-text;q=0.5, text/plain;q=0.6", ADIT_ENGINE_METRICS_TEXT },
  { "text/plain;q=0.5, application/openmetrics-text;q=0.6", ADIT_ENGINE_METRICS_OPEN },
  { "text/plain;q=0, application/openmetrics-text", ADIT_ENGINE_METRICS_OPEN },
  { ";;,,q=", ADIT_ENGINE_METRICS_OPEN },
};

static void
test_choose (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_test_message ("%s", choices[i].accept);
      g_assert_cmpint (adit_engine_metrics_choose (choices[i].accept), ==, choices[i].format);
    }
}

static void
add_account (GPtrArray *accounts, const char *name, guint n_active, guint64 sent, guint64 received)
{
  AditEngineAccountState *state = g_new0 (AditEngineAccountState, 1);

  state->name = g_strdup (name);
  state->n_active = n_active;
  state->total = (AditEngineUsage){ sent, received };
  g_ptr_array_add (accounts, state);
}

/* (transfer full) */
static char *
print (AditEngineMetricsFormat format, gboolean has_users)
{
  g_autoptr (GPtrArray) listeners =
      g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);
  g_autoptr (GPtrArray) accounts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_account_state_free);
  AditEngineSnapshot snapshot = {
    .totals = { .opened = 12, .refused = 3, .sent_bytes = 4000, .received_bytes = G_MAXUINT64 },
    .tally = { .handshakes_done = 7, .handshakes_failed = 2 },
    .n_connections = 5,
    .connections_max = 4096,
    .listeners = listeners,
    .accounts = has_users ? accounts : NULL,
    .log = { .written = 9, .lost = 1 },
    .process = { .cpu_s = 1.25,
                 .resident_bytes = 4096,
                 .virtual_bytes = 8192,
                 .n_descriptors = 21,
                 .descriptors_max = 1024 },
    .started_us = 1795571626500000,
  };
  GString *text = g_string_new (NULL);

  snapshot.tally.ended[ADIT_CAUSE_FINISHED] = 11;
  snapshot.tally.forwarded[2] = 6;
  snapshot.n_by_phase[ADIT_PHASE_RELAY] = 4;
  g_ptr_array_add (listeners, adit_listener_new ("[::1]:3128", TRUE, ADIT_LISTENER_LISTENING,
                                                 "[::1]:3128", NULL, ADIT_ENCRYPTION_BOTH));
  g_ptr_array_add (listeners, adit_listener_new ("127.0.0.1:1", TRUE, ADIT_LISTENER_FAILED, NULL,
                                                 "taken", ADIT_ENCRYPTION_BOTH));
  add_account (accounts, "alice", 2, 10, 20);
  add_account (accounts, "b\\o\"b\n\303\274", 0, 0, 0);
  adit_engine_metrics_print (text, format, &snapshot);

  return g_string_free (text, FALSE);
}

static void
assert_has (const char *text, const char *const *lines)
{
  for (guint i = 0; lines[i]; i++)
    {
      g_autofree char *line = g_strdup_printf ("\n%s\n", lines[i]);

      g_test_message ("%s", lines[i]);
      g_assert_nonnull (strstr (text, line));
    }
}

static const char *const samples[] = {
  "adit_build_info{version=\"" ADIT_VERSION "\"} 1",
  "adit_connections 5",
  "adit_connections_limit 4096",
  "adit_phase_connections{phase=\"relay\"} 4",
  "adit_phase_connections{phase=\"accept\"} 0",
  "adit_opened_total 12",
  "adit_refused_total 3",
  "adit_ended_total{cause=\"finished\"} 11",
  "adit_ended_total{cause=\"name-not-found\"} 0",
  "adit_forwarded_responses_total{class=\"2xx\"} 6",
  "adit_forwarded_responses_total{class=\"5xx\"} 0",
  "adit_traffic_bytes_total{direction=\"sent\"} 4000",
  "adit_traffic_bytes_total{direction=\"received\"} 18446744073709551615",
  "adit_tls_handshakes_total{result=\"done\"} 7",
  "adit_tls_handshakes_total{result=\"failed\"} 2",
  "adit_listener_up{address=\"[::1]:3128\"} 1",
  "adit_listener_up{address=\"127.0.0.1:1\"} 0",
  "adit_access_log_lines_total{result=\"written\"} 9",
  "adit_access_log_lines_total{result=\"lost\"} 1",
  "process_cpu_seconds_total 1.250000",
  "process_open_fds 21",
  "process_max_fds 1024",
  "process_resident_memory_bytes 4096",
  "process_virtual_memory_bytes 8192",
  "process_start_time_seconds 1795571626.500000",
  NULL,
};

static void
test_open (void)
{
  static const char *const lines[] = {
    "# TYPE adit_opened counter",
    "# HELP adit_opened Tunnels that were made and requests that were forwarded.",
    "# TYPE adit_traffic_bytes counter",
    "# UNIT adit_traffic_bytes bytes",
    "# TYPE adit_connections gauge",
    NULL,
  };
  g_autofree char *text = print (ADIT_ENGINE_METRICS_OPEN, FALSE);

  g_assert_true (g_str_has_prefix (text, "# TYPE adit_build info\n"));
  assert_has (text, lines);
  assert_has (text, samples);
  g_assert_true (g_str_has_suffix (text, "\n# EOF\n"));
  g_assert_null (strstr (text, "alice"));
  g_assert_null (strstr (text, "adit_user"));
}

static void
test_text (void)
{
  static const char *const lines[] = {
    "# TYPE adit_opened_total counter",
    "# HELP adit_opened_total Tunnels that were made and requests that were forwarded.",
    "# TYPE adit_traffic_bytes_total counter",
    "# TYPE adit_connections gauge",
    NULL,
  };
  g_autofree char *text = print (ADIT_ENGINE_METRICS_TEXT, FALSE);

  g_assert_true (g_str_has_prefix (text, "# TYPE adit_build_info gauge\n"));
  assert_has (text, lines);
  assert_has (text, samples);
  g_assert_null (strstr (text, "# EOF"));
  g_assert_null (strstr (text, "# UNIT"));
}

static void
test_users (void)
{
  static const char *const lines[] = {
    "adit_user_active{user=\"alice\"} 2",
    "adit_user_traffic_bytes_total{user=\"alice\",direction=\"sent\"} 10",
    "adit_user_traffic_bytes_total{user=\"alice\",direction=\"received\"} 20",
    "adit_user_active{user=\"b\\\\o\\\"b\\n\303\274\"} 0",
    NULL,
  };
  g_autofree char *text = print (ADIT_ENGINE_METRICS_OPEN, TRUE);

  assert_has (text, lines);
}

/* Each family's lines stand together, under a type and a help of its own. */
static void
test_families (void)
{
  for (guint format = 0; format <= ADIT_ENGINE_METRICS_TEXT; format++)
    {
      g_autofree char *text = print (format, TRUE);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
      const char *family = NULL;

      for (guint i = 0; lines[i]; i++)
        if (g_str_has_prefix (lines[i], "# TYPE "))
          {
            char *name = lines[i] + strlen ("# TYPE ");

            *strchr (name, ' ') = '\0';
            g_assert_true (g_hash_table_add (seen, name));
            family = name;
          }
        else if (g_str_has_prefix (lines[i], "# HELP "))
          g_assert_true (g_str_has_prefix (lines[i] + strlen ("# HELP "), family));
        else if (lines[i][0] != '#' && lines[i][0] != '\0')
          g_assert_true (g_str_has_prefix (lines[i], family));
    }
}

static void
test_write (void)
{
  g_autoptr (GString) metrics = g_string_new ("# EOF\n");
  g_autoptr (GByteArray) get = g_byte_array_new ();
  g_autoptr (GByteArray) head = g_byte_array_new ();
  static const char expected[] =
      "HTTP/1.1 200 OK\r\n"
      "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n"
      "Content-Length: 6\r\n"
      "Cache-Control: no-store\r\n"
      "Connection: close\r\n"
      "\r\n"
      "# EOF\n";

  adit_engine_metrics_write (get, ADIT_ENGINE_METRICS_OPEN, metrics, 1, FALSE);
  g_assert_cmpmem (get->data, get->len, expected, strlen (expected));
  adit_engine_metrics_write (head, ADIT_ENGINE_METRICS_OPEN, metrics, 1, TRUE);
  g_assert_cmpmem (head->data, head->len, expected, strlen (expected) - metrics->len);
}

static void
test_process (void)
{
  AditEngineProcess process;

  adit_engine_process_read (&process);
  g_assert_cmpfloat (process.cpu_s, >=, 0);
  g_assert_cmpuint (process.n_descriptors, >=, 3);
  g_assert_cmpuint (process.n_descriptors, <, process.descriptors_max);
  g_assert_cmpuint (process.resident_bytes, >, 100000);
  g_assert_cmpuint (process.virtual_bytes, >=, process.resident_bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/metrics/choose", test_choose);
  g_test_add_func ("/engine/metrics/open", test_open);
  g_test_add_func ("/engine/metrics/text", test_text);
  g_test_add_func ("/engine/metrics/users", test_users);
  g_test_add_func ("/engine/metrics/families", test_families);
  g_test_add_func ("/engine/metrics/write", test_write);
  g_test_add_func ("/engine/metrics/process", test_process);

  return g_test_run ();
}

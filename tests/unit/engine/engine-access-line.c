/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines of the access log: what they say of each kind of exchange, and that nothing a client can
 * choose looks like something else. */

#include "engine/log/adit-engine-access-line.h"

#include <string.h>

/* 2026-11-25 01:53:46.000123 UTC */
#define STARTED_US (G_GINT64_CONSTANT (1795571626) * G_USEC_PER_SEC + 123)

typedef struct
{
  const char *name;
  AditEngineRecord record;
  const char *client;
  const char *dialled;
  guint64 sent, received;
  const char *text;
  const char *json;
} Row;

static const Row rows[] = {
  { "tunnel",
    { .id = 7,
      .target = (char *) "example.org:443",
      .user = (char *) "alice",
      .cause = ADIT_CAUSE_FINISHED,
      .is_opened = TRUE,
      .is_encrypted = TRUE,
      .ended_us = STARTED_US + 12345678 },
    "192.0.2.7",
    "198.51.100.1",
    1234,
    5678,
    "192.0.2.7 - alice [25/Nov/2026:01:53:46 +0000] \"CONNECT example.org:443\" 200 5678 1234 "
    "finished 12.345\n",
    "{\"time\":\"2026-11-25T01:53:46.000123Z\",\"id\":7,\"client\":\"192.0.2.7:50000\","
    "\"user\":\"alice\",\"method\":\"CONNECT\",\"target\":\"example.org:443\",\"path\":null,"
    "\"address\":\"198.51.100.1:50000\",\"status\":200,\"cause\":\"finished\",\"error\":false,"
    "\"encrypted\":true,\"sent\":1234,\"received\":5678,\"seconds\":12.345}\n" },
  { "request",
    { .target = (char *) "example.org:80",
      .method = (char *) "GET",
      .path = (char *) "/a/b",
      .cause = ADIT_CAUSE_ANSWERED,
      .status = 304,
      .is_opened = TRUE,
      .ended_us = STARTED_US + 999 },
    "2001:db8::1",
    NULL,
    0,
    0,
    "2001:db8::1 - - [25/Nov/2026:01:53:46 +0000] \"GET example.org:80/a/b\" 304 0 0 answered "
    "0.000\n",
    "{\"time\":\"2026-11-25T01:53:46.000123Z\",\"id\":0,\"client\":\"[2001:db8::1]:50000\","
    "\"user\":null,\"method\":\"GET\",\"target\":\"example.org:80\",\"path\":\"/a/b\","
    "\"address\":null,\"status\":304,\"cause\":\"answered\",\"error\":false,\"encrypted\":false,"
    "\"sent\":0,\"received\":0,\"seconds\":0.000}\n" },
  { "refused",
    { .target = (char *) "[::1]:9",
      .cause = ADIT_CAUSE_REFUSED,
      .status = 502,
      .ended_us = STARTED_US + 1000 },
    "127.0.0.1",
    "::1",
    0,
    0,
    "127.0.0.1 - - [25/Nov/2026:01:53:46 +0000] \"CONNECT [::1]:9\" 502 0 0 refused 0.001\n",
    "{\"time\":\"2026-11-25T01:53:46.000123Z\",\"id\":0,\"client\":\"127.0.0.1:50000\","
    "\"user\":null,\"method\":\"CONNECT\",\"target\":\"[::1]:9\",\"path\":null,"
    "\"address\":\"[::1]:50000\",\"status\":502,\"cause\":\"refused\",\"error\":true,"
    "\"encrypted\":false,\"sent\":0,\"received\":0,\"seconds\":0.001}\n" },
  { "never a request, and the clock was set back",
    { .cause = ADIT_CAUSE_TLS_FAILED, .ended_us = 1 },
    NULL,
    NULL,
    0,
    0,
    "- - - [25/Nov/2026:01:53:46 +0000] \"- -\" - 0 0 tls-failed 0.000\n",
    "{\"time\":\"2026-11-25T01:53:46.000123Z\",\"id\":0,\"client\":null,\"user\":null,"
    "\"method\":null,\"target\":null,\"path\":null,\"address\":null,\"status\":null,"
    "\"cause\":\"tls-failed\",\"error\":true,\"encrypted\":false,\"sent\":0,\"received\":0,"
    "\"seconds\":0.000}\n" },
  { "bytes that mean something",
    { .target = (char *) "a.example:80",
      .user = (char *) "a \"b\"\\\n\u00fc",
      .method = (char *) "GET",
      .path = (char *) "/\" 200 [\x7f\xff",
      .cause = ADIT_CAUSE_ANSWERED,
      .status = 200,
      .is_opened = TRUE,
      .ended_us = STARTED_US },
    "127.0.0.1",
    NULL,
    G_MAXUINT64,
    1,
    "127.0.0.1 - a\\x20\\x22b\\x22\\x5c\\x0a\\xc3\\xbc [25/Nov/2026:01:53:46 +0000] "
    "\"GET a.example:80/\\x22\\x20200\\x20[\\x7f\\xff\" 200 1 18446744073709551615 answered "
    "0.000\n",
    "{\"time\":\"2026-11-25T01:53:46.000123Z\",\"id\":0,\"client\":\"127.0.0.1:50000\","
    "\"user\":\"a \\\"b\\\"\\\\\\u000a\u00fc\",\"method\":\"GET\",\"target\":\"a.example:80\","
    "\"path\":\"/\\\" 200 [\\u007f\ufffd\",\"address\":null,\"status\":200,\"cause\":\"answered\","
    "\"error\":false,\"encrypted\":false,\"sent\":18446744073709551615,\"received\":1,"
    "\"seconds\":0.000}\n" },
};

static void
assert_line (AditAccessLog format, const AditEngineAccess *access, const char *expected)
{
  g_autoptr (GString) line = g_string_new ("before ");

  adit_engine_access_line_print (line, format, access);
  g_assert_true (g_str_has_prefix (line->str, "before "));
  g_assert_cmpstr (line->str + strlen ("before "), ==, expected);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  AditEngineRecord record = row->record;
  AditEngineAccess access = { &record, row->sent, row->received };

  record.started_us = STARTED_US;
  if (row->client)
    adit_engine_address_parse (&record.client, row->client, 50000);
  if (row->dialled)
    adit_engine_address_parse (&record.dialled, row->dialled, 50000);
  assert_line (ADIT_ACCESS_LOG_TEXT, &access, row->text);
  assert_line (ADIT_ACCESS_LOG_JSON, &access, row->json);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/access-line/%s", rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }

  return g_test_run ();
}

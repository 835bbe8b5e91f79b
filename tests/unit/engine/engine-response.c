/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an origin's answer is, and why some cannot be passed on. Sections are those of RFC 9110
 * unless they name another. How content ends is tried beside, in engine-framing.c. */

#include "test-message.h"

#include <string.h>

typedef struct
{
  const char *section;
  AditEngineAsked asked;
  const char *head;
  const char *verdict;
} Row;

#define PLAIN               ADIT_ENGINE_ASKED_PLAIN
#define HEAD                ADIT_ENGINE_ASKED_HEAD
#define UPGRADE             ADIT_ENGINE_ASKED_UPGRADE
#define NEW(status, fields) "HTTP/1.1 " status " X\r\n" fields "\r\n"
#define OLD(status, fields) "HTTP/1.0 " status " X\r\n" fields "\r\n"
#define LENGTH              "Content-Length: 5\r\n"
#define CHUNKED             "Transfer-Encoding: chunked\r\n"
#define WEBSOCKET           "Connection: Upgrade\r\nUpgrade: websocket\r\n"
#define OPTION(options)     "Connection: " options "\r\n"

static const Row rows[] = {
  { "6.4 length", PLAIN, NEW ("200", LENGTH), "200 length 5 persistent" },
  { "6.4 chunked", PLAIN, NEW ("200", CHUNKED), "200 chunked persistent" },
  { "6.4 until close", PLAIN, NEW ("200", ""), "200 close" },
  { "9.3.2 HEAD", HEAD, NEW ("200", ""), "200 none persistent" },
  { "9.3.2 HEAD, length", HEAD, NEW ("200", LENGTH), "200 none (5) persistent" },
  { "9.3.2 HEAD, chunked", HEAD, NEW ("200", CHUNKED), "200 none persistent" },
  { "9.3.2 HEAD, both", HEAD, NEW ("200", CHUNKED LENGTH), "200 none persistent" },
  { "9.3.2 HEAD, bad", HEAD, NEW ("200", "Content-Length: x\r\n"), "200 none persistent" },
  { "15.3.5 204", PLAIN, NEW ("204", LENGTH), "204 none persistent" },
  { "15.4.5 304", PLAIN, NEW ("304", LENGTH), "304 none (5) persistent" },
  { "15 599", PLAIN, NEW ("599", LENGTH), "599 length 5 persistent" },
  { "15 600", PLAIN, NEW ("600", LENGTH), "600 length 5 persistent" },
  { "15 999", PLAIN, NEW ("999", ""), "999 close" },
  { "8.6 bad", PLAIN, NEW ("200", "Content-Length: -1\r\n"), "!bad-response-length" },
  { "8.6 both", PLAIN, NEW ("200", LENGTH CHUNKED), "!bad-response-length" },
  { "RFC 9112 6.1 gzip", PLAIN, NEW ("200", "Transfer-Encoding: gzip, chunked\r\n"),
    "!response-coding" },
  { "RFC 9112 6.1 chunked in 1.0", PLAIN, OLD ("200", CHUNKED), "!bad-response-length" },

  { "15.2.1 100", PLAIN, NEW ("100", ""), "100 none interim persistent" },
  { "15.2 102", PLAIN, NEW ("102", LENGTH), "102 none interim persistent" },
  { "RFC 8297 103", PLAIN, NEW ("103", "Link: </x>\r\n"), "103 none interim persistent" },
  { "15.2 199", HEAD, NEW ("199", CHUNKED LENGTH), "199 none interim persistent" },

  { "RFC 9112 9.3 close", PLAIN, NEW ("200", OPTION ("close") LENGTH), "200 length 5" },
  { "RFC 9112 9.3 close, any case", PLAIN, NEW ("200", OPTION ("x, CLOSE") LENGTH),
    "200 length 5" },
  { "RFC 9112 9.3 close and keep-alive", PLAIN, NEW ("200", OPTION ("keep-alive, close") LENGTH),
    "200 length 5" },
  { "RFC 9112 9.3 1.0", PLAIN, OLD ("200", LENGTH), "200 length 5 1.0" },
  { "RFC 9112 9.3 1.0, keep-alive", PLAIN, OLD ("200", OPTION ("Keep-Alive") LENGTH),
    "200 length 5 1.0 persistent" },
  { "RFC 9112 9.3 1.0, keep-alive, no length", PLAIN, OLD ("200", OPTION ("keep-alive")),
    "200 close 1.0" },
  { "RFC 9112 9.3 keep-alive, no length", PLAIN, NEW ("200", OPTION ("keep-alive")), "200 close" },
  { "RFC 9112 9.3 close, HEAD", HEAD, NEW ("200", OPTION ("close")), "200 none" },
  { "RFC 9112 C.2.2 Proxy-Connection is not heard", PLAIN,
    NEW ("200", "Proxy-Connection: close\r\n" LENGTH), "200 length 5 persistent" },
  { "7.6.1 Transfer-Encoding", PLAIN, NEW ("200", OPTION ("Transfer-Encoding") CHUNKED),
    "200 chunked persistent" },
  { "7.6.1 Content-Length", PLAIN, NEW ("200", OPTION ("Content-Length") LENGTH), "!bad-response" },
  { "7.6.1 Via", PLAIN, NEW ("200", OPTION ("via") LENGTH), "!bad-response" },
  { "7.6.1 not a token", PLAIN, NEW ("200", OPTION ("close; x") LENGTH), "!bad-response" },

  { "15.2.2 101", UPGRADE, NEW ("101", WEBSOCKET), "101 none upgrade=websocket" },
  { "15.2.2 101, two options", UPGRADE,
    NEW ("101", OPTION ("keep-alive, upgrade") "Upgrade: a/1, b\r\n"), "101 none upgrade=a/1, b" },
  { "15.2.2 101, lengths", UPGRADE, NEW ("101", WEBSOCKET LENGTH CHUNKED),
    "101 none upgrade=websocket" },
  { "15.2.2 101, not asked", PLAIN, NEW ("101", WEBSOCKET), "!bad-response" },
  { "15.2.2 101, HEAD", HEAD, NEW ("101", WEBSOCKET), "!bad-response" },
  { "15.2.2 101, HEAD with upgrade", HEAD | UPGRADE, NEW ("101", WEBSOCKET),
    "101 none upgrade=websocket" },
  { "15.2.2 101, no Upgrade", UPGRADE, NEW ("101", OPTION ("upgrade")), "!bad-response" },
  { "15.2.2 101, empty", UPGRADE, NEW ("101", OPTION ("upgrade") "Upgrade:\r\n"), "!bad-response" },
  { "15.2.2 101, no option", UPGRADE, NEW ("101", "Upgrade: websocket\r\n"), "!bad-response" },
  { "15.2.2 101, twice", UPGRADE, NEW ("101", WEBSOCKET "Upgrade: x\r\n"), "!bad-response" },
  { "15.2.2 101, h2c", UPGRADE, NEW ("101", OPTION ("upgrade") "Upgrade: h2c\r\n"),
    "!bad-response" },
  { "15.2.2 101, 1.0", UPGRADE, OLD ("101", WEBSOCKET), "!bad-response" },
  { "7.8 200, refused upgrade", UPGRADE, NEW ("200", LENGTH), "200 length 5 persistent" },
  { "7.8 200, advertised", PLAIN, NEW ("200", WEBSOCKET LENGTH), "200 length 5 persistent" },
  { "15.5.22 426", PLAIN, NEW ("426", WEBSOCKET LENGTH),
    "426 length 5 persistent upgrade=websocket" },
  { "15.5.22 426, no Upgrade", PLAIN, NEW ("426", LENGTH), "426 length 5 persistent" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *verdict = test_message_read_response (row->head, strlen (row->head), row->asked);

  g_assert_cmpstr (verdict, ==, row->verdict);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/response/%u: %s", i, rows[i].section);

      g_test_add_data_func (path, &rows[i], test_row);
    }

  return g_test_run ();
}

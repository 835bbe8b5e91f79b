/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests that are no CONNECT: what they ask for, and why some are refused. Sections are those of
 * RFC 9110 unless they name another. */

#include "test-message.h"

#include <string.h>

typedef struct
{
  const char *section;
  const char *head;
  const char *verdict;
} Row;

#define HOST                 "Host: a.example\r\n"
#define HEAD(line, fields)   line " HTTP/1.1\r\n" HOST fields "\r\n"
#define BARE(line, fields)   line " HTTP/1.1\r\n" fields "\r\n"
#define OLD(line, fields)    line " HTTP/1.0\r\n" fields "\r\n"
#define GET(fields)          HEAD ("GET http://a.example/", fields)
#define POST(fields)         HEAD ("POST http://a.example/", fields)
#define WITH(method, fields) HEAD (method " http://a.example/", fields)
#define PLAIN                "forward a.example:80 / none"
#define GOT                  PLAIN " persistent repeatable"
#define POSTED(framing)      "forward a.example:80 / " framing " persistent"
#define REFUSED(word)        "!" word
#define UPGRADE              "Connection: upgrade\r\nUpgrade: websocket\r\n"
#define EXPECT               "Expect: 100-continue\r\n"

static const Row rows[] = {
  { "3.2.2 http", GET (""), GOT },
  { "3.2.2 https", HEAD ("GET https://a.example/x?y", ""),
    "forward a.example:443 /x?y none secure persistent repeatable" },
  { "3.2.2 Host that differs", BARE ("GET http://a.example/", "Host: b.example\r\n"), GOT },
  { "3.2.1 origin-form", HEAD ("GET /x?y", ""), "local /x?y none persistent repeatable" },
  { "3.2.1 two slashes", HEAD ("GET //b.example/", ""),
    "local //b.example/ none persistent repeatable" },
  { "3.2.4 asterisk", HEAD ("OPTIONS *", ""), REFUSED ("bad-target") },
  { "3.2.3 authority", HEAD ("GET a.example:80", ""), REFUSED ("bad-target") },
  { "4.2.4 userinfo", HEAD ("GET http://me@a.example/", ""), REFUSED ("bad-target") },
  { "3.2.2 other scheme", HEAD ("GET ftp://a.example/", ""), REFUSED ("scheme-not-served") },

  { "9.3.1 lower case is another method", HEAD ("get http://a.example/", ""), PLAIN " persistent" },
  { "9.3.1 any method", HEAD ("BREW http://a.example/", ""), PLAIN " persistent" },
  { "9.3.6 lower case connect", HEAD ("connect a.example:443", ""), REFUSED ("bad-target") },
  { "9.3.6 mixed case connect", HEAD ("Connect a.example:443", ""), REFUSED ("bad-target") },
  { "9.3.6 longer", HEAD ("CONNECTX a.example:443", ""), REFUSED ("bad-target") },
  { "9.3.6 shorter", HEAD ("CONNEC a.example:443", ""), REFUSED ("bad-target") },
  { "9.3.2 HEAD", WITH ("HEAD", ""), PLAIN " persistent head repeatable" },
  { "9.3.2 HEADX", WITH ("HEADX", ""), PLAIN " persistent" },
  { "9.3.8 TRACE", WITH ("TRACE", ""), PLAIN " persistent trace repeatable" },
  { "9.2.2 OPTIONS", WITH ("OPTIONS", ""), GOT },
  { "9.2.2 PUT", WITH ("PUT", ""), GOT },
  { "9.2.2 DELETE", WITH ("DELETE", ""), GOT },
  { "9.2.2 POST", WITH ("POST", ""), PLAIN " persistent" },
  { "9.2.2 PATCH", WITH ("PATCH", ""), PLAIN " persistent" },
  { "9.2.2 PUT with content", WITH ("PUT", "Content-Length: 1\r\n"), POSTED ("length 1") },
  { "9.2.2 PUT with chunks", WITH ("PUT", "Transfer-Encoding: chunked\r\n"), POSTED ("chunked") },
  { "9.2.2 PUT without", WITH ("PUT", "Content-Length: 0\r\n"), POSTED ("length 0") " repeatable" },

  { "RFC 9112 3.2 no Host", BARE ("GET http://a.example/", ""), REFUSED ("bad-field") },
  { "RFC 9112 3.2 no Host, local", BARE ("GET /", ""), REFUSED ("bad-field") },
  { "RFC 9112 3.2 no Host, 1.0", OLD ("GET http://a.example/", ""), PLAIN " 1.0 repeatable" },
  { "RFC 9112 3.2 two Hosts", GET (HOST), REFUSED ("bad-field") },
  { "RFC 9112 3.2 two Hosts, 1.0", OLD ("GET http://a.example/", HOST HOST),
    REFUSED ("bad-field") },
  { "RFC 9112 3.2 two Hosts, any case", GET ("hOST: b.example\r\n"), REFUSED ("bad-field") },
  { "RFC 9112 3.2 empty Host", BARE ("GET http://a.example/", "Host:\r\n"), GOT },
  { "RFC 9112 3.2 bad Host", BARE ("GET http://a.example/", "Host: a b\r\n"),
    REFUSED ("bad-field") },
  { "RFC 9112 3.2 Host of a URI", BARE ("GET http://a.example/", "Host: http://a.example/\r\n"),
    REFUSED ("bad-field") },
  { "RFC 9112 3.2 Host with userinfo", BARE ("GET http://a.example/", "Host: me@a.example\r\n"),
    REFUSED ("bad-field") },
  { "RFC 9112 3.2 Host with a path", BARE ("GET http://a.example/", "Host: a.example/b\r\n"),
    REFUSED ("bad-field") },

  { "8.6 length", POST ("Content-Length: 5\r\n"), POSTED ("length 5") },
  { "8.6 bad length", POST ("Content-Length: x\r\n"), REFUSED ("bad-length") },
  { "8.6 length, local", HEAD ("POST /", "Content-Length: 5\r\n"), "local / length 5 persistent" },
  { "8.6 bad length, local", HEAD ("POST /", "Content-Length: 5,6\r\n"), REFUSED ("bad-length") },
  { "8.6 length of GET", GET ("Content-Length: 5\r\n"), POSTED ("length 5") },
  { "RFC 9112 6.1 chunked", POST ("Transfer-Encoding: chunked\r\n"), POSTED ("chunked") },
  { "RFC 9112 6.1 gzip", POST ("Transfer-Encoding: gzip, chunked\r\n"),
    REFUSED ("coding-not-served") },

  { "RFC 9112 9.3 close", GET ("Connection: close\r\n"), PLAIN " repeatable" },
  { "RFC 9112 9.3 close, any case", GET ("connection: cLOSE\r\n"), PLAIN " repeatable" },
  { "RFC 9112 9.3 close among others", GET ("Connection: x, ,close , y\r\n"), PLAIN " repeatable" },
  { "RFC 9112 9.3 close in the second", GET ("Connection: x\r\nConnection: close\r\n"),
    PLAIN " repeatable" },
  { "RFC 9112 9.3 close and keep-alive", GET ("Connection: close, keep-alive\r\n"),
    PLAIN " repeatable" },
  { "RFC 9112 9.3 closed is another", GET ("Connection: closed\r\n"), GOT },
  { "RFC 9112 9.3 keep-alive", GET ("Connection: keep-alive\r\n"), GOT },
  { "RFC 9112 9.3 keep-alive, 1.0", OLD ("GET http://a.example/", "Connection: keep-alive\r\n"),
    PLAIN " 1.0 repeatable" },
  { "RFC 9112 C.2.2 proxy close", GET ("Proxy-Connection: close\r\n"), PLAIN " repeatable" },
  { "RFC 9112 C.2.2 proxy keep-alive", GET ("Proxy-Connection: keep-alive\r\n"), GOT },
  { "RFC 9112 C.2.2 proxy keep-alive, 1.0",
    OLD ("GET http://a.example/", "Proxy-Connection: keep-alive\r\n"), PLAIN " 1.0 repeatable" },
  { "RFC 9112 C.2.2 both", GET ("Connection: keep-alive\r\nProxy-Connection: close\r\n"),
    PLAIN " repeatable" },

  { "7.6.1 no option", GET ("Connection:\r\n"), GOT },
  { "7.6.1 empty options", GET ("Connection: , ,,\r\n"), GOT },
  { "7.6.1 not a token", GET ("Connection: close;x\r\n"), REFUSED ("bad-field") },
  { "7.6.1 two words", GET ("Connection: keep alive\r\n"), REFUSED ("bad-field") },
  { "7.6.1 quoted", GET ("Connection: \"close\"\r\n"), REFUSED ("bad-field") },
  { "7.6.1 Host", GET ("Connection: close, Host\r\n"), REFUSED ("bad-field") },
  { "7.6.1 Content-Length", POST ("Content-Length: 5\r\nConnection: content-length\r\n"),
    REFUSED ("bad-field") },
  { "7.6.1 Content-Length, not there", GET ("Connection: Content-Length\r\n"),
    REFUSED ("bad-field") },
  { "7.6.1 Transfer-Encoding",
    POST ("Transfer-Encoding: chunked\r\nConnection: transfer-encoding\r\n"), POSTED ("chunked") },
  { "7.6.1 Via", GET ("Connection: via\r\n"), REFUSED ("bad-field") },
  { "7.6.1 Max-Forwards", GET ("Connection: Max-Forwards\r\n"), REFUSED ("bad-field") },
  { "7.6.1 Expect", GET ("Connection: expect\r\n"), REFUSED ("bad-field") },
  { "7.6.1 Cookie", GET ("Connection: Cookie\r\n"), GOT },

  { "7.6.2 OPTIONS", WITH ("OPTIONS", "Max-Forwards: 7\r\n"), GOT " forwards=7" },
  { "7.6.2 TRACE", WITH ("TRACE", "max-forwards: 0\r\n"),
    PLAIN " persistent trace repeatable forwards=0" },
  { "7.6.2 zeros in front", WITH ("OPTIONS", "Max-Forwards: 0007\r\n"), GOT " forwards=7" },
  { "7.6.2 most", WITH ("OPTIONS", "Max-Forwards: 4294967294\r\n"), GOT " forwards=4294967294" },
  { "7.6.2 more than most", WITH ("OPTIONS", "Max-Forwards: 4294967295\r\n"),
    GOT " forwards=4294967294" },
  { "7.6.2 64 bits", WITH ("OPTIONS", "Max-Forwards: 18446744073709551615\r\n"),
    GOT " forwards=4294967294" },
  { "7.6.2 more than 64 bits", WITH ("OPTIONS", "Max-Forwards: 18446744073709551616\r\n"),
    REFUSED ("bad-field") },
  { "7.6.2 empty", WITH ("OPTIONS", "Max-Forwards:\r\n"), REFUSED ("bad-field") },
  { "7.6.2 negative", WITH ("OPTIONS", "Max-Forwards: -1\r\n"), REFUSED ("bad-field") },
  { "7.6.2 not a number", WITH ("TRACE", "Max-Forwards: x\r\n"), REFUSED ("bad-field") },
  { "7.6.2 list", WITH ("TRACE", "Max-Forwards: 1, 1\r\n"), REFUSED ("bad-field") },
  { "7.6.2 twice", WITH ("TRACE", "Max-Forwards: 1\r\nMax-Forwards: 1\r\n"),
    REFUSED ("bad-field") },
  { "7.6.2 other methods", GET ("Max-Forwards: x\r\nMax-Forwards: 0\r\n"), GOT },

  { "7.8 upgrade", GET (UPGRADE), GOT " upgrade=websocket" },
  { "7.8 upgrade, several", GET ("Connection: keep-alive, Upgrade\r\nUpgrade: x/1, y\r\n"),
    GOT " upgrade=x/1, y" },
  { "7.8 without the option", GET ("Upgrade: websocket\r\n"), GOT },
  { "7.8 without the field", GET ("Connection: upgrade\r\n"), GOT },
  { "7.8 empty", GET ("Connection: upgrade\r\nUpgrade:\r\n"), GOT },
  { "7.8 empty element", GET ("Connection: upgrade\r\nUpgrade: x,,y\r\n"), GOT },
  { "7.8 no protocol", GET ("Connection: upgrade\r\nUpgrade: web socket\r\n"), GOT },
  { "7.8 empty version", GET ("Connection: upgrade\r\nUpgrade: x/\r\n"), GOT },
  { "7.8 empty name", GET ("Connection: upgrade\r\nUpgrade: /1\r\n"), GOT },
  { "7.8 two versions", GET ("Connection: upgrade\r\nUpgrade: x/1/2\r\n"), GOT },
  { "7.8 twice", GET (UPGRADE "Upgrade: x\r\n"), GOT },
  { "7.8 h2c", GET ("Connection: upgrade\r\nUpgrade: h2c\r\n"), GOT },
  { "7.8 h2c among others", GET ("Connection: upgrade\r\nUpgrade: x, H2C\r\n"), GOT },
  { "7.8 1.0", OLD ("GET http://a.example/", UPGRADE), PLAIN " 1.0 repeatable" },
  { "7.8 local", HEAD ("GET /", UPGRADE), "local / none persistent repeatable" },
  { "7.8 with content", POST (UPGRADE "Content-Length: 1\r\n"), POSTED ("length 1") },
  { "7.8 with chunks", POST (UPGRADE "Transfer-Encoding: chunked\r\n"), POSTED ("chunked") },
  { "7.8 with length 0", GET (UPGRADE "Content-Length: 0\r\n"),
    POSTED ("length 0") " repeatable upgrade=websocket" },

  { "10.1.1 continue", POST (EXPECT "Content-Length: 5\r\n"), POSTED ("length 5") " continue" },
  { "10.1.1 continue, chunked", POST (EXPECT "Transfer-Encoding: chunked\r\n"),
    POSTED ("chunked") " continue" },
  { "10.1.1 any case", POST ("expect: 100-CONTINUE\r\nContent-Length: 5\r\n"),
    POSTED ("length 5") " continue" },
  { "10.1.1 without content", POST (EXPECT), PLAIN " persistent" },
  { "10.1.1 with length 0", POST (EXPECT "Content-Length: 0\r\n"), POSTED ("length 0") },
  { "10.1.1 another", POST ("Expect: 200-ok\r\nContent-Length: 5\r\n"), POSTED ("length 5") },
  { "10.1.1 1.0", OLD ("POST http://a.example/", EXPECT "Content-Length: 5\r\n"),
    "forward a.example:80 / length 5 1.0" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *verdict = test_message_read_request (row->head, strlen (row->head));

  g_assert_cmpstr (verdict, ==, row->verdict);
}

static char *
request_with_options (guint n_options)
{
  GString *text = g_string_new ("GET http://a.example/ HTTP/1.1\r\n" HOST "Connection: , x");

  for (guint i = 1; i < n_options; i++)
    g_string_append (text, i % 2 ? ",x,, " : "\r\nConnection: x");
  g_string_append (text, "\r\n\r\n");

  return g_string_free (text, FALSE);
}

/* Empty elements do not count. */
static void
test_options_limit (void)
{
  g_autofree char *most = request_with_options (32);
  g_autofree char *more = request_with_options (33);
  g_autofree char *taken = test_message_read_request (most, strlen (most));
  g_autofree char *refused = test_message_read_request (more, strlen (more));

  g_assert_cmpstr (taken, ==, GOT);
  g_assert_cmpstr (refused, ==, REFUSED ("bad-field"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/engine/request-forward/%u: %s", i, rows[i].section);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/engine/request-forward/options-limit", test_options_limit);

  return g_test_run ();
}

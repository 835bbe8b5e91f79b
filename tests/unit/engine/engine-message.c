/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes on of a head, to the byte. Sections are those of RFC 9110 unless they name another. */

#include "engine/relay/adit-engine-message.h"

#include <string.h>

static void
assert_written (const GByteArray *out, const char *expected)
{
  g_autofree char *text = g_strndup ((const char *) out->data, out->len);

  g_assert_cmpuint (strlen (text), ==, out->len);
  g_assert_cmpstr (text, ==, expected);
}

/* ---- Requests ---- */

typedef struct
{
  const char *section;
  const char *head;
  const char *written;
} Request;

#define HOST              "Host: a.example\r\n"
#define VIA               "Via: 1.1 adit\r\n"
#define NEW(line, fields) line " HTTP/1.1\r\n" HOST fields "\r\n"
#define OLD(line, fields) line " HTTP/1.0\r\n" fields "\r\n"
#define GET(fields)       NEW ("GET http://a.example/b", fields)
#define POST(fields)      NEW ("POST http://a.example/b", fields)
#define OUT(line, fields) line " HTTP/1.1\r\n" HOST fields VIA "\r\n"
#define GOT(fields)       OUT ("GET /b", fields)
#define POSTED(fields)    OUT ("POST /b", fields)
#define TO(authority)     NEW ("GET " authority "/", "")
#define HOSTED(host)      "GET / HTTP/1.1\r\nHost: " host "\r\n" VIA "\r\n"

static const Request requests[] = {
  { "7.6.3 Via", GET (""), GOT ("") },
  { "7.6.3 Via of 1.0", OLD ("GET http://a.example/b", ""),
    "GET /b HTTP/1.1\r\n" HOST "Via: 1.0 adit\r\n\r\n" },
  { "7.6.3 behind others", GET ("Via: 1.0 x\r\nA: 1\r\nvia: 1.1 y (z)\r\nB: 2\r\n"),
    GOT ("Via: 1.0 x\r\nA: 1\r\nvia: 1.1 y (z)\r\nB: 2\r\n") },
  { "7.6.3 from the highest version", "GET http://a.example/b HTTP/1.7\r\n" HOST "\r\n", GOT ("") },

  { "RFC 9112 3.2.1 empty path", NEW ("GET http://a.example", ""), OUT ("GET /", "") },
  { "RFC 9112 3.2.1 only a query", NEW ("GET http://a.example?b", ""), OUT ("GET /?b", "") },
  { "RFC 9112 3.2.1 untouched", NEW ("GET http://a.example/%2e/..//b?c=%00&d=/?", ""),
    OUT ("GET /%2e/..//b?c=%00&d=/?", "") },
  { "RFC 9112 3.2.4 OPTIONS", NEW ("OPTIONS http://a.example", ""), OUT ("OPTIONS *", "") },
  { "RFC 9112 3.2.4 OPTIONS, slash", NEW ("OPTIONS http://a.example/", ""), OUT ("OPTIONS /", "") },
  { "RFC 9112 3.2.4 OPTIONS, query", NEW ("OPTIONS http://a.example?b", ""),
    OUT ("OPTIONS /?b", "") },
  { "9.1 any method", NEW ("bReW http://a.example/", ""), OUT ("bReW /", "") },

  { "RFC 9112 3.2.2 Host first", NEW ("GET http://a.example/b", "A: 1\r\n"), GOT ("A: 1\r\n") },
  { "RFC 9112 3.2.2 Host last", "GET http://a.example/b HTTP/1.1\r\nA: 1\r\nhost: b:9\r\n\r\n",
    GOT ("A: 1\r\n") },
  { "RFC 9112 3.2.2 port", TO ("http://a.example:8080"), HOSTED ("a.example:8080") },
  { "RFC 9112 3.2.2 scheme's port", TO ("http://a.example:80"), HOSTED ("a.example") },
  { "RFC 9112 3.2.2 https", TO ("https://a.example:443"), HOSTED ("a.example") },
  { "RFC 9112 3.2.2 the other's port", TO ("https://a.example:80"), HOSTED ("a.example:80") },
  { "RFC 9112 3.2.2 and https's", TO ("http://a.example:443"), HOSTED ("a.example:443") },
  { "RFC 9112 3.2.2 empty port", TO ("http://a.example:"), HOSTED ("a.example") },
  { "RFC 9112 3.2.2 case", TO ("http://A.Example"), HOSTED ("A.Example") },
  { "RFC 9112 3.2.2 IPv6", TO ("http://[2001:db8::1]"), HOSTED ("[2001:db8::1]") },
  { "RFC 9112 3.2.2 IPv6, port", TO ("http://[::1]:81"), HOSTED ("[::1]:81") },
  { "RFC 9112 3.2.2 IPv4", TO ("http://192.0.2.1:81"), HOSTED ("192.0.2.1:81") },

  { "5.3 order, case, duplicates",
    GET ("X-First: 1\r\nAccept: 2\r\nx-FIRST: 3\r\ncookie: 4\r\nACCEPT: 5\r\ncookie: 6\r\n"),
    GOT ("X-First: 1\r\nAccept: 2\r\nx-FIRST: 3\r\ncookie: 4\r\nACCEPT: 5\r\ncookie: 6\r\n") },
  { "5.5 values", GET ("A: \xff \"b\", ;\t=\xc3\xa9\r\nB: :x:\r\nC:\r\n"),
    GOT ("A: \xff \"b\", ;\t=\xc3\xa9\r\nB: :x:\r\nC:\r\n") },
  { "5.5 white space around", GET ("A:1\r\nB: \t 2 \t \r\nC: \t\r\n"),
    GOT ("A: 1\r\nB: 2\r\nC:\r\n") },

  { "7.6.1 hop-by-hop",
    GET ("A: 1\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nProxy-Connection: x\r\n"
         "TE: trailers\r\nUpgrade: x\r\nproxy-AUTHORIZATION: Basic x\r\nProxy-Authenticate: x\r\n"
         "Proxy-Authentication-Info: x\r\nB: 2\r\n"),
    GOT ("A: 1\r\nB: 2\r\n") },
  { "7.6.1 listed", GET ("X-A: 1\r\nConnection: x-b, X-A\r\nX-B: 2\r\nX-C: 3\r\nx-a: 4\r\n"),
    GOT ("X-C: 3\r\n") },
  { "7.6.1 listed in two", GET ("Connection: a\r\nA: 1\r\nB: 2\r\nC: 3\r\nconnection: ,b ,\r\n"),
    GOT ("C: 3\r\n") },
  { "7.6.1 listed, a cookie", GET ("Connection: Cookie\r\nCookie: a\r\n"), GOT ("") },
  { "7.6.1 listed, a prefix", GET ("Connection: X-A\r\nX-AB: 1\r\nX-: 2\r\n"),
    GOT ("X-AB: 1\r\nX-: 2\r\n") },
  { "7.6.1 listed, framing",
    POST ("Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n"),
    POSTED ("Transfer-Encoding: chunked\r\n") },
  { "11.6.2 Authorization goes on", GET ("Authorization: Basic x\r\n"),
    GOT ("Authorization: Basic x\r\n") },
  { "6.6.2 Trailer goes on", POST ("Trailer: A\r\nTransfer-Encoding: chunked\r\n"),
    POSTED ("Trailer: A\r\nTransfer-Encoding: chunked\r\n") },

  { "RFC 9112 6.2 in its place", POST ("A: 1\r\ncontent-LENGTH: 5\r\nB: 2\r\n"),
    POSTED ("A: 1\r\ncontent-LENGTH: 5\r\nB: 2\r\n") },
  { "RFC 9112 6.2 once",
    POST ("A: 1\r\nContent-Length: 5, 5\r\nB: 2\r\nCONTENT-LENGTH: 5\r\nC: 3\r\n"),
    POSTED ("A: 1\r\nContent-Length: 5\r\nB: 2\r\nC: 3\r\n") },
  { "RFC 9112 6.2 as a number", POST ("Content-Length: 0010\r\n"),
    POSTED ("Content-Length: 10\r\n") },
  { "RFC 9112 6.2 zero", POST ("Content-Length: 0\r\n"), POSTED ("Content-Length: 0\r\n") },
  { "RFC 9112 6.2 most", POST ("Content-Length: 9223372036854735807\r\n"),
    POSTED ("Content-Length: 9223372036854735807\r\n") },
  { "RFC 9112 6.1 chunked", POST ("A: 1\r\ntransfer-encoding:\tChunKed \r\nB: 2\r\n"),
    POSTED ("A: 1\r\nTransfer-Encoding: chunked\r\nB: 2\r\n") },

  { "7.6.2 counted", NEW ("OPTIONS http://a.example/b", "max-FORWARDS: 007\r\n"),
    OUT ("OPTIONS /b", "max-FORWARDS: 6\r\n") },
  { "7.6.2 to zero", NEW ("TRACE http://a.example/b", "Max-Forwards: 1\r\n"),
    OUT ("TRACE /b", "Max-Forwards: 0\r\n") },
  { "7.6.2 of other methods", GET ("Max-Forwards: x\r\nMax-Forwards: 0\r\n"),
    GOT ("Max-Forwards: x\r\nMax-Forwards: 0\r\n") },

  { "7.8 upgrade", GET ("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n"),
    "GET /b HTTP/1.1\r\n" HOST "Sec-WebSocket-Key: x\r\n" VIA
    "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n" },
  { "7.8 without the option", GET ("Upgrade: websocket\r\n"), GOT ("") },
  { "7.8 h2c", GET ("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n"),
    GOT ("") },
  { "7.8 with content", POST ("Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n"),
    POSTED ("Content-Length: 5\r\n") },

  { "10.1.1 Expect", POST ("Expect: 100-continue\r\nContent-Length: 5\r\n"),
    POSTED ("Expect: 100-continue\r\nContent-Length: 5\r\n") },
  { "10.1.1 Expect of 1.0",
    OLD ("POST http://a.example/b", "Expect: 100-continue\r\nContent-Length: 5\r\n"),
    "POST /b HTTP/1.1\r\n" HOST "Content-Length: 5\r\nVia: 1.0 adit\r\n\r\n" },
};

static void
write_request (GByteArray *out, const char *text)
{
  AditEngineRequest request;
  AditEngineHead head;

  adit_engine_head_init (&head);
  g_assert_cmpint (adit_engine_head_parse (&head, text, strlen (text)), ==, ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpuint (adit_engine_request_read (&request, &head, text), ==, ADIT_CAUSE_NONE);
  adit_engine_message_write_request (out, &head, text, &request);
}

static void
test_request (gconstpointer data)
{
  const Request *row = data;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  write_request (out, row->head);
  assert_written (out, row->written);
}

/* ---- Responses ---- */

typedef struct
{
  const char *section;
  AditEngineAsked asked;
  AditEngineMessageTerms terms;
  const char *head;
  const char *written;
} Response;

#define TERMS(version, is_persistent, is_dechunked)                                                \
  {                                                                                                \
    0, version, is_persistent, is_dechunked                                                        \
  }
#define STAY      0, TERMS (1, TRUE, FALSE)
#define GO        0, TERMS (1, FALSE, FALSE)
#define OLD_STAY  0, TERMS (0, TRUE, FALSE)
#define OLD_GO    0, TERMS (0, FALSE, TRUE)
#define HEAD_STAY ADIT_ENGINE_ASKED_HEAD, TERMS (1, TRUE, FALSE)
#define UPGRADE   ADIT_ENGINE_ASKED_UPGRADE, TERMS (1, FALSE, FALSE)
#define DATED(now)                                                                                 \
  0,                                                                                               \
  {                                                                                                \
    now, 1, TRUE, FALSE                                                                            \
  }
#define OK(fields) "HTTP/1.1 200 OK\r\n" fields "\r\n"
#define IN(fields) OK (fields "Content-Length: 5\r\n")
#define LEN        "Content-Length: 5\r\n"
#define TE         "Transfer-Encoding: chunked\r\n"
#define CLOSE      "Connection: close\r\n"

static const Response responses[] = {
  { "7.6.3 Via", STAY, IN (""), OK (LEN VIA) },
  { "7.6.3 behind others", STAY, IN ("Via: 1.1 x\r\n"), OK ("Via: 1.1 x\r\n" LEN VIA) },
  { "7.6.3 Via of 1.0", STAY, "HTTP/1.0 200 OK\r\n" LEN "\r\n", OK (LEN "Via: 1.0 adit\r\n") },
  { "RFC 9112 4 reason", STAY, "HTTP/1.1 404 N\xc3\xb6 \"x\"\r\n" LEN "\r\n",
    "HTTP/1.1 404 N\xc3\xb6 \"x\"\r\n" LEN VIA "\r\n" },
  { "RFC 9112 4 empty reason", STAY, "HTTP/1.1 999 \r\n" LEN "\r\n",
    "HTTP/1.1 999 \r\n" LEN VIA "\r\n" },
  { "2.5 to 1.0", OLD_GO, IN (""), "HTTP/1.0 200 OK\r\n" LEN VIA CLOSE "\r\n" },
  { "2.5 from 1.9", STAY, "HTTP/1.9 200 OK\r\n" LEN "\r\n", OK (LEN VIA) },

  { "RFC 9112 9.6 close", GO, IN (""), OK (LEN VIA CLOSE) },
  { "RFC 9112 9.3 keep-alive of 1.0", OLD_STAY, IN (""),
    "HTTP/1.0 200 OK\r\n" LEN VIA "Connection: keep-alive\r\n\r\n" },
  { "RFC 9112 9.6 the origin's close", STAY, IN (CLOSE), OK (LEN VIA) },
  { "RFC 9112 9.3 the origin's keep-alive", GO,
    IN ("Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n"), OK (LEN VIA CLOSE) },

  { "7.6.1 hop-by-hop", STAY,
    IN ("A: 1\r\nConnection: x, close\r\nX: 2\r\nKeep-Alive: 3\r\nProxy-Authenticate: Basic\r\n"
        "Proxy-Authentication-Info: 4\r\nProxy-Connection: close\r\nUpgrade: h2\r\nTE: 5\r\n"
        "B: 6\r\n"),
    OK ("A: 1\r\nB: 6\r\n" LEN VIA) },
  { "7.6.1 end-to-end", STAY,
    IN ("Set-Cookie: a\r\nWWW-Authenticate: Basic\r\nset-cookie: b\r\nLocation: /\r\n"
        "Proxy-Status: x\r\nTrailer: y\r\nContent-Encoding: gzip\r\n"),
    OK ("Set-Cookie: a\r\nWWW-Authenticate: Basic\r\nset-cookie: b\r\nLocation: /\r\n"
        "Proxy-Status: x\r\nTrailer: y\r\nContent-Encoding: gzip\r\n" LEN VIA) },

  { "RFC 9112 6.1 chunked", STAY, OK ("A: 1\r\n" TE "B: 2\r\n"),
    OK ("A: 1\r\n" TE "B: 2\r\n" VIA) },
  { "RFC 9112 6.1 taken apart", OLD_GO, OK ("A: 1\r\n" TE "Trailer: B\r\n"),
    "HTTP/1.0 200 OK\r\nA: 1\r\n" VIA CLOSE "\r\n" },
  { "RFC 9112 6.3 until close", GO, OK ("A: 1\r\n"), OK ("A: 1\r\n" VIA CLOSE) },
  { "RFC 9112 6.2 once", STAY, OK (LEN LEN "A: 1\r\n"), OK (LEN "A: 1\r\n" VIA) },
  { "9.3.2 HEAD", HEAD_STAY, IN (""), OK (LEN VIA) },
  { "9.3.2 HEAD, nothing told", HEAD_STAY, OK (""), OK (VIA) },
  { "9.3.2 HEAD, chunked", HEAD_STAY, OK (TE), OK (VIA) },
  { "9.3.2 HEAD, both", HEAD_STAY, OK (TE LEN), OK (VIA) },
  { "9.3.2 HEAD, bad", HEAD_STAY, OK ("Content-Length: x\r\n"), OK (VIA) },
  { "15.4.5 304", STAY, "HTTP/1.1 304 X\r\n" LEN "ETag: \"a\"\r\n\r\n",
    "HTTP/1.1 304 X\r\n" LEN "ETag: \"a\"\r\n" VIA "\r\n" },
  { "15.3.5 204", STAY, "HTTP/1.1 204 X\r\n" LEN TE "A: 1\r\n\r\n",
    "HTTP/1.1 204 X\r\nA: 1\r\n" VIA "\r\n" },

  { "15.2.1 100", GO, "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n" VIA "\r\n" },
  { "RFC 8297 103", STAY, "HTTP/1.1 103 X\r\nLink: <a>\r\n" LEN TE CLOSE "\r\n",
    "HTTP/1.1 103 X\r\nLink: <a>\r\n" VIA "\r\n" },
  { "15.2.2 101", UPGRADE,
    "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nA: 1\r\n" LEN "\r\n",
    "HTTP/1.1 101 X\r\nA: 1\r\n" VIA "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n" },
  { "15.5.22 426", STAY, "HTTP/1.1 426 X\r\nUpgrade: a/1, b\r\nConnection: upgrade\r\n" LEN "\r\n",
    "HTTP/1.1 426 X\r\n" LEN VIA "Connection: Upgrade\r\nUpgrade: a/1, b\r\n\r\n" },
  { "15.5.22 426 and close", GO,
    "HTTP/1.1 426 X\r\nUpgrade: a\r\nConnection: upgrade\r\n" LEN "\r\n",
    "HTTP/1.1 426 X\r\n" LEN VIA "Connection: Upgrade, close\r\nUpgrade: a\r\n\r\n" },

  { "6.6.1 no Date", DATED (784111777), IN (""),
    OK (LEN "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n" VIA) },
  { "6.6.1 leap day", DATED (1709164799 + 3600), IN (""),
    OK (LEN "Date: Thu, 29 Feb 2024 00:59:59 GMT\r\n" VIA) },
  { "6.6.1 Date", DATED (784111777), IN ("date: x\r\n"), OK ("date: x\r\n" LEN VIA) },
  { "6.6.1 Date that stays behind", DATED (784111777), IN ("Connection: date\r\ndate: x\r\n"),
    OK (LEN "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n" VIA) },
  { "6.6.1 interim", DATED (784111777), "HTTP/1.1 103 X\r\n\r\n", "HTTP/1.1 103 X\r\n" VIA "\r\n" },
};

static void
test_response (gconstpointer data)
{
  const Response *row = data;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  AditEngineResponse response;
  AditEngineHead head;

  adit_engine_head_init_response (&head);
  g_assert_cmpint (adit_engine_head_parse (&head, row->head, strlen (row->head)), ==,
                   ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpuint (adit_engine_response_read (&response, &head, row->head, row->asked), ==,
                    ADIT_CAUSE_NONE);
  adit_engine_message_write_response (out, &head, row->head, &response, &row->terms);
  assert_written (out, row->written);
}

/* ---- Trailers: section 6.5.1 ---- */

typedef struct
{
  const char *section;
  const char *trailers;
  const char *written;
} Trailers;

static const Trailers trailers[] = {
  { "none", "", "" },
  { "some", "A: 1\r\nb:2\r\nA:\r\n", "A: 1\r\nb: 2\r\nA:\r\n" },
  { "framing", "Content-Length: 5\r\nA: 1\r\ntransfer-encoding: chunked\r\nTrailer: A\r\n",
    "A: 1\r\n" },
  { "routing", "Host: b\r\nA: 1\r\nMax-Forwards: 0\r\nVia: 1.1 x\r\n", "A: 1\r\n" },
  { "hop-by-hop", "TE: x\r\nUpgrade: x\r\nKeep-Alive: x\r\nProxy-Authorization: x\r\nA: 1\r\n",
    "A: 1\r\n" },
  { "listed", "Connection: A, close\r\nA: 1\r\nB: 2\r\n", "B: 2\r\n" },
  { "listed, not valid", "Connection: A;\r\nA: 1\r\nB: 2\r\n", "" },
  { "who asks", "Authorization: x\r\nCookie: x\r\nSet-Cookie: x\r\nWWW-Authenticate: x\r\nA: 1\r\n",
    "A: 1\r\n" },
  { "what is asked", "Range: x\r\nIf-Match: x\r\nExpect: 100-continue\r\nCache-Control: x\r\n",
    "" },
  { "what it is", "Content-Type: x\r\nContent-Encoding: gzip\r\nContent-Range: x\r\nDate: x\r\n",
    "" },
  { "digest", "Content-Digest: sha-256=:x=:\r\nETag: \"a\"\r\n",
    "Content-Digest: sha-256=:x=:\r\nETag: \"a\"\r\n" },
};

static void
test_trailers (gconstpointer data)
{
  const Trailers *row = data;
  AditEngineFraming chunked = { ADIT_ENGINE_FRAMING_CHUNKED, FALSE, 0 };
  g_autofree char *text = g_strconcat (row->trailers, "\r\n", NULL);
  g_autofree char *written = g_strconcat (row->written, "\r\n", NULL);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  AditEngineBodySpan span;
  AditEngineBody body;

  adit_engine_body_init (&body, &chunked, FALSE);
  adit_engine_body_scan (&body, "0\r\n", 3, &span);
  g_assert_cmpint (adit_engine_body_scan (&body, text, strlen (text), &span), ==,
                   ADIT_ENGINE_BODY_DONE);
  adit_engine_message_write_trailers (out, &body);
  assert_written (out, written);
  adit_engine_body_clear (&body);
}

/* ---- What is written stands behind what is there ---- */

static void
test_appended (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) "before", 6);
  write_request (out, GET (""));
  assert_written (out, "before" GOT (""));
}

#define ASKED  "TRACE http://a.example/b HTTP/1.1\r\nHost: b\r\n"
#define ECHO   ASKED "A: 1\r\nMax-Forwards: 0\r\nB:\r\n\r\n"
#define AGENT  "Proxy-Agent: Adit/" ADIT_VERSION "\r\n"
#define TRACED "Content-Type: message/http\r\n"
#define ALLOW  "Allow: CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE\r\n"

static void
test_trace (void)
{
  static const char text[] =
      ASKED "Authorization: x\r\nA:1\r\nproxy-authorization: x\r\nCookie: x\r\n"
            "Max-Forwards: 0\r\ncookie2: x\r\nB:\r\n\r\n";
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  AditEngineHead head;

  adit_engine_head_init (&head);
  adit_engine_head_parse (&head, text, strlen (text));
  adit_engine_message_write_trace (out, &head, text, TRUE);
  g_assert_cmpuint (strlen (ECHO), ==, 73);
  assert_written (out, "HTTP/1.1 200 OK\r\n" AGENT TRACED "Content-Length: 73\r\n\r\n" ECHO);
  adit_engine_message_write_trace (again, &head, text, FALSE);
  assert_written (again, "HTTP/1.1 200 OK\r\n" AGENT TRACED
                         "Connection: close\r\nContent-Length: 73\r\n\r\n" ECHO);
}

static void
test_options (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();

  adit_engine_message_write_options (out, 1, TRUE);
  assert_written (out, "HTTP/1.1 200 OK\r\n" AGENT ALLOW "Content-Length: 0\r\n\r\n");
  adit_engine_message_write_options (again, 0, FALSE);
  assert_written (again, "HTTP/1.0 200 OK\r\n" AGENT ALLOW
                         "Connection: close\r\nContent-Length: 0\r\n\r\n");
}

static void
add (const char *group, const char *section, guint number, gconstpointer row, GTestDataFunc test)
{
  g_autofree char *path = g_strdup_printf ("/engine/message/%s/%u: %s", group, number, section);

  g_test_add_data_func (path, row, test);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    add ("request", requests[i].section, i, &requests[i], test_request);
  for (guint i = 0; i < G_N_ELEMENTS (responses); i++)
    add ("response", responses[i].section, i, &responses[i], test_response);
  for (guint i = 0; i < G_N_ELEMENTS (trailers); i++)
    add ("trailers", trailers[i].section, i, &trailers[i], test_trailers);
  g_test_add_func ("/engine/message/appended", test_appended);
  g_test_add_func ("/engine/message/trace", test_trace);
  g_test_add_func ("/engine/message/options", test_options);

  return g_test_run ();
}

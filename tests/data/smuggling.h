/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests made to be read differently by two servers in a row, as they have been found against
 * proxies over the years. Whatever a client sends of these, it ends in refusal, or in exactly one
 * request at the origin: never in two.
 *
 * The table holds what the client sends, with ORIGIN for the origin's authority. */

#pragma once

#include <glib.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *bytes;
  gsize length;
  guint n_requests; /* that reach the origin whole: 0 or 1 */
  guint status;     /* of the proxy's own answer, after which it closes; 0: there is none */
} SmugglingCase;

/* The request's head is refused: the origin hears nothing. */
#define SMUGGLING_REFUSED(bytes, status) bytes, sizeof (bytes) - 1, 0, status
/* The content is: the origin hears a part of one request, and then the connection's end. */
#define SMUGGLING_BROKEN(bytes) bytes, sizeof (bytes) - 1, 0, 400
/* It is one request. */
#define SMUGGLING_ONE(bytes) bytes, sizeof (bytes) - 1, 1, 0
/* It is one request, and what stands behind it is refused. */
#define SMUGGLING_ONE_THEN(bytes, status) bytes, sizeof (bytes) - 1, 1, status

#define SMUGGLING_LINE(method) method " http://ORIGIN/ HTTP/1.1\r\n"
#define SMUGGLING_HOST         "Host: ORIGIN\r\n"
#define SMUGGLING_POST         SMUGGLING_LINE ("POST") SMUGGLING_HOST
#define SMUGGLING_GET          SMUGGLING_LINE ("GET") SMUGGLING_HOST
#define SMUGGLING_SECOND       "GET http://ORIGIN/second HTTP/1.1\r\n" SMUGGLING_HOST "\r\n"
#define SMUGGLING_TE           "Transfer-Encoding: chunked\r\n"
#define SMUGGLING_CHUNKED      SMUGGLING_POST SMUGGLING_TE "\r\n"
#define SMUGGLING_LAST         "0\r\n\r\n"
#define SMUGGLING_10           "0123456789"
#define SMUGGLING_100                                                                              \
  SMUGGLING_10 SMUGGLING_10 SMUGGLING_10 SMUGGLING_10 SMUGGLING_10 SMUGGLING_10 SMUGGLING_10       \
      SMUGGLING_10 SMUGGLING_10 SMUGGLING_10

/* One Transfer-Encoding line, with content that is chunked to some, another request to others. */
#define SMUGGLING_CODED(line, status)                                                              \
  SMUGGLING_REFUSED (SMUGGLING_POST line "\r\n\r\n" SMUGGLING_LAST SMUGGLING_SECOND, status)
/* The same beside a length. */
#define SMUGGLING_BOTH(line)                                                                       \
  SMUGGLING_REFUSED (SMUGGLING_POST "Content-Length: 5\r\n" line                                   \
                                    "\r\n\r\n" SMUGGLING_LAST SMUGGLING_SECOND,                    \
                     400)
/* One Content-Length line, before content of five bytes. */
#define SMUGGLING_SIZED(line)                                                                      \
  SMUGGLING_REFUSED (SMUGGLING_POST line "\r\n\r\nhello" SMUGGLING_SECOND, 400)
/* Chunked content. */
#define SMUGGLING_CHUNKS(content) SMUGGLING_BROKEN (SMUGGLING_CHUNKED content SMUGGLING_SECOND)

static const SmugglingCase smuggling_cases[] = {
  /* two lengths */
  { "cl-te", SMUGGLING_BOTH ("Transfer-Encoding: chunked") },
  { "te-cl",
    SMUGGLING_REFUSED (SMUGGLING_POST SMUGGLING_TE "Content-Length: 4\r\n\r\n"
                                                   "1c\r\n" SMUGGLING_SECOND "\r\n" SMUGGLING_LAST,
                       400) },
  { "cl-0-te",
    SMUGGLING_REFUSED (SMUGGLING_POST "Content-Length: 0\r\n" SMUGGLING_TE "\r\n" SMUGGLING_LAST,
                       400) },
  { "cl-te-far-apart",
    SMUGGLING_REFUSED (SMUGGLING_POST "Content-Length: 5\r\nA: b\r\nC: d\r\n" SMUGGLING_TE
                                      "\r\n" SMUGGLING_LAST,
                       400) },
  { "cl-te-get",
    SMUGGLING_REFUSED (SMUGGLING_GET "Content-Length: 5\r\n" SMUGGLING_TE "\r\n" SMUGGLING_LAST,
                       400) },
  { "cl-te-connect", SMUGGLING_REFUSED ("CONNECT ORIGIN HTTP/1.1\r\n" SMUGGLING_HOST
                                        "Content-Length: 5\r\n" SMUGGLING_TE "\r\n" SMUGGLING_LAST,
                                        400) },
  { "cl-te-obfuscated", SMUGGLING_BOTH ("Transfer-Encoding: xchunked") },
  { "cl-te-identity", SMUGGLING_BOTH ("Transfer-Encoding: identity") },
  { "cl-te-empty", SMUGGLING_BOTH ("Transfer-Encoding:") },
  { "cl-cl", SMUGGLING_SIZED ("Content-Length: 5\r\nContent-Length: 6") },
  { "cl-cl-zero", SMUGGLING_SIZED ("Content-Length: 0\r\nContent-Length: 5") },
  { "cl-cl-bad-second", SMUGGLING_SIZED ("Content-Length: 5\r\nContent-Length: x") },
  { "cl-cl-list", SMUGGLING_SIZED ("Content-Length: 5, 6") },
  { "cl-cl-same", SMUGGLING_ONE (SMUGGLING_POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"
                                                "hello") },
  { "cl-cl-same-list", SMUGGLING_ONE (SMUGGLING_POST "Content-Length: 5, 5\r\n\r\nhello") },

  /* a length that is none */
  { "cl-plus", SMUGGLING_SIZED ("Content-Length: +5") },
  { "cl-minus", SMUGGLING_SIZED ("Content-Length: -5") },
  { "cl-hexadecimal", SMUGGLING_SIZED ("Content-Length: 0x5") },
  { "cl-space-inside", SMUGGLING_SIZED ("Content-Length: 5 5") },
  { "cl-comma", SMUGGLING_SIZED ("Content-Length: 5,") },
  { "cl-semicolon", SMUGGLING_SIZED ("Content-Length: 5;") },
  { "cl-quoted", SMUGGLING_SIZED ("Content-Length: \"5\"") },
  { "cl-empty", SMUGGLING_SIZED ("Content-Length:") },
  { "cl-nul", SMUGGLING_SIZED ("Content-Length: 5\0") },
  { "cl-vertical-tab", SMUGGLING_SIZED ("Content-Length: \v5") },
  { "cl-no-break-space", SMUGGLING_SIZED ("Content-Length: \xc2\xa0"
                                          "5") },
  { "cl-arabic-digit", SMUGGLING_SIZED ("Content-Length: \xd9\xa5") },
  { "cl-full-width-digit", SMUGGLING_SIZED ("Content-Length: \xef\xbc\x95") },
  { "cl-superscript-digit", SMUGGLING_SIZED ("Content-Length: \xe2\x81\xb5") },
  { "cl-2^63", SMUGGLING_SIZED ("Content-Length: 9223372036854775808") },
  { "cl-2^64+5", SMUGGLING_SIZED ("Content-Length: 18446744073709551621") },
  { "cl-2^128+5", SMUGGLING_SIZED ("Content-Length: 340282366920938463463374607431768211461") },
  { "cl-very-long", SMUGGLING_SIZED ("Content-Length: 1" SMUGGLING_100 SMUGGLING_100) },
  { "cl-zeros-in-front", SMUGGLING_ONE (SMUGGLING_POST "Content-Length: 0000000000000000000005\r\n"
                                                       "\r\nhello") },
  { "cl-octal", SMUGGLING_ONE (SMUGGLING_POST "Content-Length: 010\r\n\r\n0123456789") },
  { "cl-more-behind",
    SMUGGLING_ONE_THEN (SMUGGLING_POST "Content-Length: 5\r\n\r\nhello world\r\n", 400) },
  { "cl-less", SMUGGLING_ONE_THEN (SMUGGLING_POST "Content-Length: 0\r\n\r\nhello\r\n\r\n", 400) },
  { "none-but-content", SMUGGLING_ONE_THEN (SMUGGLING_POST "\r\nhello=world\r\n\r\n", 400) },

  /* a coding that some take for chunked */
  { "te-te", SMUGGLING_CODED ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", 400) },
  { "te-te-other-order",
    SMUGGLING_CODED ("Transfer-Encoding: x\r\nTransfer-Encoding: chunked", 501) },
  { "te-te-chunked-twice", SMUGGLING_CODED ("Transfer-Encoding: chunked\r\n"
                                            "Transfer-Encoding: chunked",
                                            400) },
  { "te-xchunked", SMUGGLING_CODED ("Transfer-Encoding: xchunked", 400) },
  { "te-chunkedx", SMUGGLING_CODED ("Transfer-Encoding: chunkedx", 400) },
  { "te-chunked-chunked", SMUGGLING_CODED ("Transfer-Encoding: chunked, chunked", 400) },
  { "te-chunked-identity", SMUGGLING_CODED ("Transfer-Encoding: chunked, identity", 400) },
  { "te-identity-chunked", SMUGGLING_CODED ("Transfer-Encoding: identity, chunked", 501) },
  { "te-gzip-chunked", SMUGGLING_CODED ("Transfer-Encoding: gzip, chunked", 501) },
  { "te-gzip", SMUGGLING_CODED ("Transfer-Encoding: gzip", 400) },
  { "te-parameter", SMUGGLING_CODED ("Transfer-Encoding: chunked;q=1", 400) },
  { "te-comma-first", SMUGGLING_CODED ("Transfer-Encoding: ,chunked", 400) },
  { "te-comma-last", SMUGGLING_CODED ("Transfer-Encoding: chunked,", 400) },
  { "te-quoted", SMUGGLING_CODED ("Transfer-Encoding: \"chunked\"", 400) },
  { "te-single-quoted", SMUGGLING_CODED ("Transfer-Encoding: 'chunked'", 400) },
  { "te-two-words", SMUGGLING_CODED ("Transfer-Encoding: chunked foo", 400) },
  { "te-empty", SMUGGLING_CODED ("Transfer-Encoding:", 400) },
  { "te-vertical-tab", SMUGGLING_CODED ("Transfer-Encoding: \vchunked", 400) },
  { "te-form-feed", SMUGGLING_CODED ("Transfer-Encoding: \fchunked", 400) },
  { "te-nul", SMUGGLING_CODED ("Transfer-Encoding: chunked\0", 400) },
  { "te-backspace", SMUGGLING_CODED ("Transfer-Encoding: \bchunked", 400) },
  { "te-0xff", SMUGGLING_CODED ("Transfer-Encoding: \xff"
                                "chunked",
                                400) },
  { "te-no-break-space", SMUGGLING_CODED ("Transfer-Encoding: \xc2\xa0"
                                          "chunked",
                                          400) },
  { "te-kelvin-sign", SMUGGLING_CODED ("Transfer-Encoding: chun\xe2\x84\xaa"
                                       "ed",
                                       400) },
  { "te-tab", SMUGGLING_ONE (SMUGGLING_POST "Transfer-Encoding:\tchunked\r\n\r\n" SMUGGLING_LAST) },
  { "te-case", SMUGGLING_ONE (SMUGGLING_POST "tRANSFER-eNCODING: CHUNKED\r\n\r\n" SMUGGLING_LAST) },
  { "te-old", SMUGGLING_REFUSED ("POST http://ORIGIN/ HTTP/1.0\r\n" SMUGGLING_HOST SMUGGLING_TE
                                 "\r\n" SMUGGLING_LAST SMUGGLING_SECOND,
                                 400) },
  { "te-old-keep-alive", SMUGGLING_REFUSED ("POST http://ORIGIN/ HTTP/1.0\r\n" SMUGGLING_HOST
                                            "Connection: keep-alive\r\n" SMUGGLING_TE
                                            "\r\n" SMUGGLING_LAST SMUGGLING_SECOND,
                                            400) },

  /* names of fields that some take for others */
  { "name-space-before-colon", SMUGGLING_CODED ("Transfer-Encoding : chunked", 400) },
  { "name-tab-before-colon", SMUGGLING_CODED ("Transfer-Encoding\t: chunked", 400) },
  { "name-space-inside", SMUGGLING_CODED ("Transfer Encoding: chunked", 400) },
  { "name-space-first", SMUGGLING_CODED (" Transfer-Encoding: chunked", 400) },
  { "name-nul", SMUGGLING_CODED ("Transfer-Encoding\0: chunked", 400) },
  { "name-bare-cr", SMUGGLING_CODED ("X: y\rTransfer-Encoding: chunked", 400) },
  { "name-bare-lf", SMUGGLING_CODED ("X: y\nTransfer-Encoding: chunked", 400) },
  { "name-two-cr", SMUGGLING_CODED ("X: y\r\r\nTransfer-Encoding: chunked", 400) },
  { "name-folded-colon", SMUGGLING_CODED ("Transfer-Encoding\r\n : chunked", 400) },
  { "name-folded-value", SMUGGLING_CODED ("Transfer-Encoding:\r\n chunked", 400) },
  { "name-folded-other", SMUGGLING_CODED ("X: y\r\n Transfer-Encoding: chunked", 400) },
  { "name-empty", SMUGGLING_CODED (": x\r\nTransfer-Encoding: chunked", 400) },
  { "name-no-colon", SMUGGLING_CODED ("Foo\r\nTransfer-Encoding: chunked", 400) },
  { "name-quotes", SMUGGLING_CODED ("\"Transfer-Encoding\": chunked", 400) },
  { "name-kelvin-sign", SMUGGLING_CODED ("\xe2\x84\xaa"
                                         "ept: x",
                                         400) },
  { "name-dotless-i", SMUGGLING_CODED ("Transfer-Encod\xc4\xb1ng: chunked", 400) },
  { "name-cl-space", SMUGGLING_SIZED ("Content-Length : 5") },
  { "name-cl-folded", SMUGGLING_SIZED ("Content-Length:\r\n 5") },
  { "name-cl-folded-more", SMUGGLING_SIZED ("Content-Length: 5\r\n 5") },
  { "name-underscore",
    SMUGGLING_ONE_THEN (SMUGGLING_POST "Content_Length: 5\r\n\r\nhello\r\n\r\n", 400) },
  { "name-host-space", SMUGGLING_REFUSED (SMUGGLING_GET "Host : b.example\r\n\r\n", 400) },

  /* where it goes */
  { "host-two", SMUGGLING_REFUSED (SMUGGLING_GET SMUGGLING_HOST "\r\n", 400) },
  { "host-two-differing", SMUGGLING_REFUSED (SMUGGLING_GET "Host: b.example\r\n\r\n", 400) },
  { "host-two-old",
    SMUGGLING_REFUSED ("GET http://ORIGIN/ HTTP/1.0\r\n" SMUGGLING_HOST SMUGGLING_HOST "\r\n",
                       400) },
  { "host-none", SMUGGLING_REFUSED (SMUGGLING_LINE ("GET") "\r\n", 400) },
  { "host-bad", SMUGGLING_REFUSED (SMUGGLING_LINE ("GET") "Host: a/b\r\n\r\n", 400) },
  { "host-list", SMUGGLING_REFUSED (SMUGGLING_LINE ("GET") "Host: a b\r\n\r\n", 400) },
  { "host-userinfo", SMUGGLING_REFUSED (SMUGGLING_LINE ("GET") "Host: a@b\r\n\r\n", 400) },
  { "host-differs", SMUGGLING_ONE (SMUGGLING_LINE ("GET") "Host: b.example\r\n\r\n") },
  { "host-empty", SMUGGLING_ONE (SMUGGLING_LINE ("GET") "Host:\r\n\r\n") },
  { "host-listed", SMUGGLING_REFUSED (SMUGGLING_GET "Connection: Host\r\n\r\n", 400) },
  { "target-userinfo",
    SMUGGLING_REFUSED ("GET http://b.example@ORIGIN/ HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "target-backslash",
    SMUGGLING_REFUSED ("GET http://ORIGIN\\@b.example/ HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "target-fragment",
    SMUGGLING_REFUSED ("GET http://ORIGIN#@b.example/ HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "target-escape",
    SMUGGLING_REFUSED ("GET http://ORIGIN%2f@b.example/ HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "target-space",
    SMUGGLING_REFUSED ("GET http://ORIGIN/ HTTP/1.1 HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "target-tab",
    SMUGGLING_REFUSED ("GET http://ORIGIN/\tHTTP/1.1 HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "target-line-inside",
    SMUGGLING_REFUSED ("GET http://ORIGIN/\r\nX:y HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "target-escaped-line",
    SMUGGLING_ONE ("GET http://ORIGIN/%0d%0aX:%20y HTTP/1.1\r\n" SMUGGLING_HOST "\r\n") },
  { "target-full-width",
    SMUGGLING_REFUSED ("GET http://ORIGIN\xef\xbc\x8f/ HTTP/1.1\r\n" SMUGGLING_HOST "\r\n", 400) },

  /* what stays and what goes on */
  { "listed-length", SMUGGLING_REFUSED (SMUGGLING_POST "Connection: Content-Length\r\n"
                                                       "Content-Length: 5\r\n\r\nhello",
                                        400) },
  { "listed-coding", SMUGGLING_ONE (SMUGGLING_POST "Connection: Transfer-Encoding\r\n" SMUGGLING_TE
                                                   "\r\n" SMUGGLING_LAST) },
  { "listed-nonsense", SMUGGLING_REFUSED (SMUGGLING_POST "Connection: a\"b\r\n"
                                                         "Content-Length: 5\r\n\r\nhello",
                                          400) },
  { "upgrade-content",
    SMUGGLING_ONE_THEN (SMUGGLING_GET "Connection: Upgrade\r\n"
                                      "Upgrade: websocket\r\nContent-Length: 5\r\n\r\nhello"
                                      "\x81\x85",
                        400) },
  { "upgrade-h2c",
    SMUGGLING_ONE_THEN (SMUGGLING_GET "Connection: Upgrade, HTTP2-Settings\r\n"
                                      "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
                                      "\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                        505) },
  { "expect-obfuscated", SMUGGLING_ONE (SMUGGLING_POST "Expect: y 100-continue\r\n"
                                                       "Content-Length: 5\r\n\r\nhello") },
  { "get-content", SMUGGLING_ONE (SMUGGLING_GET "Content-Length: 5\r\n\r\nhello") },
  { "head-content", SMUGGLING_ONE (SMUGGLING_LINE ("HEAD") SMUGGLING_HOST "Content-Length: 5\r\n"
                                                                          "\r\nhello") },
  { "close-then-more", SMUGGLING_ONE (SMUGGLING_POST "Connection: close\r\nContent-Length: 5\r\n"
                                                     "\r\nhello" SMUGGLING_SECOND) },
  { "old-then-more", SMUGGLING_ONE ("POST http://ORIGIN/ HTTP/1.0\r\nConnection: keep-alive\r\n"
                                    "Content-Length: 5\r\n\r\nhello" SMUGGLING_SECOND) },
  { "connect-content", SMUGGLING_REFUSED ("CONNECT ORIGIN HTTP/1.1\r\n" SMUGGLING_HOST
                                          "Content-Length: 5\r\n\r\nhello",
                                          400) },

  /* where lines end and begin */
  { "line-bare-lf",
    SMUGGLING_REFUSED ("GET http://ORIGIN/ HTTP/1.1\n" SMUGGLING_HOST "\r\n", 400) },
  { "line-all-lf", SMUGGLING_REFUSED ("GET http://ORIGIN/ HTTP/1.1\nHost: ORIGIN\n\n", 400) },
  { "line-end-lf", SMUGGLING_REFUSED (SMUGGLING_GET "\n", 400) },
  { "line-end-cr", SMUGGLING_REFUSED (SMUGGLING_GET "\r" SMUGGLING_SECOND, 400) },
  { "line-nul", SMUGGLING_REFUSED (SMUGGLING_GET "X: \0\r\n\r\n", 400) },
  { "line-space-first", SMUGGLING_REFUSED (" " SMUGGLING_GET "\r\n", 400) },
  { "line-space-before-fields",
    SMUGGLING_REFUSED (SMUGGLING_LINE ("GET") " " SMUGGLING_HOST "\r\n", 400) },
  { "line-two-empty-first", SMUGGLING_REFUSED ("\r\n\r\n" SMUGGLING_GET "\r\n", 400) },
  { "line-version-1.1x",
    SMUGGLING_REFUSED ("GET http://ORIGIN/ HTTP/1.1x\r\n" SMUGGLING_HOST "\r\n", 400) },
  { "line-version-0.9", SMUGGLING_REFUSED ("GET http://ORIGIN/\r\n\r\n", 400) },
  { "line-version-2",
    SMUGGLING_REFUSED ("GET http://ORIGIN/ HTTP/2.0\r\n" SMUGGLING_HOST "\r\n", 505) },

  /* chunks */
  { "chunk-none", SMUGGLING_CHUNKS ("\r\n") },
  { "chunk-2^64", SMUGGLING_CHUNKS ("10000000000000000\r\n") },
  { "chunk-2^64+5", SMUGGLING_CHUNKS ("10000000000000005\r\nhello\r\n" SMUGGLING_LAST) },
  { "chunk-2^63", SMUGGLING_CHUNKS ("8000000000000000\r\n") },
  { "chunk-minus-1", SMUGGLING_CHUNKS ("ffffffffffffffff\r\n") },
  { "chunk-very-long", SMUGGLING_CHUNKS (SMUGGLING_100 "\r\n") },
  { "chunk-zeros", SMUGGLING_CHUNKS ("00000000000000000\r\n\r\n") },
  { "chunk-plus", SMUGGLING_CHUNKS ("+0\r\n\r\n") },
  { "chunk-minus", SMUGGLING_CHUNKS ("-0\r\n\r\n") },
  { "chunk-0x", SMUGGLING_CHUNKS ("0x0\r\n\r\n") },
  { "chunk-underscore", SMUGGLING_CHUNKS ("0_0\r\n\r\n") },
  { "chunk-space-first", SMUGGLING_CHUNKS (" 0\r\n\r\n") },
  { "chunk-space-last", SMUGGLING_CHUNKS ("0 \r\n\r\n") },
  { "chunk-letter", SMUGGLING_CHUNKS ("0g\r\n\r\n") },
  { "chunk-nul", SMUGGLING_CHUNKS ("0\0\r\n\r\n") },
  { "chunk-bare-lf", SMUGGLING_CHUNKS ("5\nhello\r\n" SMUGGLING_LAST) },
  { "chunk-bare-cr", SMUGGLING_CHUNKS ("5\rhello\r\n" SMUGGLING_LAST) },
  { "chunk-two-cr", SMUGGLING_CHUNKS ("5\r\r\nhello\r\n" SMUGGLING_LAST) },
  { "chunk-data-lf", SMUGGLING_CHUNKS ("5\r\nhello\n" SMUGGLING_LAST) },
  { "chunk-data-nothing", SMUGGLING_CHUNKS ("5\r\nhello" SMUGGLING_LAST) },
  { "chunk-data-any-two", SMUGGLING_CHUNKS ("5\r\nhelloXX" SMUGGLING_LAST) },
  { "chunk-data-more", SMUGGLING_CHUNKS ("5\r\nhello world\r\n" SMUGGLING_LAST) },
  { "chunk-data-less", SMUGGLING_CHUNKS ("7\r\nhello\r\n" SMUGGLING_LAST) },
  { "chunk-last-lf", SMUGGLING_CHUNKS ("0\n\n") },
  { "chunk-last-mixed", SMUGGLING_CHUNKS ("0\r\n\n") },
  { "chunk-last-cr", SMUGGLING_CHUNKS ("0\r\n\r") },
  { "chunk-last-missing", SMUGGLING_CHUNKS ("0\r\n") },
  { "ext-bare-lf", SMUGGLING_CHUNKS ("0;\n\r\n\r\n") },
  { "ext-name-lf", SMUGGLING_CHUNKS ("0;a\n\r\n\r\n") },
  { "ext-value-lf", SMUGGLING_CHUNKS ("5;a=b\nhello\r\n" SMUGGLING_LAST) },
  { "ext-quoted-lf", SMUGGLING_CHUNKS ("0;a=\"\n\"\r\n\r\n") },
  { "ext-quoted-crlf", SMUGGLING_CHUNKS ("0;a=\"\r\n\r\n\"\r\n\r\n") },
  { "ext-escaped-crlf", SMUGGLING_CHUNKS ("0;a=\"\\\r\n\"\r\n\r\n") },
  { "ext-bare-cr", SMUGGLING_CHUNKS ("0;a\rb\r\n\r\n") },
  { "ext-empty", SMUGGLING_CHUNKS ("0;\r\n\r\n") },
  { "ext-without-semicolon", SMUGGLING_CHUNKS ("0 a=b\r\n\r\n") },
  { "ext-open-quotes", SMUGGLING_CHUNKS ("0;a=\"b\r\n\r\n") },
  { "ext-valid", SMUGGLING_ONE (SMUGGLING_CHUNKED "5;a=\"b;\\\"\\\\\" ; c\r\nhello\r\n0;d\r\n"
                                                  "\r\n") },
  { "ext-too-long",
    SMUGGLING_CHUNKS (
        "0;" SMUGGLING_100 SMUGGLING_100 SMUGGLING_100 SMUGGLING_100 SMUGGLING_100 SMUGGLING_100
            SMUGGLING_100 SMUGGLING_100 SMUGGLING_100 SMUGGLING_100 SMUGGLING_100 "\r\n\r\n") },
  { "trailer-request", SMUGGLING_CHUNKS ("0\r\n") },
  { "trailer-framing",
    SMUGGLING_ONE (SMUGGLING_CHUNKED "0\r\nContent-Length: 50\r\n"
                                     "Transfer-Encoding: chunked\r\nHost: b.example\r\n\r\n") },
  { "trailer-bare-lf", SMUGGLING_CHUNKS ("0\r\nA: b\n\r\n") },
  { "trailer-space", SMUGGLING_CHUNKS ("0\r\nA : b\r\n\r\n") },
  { "trailer-folded", SMUGGLING_CHUNKS ("0\r\nA: b\r\n c\r\n\r\n") },
  { "behind-last-crlf", SMUGGLING_ONE_THEN (SMUGGLING_CHUNKED SMUGGLING_LAST "\r\n\r\n", 400) },
  { "behind-last", SMUGGLING_ONE_THEN (SMUGGLING_CHUNKED SMUGGLING_LAST "X=1\r\n\r\n", 400) },
  { "behind-last-chunk",
    SMUGGLING_ONE_THEN (SMUGGLING_CHUNKED SMUGGLING_LAST "5\r\nhello\r\n", 400) },
};

/* What the client sends when the origin is @origin. (transfer full) */
static inline GByteArray *
smuggling_bytes (const SmugglingCase *row, const char *origin)
{
  static const char word[] = "ORIGIN";
  GByteArray *bytes = g_byte_array_new ();

  for (gsize i = 0; i < row->length;)
    if (row->length - i >= strlen (word) && memcmp (row->bytes + i, word, strlen (word)) == 0)
      {
        g_byte_array_append (bytes, (const guint8 *) origin, (guint) strlen (origin));
        i += strlen (word);
      }
    else
      g_byte_array_append (bytes, (const guint8 *) row->bytes + i++, 1);

  return bytes;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* CONNECT, from a parsed head to what is asked for: which requests are served, and why others are
 * not. Sections are those of RFC 9110 unless they name another. */

#include "test-head.h"

#include "engine/parse/adit-engine-request.h"

#include <string.h>

typedef struct
{
  const char *section;
  const char *head;
  AditCause cause;
  const char *target; /* of one that is served */
} Row;

#define HEAD(line, fields) line " HTTP/1.1\r\n" fields "\r\n"
#define FIELDS(fields)     HEAD ("CONNECT a.example:443", fields)
#define SERVED             ADIT_CAUSE_NONE, "a.example:443"

static const Row rows[] = {
  { "9.1 exact case", HEAD ("CONNECT a.example:443", ""), SERVED },

  { "9.3.6 name", HEAD ("CONNECT www.a-b.example:1", ""), ADIT_CAUSE_NONE, "www.a-b.example:1" },
  { "9.3.6 IPv4", HEAD ("CONNECT 192.0.2.1:65535", ""), ADIT_CAUSE_NONE, "192.0.2.1:65535" },
  { "9.3.6 IPv6", HEAD ("CONNECT [2001:db8::1]:443", ""), ADIT_CAUSE_NONE, "[2001:db8::1]:443" },
  { "9.3.6 final dot", HEAD ("CONNECT a.example.:443", ""), ADIT_CAUSE_NONE, "a.example.:443" },
  { "9.3.6 no port", HEAD ("CONNECT a.example", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 empty port", HEAD ("CONNECT a.example:", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 port 0", HEAD ("CONNECT a.example:0", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 port 65536", HEAD ("CONNECT a.example:65536", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 port 4294967739", HEAD ("CONNECT a.example:4294967739", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 port of letters", HEAD ("CONNECT a.example:https", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 signed port", HEAD ("CONNECT a.example:+443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 no host", HEAD ("CONNECT :443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 userinfo", HEAD ("CONNECT me@a.example:443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 userinfo, password", HEAD ("CONNECT me:x@a.example:443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 path", HEAD ("CONNECT a.example:443/", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 query", HEAD ("CONNECT a.example:443?x", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 absolute form", HEAD ("CONNECT https://a.example:443/", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 asterisk", HEAD ("CONNECT *", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 IPv6, bare", HEAD ("CONNECT 2001:db8::1:443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 IPv6, zone", HEAD ("CONNECT [fe80::1%25lo]:443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 IPv6, open", HEAD ("CONNECT [2001:db8::1:443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 escape", HEAD ("CONNECT %61.example:443", ""), ADIT_CAUSE_BAD_TARGET },
  { "9.3.6 address in disguise", HEAD ("CONNECT 127.1:443", ""), ADIT_CAUSE_BAD_TARGET },

  { "8.6 zero", FIELDS ("Content-Length: 0\r\n"), SERVED },
  { "8.6 zeros", FIELDS ("Content-Length: 00\r\n"), SERVED },
  { "8.6 zero twice", FIELDS ("Content-Length: 0\r\nContent-Length: 0\r\n"), SERVED },
  { "8.6 one", FIELDS ("Content-Length: 1\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 ten", FIELDS ("Content-Length: 10\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 plus", FIELDS ("Content-Length: +0\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 minus", FIELDS ("Content-Length: -0\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 empty", FIELDS ("Content-Length:\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 list", FIELDS ("Content-Length: 0, 0\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 hexadecimal", FIELDS ("Content-Length: 0x0\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 space inside", FIELDS ("Content-Length: 0 0\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "8.6 differing", FIELDS ("Content-Length: 0\r\nContent-Length: 5\r\n"),
    ADIT_CAUSE_BAD_FRAMING },
  { "8.6 any case", FIELDS ("cOnTeNt-LeNgTh: 1\r\n"), ADIT_CAUSE_BAD_FRAMING },

  { "RFC 9112 6.1 chunked", FIELDS ("Transfer-Encoding: chunked\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "RFC 9112 6.1 identity", FIELDS ("Transfer-Encoding: identity\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "RFC 9112 6.1 empty", FIELDS ("Transfer-Encoding:\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "RFC 9112 6.1 any case", FIELDS ("transfer-ENCODING: x\r\n"), ADIT_CAUSE_BAD_FRAMING },
  { "RFC 9112 6.1 last of many", FIELDS ("A: 1\r\nB: 2\r\nTransfer-Encoding: gzip\r\n"),
    ADIT_CAUSE_BAD_FRAMING },
  { "RFC 9112 6.1 similar name", FIELDS ("Transfer-Encodings: chunked\r\n"), SERVED },

  { "7.2 Host", FIELDS ("Host: a.example:443\r\n"), SERVED },
  { "7.2 Host that differs", FIELDS ("Host: b.example\r\n"), SERVED },
  { "7.2 empty Host", FIELDS ("Host:\r\n"), SERVED },
  { "7.2 two Hosts", FIELDS ("Host: a.example\r\nHost: b.example\r\n"), ADIT_CAUSE_BAD_FIELD },
  { "7.2 two equal Hosts", FIELDS ("Host: a\r\nhOST: a\r\n"), ADIT_CAUSE_BAD_FIELD },
  { "7.2 no Host", FIELDS ("User-Agent: x\r\n"), SERVED },
  { "11.7.2 credentials", FIELDS ("Proxy-Authorization: Basic x\r\n"), SERVED },
  { "7.8 unknown field", FIELDS ("Upgrade: websocket\r\nX-Y: z\r\n"), SERVED },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  AditEngineRequest request, before;
  AditEngineHead head;
  AditCause cause;
  g_autofree char *target = NULL;

  memset (&request, 0xa5, sizeof request);
  before = request;
  g_assert_cmpint (test_head_parse (&head, row->head, strlen (row->head)), ==,
                   ADIT_ENGINE_HEAD_DONE);
  cause = adit_engine_request_read (&request, &head, row->head);
  g_assert_cmpstr (adit_cause_row (cause)->word, ==, adit_cause_row (row->cause)->word);
  g_assert_cmpuint (request.minor_version, ==, 1);

  if (row->target)
    {
      target = adit_authority_to_string (&request.target);
      g_assert_cmpstr (target, ==, row->target);
      g_assert_cmpint (request.kind, ==, ADIT_ENGINE_REQUEST_TUNNEL);
      g_assert_cmpint (request.framing.kind, ==, ADIT_ENGINE_FRAMING_NONE);
      g_assert_cmpint (request.is_persistent, ==, request.minor_version > 0);
    }
  else
    g_assert_cmpmem (&request.target, sizeof request.target, &before.target, sizeof before.target);
}

/* Also a request that is refused is answered in its own version. */
static void
test_version (void)
{
  static const char old[] = "CONNECT / HTTP/1.0\r\n\r\n";
  AditEngineRequest request = { .minor_version = 7 };
  AditEngineHead head;

  test_head_parse (&head, old, strlen (old));
  g_assert_cmpuint (adit_engine_request_read (&request, &head, old), ==, ADIT_CAUSE_BAD_TARGET);
  g_assert_cmpuint (request.minor_version, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/request/%u: %s", i, rows[i].section);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/engine/request/version", test_version);

  return g_test_run ();
}

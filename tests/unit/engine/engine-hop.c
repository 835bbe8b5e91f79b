/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The hop through an upstream proxy over a channel: what is said, what each answer leads to, and
 * what stays in the channel. Each row is played at once and byte by byte. */

#include "test-hop.h"

typedef struct
{
  const char *name;
  AditUpstreamKind kind;
  const char *user;
  const char *password;
  const char *target;
  struct
  {
    TestHopBytes heard;
    TestHopBytes answered;
  } turns[3];
  TestHopEnding ending;
  AditCause cause;
  TestHopBytes rest; /* stays in the channel */
} Row;

#define B      TEST_HOP_BYTES
#define STAYS  TEST_HOP_STAYS
#define ENDS   TEST_HOP_ENDS
#define RESETS TEST_HOP_RESETS
#define TARGET TEST_HOP_TARGET
#define ASKED  B ("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n")
#define SIGNED                                                                                     \
  B ("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n"                                   \
     "Proxy-Authorization: Basic dTpw\r\n\r\n")
#define HTTP(name, answer, ending, cause, rest)                                                    \
  {                                                                                                \
    name, ADIT_UPSTREAM_HTTP, NULL, NULL, TARGET, { { ASKED, B (answer) } }, ending, cause, rest   \
  }

/* SOCKS5: a greeting, the sign-in of u with p, the request for a.example:443. */
#define HELLO     B ("\5\1\0")
#define HELLO_TWO B ("\5\2\0\2")
#define SIGN_IN   B ("\1\1u\1p")
#define WANT      B ("\5\1\0\3\11a.example\1\273")
#define GOOD      "\5\0\0\1\300\0\2\1\4\70"
#define SOCKS(name, answer, ending, cause, rest)                                                   \
  {                                                                                                \
    name, ADIT_UPSTREAM_SOCKS5, NULL, NULL, TARGET,                                                \
        { { HELLO, B ("\5\0") }, { WANT, B (answer) } }, ending, cause, rest                       \
  }
#define SOCKS_HELLO(name, user, password, hello, answer, cause)                                    \
  {                                                                                                \
    name, ADIT_UPSTREAM_SOCKS5, user, password, TARGET, { { hello, B (answer) } }, STAYS, cause,   \
        B ("")                                                                                     \
  }
#define SOCKS_REFUSAL(code)                                                                        \
  SOCKS ("socks: refusal " #code, "\5" code, STAYS, ADIT_CAUSE_UPSTREAM_REFUSED, B (""))

static const Row rows[] = {
  HTTP ("http", "HTTP/1.1 200 OK\r\n\r\n", STAYS, ADIT_CAUSE_NONE, B ("")),
  HTTP ("http: 1.0, no reason", "HTTP/1.0 200 \r\n\r\n", STAYS, ADIT_CAUSE_NONE, B ("")),
  HTTP ("http: early bytes",
        "HTTP/1.1 200 OK\r\nA: b\r\n\r\n\0\r\n\r\nSSH-2",
        STAYS,
        ADIT_CAUSE_NONE,
        B ("\0\r\n\r\nSSH-2")),
  HTTP ("http: a length means nothing",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        STAYS,
        ADIT_CAUSE_NONE,
        B ("hello")),
  HTTP ("http: interim",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx",
        STAYS,
        ADIT_CAUSE_NONE,
        B ("x")),
  HTTP ("http: end behind it", "HTTP/1.1 200 OK\r\n\r\nbye", ENDS, ADIT_CAUSE_NONE, B ("bye")),
  HTTP ("http: 403", "HTTP/1.1 403 Forbidden\r\n\r\n", STAYS, ADIT_CAUSE_UPSTREAM_REFUSED, B ("")),
  HTTP ("http: 502 and end",
        "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        ENDS,
        ADIT_CAUSE_UPSTREAM_REFUSED,
        B ("")),
  HTTP ("http: 407",
        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\r\n",
        STAYS,
        ADIT_CAUSE_UPSTREAM_SIGN_IN,
        B ("")),
  HTTP ("http: 101", "HTTP/1.1 101 Other\r\n\r\n", STAYS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  HTTP ("http: garbage", "\26\3\1\0\2\2", STAYS, ADIT_CAUSE_UPSTREAM_BAD, B ("\26\3\1\0\2\2")),
  HTTP ("http: socks", "\5\0", ENDS, ADIT_CAUSE_UPSTREAM_BAD, B ("\5\0")),
  HTTP ("http: bare LF",
        "HTTP/1.1 200 OK\n\n",
        ENDS,
        ADIT_CAUSE_UPSTREAM_BAD,
        B ("HTTP/1.1 200 OK\n\n")),
  HTTP ("http: another version",
        "HTTP/2 200 OK\r\n\r\n",
        ENDS,
        ADIT_CAUSE_UPSTREAM_BAD,
        B ("HTTP/2 200 OK\r\n\r\n")),
  HTTP ("http: cut",
        "HTTP/1.1 200 OK\r\n",
        ENDS,
        ADIT_CAUSE_UPSTREAM_BAD,
        B ("HTTP/1.1 200 OK\r\n")),
  HTTP ("http: end", "", ENDS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  HTTP ("http: reset", "", RESETS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  { "http: signed in",
    ADIT_UPSTREAM_HTTP,
    "u",
    "p",
    TARGET,
    { { SIGNED, B ("HTTP/1.1 200 OK\r\n\r\n") } },
    STAYS,
    ADIT_CAUSE_NONE,
    B ("") },
  { "http: wrong credentials",
    ADIT_UPSTREAM_HTTP,
    "u",
    "p",
    TARGET,
    { { SIGNED, B ("HTTP/1.1 407 No\r\n\r\n") } },
    STAYS,
    ADIT_CAUSE_UPSTREAM_SIGN_IN,
    B ("") },
  { "http: a user that cannot be said",
    ADIT_UPSTREAM_HTTP,
    "u:",
    "p",
    TARGET,
    { { B (""), B ("") } },
    STAYS,
    ADIT_CAUSE_UPSTREAM_SIGN_IN,
    B ("") },

  SOCKS ("socks", GOOD, STAYS, ADIT_CAUSE_NONE, B ("")),
  SOCKS ("socks: early bytes", GOOD "SSH-2", STAYS, ADIT_CAUSE_NONE, B ("SSH-2")),
  SOCKS ("socks: end behind it", GOOD "bye", ENDS, ADIT_CAUSE_NONE, B ("bye")),
  SOCKS ("socks: IPv6 bound", "\5\0\0\4aaaabbbbccccdddd\0\1x", STAYS, ADIT_CAUSE_NONE, B ("x")),
  SOCKS ("socks: name bound", "\5\0\0\3\3abc\0\1x", STAYS, ADIT_CAUSE_NONE, B ("x")),
  SOCKS ("socks: empty name bound", "\5\0\0\3\0\0\1x", STAYS, ADIT_CAUSE_NONE, B ("x")),
  SOCKS_REFUSAL ("\1"),
  SOCKS_REFUSAL ("\2"),
  SOCKS_REFUSAL ("\3"),
  SOCKS_REFUSAL ("\4"),
  SOCKS_REFUSAL ("\5"),
  SOCKS_REFUSAL ("\6"),
  SOCKS_REFUSAL ("\7"),
  SOCKS_REFUSAL ("\10"),
  SOCKS_REFUSAL ("\11"),
  SOCKS_REFUSAL ("\377"),
  SOCKS ("socks: reply of version 4", "\0\132\0\0\0\0\0\0", STAYS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  SOCKS ("socks: reserved", "\5\0\1\1\0\0\0\0\0\0", STAYS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  SOCKS ("socks: no such address", "\5\0\0\2\0\0\0\0\0\0", STAYS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  SOCKS ("socks: cut", "\5\0\0\1\0\0\0\0\0", ENDS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  SOCKS ("socks: name cut", "\5\0\0\3\377abc", ENDS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  SOCKS ("socks: reset", "", RESETS, ADIT_CAUSE_UPSTREAM_BAD, B ("")),
  SOCKS_HELLO ("socks: nothing offered will do",
               NULL,
               NULL,
               HELLO,
               "\5\377",
               ADIT_CAUSE_UPSTREAM_SIGN_IN),
  SOCKS_HELLO ("socks: password not offered", NULL, NULL, HELLO, "\5\2", ADIT_CAUSE_UPSTREAM_BAD),
  SOCKS_HELLO ("socks: GSSAPI", "u", "p", HELLO_TWO, "\5\1", ADIT_CAUSE_UPSTREAM_BAD),
  SOCKS_HELLO ("socks: HTTP", NULL, NULL, HELLO, "HTTP/1.1 400 Bad\r\n", ADIT_CAUSE_UPSTREAM_BAD),
  { "socks: signed in",
    ADIT_UPSTREAM_SOCKS5,
    "u",
    "p",
    TARGET,
    { { HELLO_TWO, B ("\5\2") }, { SIGN_IN, B ("\1\0") }, { WANT, B (GOOD "x") } },
    STAYS,
    ADIT_CAUSE_NONE,
    B ("x") },
  { "socks: sign-in not wanted",
    ADIT_UPSTREAM_SOCKS5,
    "u",
    "p",
    TARGET,
    { { HELLO_TWO, B ("\5\0") }, { WANT, B (GOOD) } },
    STAYS,
    ADIT_CAUSE_NONE,
    B ("") },
  { "socks: empty password",
    ADIT_UPSTREAM_SOCKS5,
    "u",
    "",
    TARGET,
    { { HELLO_TWO, B ("\5\2") }, { B ("\1\1u\0"), B ("\1\0") }, { WANT, B (GOOD) } },
    STAYS,
    ADIT_CAUSE_NONE,
    B ("") },
  { "socks: wrong credentials",
    ADIT_UPSTREAM_SOCKS5,
    "u",
    "p",
    TARGET,
    { { HELLO_TWO, B ("\5\2") }, { SIGN_IN, B ("\1\1") } },
    ENDS,
    ADIT_CAUSE_UPSTREAM_SIGN_IN,
    B ("") },
  { "socks: sign-in of another version",
    ADIT_UPSTREAM_SOCKS5,
    "u",
    "p",
    TARGET,
    { { HELLO_TWO, B ("\5\2") }, { SIGN_IN, B ("\5\0") } },
    STAYS,
    ADIT_CAUSE_UPSTREAM_BAD,
    B ("") },
  { "socks: IPv4",
    ADIT_UPSTREAM_SOCKS5,
    NULL,
    NULL,
    "192.0.2.1:65535",
    { { HELLO, B ("\5\0") }, { B ("\5\1\0\1\300\0\2\1\377\377"), B (GOOD) } },
    STAYS,
    ADIT_CAUSE_NONE,
    B ("") },
  { "socks: IPv6",
    ADIT_UPSTREAM_SOCKS5,
    NULL,
    NULL,
    "[2001:db8::1]:80",
    { { HELLO, B ("\5\0") },
      { B ("\5\1\0\4\x20\1\r\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\x50"), B (GOOD) } },
    STAYS,
    ADIT_CAUSE_NONE,
    B ("") },
};

static void
play (const Row *row, gboolean is_in_pieces)
{
  TestHop stage;

  test_hop_open (&stage, row->kind, row->user, row->password);
  test_hop_start (&stage, row->target, TEST_HOP_PATIENCE_US);
  for (gsize i = 0; i < G_N_ELEMENTS (row->turns) && row->turns[i].heard.text; i++)
    {
      test_hop_hear (&stage, &row->turns[i].heard);
      test_hop_answer (&stage, &row->turns[i].answered, is_in_pieces);
    }
  test_hop_end (&stage, row->ending);
  test_hop_await_over (&stage);

  g_assert_cmpstr (adit_cause_row (stage.cause)->word, ==, adit_cause_row (row->cause)->word);
  g_assert_cmpuint (stage.n_over, ==, 1);
  if (row->cause == ADIT_CAUSE_NONE)
    test_hop_assert_rest (&stage, &row->rest);
  test_hop_close (&stage);
}

static void
test_row (gconstpointer data)
{
  play (data, FALSE);
  play (data, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/hop/%zu", i);

      g_test_add_data_func (path, &rows[i], test_row);
    }

  return g_test_run ();
}

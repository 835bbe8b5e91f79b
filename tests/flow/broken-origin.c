/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An origin that breaks off, or says what cannot be understood in one way only. While the client
 * has got nothing it is told so; afterwards all that can be done is to end as well: what is not
 * whole must never look whole (RFC 9112, section 8), and what there was of it gets through. */

#include "flow.h"

#include "engine/parse/adit-engine-head.h"

#include <string.h>

#define ANSWER  "HTTP/1.1 200 OK\r\n" FLOW_DATE
#define LENGTH  "Content-Length: 5\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n"

typedef enum
{
  STAYS, /* it waits for what comes of it */
  ENDS,
  RESETS
} Ending;

typedef struct
{
  const char *name;
  const char *answer;
  Ending ending;
  AditCause cause;
} Case;

static void
let_go (FlowForward *self, Ending ending)
{
  if (ending == STAYS)
    return;

  if (ending == ENDS)
    flow_close (self->origin);
  else
    flow_reset (self->origin);
  self->origin = -1;
}

static void
assert_row (FlowForward *self, AditCause cause, guint status)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (self->engine, 1);

  g_assert_cmpint (row->cause, ==, cause);
  g_assert_cmpuint (row->status, ==, status);
  g_assert_true (adit_cause_row (cause)->is_error);
}

/* ---- Nothing of an answer has gone out ---- */

static const Case refused[] = {
  { "/broken-origin/no-answer/end", "", ENDS, ADIT_CAUSE_NO_RESPONSE },
  { "/broken-origin/no-answer/reset", "", RESETS, ADIT_CAUSE_NO_RESPONSE },
  { "/broken-origin/status-line/end", "HTTP/1.1 20", ENDS, ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/head/end", ANSWER LENGTH, ENDS, ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/head/reset", ANSWER LENGTH, RESETS, ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/head/before-empty-line", ANSWER LENGTH "\r", ENDS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },

  { "/broken-origin/bad-head/http-0.9", "<html>hello</html>", STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/http-2", "HTTP/2.0 200 OK\r\n\r\n", STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/request", FLOW_GET, STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/status", "HTTP/1.1 2OO OK\r\n\r\n", STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/four-digits", "HTTP/1.1 2000 OK\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/bare-lf", "HTTP/1.1 200 OK\nA: 1\n\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/space-before-colon", ANSWER "A : 1\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/folded", ANSWER "A: 1\r\n 2\r\n\r\n", STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/no-colon", ANSWER "A\r\n\r\n", STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/control", ANSWER "A: \x01\r\n\r\n", STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/bad-head/unasked-101",
    "HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE },

  { "/broken-origin/length/both", ANSWER LENGTH CHUNKED "\r\n0\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/both-reversed", ANSWER CHUNKED LENGTH "\r\n0\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/differing", ANSWER LENGTH "Content-Length: 6\r\n\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/differing-list", ANSWER "Content-Length: 5, 6\r\n\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/sign", ANSWER "Content-Length: +5\r\n\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/negative", ANSWER "Content-Length: -1\r\n\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/hexadecimal", ANSWER "Content-Length: 0x5\r\n\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/overflow", ANSWER "Content-Length: 18446744073709551621\r\n\r\nhello",
    STAYS, ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/length/empty", ANSWER "Content-Length:\r\n\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/coding/unknown", ANSWER "Transfer-Encoding: gzip, chunked\r\n\r\n", STAYS,
    ADIT_CAUSE_RESPONSE_CODING },
  { "/broken-origin/coding/not-last", ANSWER "Transfer-Encoding: chunked, gzip\r\n\r\n", STAYS,
    ADIT_CAUSE_RESPONSE_CODING },
  { "/broken-origin/coding/twice", ANSWER CHUNKED CHUNKED "\r\n0\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
  { "/broken-origin/coding/obfuscated",
    ANSWER "Transfer-Encoding: \x0b"
           "chunked\r\n\r\n",
    STAYS, ADIT_CAUSE_BAD_RESPONSE },
  { "/broken-origin/coding/http-1.0", "HTTP/1.0 200 OK\r\n" CHUNKED "\r\n0\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_LENGTH },
};

static void
check_refused (FlowForward *self, gconstpointer data)
{
  const Case *row = data;

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, row->answer);
  let_go (self, row->ending);
  flow_forward_refused (self, row->cause);
  assert_row (self, row->cause, 502);
  if (row->ending == STAYS)
    flow_hear_reset (self->origin);
}

/* ---- A limit of the head: n passes, n + 1 does not ---- */

static char *
answer_of (guint head_length)
{
  guint around = (guint) strlen (ANSWER LENGTH "A: \r\n\r\n");
  g_autofree char *filler = g_strnfill (head_length - around, 'a');

  return g_strdup_printf (ANSWER LENGTH "A: %s\r\n\r\nhello", filler);
}

static void
check_largest_head (FlowForward *self, gconstpointer data)
{
  g_autofree char *answer = answer_of (ADIT_ENGINE_HEAD_MAX);
  g_autofree char *heard = NULL;

  flow_forward_ask (self, "GET http://ORIGIN/ HTTP/1.0\r\n\r\n");
  flow_forward_asked (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\nVia: 1.0 adit\r\n\r\n");
  flow_forward_answer (self, answer);
  heard = flow_read_to_end (self->client);
  g_assert_true (g_str_has_suffix (heard, "\r\n\r\nhello"));
  g_assert_cmpuint (strlen (heard), >, ADIT_ENGINE_HEAD_MAX);
}

static void
check_too_large_head (FlowForward *self, gconstpointer data)
{
  g_autofree char *answer = answer_of (ADIT_ENGINE_HEAD_MAX + 1);

  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, answer);
  flow_forward_refused (self, ADIT_CAUSE_RESPONSE_HEAD_TOO_LARGE);
}

/* ---- The answer has begun ---- */

static const Case broken_off[] = {
  { "/broken-origin/content/length/end", ANSWER LENGTH "\r\nhell", ENDS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/length/reset", ANSWER LENGTH "\r\nhell", RESETS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/length/none", ANSWER LENGTH "\r\n", ENDS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/chunk/end", ANSWER CHUNKED "\r\n5\r\nhell", ENDS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/chunk/reset", ANSWER CHUNKED "\r\n5\r\nhell", RESETS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/chunks/end", ANSWER CHUNKED "\r\n5\r\nhello\r\n", ENDS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/last-chunk/end", ANSWER CHUNKED "\r\n5\r\nhello\r\n0\r\n", ENDS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/trailers/end", ANSWER CHUNKED "\r\n5\r\nhello\r\n0\r\nA: 1\r\n", ENDS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },
  { "/broken-origin/content/close-delimited/reset", ANSWER "\r\nhello", RESETS,
    ADIT_CAUSE_RESPONSE_INCOMPLETE },

  { "/broken-origin/bad-chunk/size", ANSWER CHUNKED "\r\n5\r\nhello\r\nx\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_CONTENT },
  { "/broken-origin/bad-chunk/at-first", ANSWER CHUNKED "\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_CONTENT },
  { "/broken-origin/bad-chunk/overflow", ANSWER CHUNKED "\r\n10000000000000005\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_CONTENT },
  { "/broken-origin/bad-chunk/negative", ANSWER CHUNKED "\r\n-5\r\nhello", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_CONTENT },
  { "/broken-origin/bad-chunk/bare-lf", ANSWER CHUNKED "\r\n5\nhello\r\n0\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_CONTENT },
  { "/broken-origin/bad-chunk/too-long", ANSWER CHUNKED "\r\n5\r\nhello!\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_CONTENT },
  { "/broken-origin/bad-chunk/trailer", ANSWER CHUNKED "\r\n0\r\nA : 1\r\n\r\n", STAYS,
    ADIT_CAUSE_BAD_RESPONSE_CONTENT },
};

/* It has come to an end in order, before the content has. */
static void
assert_cut (FlowForward *self, gboolean has_length)
{
  g_autofree char *content = flow_read_to_end (self->client);

  if (has_length)
    g_assert_cmpuint (strlen (content), <, 5);
  else
    g_assert_false (g_str_has_suffix (content, "0\r\n\r\n"));
}

/* @is_old: the client speaks HTTP/1.0. Where it knows no length, the end of the connection is that
 * of the content, so that only a reset tells. */
static void
check_broken_off_for (FlowForward *self, const Case *row, gboolean is_old)
{
  gboolean has_length = strstr (row->answer, LENGTH) != NULL;

  flow_forward_ask (self, is_old ? "GET http://ORIGIN/ HTTP/1.0\r\n\r\n" : FLOW_GET);
  flow_forward_accept (self);
  g_free (flow_read_head (self->origin));
  flow_forward_answer (self, row->answer);
  g_free (flow_read_head (self->client));
  let_go (self, row->ending);
  if (is_old && !has_length)
    flow_hear_reset (self->client);
  else
    assert_cut (self, has_length);
  assert_row (self, row->cause, 200);
  if (row->ending == STAYS)
    flow_hear_reset (self->origin);
}

static void
check_broken_off (FlowForward *self, gconstpointer data)
{
  check_broken_off_for (self, data, FALSE);
}

static void
check_broken_off_for_old (FlowForward *self, gconstpointer data)
{
  check_broken_off_for (self, data, TRUE);
}

/* What came before it went out before it. */
static void
check_all_before_passes (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
  flow_forward_answer (self, ANSWER LENGTH "\r\nhell");
  flow_forward_answered (self, ANSWER LENGTH "Via: 1.1 adit\r\n\r\nhell");
  flow_close (self->origin);
  self->origin = -1;
  flow_hear_end (self->client);
}

/* While the client's content is on its way, and the client has not got an answer. */
static void
check_while_asked (FlowForward *self, gconstpointer data)
{
  flow_forward_ask (self, "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
                          "Content-Length: 1000000\r\n\r\nsome");
  flow_forward_accept (self);
  g_free (flow_read_head (self->origin));
  flow_hear (self->origin, "some");
  if (data)
    flow_reset (self->origin);
  else
    flow_close (self->origin);
  self->origin = -1;
  flow_forward_refused (self, ADIT_CAUSE_NO_RESPONSE);
  assert_row (self, ADIT_CAUSE_NO_RESPONSE, 502);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    flow_forward_add (refused[i].name, &refused[i], check_refused);
  flow_forward_add ("/broken-origin/head/largest", NULL, check_largest_head);
  flow_forward_add ("/broken-origin/head/too-large", NULL, check_too_large_head);
  for (guint i = 0; i < G_N_ELEMENTS (broken_off); i++)
    {
      g_autofree char *old_name = g_strconcat (broken_off[i].name, "/http-1.0", NULL);

      flow_forward_add (broken_off[i].name, &broken_off[i], check_broken_off);
      flow_forward_add (old_name, &broken_off[i], check_broken_off_for_old);
    }
  flow_forward_add ("/broken-origin/all-before-passes", NULL, check_all_before_passes);
  flow_forward_add ("/broken-origin/while-asked/end", NULL, check_while_asked);
  flow_forward_add ("/broken-origin/while-asked/reset", "reset", check_while_asked);

  return g_test_run ();
}

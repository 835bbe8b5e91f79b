/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The smuggling corpus against the pure parts of forwarding, put together as a session does. What
 * goes out to the origin is then read as its origin would, as strictly as by us and with nothing
 * left over. */

#include "../../data/smuggling.h"
#include "engine/relay/adit-engine-message.h"

typedef struct
{
  GByteArray *out; /* to the origin */
  guint n_requests;
  guint status;
} Outcome;

static guint
status_of (AditCause cause)
{
  return adit_cause_row (cause)->status;
}

/* The content of one request; returns how many bytes it was. */
static gsize
forward_content (Outcome *outcome,
                 const AditEngineFraming *framing,
                 const char *bytes,
                 gsize length)
{
  AditEngineBodyStatus status;
  AditEngineBody body;
  gsize n = 0;

  adit_engine_body_init (&body, framing, FALSE);
  do
    {
      AditEngineBodySpan span;

      status = adit_engine_body_scan (&body, bytes + n, length - n, &span);
      g_byte_array_append (outcome->out, (const guint8 *) bytes + n + span.n_skip,
                           (guint) span.n_pass);
      n += span.n_skip + span.n_pass;
    }
  while (status == ADIT_ENGINE_BODY_MORE && n < length);

  /* No case is one that waits for more. */
  g_assert_cmpint (status, !=, ADIT_ENGINE_BODY_MORE);
  if (status == ADIT_ENGINE_BODY_BAD)
    outcome->status = status_of (ADIT_CAUSE_BAD_CONTENT);
  else
    {
      outcome->n_requests++;
      if (framing->kind == ADIT_ENGINE_FRAMING_CHUNKED)
        adit_engine_message_write_trailers (outcome->out, &body);
    }
  adit_engine_body_clear (&body);

  return n;
}

/* One request; returns how many bytes it was, or 0 when nothing behind it is read any more. */
static gsize
forward_one (Outcome *outcome, const char *bytes, gsize length)
{
  AditEngineRequest request;
  AditEngineHead head;
  AditCause cause;
  gsize n;

  adit_engine_head_init (&head);
  if (adit_engine_head_parse (&head, bytes, length) != ADIT_ENGINE_HEAD_DONE)
    {
      outcome->status = status_of (head.cause);
      return 0;
    }
  cause = adit_engine_request_read (&request, &head, bytes);
  if (cause != ADIT_CAUSE_NONE)
    {
      outcome->status = status_of (cause);
      return 0;
    }

  g_assert_cmpint (request.kind, ==, ADIT_ENGINE_REQUEST_FORWARD);
  adit_engine_message_write_request (outcome->out, &head, bytes, &request);
  n = head.length +
      forward_content (outcome, &request.framing, bytes + head.length, length - head.length);

  return request.is_persistent && outcome->status == 0 ? n : 0;
}

/* As an origin reads it: one request with one Host, to its end. */
static void
assert_one_request (const GByteArray *out)
{
  const char *bytes = (const char *) out->data;
  AditEngineFraming framing;
  AditEngineHead head;
  Outcome again = { .out = g_byte_array_new () };
  guint n_hosts = 0;

  adit_engine_head_init (&head);
  g_assert_cmpint (adit_engine_head_parse (&head, bytes, out->len), ==, ADIT_ENGINE_HEAD_DONE);
  for (guint i = 0; i < head.n_fields; i++)
    if (adit_engine_slice_is_name (head.fields[i].name, bytes, "Host"))
      {
        n_hosts++;
        g_assert_true (adit_engine_slice_is (head.fields[i].value, bytes, "origin.example:8080"));
      }
  g_assert_cmpuint (n_hosts, ==, 1);
  g_assert_true (bytes[head.target.offset] == '/');

  g_assert_cmpuint (adit_engine_framing_of_request (&framing, &head, bytes), ==, ADIT_CAUSE_NONE);
  g_assert_cmpuint (forward_content (&again, &framing, bytes + head.length, out->len - head.length),
                    ==, out->len - head.length);
  g_assert_cmpuint (again.n_requests, ==, 1);
  g_byte_array_unref (again.out);
}

static void
test_case (gconstpointer data)
{
  const SmugglingCase *row = data;
  g_autoptr (GByteArray) bytes = smuggling_bytes (row, "origin.example:8080");
  g_autoptr (GByteArray) out = g_byte_array_new ();
  Outcome outcome = { .out = out };
  gsize n_read = 0;
  gsize n;

  do
    {
      n = forward_one (&outcome, (const char *) bytes->data + n_read, bytes->len - n_read);
      n_read += n;
    }
  while (n > 0 && n_read < bytes->len);

  g_assert_cmpuint (outcome.n_requests, ==, row->n_requests);
  g_assert_cmpuint (outcome.status, ==, row->status);
  if (row->n_requests == 1)
    assert_one_request (out);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (smuggling_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/smuggling/", smuggling_cases[i].name, NULL);

      g_test_add_data_func (path, &smuggling_cases[i], test_case);
    }

  return g_test_run ();
}

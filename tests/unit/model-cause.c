/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of causes is complete and agrees with itself and with the registries; the words of the
 * phases are the six of the data path. */

#include "model/adit-cause.h"
#include "model/adit-phase.h"

#include <string.h>

/* The registry of RFC 9209, section 2.3 and 4. */
static const char *const registered_errors[] = {
  "dns_timeout",
  "dns_error",
  "destination_not_found",
  "destination_unavailable",
  "destination_ip_prohibited",
  "destination_ip_unroutable",
  "connection_refused",
  "connection_terminated",
  "connection_timeout",
  "connection_read_timeout",
  "connection_write_timeout",
  "connection_limit_reached",
  "tls_protocol_error",
  "tls_certificate_error",
  "tls_alert_received",
  "http_request_error",
  "http_request_denied",
  "http_response_incomplete",
  "http_response_header_section_size",
  "http_response_header_size",
  "http_response_body_size",
  "http_response_trailer_section_size",
  "http_response_trailer_size",
  "http_response_transfer_coding",
  "http_response_content_coding",
  "http_response_timeout",
  "http_upgrade_failed",
  "http_protocol_error",
  "proxy_internal_response",
  "proxy_internal_error",
  "proxy_configuration_error",
  "proxy_loop_detected",
  NULL,
};

typedef struct
{
  guint16 status;
  const char *reason;
} Status;

/* RFC 9110, section 15; RFC 6585. */
static const Status statuses[] = {
  { 400, "Bad Request" },
  { 403, "Forbidden" },
  { 404, "Not Found" },
  { 407, "Proxy Authentication Required" },
  { 408, "Request Timeout" },
  { 414, "URI Too Long" },
  { 429, "Too Many Requests" },
  { 431, "Request Header Fields Too Large" },
  { 500, "Internal Server Error" },
  { 501, "Not Implemented" },
  { 502, "Bad Gateway" },
  { 503, "Service Unavailable" },
  { 504, "Gateway Timeout" },
  { 505, "HTTP Version Not Supported" },
};

static const char *
reason_of (guint16 status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].reason;

  return NULL;
}

static gboolean
is_word (const char *text)
{
  for (const char *c = text; *c; c++)
    if (!g_ascii_islower (*c) && (*c != '-' || c == text || !c[1] || c[1] == '-'))
      return FALSE;

  return *text != '\0';
}

static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ADIT_N_CAUSES; i++)
    {
      const AditCauseRow *row = adit_cause_row (i);
      AditCause found = ADIT_N_CAUSES;

      g_test_message ("cause %u", i);
      g_assert_nonnull (row->word);
      g_assert_true (is_word (row->word));
      g_assert_true (g_hash_table_add (seen, (gpointer) row->word));
      g_assert_true (adit_cause_from_word (row->word, &found));
      g_assert_cmpuint (found, ==, i);
    }
}

static void
test_unknown_word (void)
{
  AditCause cause = ADIT_CAUSE_LOOP;

  g_assert_false (adit_cause_from_word ("", &cause));
  g_assert_false (adit_cause_from_word ("Finished", &cause));
  g_assert_false (adit_cause_from_word ("finished ", &cause));
  g_assert_cmpuint (cause, ==, ADIT_CAUSE_LOOP);
}

static void
test_replies (void)
{
  for (guint i = 0; i < ADIT_N_CAUSES; i++)
    {
      const AditCauseRow *row = adit_cause_row (i);

      g_test_message ("%s", row->word);
      if (row->status == 0)
        {
          g_assert_null (row->reason);
          g_assert_null (row->error);
          continue;
        }
      g_assert_true (row->is_error);
      g_assert_cmpstr (row->reason, ==, reason_of (row->status));
      g_assert_true (g_strv_contains (registered_errors, row->error));
    }
}

/* The status that RFC 9209 recommends for an error type is the one that is sent. */
static void
test_error_types_fit (void)
{
  static const struct
  {
    const char *error;
    guint16 status;
  } recommended[] = {
    { "dns_timeout", 504 },
    { "dns_error", 502 },
    { "destination_unavailable", 0 },
    { "destination_ip_unroutable", 502 },
    { "connection_refused", 502 },
    { "connection_timeout", 504 },
    { "connection_limit_reached", 503 },
    { "http_request_denied", 403 },
    { "proxy_loop_detected", 502 },
  };

  for (guint i = 0; i < ADIT_N_CAUSES; i++)
    for (guint j = 0; j < G_N_ELEMENTS (recommended); j++)
      if (recommended[j].status && g_strcmp0 (adit_cause_row (i)->error, recommended[j].error) == 0)
        g_assert_cmpuint (adit_cause_row (i)->status, ==, recommended[j].status);
}

/* Sentences stand in tables and rows: a capital letter, no final full stop, nothing at the ends. */
static void
test_sentences (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ADIT_N_CAUSES; i++)
    {
      const char *sentence = adit_cause_row (i)->sentence;

      g_test_message ("%s", adit_cause_row (i)->word);
      g_assert_cmpuint (strlen (sentence), >, 3);
      g_assert_cmpuint (strlen (sentence), <, 80);
      g_assert_true (g_ascii_isupper (sentence[0]));
      g_assert_true (g_ascii_isalnum (sentence[strlen (sentence) - 1]) ||
                     g_str_has_suffix (sentence, ")"));
      g_assert_true (g_hash_table_add (seen, (gpointer) sentence));
    }
}

static void
test_living (void)
{
  g_assert_cmpuint (ADIT_CAUSE_NONE, ==, 0);
  g_assert_cmpstr (adit_cause_row (ADIT_CAUSE_NONE)->word, ==, "none");
  g_assert_false (adit_cause_row (ADIT_CAUSE_NONE)->is_error);
  g_assert_false (adit_cause_row (ADIT_CAUSE_FINISHED)->is_error);
}

static void
test_phases (void)
{
  static const char *const words[] = {
    "accept", "parse", "authorise", "connect", "relay", "account"
  };

  g_assert_cmpuint (G_N_ELEMENTS (words), ==, ADIT_N_PHASES);
  for (guint i = 0; i < ADIT_N_PHASES; i++)
    {
      AditPhase phase = ADIT_N_PHASES;

      g_assert_cmpstr (adit_phase_to_word (i), ==, words[i]);
      g_assert_true (adit_phase_from_word (words[i], &phase));
      g_assert_cmpuint (phase, ==, i);
    }
}

static void
test_unknown_phase (void)
{
  AditPhase phase = ADIT_PHASE_RELAY;

  g_assert_false (adit_phase_from_word ("", &phase));
  g_assert_false (adit_phase_from_word ("Relay", &phase));
  g_assert_false (adit_phase_from_word ("relayed", &phase));
  g_assert_cmpuint (phase, ==, ADIT_PHASE_RELAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/cause/words", test_words);
  g_test_add_func ("/model/cause/unknown-word", test_unknown_word);
  g_test_add_func ("/model/cause/replies", test_replies);
  g_test_add_func ("/model/cause/error-types-fit", test_error_types_fit);
  g_test_add_func ("/model/cause/sentences", test_sentences);
  g_test_add_func ("/model/cause/living", test_living);
  g_test_add_func ("/model/phase/words", test_phases);
  g_test_add_func ("/model/phase/unknown-word", test_unknown_phase);

  return g_test_run ();
}

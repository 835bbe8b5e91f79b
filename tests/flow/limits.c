/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The head's limits over the wire: n passes, n + 1 does not. */

#include "flow.h"

#include "engine/parse/adit-engine-head.h"

#include <string.h>

#define START "CONNECT a:0 HTTP/1.1\r\n"

/* A request line of @length bytes, without its CRLF. */
static char *
with_line_of (guint length)
{
  guint around = (guint) strlen ("GET / HTTP/1.1");
  g_autofree char *filler = g_strnfill (length - around, 'a');

  return g_strdup_printf ("GET /%s HTTP/1.1\r\n\r\n", filler);
}

/* A head of @length bytes in all. */
static char *
with_head_of (guint length)
{
  guint around = (guint) strlen (START "A: \r\n\r\n");
  g_autofree char *filler = g_strnfill (length - around, 'a');

  return g_strdup_printf (START "A: %s\r\n\r\n", filler);
}

static char *
with_fields (guint n_fields)
{
  g_autoptr (GString) head = g_string_new (START);

  for (guint i = 0; i < n_fields; i++)
    g_string_append_printf (head, "F%u: v\r\n", i);
  g_string_append (head, "\r\n");

  return g_string_free (g_steal_pointer (&head), FALSE);
}

typedef struct
{
  const char *name;
  char *(*make) (guint amount);
  guint amount_max;
  AditCause passing; /* what is found wrong with a request within the limit */
  AditCause failing;
  guint status;
} Case;

static const Case cases[] = {
  { "/limits/request-line", with_line_of, ADIT_ENGINE_REQUEST_LINE_MAX, ADIT_CAUSE_BAD_FIELD,
    ADIT_CAUSE_REQUEST_LINE_TOO_LONG, 414 },
  { "/limits/head", with_head_of, ADIT_ENGINE_HEAD_MAX, ADIT_CAUSE_BAD_TARGET,
    ADIT_CAUSE_HEAD_TOO_LARGE, 431 },
  { "/limits/fields", with_fields, ADIT_ENGINE_FIELDS_MAX, ADIT_CAUSE_BAD_TARGET,
    ADIT_CAUSE_TOO_MANY_FIELDS, 431 },
};

static void
check_limit (gconstpointer data)
{
  const Case *row = data;
  FlowEngine *engine = flow_engine_new (NULL);
  g_autofree char *largest = row->make (row->amount_max);
  g_autofree char *too_large = row->make (row->amount_max + 1);
  g_autofree char *passed = flow_ask (engine, largest);
  g_autofree char *failed = flow_ask (engine, too_large);

  flow_assert_refusal (passed, row->passing, 1);
  flow_assert_refusal (failed, row->failing, 1);
  g_assert_cmpuint (flow_status_of (failed), ==, row->status);

  flow_engine_free (engine);
}

/* A head without end is refused at the limit; nobody has to send the rest. */
static void
check_endless_head (void)
{
  FlowEngine *engine = flow_engine_new (NULL);
  int client = flow_client_new (engine);
  g_autofree char *filler = g_strnfill (ADIT_ENGINE_HEAD_MAX, 'a');
  g_autofree char *reply = NULL;

  flow_say (client, START "A: ");
  flow_say (client, filler);
  reply = flow_read_to_end (client);
  flow_assert_refusal (reply, ADIT_CAUSE_HEAD_TOO_LARGE, 1);

  flow_close (client);
  flow_engine_free (engine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], check_limit);
  g_test_add_func ("/limits/endless-head", check_endless_head);

  return g_test_run ();
}

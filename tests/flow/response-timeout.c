/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A forwarded request in which nothing moves ends after the idle limit, if there is one: answered
 * where there was no answer yet, broken off otherwise. */

#include "flow.h"

#define PART_MS 400 /* of a limit of a second */

static void
open_with_limit (FlowForward *self, guint idle_timeout_s)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();

  settings->idle_timeout_s = idle_timeout_s;
  flow_forward_open (self, settings);
}

static void
ask (FlowForward *self)
{
  flow_forward_ask (self, FLOW_GET);
  flow_forward_asked (self, FLOW_GET_HEARD);
}

static void
assert_row (FlowForward *self, AditCause cause, guint status)
{
  g_autoptr (AditTunnel) row = flow_engine_await_ended (self->engine, 1);

  g_assert_cmpint (row->cause, ==, cause);
  g_assert_cmpuint (row->status, ==, status);
}

static void
check_no_answer (void)
{
  FlowForward forward;
  gint64 since_us;

  open_with_limit (&forward, 1);
  since_us = g_get_monotonic_time ();
  ask (&forward);
  flow_forward_refused (&forward, ADIT_CAUSE_RESPONSE_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - since_us, >=, G_USEC_PER_SEC);
  flow_hear_reset (forward.origin);
  assert_row (&forward, ADIT_CAUSE_RESPONSE_TIMEOUT, 504);

  flow_forward_close (&forward);
}

/* Half a head is no answer. */
static void
check_half_a_head (void)
{
  FlowForward forward;

  open_with_limit (&forward, 1);
  ask (&forward);
  flow_forward_answer (&forward, "HTTP/1.1 200 OK\r\nA: ");
  flow_forward_refused (&forward, ADIT_CAUSE_RESPONSE_TIMEOUT);

  flow_forward_close (&forward);
}

static void
check_in_content (void)
{
  FlowForward forward;

  open_with_limit (&forward, 1);
  ask (&forward);
  flow_forward_answer (&forward, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell");
  g_free (flow_read_head (forward.client));
  flow_hear (forward.client, "hell");
  flow_hear_reset (forward.client);
  flow_hear_reset (forward.origin);
  assert_row (&forward, ADIT_CAUSE_IDLE, 200);

  flow_forward_close (&forward);
}

/* The client it is that says nothing more. */
static void
check_in_request (void)
{
  FlowForward forward;

  open_with_limit (&forward, 1);
  flow_forward_ask (&forward, "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
                              "Content-Length: 5\r\n\r\nhell");
  flow_forward_refused (&forward, ADIT_CAUSE_RESPONSE_TIMEOUT);

  flow_forward_close (&forward);
}

/* All that moves counts, whichever way: the limit is several times over when it is answered. */
static void
check_what_moves_lives (void)
{
  FlowForward forward;

  open_with_limit (&forward, 1);
  flow_forward_ask (&forward, "POST http://ORIGIN/ HTTP/1.1\r\nHost: ORIGIN\r\n"
                              "Content-Length: 3\r\n\r\n");
  flow_forward_accept (&forward);
  g_free (flow_read_head (forward.origin));
  for (guint i = 0; i < 3; i++)
    {
      /* Only time can show that nothing happens. */
      g_assert_false (flow_is_readable (forward.client, PART_MS));
      flow_say (forward.client, ".");
      flow_hear (forward.origin, ".");
    }
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (flow_is_readable (forward.client, PART_MS));
      flow_forward_answer (&forward, "HTTP/1.1 103 Early Hints\r\n\r\n");
      g_free (flow_read_head (forward.client));
    }
  g_assert_false (flow_is_readable (forward.client, PART_MS));
  flow_forward_answer (&forward, "HTTP/1.1 200 OK\r\n" FLOW_DATE "Content-Length: 3\r\n\r\n");
  g_free (flow_read_head (forward.client));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (flow_is_readable (forward.client, 2 * PART_MS));
      flow_say (forward.origin, ".");
      flow_hear (forward.client, ".");
    }

  flow_forward_close (&forward);
}

/* A client that waits for nothing is not measured by it. */
static void
check_waiting_client_lives (void)
{
  FlowForward forward;

  open_with_limit (&forward, 1);
  flow_forward_exchange (&forward);
  g_assert_false (flow_is_readable (forward.client, 1500));
  flow_forward_exchange (&forward);

  flow_forward_close (&forward);
}

static void
check_zero_is_never (void)
{
  FlowForward limited;
  FlowForward unlimited;

  open_with_limit (&limited, 1);
  open_with_limit (&unlimited, 0);
  ask (&unlimited);
  ask (&limited);
  flow_forward_refused (&limited, ADIT_CAUSE_RESPONSE_TIMEOUT);
  flow_forward_answer (&unlimited, FLOW_OK);
  flow_forward_answered (&unlimited, FLOW_OK_HEARD);

  flow_forward_close (&unlimited);
  flow_forward_close (&limited);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/response-timeout/no-answer", check_no_answer);
  g_test_add_func ("/response-timeout/half-a-head", check_half_a_head);
  g_test_add_func ("/response-timeout/in-content", check_in_content);
  g_test_add_func ("/response-timeout/in-request", check_in_request);
  g_test_add_func ("/response-timeout/what-moves-lives", check_what_moves_lives);
  g_test_add_func ("/response-timeout/waiting-client-lives", check_waiting_client_lives);
  g_test_add_func ("/response-timeout/zero-is-never", check_zero_is_never);

  return g_test_run ();
}

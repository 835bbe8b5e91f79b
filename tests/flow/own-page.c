/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who asks the proxy itself, in origin form, is answered by it, and nobody is dialled. */

#include "flow.h"

#include <string.h>

#define PEM "-----BEGIN CERTIFICATE-----\nMIIBszCC\n-----END CERTIFICATE-----\n"
#define KEY "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"

static char *
ask (FlowForward *self, const char *method, const char *path)
{
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                                              method, path, flow_engine_port (self->engine));
  char *reply;

  flow_forward_ask (self, request);
  reply = flow_read_to_end (self->client);
  flow_forward_change_client (self);
  return reply;
}

/* @reply is whole: as long as it says, or, to HEAD, without any content. */
static const char *
content_of (const char *reply, gboolean is_head)
{
  const char *length = strstr (reply, "\r\nContent-Length: ");
  const char *content = strstr (reply, "\r\n\r\n");
  guint64 n_bytes;

  g_assert_nonnull (length);
  g_assert_nonnull (content);
  content += strlen ("\r\n\r\n");
  n_bytes = g_ascii_strtoull (length + strlen ("\r\nContent-Length: "), NULL, 10);
  g_assert_cmpuint (strlen (content), ==, is_head ? 0 : n_bytes);
  g_assert_cmpuint (n_bytes, >, 0);

  return content;
}

static void
check_front (FlowForward *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("127.0.0.1:%u", flow_engine_port (self->engine));
  g_autofree char *reply = ask (self, "GET", "/");
  g_autofree char *with_query = ask (self, "GET", "/?utm=1");

  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  g_assert_nonnull (strstr (reply, "\r\nContent-Type: text/html; charset=utf-8\r\n"));
  g_assert_nonnull (strstr (content_of (reply, FALSE), name));
  g_assert_cmpuint (flow_status_of (with_query), ==, 200);
}

static void
check_head (FlowForward *self, gconstpointer data)
{
  g_autofree char *reply = ask (self, "HEAD", "/");

  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  content_of (reply, TRUE);
}

static void
check_script (FlowForward *self, gconstpointer data)
{
  g_autofree char *expected =
      g_strdup_printf ("PROXY 127.0.0.1:%u; DIRECT", flow_engine_port (self->engine));
  g_autofree char *reply = ask (self, "GET", "/proxy.pac");

  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  g_assert_nonnull (strstr (reply, "\r\nContent-Type: application/x-ns-proxy-autoconfig"));
  g_assert_nonnull (strstr (content_of (reply, FALSE), "FindProxyForURL"));
  g_assert_nonnull (strstr (content_of (reply, FALSE), expected));
  g_assert_null (strstr (reply, "HTTPS 127.0.0.1"));
}

/* Content of the client's is read and dropped; it is no second request. */
static void
check_http_1_0_with_content (FlowForward *self, gconstpointer data)
{
  g_autofree char *reply = NULL;

  flow_forward_ask (self, "GET / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n");
  reply = flow_read_to_end (self->client);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.0 200 "));
  content_of (reply, FALSE);
}

/* ---- What there is not ---- */

typedef struct
{
  const char *name;
  const char *method;
  const char *path;
} Case;

static const Case missing[] = {
  { "/own-page/missing/path", "GET", "/index.html" },
  { "/own-page/missing/above", "GET", "/../" },
  { "/own-page/missing/double", "GET", "//" },
  { "/own-page/missing/method", "POST", "/" },
  { "/own-page/missing/authority", "GET", "/adit-authority.crt" },
};

static void
check_missing (FlowForward *self, gconstpointer data)
{
  const Case *row = data;
  g_autofree char *reply = ask (self, row->method, row->path);

  flow_assert_refusal (reply, ADIT_CAUSE_NO_SUCH_PAGE, 1);
}

static void
check_off (void)
{
  g_autoptr (AditSettings) settings = flow_settings_new ();
  FlowForward forward;
  g_autofree char *front = NULL;
  g_autofree char *script = NULL;

  settings->is_page_enabled = FALSE;
  flow_forward_open (&forward, settings);
  front = ask (&forward, "GET", "/");
  script = ask (&forward, "GET", "/proxy.pac");
  flow_assert_refusal (front, ADIT_CAUSE_NO_SUCH_PAGE, 1);
  flow_assert_refusal (script, ADIT_CAUSE_NO_SUCH_PAGE, 1);

  flow_forward_close (&forward);
}

/* ---- The authority's certificate ---- */

static void
set_authority (AditEngineProxy *proxy, gpointer data)
{
  adit_engine_proxy_set_certificate (proxy, NULL, data);
}

/* It alone is shown, whatever stands beside it. */
static void
check_authority (FlowForward *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *bytes = NULL;

  /* The workers are told one by one, and asked after it. */
  flow_engine_call (self->engine, set_authority, KEY PEM KEY);
  g_ptr_array_unref (flow_engine_list (self->engine));
  text = ask (self, "GET", "/adit-authority.crt");
  bytes = ask (self, "GET", "/adit-authority.cer");
  g_assert_cmpstr (content_of (text, FALSE), ==, PEM);
  g_assert_cmpuint (flow_status_of (bytes), ==, 200);
}

/* ---- In the books ---- */

static void
check_row (FlowForward *self, gconstpointer data)
{
  g_autofree char *reply = ask (self, "GET", "/?secret");
  g_autoptr (AditTunnel) row = flow_engine_await_ended (self->engine, 1);
  AditEngineTotals totals = flow_engine_totals (self->engine);

  g_assert_cmpint (row->cause, ==, ADIT_CAUSE_ANSWERED);
  g_assert_cmpuint (row->status, ==, 200);
  g_assert_cmpstr (row->method, ==, "GET");
  g_assert_cmpstr (row->target, ==, "");
  g_assert_cmpstr (row->address, ==, "");
  g_assert_null (strstr (row->path, "secret"));
  g_assert_cmpuint (totals.opened, ==, 0);
  g_assert_cmpuint (totals.refused, ==, 0);
  g_assert_false (flow_is_readable (self->listener, 0));
  g_assert_nonnull (reply);
}

/* The page may follow a request that was forwarded. */
static void
check_behind_another (FlowForward *self, gconstpointer data)
{
  g_autofree char *reply = NULL;

  flow_forward_exchange (self);
  flow_forward_ask (self, "GET / HTTP/1.1\r\nHost: ORIGIN\r\n\r\n");
  reply = flow_read_to_end (self->client);
  g_assert_cmpuint (flow_status_of (reply), ==, 200);
  content_of (reply, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  flow_forward_add ("/own-page/front", NULL, check_front);
  flow_forward_add ("/own-page/head", NULL, check_head);
  flow_forward_add ("/own-page/script", NULL, check_script);
  flow_forward_add ("/own-page/http-1.0-with-content", NULL, check_http_1_0_with_content);
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    flow_forward_add (missing[i].name, &missing[i], check_missing);
  g_test_add_func ("/own-page/off", check_off);
  flow_forward_add ("/own-page/authority", NULL, check_authority);
  flow_forward_add ("/own-page/row", NULL, check_row);
  flow_forward_add ("/own-page/behind-another", NULL, check_behind_another);

  return g_test_run ();
}

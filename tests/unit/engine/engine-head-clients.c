/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Heads as real clients send them: each is served, and its target read. */

#include "test-head.h"

#include "engine/parse/adit-engine-request.h"

typedef struct
{
  const char *client;
  const char *head;
  const char *target;
  guint minor_version;
} Client;

#define TO_WEB  "CONNECT www.example.org:443 "
#define WEB     "www.example.org:443"
#define MOZILLA "Mozilla/5.0 (X11; Linux x86_64"

static const Client clients[] = {
  { "curl",
    TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\nUser-Agent: curl/7.88.1\r\n"
           "Proxy-Connection: Keep-Alive\r\n\r\n",
    WEB, 1 },
  { "curl-sign-in",
    TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\nProxy-Authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l\r\n"
           "User-Agent: curl/7.88.1\r\nProxy-Connection: Keep-Alive\r\n\r\n",
    WEB, 1 },
  { "curl-proxy1.0",
    TO_WEB "HTTP/1.0\r\nHost: " WEB "\r\nUser-Agent: curl/7.88.1\r\n"
           "Proxy-Connection: Keep-Alive\r\n\r\n",
    WEB, 0 },
  { "curl-IPv6",
    "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\nUser-Agent: curl/7.88.1\r\n"
    "Proxy-Connection: Keep-Alive\r\n\r\n",
    "[2001:db8::1]:443", 1 },
  { "wget", TO_WEB "HTTP/1.1\r\nUser-Agent: Wget/1.21.3\r\nHost: " WEB "\r\n\r\n", WEB, 1 },
  { "chromium",
    TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\nProxy-Connection: keep-alive\r\nUser-Agent: " MOZILLA
           ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36\r\n\r\n",
    WEB, 1 },
  { "firefox",
    TO_WEB "HTTP/1.1\r\nUser-Agent: " MOZILLA "; rv:115.0) Gecko/20100101 Firefox/115.0\r\n"
           "Proxy-Connection: keep-alive\r\nConnection: keep-alive\r\nHost: " WEB "\r\n\r\n",
    WEB, 1 },
  { "java",
    TO_WEB "HTTP/1.1\r\nUser-Agent: Java/17.0.9\r\nHost: www.example.org\r\n"
           "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2\r\n"
           "Proxy-Connection: keep-alive\r\n\r\n",
    WEB, 1 },
  { "java-net-http", TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\nUser-Agent: Java-http-client\r\n\r\n",
    WEB, 1 },
  { "go", TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\nUser-Agent: Go-http-client/1.1\r\n\r\n", WEB, 1 },
  { "dotnet", TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\n\r\n", WEB, 1 },
  { "winhttp",
    TO_WEB "HTTP/1.0\r\nUser-Agent: Microsoft-WNS/10.0\r\nContent-Length: 0\r\nHost: " WEB "\r\n"
           "Proxy-Connection: Keep-Alive\r\nPragma: no-cache\r\n\r\n",
    WEB, 0 },
  { "nc-X-connect", "CONNECT ssh.example.org:22 HTTP/1.0\r\n\r\n", "ssh.example.org:22", 0 },
  { "openssl-s_client", TO_WEB "HTTP/1.0\r\nProxy-Connection: Keep-Alive\r\n\r\n", WEB, 0 },
  { "gnutls-socat", "CONNECT smtp.example.org:25 HTTP/1.0\r\n\r\n", "smtp.example.org:25", 0 },
  { "swaks-through-nc", "CONNECT 192.0.2.25:587 HTTP/1.0\r\n\r\n", "192.0.2.25:587", 0 },
  { "python-http.client-1.0", TO_WEB "HTTP/1.0\r\n\r\n", WEB, 0 },
  { "python-http.client-1.1", TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\n\r\n", WEB, 1 },
  { "python-requests",
    TO_WEB "HTTP/1.0\r\nProxy-Authorization: Basic dTpw\r\nUser-Agent: x\r\n\r\n", WEB, 0 },
  { "lftp",
    "CONNECT ftp.example.org:21 HTTP/1.1\r\nHost: ftp.example.org:21\r\n"
    "User-Agent: lftp/4.9.2\r\nConnection: keep-alive\r\n\r\n",
    "ftp.example.org:21", 1 },
  { "git",
    "CONNECT git.example.org:443 HTTP/1.1\r\nHost: git.example.org:443\r\n"
    "User-Agent: git/2.39.2\r\nProxy-Connection: Keep-Alive\r\n\r\n",
    "git.example.org:443", 1 },
  { "apt", TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\nUser-Agent: Debian APT-HTTP/1.3 (2.6.1)\r\n\r\n",
    WEB, 1 },
  { "libsoup",
    TO_WEB "HTTP/1.1\r\nHost: www.example.org\r\nProxy-Connection: Keep-Alive\r\n"
           "User-Agent: libsoup/3.2.2\r\n\r\n",
    WEB, 1 },
  { "node",
    TO_WEB "HTTP/1.1\r\nHost: " WEB "\r\nProxy-Connection: close\r\nConnection: close\r\n\r\n", WEB,
    1 },
};

static void
test_client (gconstpointer data)
{
  const Client *client = data;
  gsize length = strlen (client->head);
  AditEngineHead head;
  AditEngineRequest request;
  g_autofree char *target = NULL;

  g_assert_cmpint (test_head_parse (&head, client->head, length), ==, ADIT_ENGINE_HEAD_DONE);
  g_assert_cmpuint (head.length, ==, length);
  test_head_check_splits (client->head, length, 1);

  g_assert_cmpuint (adit_engine_request_read (&request, &head, client->head), ==, ADIT_CAUSE_NONE);
  target = adit_authority_to_string (&request.target);
  g_assert_cmpstr (target, ==, client->target);
  g_assert_cmpuint (request.minor_version, ==, client->minor_version);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/head-clients/%s", clients[i].client);

      g_test_add_data_func (path, &clients[i], test_client);
    }

  return g_test_run ();
}

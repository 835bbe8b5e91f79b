/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/reply/adit-engine-page.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "adit-engine-resources.h"
#include "engine/reply/adit-engine-template.h"
#include "model/adit-authority.h"

#define RESOURCES "/io/github/aditproxy/Adit/Engine/"

/* RFC 7468, section 2. Of the PEM only this one block is ever shown, whatever stands beside it. */
#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END   "-----END CERTIFICATE-----"

/* The pages are the same for everybody but for the address, and say how to trust somebody: they
 * are not to be framed, sniffed, stored, or told about. */
#define GUARDS                                                                                     \
  "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "      \
  "form-action 'none'; frame-ancestors 'none'\r\n"                                                 \
  "X-Content-Type-Options: nosniff\r\n"                                                            \
  "Referrer-Policy: no-referrer\r\n"                                                               \
  "Cache-Control: no-store\r\n"

/* A certificate as text and as the bytes in it. */
typedef struct
{
  char *pem;
  guint8 *der;
  gsize der_length;
} Certificate;

typedef struct
{
  const AditEnginePageFacts *facts;
  AditAuthority authority; /* of the host */
  Certificate *certificate;
} Page;

typedef struct
{
  const char *path;
  const char *content_type;
  GString *(*make) (const Page *page); /* the body; NULL: there is none now */
} Route;

static void
certificate_free (Certificate *self)
{
  g_free (self->pem);
  g_free (self->der);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Certificate, certificate_free)

static Certificate *
certificate_read (const char *pem)
{
  const char *begin = pem ? strstr (pem, PEM_BEGIN) : NULL;
  const char *end = begin ? strstr (begin, PEM_END) : NULL;
  g_autofree char *base64 = NULL;
  Certificate *self;

  if (!end)
    return NULL;

  base64 = g_strndup (begin + strlen (PEM_BEGIN), (gsize) (end - begin) - strlen (PEM_BEGIN));
  self = g_new0 (Certificate, 1);
  self->der = g_base64_decode (base64, &self->der_length);
  self->pem = g_strdup_printf (PEM_BEGIN "%s" PEM_END "\n", base64);

  return self;
}

/* SHA-256, as everybody writes it: upper case, with colons. (transfer full) */
static char *
certificate_fingerprint (const Certificate *self)
{
  g_autofree char *hex =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, self->der, self->der_length);
  GString *text = g_string_new (NULL);

  for (const char *c = hex; *c; c++)
    {
      if (c > hex && (c - hex) % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (*c));
    }

  return g_string_free (text, FALSE);
}

/* All values are plain ASCII of our own making or a valid authority, which has no byte that means
 * something in HTML, in a string of JavaScript, or to a shell. */
static GString *
fill_in (const Page *page, const char *resource)
{
  const AditEnginePageFacts *facts = page->facts;
  g_autofree char *origin =
      g_strdup_printf ("%s://%s", facts->is_plain_served ? "http" : "https", facts->host);
  g_autofree char *port = g_strdup_printf ("%u", page->authority.port);
  g_autofree char *fingerprint =
      page->certificate ? certificate_fingerprint (page->certificate) : NULL;
  const AditEngineTemplateValue values[] = {
    { "authority", page->certificate ? "" : NULL },
    { "encrypted", facts->is_encrypted_served ? "" : NULL },
    { "fingerprint", fingerprint },
    { "host", facts->host },
    { "name", page->authority.host },
    { "origin", origin },
    { "plain", facts->is_plain_served ? "" : NULL },
    { "port", port },
    { "version", ADIT_VERSION },
    { NULL, NULL },
  };
  g_autoptr (GBytes) text = g_resource_lookup_data (adit_engine_resources_get_resource (), resource,
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GString *body = g_string_new (NULL);
  gsize length;
  const char *bytes = g_bytes_get_data (text, &length);

  adit_engine_template_expand (body, bytes, length, values);

  return body;
}

static GString *
make_front (const Page *page)
{
  return fill_in (page, RESOURCES "page.html");
}

static GString *
make_script (const Page *page)
{
  return fill_in (page, RESOURCES "proxy.pac");
}

static GString *
make_pem (const Page *page)
{
  return page->certificate ? g_string_new (page->certificate->pem) : NULL;
}

static GString *
make_der (const Page *page)
{
  const Certificate *certificate = page->certificate;

  return certificate
             ? g_string_new_len ((const char *) certificate->der, (gssize) certificate->der_length)
             : NULL;
}

static const Route routes[] = {
  { "/", "text/html; charset=utf-8", make_front },
  { "/proxy.pac", "application/x-ns-proxy-autoconfig", make_script },
  { "/adit-authority.crt", "application/x-x509-ca-cert", make_pem },
  { "/adit-authority.cer", "application/x-x509-ca-cert", make_der },
};

static const Route *
find_route (const char *path)
{
  gsize length = strcspn (path, "?");

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (strlen (routes[i].path) == length && memcmp (routes[i].path, path, length) == 0)
      return &routes[i];

  return NULL;
}

/* What has to be said of staying or leaving; staying goes without saying in HTTP/1.1 (RFC 9112,
 * section 9.3). */
static const char *
connection_field (guint minor_version, gboolean is_persistent)
{
  if (!is_persistent)
    return "Connection: close\r\n";

  return minor_version == 0 ? "Connection: keep-alive\r\n" : "";
}

static char *
write_head (const Route *route,
            gsize length,
            guint minor_version,
            gboolean is_persistent,
            gint64 now_s)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_s);
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);

  return g_strdup_printf ("HTTP/1.%u 200 OK\r\n"
                          "Date: %s\r\n"
                          "Content-Type: %s\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n" GUARDS "%s\r\n",
                          minor_version, date, route->content_type, length,
                          connection_field (minor_version, is_persistent));
}

AditCause
adit_engine_page_write (GByteArray *out,
                        const char *method,
                        const char *path,
                        guint minor_version,
                        gboolean is_persistent,
                        const AditEnginePageFacts *facts)
{
  const Route *route = find_route (path);
  g_autoptr (Certificate) certificate = certificate_read (facts->authority_pem);
  Page page = { .facts = facts, .certificate = certificate };
  g_autoptr (GString) body = NULL;
  g_autofree char *head = NULL;

  if (!route)
    return ADIT_CAUSE_NO_SUCH_PAGE;
  if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    return ADIT_CAUSE_NO_SUCH_PAGE;
  if (!adit_authority_parse (facts->host, strlen (facts->host), ADIT_AUTHORITY_PLAIN,
                             &page.authority))
    return ADIT_CAUSE_BAD_TARGET;

  body = route->make (&page);
  if (!body)
    return ADIT_CAUSE_NO_SUCH_PAGE;

  head = write_head (route, body->len, minor_version, is_persistent, facts->now_s);
  g_byte_array_append (out, (const guint8 *) head, (guint) strlen (head));
  if (g_str_equal (method, "GET"))
    g_byte_array_append (out, (const guint8 *) body->str, (guint) body->len);

  return ADIT_CAUSE_NONE;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-tls-credentials.h"

#include <pthread.h>
#include <string.h>

static G_DEFINE_QUARK (adit_engine_tls_credentials, credentials);

static gnutls_datum_t
datum_of (const char *text)
{
  return (gnutls_datum_t){ (void *) text, (unsigned int) strlen (text) };
}

/* The certificate first, then who signed whom. */
static char *
print_chain (GTlsCertificate *certificate)
{
  g_autoptr (GString) chain = g_string_new (NULL);

  for (GTlsCertificate *each = certificate; each; each = g_tls_certificate_get_issuer (each))
    {
      g_autofree char *text = NULL;

      g_object_get (each, "certificate-pem", &text, NULL);
      g_string_append (chain, text);
    }

  return g_string_free (g_steal_pointer (&chain), FALSE);
}

/* A certificate without a key is refused by GnuTLS as an empty one. */
static gnutls_certificate_credentials_t
make (GTlsCertificate *certificate, GError **error)
{
  gnutls_certificate_credentials_t made = NULL;
  g_autofree char *chain = print_chain (certificate);
  g_autofree char *key = NULL;
  gnutls_datum_t texts[2];
  int status;

  g_object_get (certificate, "private-key-pem", &key, NULL);
  texts[0] = datum_of (chain);
  texts[1] = datum_of (key ? key : "");
  gnutls_certificate_allocate_credentials (&made);
  status = gnutls_certificate_set_x509_key_mem (made, &texts[0], &texts[1], GNUTLS_X509_FMT_PEM);
  if (key)
    gnutls_memset (key, 0, strlen (key));
  if (status >= 0)
    return made;

  gnutls_certificate_free_credentials (made);
  g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, gnutls_strerror (status));
  return NULL;
}

gnutls_certificate_credentials_t
adit_engine_tls_credentials_of (GTlsCertificate *certificate, GError **error)
{
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* not GLib's: see the mailbox */
  gnutls_certificate_credentials_t found;

  pthread_mutex_lock (&lock);
  found = g_object_get_qdata (G_OBJECT (certificate), credentials_quark ());
  if (!found)
    {
      found = make (certificate, error);
      g_object_set_qdata_full (G_OBJECT (certificate), credentials_quark (), found,
                               (GDestroyNotify) gnutls_certificate_free_credentials);
    }
  pthread_mutex_unlock (&lock);

  return found;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/certificate/adit-engine-authority.h"

#include "model/adit-error.h"

#include <gio/gio.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define DAY_S (24 * 60 * 60)

/* Clocks differ: what begins now would be refused by a device that is a little behind. */
#define BEGIN_EARLIER_S (60 * 60)

#define SERIAL_SIZE     16 /* bytes; the first is kept positive (RFC 5280, section 4.1.2.2) */
#define COMMON_NAME_MAX 64 /* characters (RFC 5280, appendix A.1) */

typedef gnutls_x509_crt_t Certificate;
typedef gnutls_x509_privkey_t Key;

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (Certificate, gnutls_x509_crt_deinit, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (Key, gnutls_x509_privkey_deinit, NULL)

void
adit_engine_key_pair_clear (AditEngineKeyPair *self)
{
  g_clear_pointer (&self->certificate, g_free);
  g_clear_pointer (&self->key, g_free);
}

/* ---- GnuTLS with GErrors ---- */

static gboolean
check (int result, const char *what, GError **error)
{
  if (result >= 0)
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "%s: %s", what,
               gnutls_strerror (result));
  return FALSE;
}

static gnutls_datum_t
to_datum (const char *text)
{
  return (gnutls_datum_t){ (unsigned char *) text, (unsigned int) strlen (text) };
}

static char *
take_text (gnutls_datum_t *datum)
{
  char *text = g_strndup ((const char *) datum->data, datum->size);

  gnutls_free (datum->data);
  return text;
}

static Key
read_key (const char *text, GError **error)
{
  gnutls_datum_t datum = to_datum (text);
  g_auto (Key) key = NULL;

  gnutls_x509_privkey_init (&key);
  if (!check (gnutls_x509_privkey_import2 (key, &datum, GNUTLS_X509_FMT_PEM, NULL,
                                           GNUTLS_PKCS_PLAIN),
              "The key cannot be read", error))
    return NULL;

  return g_steal_pointer (&key);
}

static Certificate
read_certificate (const char *text, GError **error)
{
  gnutls_datum_t datum = to_datum (text);
  g_auto (Certificate) certificate = NULL;

  gnutls_x509_crt_init (&certificate);
  if (!check (gnutls_x509_crt_import (certificate, &datum, GNUTLS_X509_FMT_PEM),
              "The certificate cannot be read", error))
    return NULL;

  return g_steal_pointer (&certificate);
}

/* ---- Making ---- */

static Key
make_key (GError **error)
{
  g_auto (Key) key = NULL;

  gnutls_x509_privkey_init (&key);
  if (!check (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
              "No key could be made", error))
    return NULL;

  return g_steal_pointer (&key);
}

static int
set_serial (Certificate certificate)
{
  guint8 serial[SERIAL_SIZE];
  int result = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] = (serial[0] & 0x3f) | 0x40;

  return result < 0 ? result : gnutls_x509_crt_set_serial (certificate, serial, sizeof serial);
}

static int
set_name (Certificate certificate, const char *name)
{
  g_autofree char *fitting =
      g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), COMMON_NAME_MAX));

  return gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, fitting,
                                        (unsigned int) strlen (fitting));
}

/* The identifier is that of the public key, so that a chain is found by it. */
static int
set_key (Certificate certificate, Key key)
{
  guint8 id[64];
  size_t size = sizeof id;
  int result = gnutls_x509_crt_set_key (certificate, key);

  if (result >= 0)
    result = gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA1, id, &size);

  return result < 0 ? result : gnutls_x509_crt_set_subject_key_id (certificate, id, size);
}

static int
set_signer (Certificate certificate, Certificate signer)
{
  guint8 id[64];
  size_t size = sizeof id;
  int result = gnutls_x509_crt_get_subject_key_id (signer, id, &size, NULL);

  return result < 0 ? result : gnutls_x509_crt_set_authority_key_id (certificate, id, size);
}

/* What both kinds have in common. */
static gboolean
begin (Certificate certificate, Key key, const char *name, gint64 now, GError **error)
{
  return check (gnutls_x509_crt_set_version (certificate, 3), "version", error) &&
         check (set_serial (certificate), "serial number", error) &&
         check (set_name (certificate, name), "name", error) &&
         check (gnutls_x509_crt_set_activation_time (certificate, now - BEGIN_EARLIER_S),
                "beginning", error) &&
         check (set_key (certificate, key), "key", error);
}

static gboolean
sign (Certificate certificate, Certificate signer, Key key, GError **error)
{
  return check (set_signer (certificate, signer), "signer's identifier", error) &&
         check (gnutls_x509_crt_sign2 (certificate, signer, key, GNUTLS_DIG_SHA256, 0),
                "The certificate could not be signed", error);
}

static gboolean
print_pair (AditEngineKeyPair *pair, Certificate certificate, Key key, GError **error)
{
  gnutls_datum_t certificate_text = { 0 };
  gnutls_datum_t key_text = { 0 };

  if (!check (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &certificate_text),
              "certificate", error))
    return FALSE;
  if (!check (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                                 &key_text),
              "key", error))
    {
      gnutls_free (certificate_text.data);
      return FALSE;
    }

  pair->certificate = take_text (&certificate_text);
  pair->key = take_text (&key_text);
  return TRUE;
}

gboolean
adit_engine_authority_make (AditEngineKeyPair *pair, const char *host, gint64 now, GError **error)
{
  g_autofree char *name = g_strdup_printf ("Adit on %s", host);
  g_auto (Key) key = make_key (error);
  g_auto (Certificate) certificate = NULL;

  if (!key)
    return FALSE;

  gnutls_x509_crt_init (&certificate);
  return begin (certificate, key, name, now, error) &&
         check (gnutls_x509_crt_set_expiration_time (certificate,
                                                     now + (gint64) ADIT_ENGINE_AUTHORITY_DAYS *
                                                               DAY_S),
                "end", error) &&
         check (gnutls_x509_crt_set_basic_constraints (certificate, 1, 0), "constraints", error) &&
         check (gnutls_x509_crt_set_key_usage (certificate,
                                               GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN),
                "key usage", error) &&
         sign (certificate, certificate, key, error) && print_pair (pair, certificate, key, error);
}

static int
add_name (Certificate certificate, const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  if (!address)
    return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, name,
                                                 (unsigned int) strlen (name), GNUTLS_FSAN_APPEND);

  return gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS,
                                               g_inet_address_to_bytes (address),
                                               (unsigned int) g_inet_address_get_native_size (
                                                   address),
                                               GNUTLS_FSAN_APPEND);
}

static gboolean
add_names (Certificate certificate, const char *const *names, GError **error)
{
  for (guint i = 0; names[i]; i++)
    if (!check (add_name (certificate, names[i]), names[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
add_server_usage (Certificate certificate, GError **error)
{
  return check (gnutls_x509_crt_set_basic_constraints (certificate, 0, -1), "constraints", error) &&
         check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE),
                "key usage", error) &&
         check (gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0),
                "purpose", error);
}

gboolean
adit_engine_authority_make_leaf (AditEngineKeyPair *pair,
                                 const AditEngineKeyPair *authority,
                                 const char *const *names,
                                 gint64 now,
                                 GError **error)
{
  g_auto (Certificate) signer = read_certificate (authority->certificate, error);
  g_auto (Key) signer_key = signer ? read_key (authority->key, error) : NULL;
  g_auto (Key) key = signer_key ? make_key (error) : NULL;
  g_auto (Certificate) certificate = NULL;
  gint64 end;

  if (!key)
    return FALSE;

  gnutls_x509_crt_init (&certificate);
  end = MIN (now + (gint64) ADIT_ENGINE_LEAF_DAYS * DAY_S,
             (gint64) gnutls_x509_crt_get_expiration_time (signer));
  return begin (certificate, key, names[0], now, error) &&
         check (gnutls_x509_crt_set_expiration_time (certificate, end), "end", error) &&
         add_server_usage (certificate, error) && add_names (certificate, names, error) &&
         sign (certificate, signer, signer_key, error) &&
         print_pair (pair, certificate, key, error);
}

/* ---- Checking ---- */

gboolean
adit_engine_key_pair_check (const AditEngineKeyPair *pair, GError **error)
{
  g_auto (Certificate) certificate = read_certificate (pair->certificate, error);
  g_auto (Key) key = certificate ? read_key (pair->key, error) : NULL;
  guint8 ids[2][64];
  size_t sizes[2] = { sizeof ids[0], sizeof ids[1] };

  if (!key)
    return FALSE;
  if (!check (gnutls_x509_crt_get_key_id (certificate, GNUTLS_KEYID_USE_SHA256, ids[0], &sizes[0]),
              "certificate", error) ||
      !check (gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA256, ids[1], &sizes[1]),
              "key", error))
    return FALSE;

  if (sizes[0] == sizes[1] && memcmp (ids[0], ids[1], sizes[0]) == 0)
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
               "The key does not belong to the certificate");
  return FALSE;
}

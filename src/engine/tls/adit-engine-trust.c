/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-trust.h"

#include <gnutls/x509.h>
#include <pthread.h>
#include <string.h>

/* Certificates that a server may send; longer chains are not met, but can be made up. */
#define CHAIN_MAX 16

/* Keys of 112 bits of security, such as RSA with 2048. */
#define VERIFY_FLAGS GNUTLS_PROFILE_TO_VFLAGS (GNUTLS_PROFILE_MEDIUM)

struct _AditEngineTrust
{
  int ref_count;        /* atomic, as own_addresses' */
  pthread_mutex_t lock; /* a list that looks certificates up in a token keeps what it found */
  gnutls_x509_trust_list_t list;
};

static gboolean
add_file (AditEngineTrust *self, const char *file, GError **error)
{
  int n_added = g_file_test (file, G_FILE_TEST_IS_REGULAR)
                    ? gnutls_x509_trust_list_add_trust_file (self->list, file, NULL,
                                                             GNUTLS_X509_FMT_PEM, 0, 0)
                    : GNUTLS_E_FILE_ERROR;

  if (n_added > 0)
    return TRUE;

  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "%s: %s", file,
               n_added < 0 ? gnutls_strerror (n_added) : "No certificate was found");
  return FALSE;
}

AditEngineTrust *
adit_engine_trust_new (const char *file, GError **error)
{
  g_autoptr (AditEngineTrust) self = g_new0 (AditEngineTrust, 1);

  self->ref_count = 1;
  pthread_mutex_init (&self->lock, NULL);
  gnutls_x509_trust_list_init (&self->list, 0);

  /* A system without any believes nobody, which the checks will tell. */
  gnutls_x509_trust_list_add_system_trust (self->list, 0, 0);
  if (file && !add_file (self, file, error))
    return NULL;

  return g_steal_pointer (&self);
}

AditEngineTrust *
adit_engine_trust_ref (AditEngineTrust *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
adit_engine_trust_unref (AditEngineTrust *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  gnutls_x509_trust_list_deinit (self->list, TRUE);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* ---- Checking ---- */

typedef struct
{
  gnutls_x509_crt_t certificates[CHAIN_MAX];
  guint length;
} Chain;

static void
chain_clear (Chain *self)
{
  for (guint i = 0; i < self->length; i++)
    gnutls_x509_crt_deinit (self->certificates[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chain, chain_clear)

static gboolean
chain_add (Chain *self, GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) bytes = NULL;
  gnutls_datum_t datum;

  if (self->length >= CHAIN_MAX)
    return FALSE;

  g_object_get (certificate, "certificate", &bytes, NULL);
  datum = (gnutls_datum_t){ bytes->data, bytes->len };
  gnutls_x509_crt_init (&self->certificates[self->length]);

  return gnutls_x509_crt_import (self->certificates[self->length++], &datum, GNUTLS_X509_FMT_DER) ==
         0;
}

static int
verify (AditEngineTrust *self, Chain *chain, const char *name, guint *status)
{
  gnutls_typed_vdata_st wanted[] = {
    { GNUTLS_DT_DNS_HOSTNAME, (void *) name, (unsigned int) strlen (name) },
    { GNUTLS_DT_KEY_PURPOSE_OID, (void *) GNUTLS_KP_TLS_WWW_SERVER, 0 },
  };
  int result;

  pthread_mutex_lock (&self->lock);
  result =
      gnutls_x509_trust_list_verify_crt2 (self->list, chain->certificates, chain->length, wanted,
                                          G_N_ELEMENTS (wanted), VERIFY_FLAGS, status, NULL);
  pthread_mutex_unlock (&self->lock);

  return result;
}

AditCause
adit_engine_trust_check (AditEngineTrust *self, GTlsCertificate *chain, const char *name)
{
  g_auto (Chain) read = { 0 };
  guint status = 0;

  for (GTlsCertificate *each = chain; each; each = g_tls_certificate_get_issuer (each))
    if (!chain_add (&read, each))
      return ADIT_CAUSE_CERTIFICATE_BAD;

  return verify (self, &read, name, &status) == 0 ? adit_engine_trust_cause (status)
                                                  : ADIT_CAUSE_CERTIFICATE_BAD;
}

AditCause
adit_engine_trust_cause (guint status)
{
  /* The first that is set is told: what no setting could mend comes before what one might. */
  static const struct
  {
    guint flags;
    AditCause cause;
  } rows[] = {
    { GNUTLS_CERT_REVOKED, ADIT_CAUSE_CERTIFICATE_REVOKED },
    { GNUTLS_CERT_NOT_ACTIVATED, ADIT_CAUSE_CERTIFICATE_NOT_YET_VALID },
    { GNUTLS_CERT_EXPIRED, ADIT_CAUSE_CERTIFICATE_EXPIRED },
    { GNUTLS_CERT_UNEXPECTED_OWNER, ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
    { GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA, ADIT_CAUSE_CERTIFICATE_UNTRUSTED },
    { GNUTLS_CERT_INSECURE_ALGORITHM, ADIT_CAUSE_CERTIFICATE_INSECURE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (status & rows[i].flags)
      return rows[i].cause;

  return status == 0 ? ADIT_CAUSE_NONE : ADIT_CAUSE_CERTIFICATE_BAD;
}

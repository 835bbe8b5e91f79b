/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-trust.h"

struct _AditEngineTrust
{
  int ref_count; /* atomic, as own_addresses' */
  GTlsDatabase *system;
  GTlsDatabase *file;
};

AditEngineTrust *
adit_engine_trust_new (const char *file, GError **error)
{
  AditEngineTrust *self;
  GTlsDatabase *more = file ? g_tls_file_database_new (file, error) : NULL;

  if (file && !more)
    return NULL;

  self = g_new0 (AditEngineTrust, 1);
  self->ref_count = 1;
  self->system = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  self->file = more;

  return self;
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

  g_clear_object (&self->system);
  g_clear_object (&self->file);
  g_free (self);
}

GTlsDatabase *
adit_engine_trust_get_database (const AditEngineTrust *self)
{
  return self->system;
}

GTlsCertificateFlags
adit_engine_trust_judge (const AditEngineTrust *self,
                         GTlsCertificate *chain,
                         GSocketConnectable *identity,
                         GTlsCertificateFlags system_flags)
{
  if (!self->file || !(system_flags & G_TLS_CERTIFICATE_UNKNOWN_CA))
    return system_flags;

  /* The file's authorities are in memory: nothing here waits for anybody. */
  return g_tls_database_verify_chain (self->file, chain, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
                                      identity, NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, NULL);
}

AditCause
adit_engine_trust_cause (GTlsCertificateFlags flags)
{
  /* The first that is set is told: what no setting could mend comes before what one might. */
  static const struct
  {
    GTlsCertificateFlags flag;
    AditCause cause;
  } rows[] = {
    { G_TLS_CERTIFICATE_REVOKED, ADIT_CAUSE_CERTIFICATE_REVOKED },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, ADIT_CAUSE_CERTIFICATE_NOT_YET_VALID },
    { G_TLS_CERTIFICATE_EXPIRED, ADIT_CAUSE_CERTIFICATE_EXPIRED },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, ADIT_CAUSE_CERTIFICATE_WRONG_NAME },
    { G_TLS_CERTIFICATE_UNKNOWN_CA, ADIT_CAUSE_CERTIFICATE_UNTRUSTED },
    { G_TLS_CERTIFICATE_INSECURE, ADIT_CAUSE_CERTIFICATE_INSECURE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (flags & rows[i].flag)
      return rows[i].cause;

  return flags == G_TLS_CERTIFICATE_NO_FLAGS ? ADIT_CAUSE_NONE : ADIT_CAUSE_CERTIFICATE_BAD;
}

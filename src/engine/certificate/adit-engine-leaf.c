/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/certificate/adit-engine-leaf.h"

#include "engine/certificate/adit-engine-authority.h"
#include "engine/certificate/adit-engine-file.h"
#include "model/adit-error.h"

#include <string.h>

/* ---- What there is to tell ---- */

static GStrv
list_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) dns_names = g_tls_certificate_get_dns_names (certificate);
  g_autoptr (GPtrArray) addresses = g_tls_certificate_get_ip_addresses (certificate);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; dns_names && i < dns_names->len; i++)
    {
      gsize length;
      const char *bytes = g_bytes_get_data (dns_names->pdata[i], &length);
      g_autofree char *name = g_utf8_make_valid (bytes, (gssize) length);

      g_strv_builder_add (names, name);
    }
  for (guint i = 0; addresses && i < addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (addresses->pdata[i]);

      g_strv_builder_add (names, address);
    }

  return g_strv_builder_end (names);
}

static char *
make_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GString *text = g_string_new (NULL);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_object_get (certificate, "certificate", &bytes, NULL);
  g_checksum_update (checksum, bytes->data, bytes->len);
  g_checksum_get_digest (checksum, digest, &size);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, i == 0 ? "%02X" : ":%02X", digest[i]);

  return g_string_free (text, FALSE);
}

static gint64
to_seconds (GDateTime *time)
{
  gint64 seconds = time ? g_date_time_to_unix (time) : 0;

  g_clear_pointer (&time, g_date_time_unref);
  return seconds;
}

static AditEngineLeaf *
leaf_new (GTlsCertificate *certificate)
{
  AditEngineLeaf *self = g_new0 (AditEngineLeaf, 1);

  self->certificate = g_object_ref (certificate);
  self->names = list_names (certificate);
  self->not_before = to_seconds (g_tls_certificate_get_not_valid_before (certificate));
  self->not_after = to_seconds (g_tls_certificate_get_not_valid_after (certificate));
  self->fingerprint = make_fingerprint (certificate);

  return self;
}

void
adit_engine_leaf_free (AditEngineLeaf *self)
{
  g_object_unref (self->certificate);
  g_strfreev (self->names);
  g_free (self->fingerprint);
  g_free (self);
}

/* ---- Loading ---- */

/* The reason alone would not say of which file. */
static gboolean
fail (GError **error, const char *path, const char *reason)
{
  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "%s: %s", path, reason);

  return FALSE;
}

static gboolean
read_pair (AditEngineKeyPair *pair,
           const char *certificate_path,
           const char *key_path,
           GError **error)
{
  g_autoptr (GError) reason = NULL;

  pair->certificate = adit_engine_file_read (certificate_path, &reason);
  if (pair->certificate)
    pair->key = adit_engine_file_read (key_path, &reason);
  if (pair->key)
    return TRUE;

  g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, reason->message);
  return FALSE;
}

/* GIO takes both out of one text, the first key and the certificates in their order. */
static GTlsCertificate *
parse_pair (const AditEngineKeyPair *pair, gboolean is_one_file, GError **error)
{
  g_autofree char *both = g_strconcat (is_one_file ? "" : pair->key, "\n", pair->certificate, NULL);

  return g_tls_certificate_new_from_pem (both, -1, error);
}

AditEngineLeaf *
adit_engine_leaf_read (const char *certificate_path, const char *key_path, GError **error)
{
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) reason = NULL;

  if (!read_pair (&pair, certificate_path, key_path, error))
    return NULL;

  if (adit_engine_key_pair_check (&pair, &reason))
    certificate = parse_pair (&pair, g_str_equal (certificate_path, key_path), &reason);
  if (certificate)
    return leaf_new (certificate);

  fail (error, certificate_path, reason->message);
  return NULL;
}

static gboolean
check_time (const AditEngineLeaf *self, const char *path, gint64 now, GError **error)
{
  if (now < self->not_before)
    return fail (error, path, "The certificate is not valid yet");
  if (now >= self->not_after)
    return fail (error, path, "The certificate has expired");

  return TRUE;
}

AditEngineLeaf *
adit_engine_leaf_load (const char *certificate_path,
                       const char *key_path,
                       gint64 now,
                       GError **error)
{
  g_autoptr (AditEngineLeaf) self = adit_engine_leaf_read (certificate_path, key_path, error);

  if (!self || !check_time (self, certificate_path, now, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* ---- Judging ---- */

static gboolean
has_name (const AditEngineLeaf *self, const char *name)
{
  for (guint i = 0; self->names[i]; i++)
    if (g_ascii_strcasecmp (self->names[i], name) == 0)
      return TRUE;

  return FALSE;
}

gboolean
adit_engine_leaf_covers (const AditEngineLeaf *self, const char *const *names)
{
  for (guint i = 0; names[i]; i++)
    if (!has_name (self, names[i]))
      return FALSE;

  return TRUE;
}

gboolean
adit_engine_leaf_is_ageing (const AditEngineLeaf *self, gint64 now)
{
  return (self->not_after - now) * 3 < self->not_after - self->not_before;
}

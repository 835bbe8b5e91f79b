/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow-tls.h"

#include <glib/gstdio.h>

#define DAY_S (24 * 60 * 60)

/* The authority is older than the certificates that are out of date. */
#define AUTHORITY_FROM_DAYS (-1000)

static AditEngineKeyPair the_authority;
static char *directory;
static char *trust_path;

static gint64
seconds_at (int days)
{
  return g_get_real_time () / G_USEC_PER_SEC + (gint64) days * DAY_S;
}

static void
make_authority (AditEngineKeyPair *authority)
{
  g_autoptr (GError) error = NULL;

  adit_engine_authority_make (authority, "flow", seconds_at (AUTHORITY_FROM_DAYS), &error);
  g_assert_no_error (error);
}

void
flow_authority_open (void)
{
  g_autoptr (GError) error = NULL;

  make_authority (&the_authority);
  directory = g_dir_make_tmp ("adit-flow-XXXXXX", &error);
  g_assert_no_error (error);
  trust_path = g_build_filename (directory, "trust.pem", NULL);
  g_file_set_contents (trust_path, the_authority.certificate, -1, &error);
  g_assert_no_error (error);
}

void
flow_authority_close (void)
{
  g_assert_no_errno (g_unlink (trust_path));
  g_assert_no_errno (g_rmdir (directory));
  g_clear_pointer (&trust_path, g_free);
  g_clear_pointer (&directory, g_free);
  adit_engine_key_pair_clear (&the_authority);
}

const char *
flow_authority_certificate (void)
{
  return the_authority.certificate;
}

/* ---- Certificates ---- */

static AditEngineKeyPair *
make_identity (const AditEngineKeyPair *authority, const char *names, int from_days)
{
  AditEngineKeyPair *self = g_new0 (AditEngineKeyPair, 1);
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  g_autoptr (GError) error = NULL;

  adit_engine_authority_make_leaf (self, authority, (const char *const *) list,
                                   seconds_at (from_days), &error);
  g_assert_no_error (error);

  return self;
}

AditEngineKeyPair *
flow_identity_new (const char *names)
{
  return make_identity (&the_authority, names, 0);
}

AditEngineKeyPair *
flow_identity_new_from (const char *names, int from_days)
{
  return make_identity (&the_authority, names, from_days);
}

AditEngineKeyPair *
flow_identity_new_unknown (const char *names)
{
  g_auto (AditEngineKeyPair) authority = { 0 };

  make_authority (&authority);
  return make_identity (&authority, names, 0);
}

void
flow_identity_free (AditEngineKeyPair *self)
{
  adit_engine_key_pair_clear (self);
  g_free (self);
}

/* ---- Engines ---- */

AditSettings *
flow_tls_settings_new (void)
{
  AditSettings *settings = flow_settings_new ();

  settings->trust_path = g_strdup (trust_path);
  return settings;
}

static void
set_certificate (AditEngineProxy *proxy, gpointer data)
{
  adit_engine_proxy_set_certificate (proxy, data, the_authority.certificate);
}

void
flow_engine_set_identity (FlowEngine *self, const AditEngineKeyPair *identity)
{
  g_autofree char *both = g_strconcat (identity->certificate, identity->key, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (both, -1, &error);

  g_assert_no_error (error);
  flow_engine_call (self, set_certificate, certificate);
}

FlowEngine *
flow_tls_engine_new (const AditSettings *settings)
{
  g_autoptr (AditSettings) defaults = flow_tls_settings_new ();
  AditEngineKeyPair *identity = flow_identity_new ("localhost 127.0.0.1");
  FlowEngine *self = flow_engine_new (settings ? settings : defaults);

  flow_engine_set_identity (self, identity);
  flow_identity_free (identity);

  return self;
}

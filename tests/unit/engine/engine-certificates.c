/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What listeners show: ours or somebody's files, what is refused and what serves meanwhile, and
 * that changes are noticed. */

#include "engine/certificate/adit-engine-authority.h"
#include "engine/certificate/adit-engine-certificates.h"
#include "engine/certificate/adit-engine-host.h"
#include "model/adit-error.h"

#include "test-files.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define DAY_S (24 * 60 * 60)

typedef struct
{
  TestFiles files;
  char *directory; /* of our own */
  char *certificate;
  char *key;
  gint64 now;
  AditEngineKeyPair authority; /* of own files */
  AditEngineCertificates *certificates;
  guint n_changes;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  test_files_set_up (&self->files, NULL);
  self->directory = test_files_path (&self->files, "tls");
  self->certificate = test_files_path (&self->files, "own.pem");
  self->key = test_files_path (&self->files, "own-key.pem");
  self->now = g_get_real_time () / G_USEC_PER_SEC;
  g_assert_true (adit_engine_authority_make (&self->authority, "own", self->now, NULL));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->certificates);
  adit_engine_key_pair_clear (&self->authority);
  g_free (self->directory);
  g_free (self->certificate);
  g_free (self->key);
  test_files_tear_down (&self->files, NULL);
}

static void
on_changed (AditEngineCertificates *certificates, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_changes++;
}

static void
open_with (Fixture *self, const char *certificate, const char *key)
{
  self->certificates = adit_engine_certificates_new (self->directory, certificate, key);
  self->n_changes = 0;
  g_signal_connect (self->certificates, "changed", G_CALLBACK (on_changed), self);
}

static void
make_leaf (Fixture *self, AditEngineKeyPair *pair, const char *name, gint64 days_ago)
{
  const char *names[] = { name, NULL };

  g_assert_true (adit_engine_authority_make_leaf (pair, &self->authority, names,
                                                  self->now - days_ago * DAY_S, NULL));
}

static void
put_own (Fixture *self, const char *name, gint64 days_ago)
{
  g_auto (AditEngineKeyPair) pair = { 0 };

  make_leaf (self, &pair, name, days_ago);
  test_files_put (&self->files, "own-key.pem", pair.key);
  test_files_put (&self->files, "own.pem", pair.certificate);
}

static void
assert_serves (Fixture *self, const char *first_name)
{
  g_assert_nonnull (adit_engine_certificates_get_certificate (self->certificates));
  g_assert_cmpstr (adit_engine_certificates_get_names (self->certificates)[0], ==, first_name);
}

static void
assert_error (Fixture *self, const char *reason)
{
  const char *error = adit_engine_certificates_get_error (self->certificates);

  if (!reason)
    g_assert_cmpstr (error, ==, NULL);
  else
    g_assert_nonnull (strstr (error ? error : "", reason));
}

static void
await_change (Fixture *self)
{
  guint n_changes = self->n_changes;

  while (self->n_changes == n_changes)
    g_main_context_iteration (NULL, TRUE);
}

/* ---- Ours ---- */

static void
test_local (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->directory, "certificate.pem", NULL);
  g_autofree char *key_path = g_build_filename (self->directory, "key.pem", NULL);
  g_auto (GStrv) names = adit_engine_host_list_names ();
  g_autoptr (GTlsCertificate) authority = NULL;
  GTlsCertificate *certificate;

  open_with (self, NULL, NULL);
  certificate = adit_engine_certificates_get_certificate (self->certificates);
  authority =
      g_tls_certificate_new_from_pem (adit_engine_certificates_get_authority (self->certificates),
                                      -1, NULL);
  g_assert_cmpuint (g_tls_certificate_verify (certificate, NULL, authority), ==, 0);

  g_assert_true (adit_engine_certificates_is_local (self->certificates));
  assert_error (self, NULL);
  g_assert_cmpstrv (adit_engine_certificates_get_names (self->certificates), names);
  g_assert_cmpint (adit_engine_certificates_get_not_after (self->certificates), >=,
                   self->now + ADIT_ENGINE_LEAF_DAYS * DAY_S);
  g_assert_cmpuint (strlen (adit_engine_certificates_get_fingerprint (self->certificates)), ==,
                    32 * 3 - 1);
  g_assert_cmpstr (adit_engine_certificates_get_certificate_path (self->certificates), ==, path);
  g_assert_cmpstr (adit_engine_certificates_get_key_path (self->certificates), ==, key_path);
}

static void
test_local_again (Fixture *self, gconstpointer data)
{
  g_autofree char *fingerprint = NULL;

  open_with (self, NULL, NULL);
  fingerprint = g_strdup (adit_engine_certificates_get_fingerprint (self->certificates));
  g_object_unref (self->certificates);
  open_with (self, NULL, NULL);
  g_assert_cmpstr (adit_engine_certificates_get_fingerprint (self->certificates), ==, fingerprint);
}

static void
test_renew (Fixture *self, gconstpointer data)
{
  g_autofree char *authority = NULL;
  g_autofree char *fingerprint = NULL;

  open_with (self, NULL, NULL);
  authority = g_strdup (adit_engine_certificates_get_authority (self->certificates));
  fingerprint = g_strdup (adit_engine_certificates_get_fingerprint (self->certificates));
  g_assert_true (adit_engine_certificates_renew (self->certificates, NULL));
  g_assert_cmpuint (self->n_changes, ==, 1);
  g_assert_cmpstr (adit_engine_certificates_get_fingerprint (self->certificates), !=, fingerprint);
  g_assert_cmpstr (adit_engine_certificates_get_authority (self->certificates), ==, authority);
}

/* The network changed, and what is on disk is for other names than this host now has. */
static void
test_network_changed (Fixture *self, gconstpointer data)
{
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_auto (AditEngineKeyPair) authority = { 0 };
  const char *other[] = { "elsewhere", NULL };

  open_with (self, NULL, NULL);
  authority.certificate = test_files_get (&self->files, "tls/authority.pem");
  authority.key = test_files_get (&self->files, "tls/authority-key.pem");
  g_assert_true (adit_engine_authority_make_leaf (&pair, &authority, other, self->now, NULL));
  test_files_put (&self->files, "tls/key.pem", pair.key);
  test_files_put (&self->files, "tls/certificate.pem", pair.certificate);

  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  await_change (self);
  assert_serves (self, "localhost");
  assert_error (self, NULL);
}

static void
test_local_impossible (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_files_put (&self->files, "tls", "not a directory");
  open_with (self, NULL, NULL);
  g_assert_null (adit_engine_certificates_get_certificate (self->certificates));
  g_assert_null (adit_engine_certificates_get_authority (self->certificates));
  g_assert_cmpstr (adit_engine_certificates_get_names (self->certificates)[0], ==, NULL);
  g_assert_cmpint (adit_engine_certificates_get_not_after (self->certificates), ==, 0);
  g_assert_cmpstr (adit_engine_certificates_get_fingerprint (self->certificates), ==, "");
  assert_error (self, "No certificate could be made");

  put_own (self, "mine", 0);
  g_assert_true (
      adit_engine_certificates_use_files (self->certificates, self->certificate, self->key, NULL));
  assert_error (self, NULL);
  g_assert_false (adit_engine_certificates_use_local (self->certificates, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED);
  assert_serves (self, "mine");
  assert_error (self, NULL);
}

/* ---- Own files ---- */

static void
test_files (Fixture *self, gconstpointer data)
{
  put_own (self, "mine", 0);
  open_with (self, self->certificate, self->key);
  g_assert_false (adit_engine_certificates_is_local (self->certificates));
  assert_serves (self, "mine");
  assert_error (self, NULL);
  g_assert_null (adit_engine_certificates_get_authority (self->certificates));
  g_assert_cmpstr (adit_engine_certificates_get_certificate_path (self->certificates), ==,
                   self->certificate);
  g_assert_cmpstr (adit_engine_certificates_get_key_path (self->certificates), ==, self->key);
  g_assert_false (g_file_test (self->directory, G_FILE_TEST_EXISTS)); /* not needed, not made */
}

/* Certificate, its signer and key in one file, as many tools write it. */
static void
test_one_file (Fixture *self, gconstpointer data)
{
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_autofree char *all = NULL;
  GTlsCertificate *certificate;

  make_leaf (self, &pair, "mine", 0);
  all = g_strconcat (pair.certificate, self->authority.certificate, pair.key, NULL);
  test_files_put (&self->files, "own.pem", all);
  open_with (self, self->certificate, self->certificate);
  assert_error (self, NULL);
  assert_serves (self, "mine");
  certificate = adit_engine_certificates_get_certificate (self->certificates);
  g_assert_nonnull (g_tls_certificate_get_issuer (certificate));
}

static void
test_chain (Fixture *self, gconstpointer data)
{
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_autofree char *chain = NULL;
  GTlsCertificate *certificate;

  make_leaf (self, &pair, "mine", 0);
  chain = g_strconcat (pair.certificate, self->authority.certificate, NULL);
  test_files_put (&self->files, "own.pem", chain);
  test_files_put (&self->files, "own-key.pem", pair.key);
  open_with (self, self->certificate, self->key);
  assert_serves (self, "mine");
  certificate = adit_engine_certificates_get_certificate (self->certificates);
  g_assert_nonnull (g_tls_certificate_get_issuer (certificate));
}

/* Files that cannot be used, and why. */

static void
put_no_certificate (Fixture *self)
{
  test_files_put (&self->files, "own.pem", "no certificate");
}

static void
put_no_key (Fixture *self)
{
  test_files_put (&self->files, "own-key.pem", "no key");
}

static void
put_foreign_key (Fixture *self)
{
  test_files_put (&self->files, "own-key.pem", self->authority.key);
}

static void
put_expired (Fixture *self)
{
  put_own (self, "mine", 91);
}

static void
put_early (Fixture *self)
{
  put_own (self, "mine", -2);
}

static void
put_nothing (Fixture *self)
{
  g_assert_no_errno (g_unlink (self->certificate));
}

static const struct
{
  const char *name;
  void (*put) (Fixture *self);
  const char *reason;
} bad_files[] = {
  { "no-certificate", put_no_certificate, "own.pem: The certificate cannot be read" },
  { "no-key", put_no_key, "The key cannot be read" },
  { "foreign-key", put_foreign_key, "The key does not belong to the certificate" },
  { "expired", put_expired, "has expired" },
  { "not-yet-valid", put_early, "not valid yet" },
  { "missing", put_nothing, "own.pem: No such file" },
};

/* From the start: nothing serves until the files are good. */
static void
test_bad_from_start (Fixture *self, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);

  put_own (self, "mine", 0);
  bad_files[index].put (self);
  open_with (self, self->certificate, self->key);
  g_assert_null (adit_engine_certificates_get_certificate (self->certificates));
  assert_error (self, bad_files[index].reason);

  put_own (self, "mine", 0);
  while (!adit_engine_certificates_get_certificate (self->certificates))
    await_change (self);
  assert_serves (self, "mine");
  assert_error (self, NULL);
}

/* Later: what served goes on serving, and the reason is told. */
static void
test_bad_later (Fixture *self, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autofree char *fingerprint = NULL;

  put_own (self, "mine", 0);
  open_with (self, self->certificate, self->key);
  fingerprint = g_strdup (adit_engine_certificates_get_fingerprint (self->certificates));
  bad_files[index].put (self);
  await_change (self);
  assert_error (self, bad_files[index].reason);
  g_assert_cmpstr (adit_engine_certificates_get_fingerprint (self->certificates), ==, fingerprint);
}

/* Asked for: refused, and nothing is different. */
static void
test_bad_use (Fixture *self, gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  put_own (self, "mine", 0);
  bad_files[index].put (self);
  open_with (self, NULL, NULL);
  g_assert_false (adit_engine_certificates_use_files (self->certificates, self->certificate,
                                                      self->key, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, bad_files[index].reason));
  g_assert_true (adit_engine_certificates_is_local (self->certificates));
  assert_serves (self, "localhost");
  assert_error (self, NULL);
  g_assert_cmpuint (self->n_changes, ==, 0);
}

static void
test_renew_bad (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  put_own (self, "mine", 0);
  open_with (self, self->certificate, self->key);
  put_foreign_key (self);
  g_assert_false (adit_engine_certificates_renew (self->certificates, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  assert_error (self, error->message);
  assert_serves (self, "mine");
  g_assert_cmpuint (self->n_changes, ==, 1);

  put_own (self, "renewed", 0);
  g_assert_true (adit_engine_certificates_renew (self->certificates, NULL));
  assert_serves (self, "renewed");
  assert_error (self, NULL);
}

/* Renamed over the old one, as careful tools do, or written in place. */
static void
test_file_changes (Fixture *self, gconstpointer data)
{
  put_own (self, "mine", 0);
  open_with (self, self->certificate, self->key);
  put_own (self, "renewed", 0);
  await_change (self);
  assert_serves (self, "renewed");
  assert_error (self, NULL);
}

static void
test_file_changes_in_place (Fixture *self, gconstpointer data)
{
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_autoptr (GError) error = NULL;

  put_own (self, "mine", 0);
  open_with (self, self->certificate, self->key);
  make_leaf (self, &pair, "renewed", 0);
  g_file_set_contents_full (self->key, pair.key, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  g_file_set_contents_full (self->certificate, pair.certificate, -1, G_FILE_SET_CONTENTS_NONE, 0600,
                            &error);
  g_assert_no_error (error);
  await_change (self);
  assert_serves (self, "renewed");
}

static void
test_to_and_fro (Fixture *self, gconstpointer data)
{
  put_own (self, "mine", 0);
  open_with (self, NULL, NULL);
  g_assert_true (
      adit_engine_certificates_use_files (self->certificates, self->certificate, self->key, NULL));
  assert_serves (self, "mine");
  g_assert_null (adit_engine_certificates_get_authority (self->certificates));
  g_assert_cmpuint (self->n_changes, ==, 1);

  g_assert_true (adit_engine_certificates_use_local (self->certificates, NULL));
  assert_serves (self, "localhost");
  g_assert_nonnull (adit_engine_certificates_get_authority (self->certificates));
  g_assert_cmpuint (self->n_changes, ==, 2);
}

#define ADD(name, run)                                                                             \
  g_test_add ("/engine/certificates/" name, Fixture, NULL, set_up, run, tear_down)

static void
add_bad_files (const char *group, void (*run) (Fixture *self, gconstpointer data))
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_files); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/engine/certificates/%s/%s", group, bad_files[i].name);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, run, tear_down);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("local/made", test_local);
  ADD ("local/kept", test_local_again);
  ADD ("local/renew", test_renew);
  ADD ("local/network-changed", test_network_changed);
  ADD ("local/impossible", test_local_impossible);
  ADD ("files/two", test_files);
  ADD ("files/one", test_one_file);
  ADD ("files/chain", test_chain);
  ADD ("files/renew-bad", test_renew_bad);
  ADD ("files/changed", test_file_changes);
  ADD ("files/changed-in-place", test_file_changes_in_place);
  ADD ("to-and-fro", test_to_and_fro);
  add_bad_files ("bad-from-start", test_bad_from_start);
  add_bad_files ("bad-later", test_bad_later);
  add_bad_files ("bad-use", test_bad_use);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The certificates we make, as others see them: GIO, and OpenSSL where that is installed. */

#include "engine/certificate/adit-engine-authority.h"
#include "model/adit-error.h"

#include "test-files.h"

#include <gio/gio.h>
#include <string.h>

#define DAY_S (24 * 60 * 60)

static const char *const names[] = { "localhost", "desk.example", "127.0.0.1", "::1", NULL };

typedef struct
{
  TestFiles files; /* first: what the helpers take */
  gint64 now;
  AditEngineKeyPair authority;
  AditEngineKeyPair leaf;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test_files_set_up (&self->files, NULL);
  self->now = g_get_real_time () / G_USEC_PER_SEC;
  adit_engine_authority_make (&self->authority, "desk", self->now, &error);
  g_assert_no_error (error);
  adit_engine_authority_make_leaf (&self->leaf, &self->authority, names, self->now, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_key_pair_clear (&self->authority);
  adit_engine_key_pair_clear (&self->leaf);
  test_files_tear_down (&self->files, NULL);
}

static GTlsCertificate *
parse (const AditEngineKeyPair *pair)
{
  g_autofree char *both = g_strconcat (pair->certificate, pair->key, NULL);
  GTlsCertificate *certificate = g_tls_certificate_new_from_pem (both, -1, NULL);

  g_assert_nonnull (certificate);
  return certificate;
}

static void
assert_days_left (Fixture *self, GTlsCertificate *certificate, guint days)
{
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);

  g_assert_cmpint (g_date_time_to_unix (end) - self->now, ==, (gint64) days * DAY_S);
}

static void
assert_verifies (Fixture *self, const char *name, GTlsCertificateFlags expected)
{
  g_autoptr (GTlsCertificate) authority = parse (&self->authority);
  g_autoptr (GTlsCertificate) leaf = parse (&self->leaf);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);
  g_autoptr (GSocketConnectable) identity =
      address ? G_SOCKET_CONNECTABLE (g_inet_socket_address_new (address, 443))
              : g_network_address_new (name, 443);

  g_assert_cmpuint (g_tls_certificate_verify (leaf, identity, authority), ==, expected);
}

static void
test_verified_by_gio (Fixture *self, gconstpointer data)
{
  g_autoptr (GTlsCertificate) authority = parse (&self->authority);
  g_autoptr (GTlsCertificate) leaf = parse (&self->leaf);

  for (guint i = 0; names[i]; i++)
    assert_verifies (self, names[i], G_TLS_CERTIFICATE_NO_FLAGS);
  assert_verifies (self, "other.example", G_TLS_CERTIFICATE_BAD_IDENTITY);
  assert_verifies (self, "127.0.0.2", G_TLS_CERTIFICATE_BAD_IDENTITY);

  assert_days_left (self, authority, ADIT_ENGINE_AUTHORITY_DAYS);
  assert_days_left (self, leaf, ADIT_ENGINE_LEAF_DAYS);
  g_assert_cmpuint (ADIT_ENGINE_LEAF_DAYS, <=, 398);
}

/* Each is its own: keys, serial numbers. */
static void
test_unlike (Fixture *self, gconstpointer data)
{
  g_auto (AditEngineKeyPair) other = { 0 };

  g_assert_true (
      adit_engine_authority_make_leaf (&other, &self->authority, names, self->now, NULL));
  g_assert_cmpstr (other.key, !=, self->leaf.key);
  g_assert_cmpstr (other.certificate, !=, self->leaf.certificate);
}

static void
test_not_outliving_authority (Fixture *self, gconstpointer data)
{
  gint64 late = self->now + (gint64) (ADIT_ENGINE_AUTHORITY_DAYS - 10) * DAY_S;
  g_autoptr (GTlsCertificate) leaf = NULL;

  adit_engine_key_pair_clear (&self->leaf);
  g_assert_true (
      adit_engine_authority_make_leaf (&self->leaf, &self->authority, names, late, NULL));
  leaf = parse (&self->leaf);
  assert_days_left (self, leaf, ADIT_ENGINE_AUTHORITY_DAYS);
}

/* A host's name may be longer than a certificate's common name, or not be ASCII. */
static void
test_any_host_name (Fixture *self, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (253, 'x');
  const char *const hosts[] = { "", "schreibtisch-ä", longest };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_auto (AditEngineKeyPair) pair = { 0 };
      g_autoptr (GError) error = NULL;

      adit_engine_authority_make (&pair, hosts[i], self->now, &error);
      g_assert_no_error (error);
      g_clear_object (&(GObject *){ G_OBJECT (parse (&pair)) });
    }
}

/* ---- Pairs ---- */

static void
assert_bad (const char *certificate, const char *key, const char *reason)
{
  AditEngineKeyPair pair = { (char *) certificate, (char *) key };
  g_autoptr (GError) error = NULL;

  g_assert_false (adit_engine_key_pair_check (&pair, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, reason));
}

static void
test_pairs (Fixture *self, gconstpointer data)
{
  AditEngineKeyPair both = { self->leaf.certificate, self->leaf.key };

  g_assert_true (adit_engine_key_pair_check (&both, NULL));
  assert_bad (self->leaf.certificate, self->authority.key, "does not belong");
  assert_bad ("", self->leaf.key, "certificate cannot be read");
  assert_bad (self->leaf.certificate, "", "key cannot be read");
  assert_bad (self->leaf.key, self->leaf.key, "certificate cannot be read");
  assert_bad (self->leaf.certificate, self->leaf.certificate, "key cannot be read");
}

static void
test_bad_authority (Fixture *self, gconstpointer data)
{
  AditEngineKeyPair bad = { (char *) "no certificate", self->authority.key };
  AditEngineKeyPair made = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (adit_engine_authority_make_leaf (&made, &bad, names, self->now, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_null (made.certificate);
  g_assert_null (made.key);
}

/* ---- OpenSSL ---- */

/* What it prints. NULL, with the test skipped, where there is none. */
static char *
run_openssl (Fixture *self, const char *arguments)
{
  g_autofree char *program = g_find_program_in_path ("openssl");
  g_autofree char *line = g_strdup_printf ("openssl %s", arguments);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  int status;

  if (!program)
    {
      g_test_skip ("openssl is not installed");
      return NULL;
    }

  g_spawn_sync (self->files.directory, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);

  return text;
}

static void
assert_has (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_error ("'%s' is missing in: %s", part, text);
}

static void
test_verified_by_openssl (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  test_files_put (&self->files, "ca.pem", self->authority.certificate);
  test_files_put (&self->files, "leaf.pem", self->leaf.certificate);
  text = run_openssl (self, "verify -x509_strict -purpose sslserver -verify_hostname desk.example"
                            " -CAfile ca.pem leaf.pem");
  if (text)
    assert_has (text, "leaf.pem: OK");
}

static void
test_text_of_authority (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  test_files_put (&self->files, "ca.pem", self->authority.certificate);
  text = run_openssl (self, "x509 -noout -text -nameopt RFC2253 -in ca.pem");
  if (!text)
    return;

  assert_has (text, "CN=Adit on desk");
  assert_has (text, "X509v3 Basic Constraints: critical");
  assert_has (text, "CA:TRUE, pathlen:0");
  assert_has (text, "X509v3 Key Usage: critical");
  assert_has (text, "Certificate Sign, CRL Sign");
  assert_has (text, "X509v3 Subject Key Identifier");
}

static void
test_text_of_leaf (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  test_files_put (&self->files, "leaf.pem", self->leaf.certificate);
  text = run_openssl (self, "x509 -noout -text -in leaf.pem");
  if (!text)
    return;

  assert_has (text, "Version: 3");
  assert_has (text, "NIST CURVE: P-256");
  assert_has (text, "ecdsa-with-SHA256");
  assert_has (text, "CA:FALSE");
  assert_has (text, "Digital Signature");
  assert_has (text, "TLS Web Server Authentication");
  assert_has (text, "DNS:localhost, DNS:desk.example, IP Address:127.0.0.1, IP "
                    "Address:0:0:0:0:0:0:0:1");
  assert_has (text, "X509v3 Subject Key Identifier");
  assert_has (text, "X509v3 Authority Key Identifier");
}

#define ADD(name, run) g_test_add ("/engine/authority/" name, Fixture, NULL, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("verified-by-gio", test_verified_by_gio);
  ADD ("unlike", test_unlike);
  ADD ("not-outliving-authority", test_not_outliving_authority);
  ADD ("any-host-name", test_any_host_name);
  ADD ("pairs", test_pairs);
  ADD ("bad-authority", test_bad_authority);
  ADD ("openssl/verified", test_verified_by_openssl);
  ADD ("openssl/authority", test_text_of_authority);
  ADD ("openssl/leaf", test_text_of_leaf);

  return g_test_run ();
}

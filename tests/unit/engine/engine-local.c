/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Our own authority and leaf on disk: when they are kept, and when made anew. */

#include "engine/certificate/adit-engine-authority.h"
#include "engine/certificate/adit-engine-host.h"
#include "engine/certificate/adit-engine-local.h"
#include "model/adit-error.h"

#include "test-files.h"

#include <glib/gstdio.h>
#include <string.h>

#define DAY_S (24 * 60 * 60)

static const char *const names[] = { "localhost", "desk", "127.0.0.1", "::1", NULL };
static const char *const fewer[] = { "DESK", "127.0.0.1", NULL };
static const char *const more[] = { "localhost", "desk", "127.0.0.1", "::1", "192.0.2.1", NULL };

typedef struct
{
  TestFiles files;
  AditEngineLocal *local;
  gint64 now;
  char *authority;   /* of the last ensure() */
  char *fingerprint; /* the leaf's */
} Fixture;

static gboolean
ensure (Fixture *self, const char *const *wanted, gboolean is_forced)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AditEngineLeaf) leaf = NULL;
  g_autofree char *authority_before = g_steal_pointer (&self->authority);
  g_autofree char *before = self->fingerprint;

  leaf = adit_engine_local_ensure (self->local, wanted, self->now, is_forced, &self->authority,
                                   &error);
  g_assert_no_error (error);
  g_assert_true (adit_engine_leaf_covers (leaf, wanted));
  self->fingerprint = g_strdup (leaf->fingerprint);

  return g_strcmp0 (before, leaf->fingerprint) != 0;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *directory = NULL;

  test_files_set_up (&self->files, NULL);
  directory = test_files_path (&self->files, "tls");
  self->local = adit_engine_local_new (directory);
  self->now = g_get_real_time () / G_USEC_PER_SEC;
  g_assert_true (ensure (self, names, FALSE));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  adit_engine_local_free (self->local);
  g_free (self->authority);
  g_free (self->fingerprint);
  test_files_tear_down (&self->files, NULL);
}

static void
assert_kept (Fixture *self, const char *const *wanted)
{
  g_autofree char *authority = g_strdup (self->authority);

  g_assert_false (ensure (self, wanted, FALSE));
  g_assert_cmpstr (self->authority, ==, authority);
}

static void
assert_leaf_remade (Fixture *self, const char *const *wanted, gboolean is_forced)
{
  g_autofree char *authority = g_strdup (self->authority);

  g_assert_true (ensure (self, wanted, is_forced));
  g_assert_cmpstr (self->authority, ==, authority);
  assert_kept (self, wanted);
}

static void
assert_all_remade (Fixture *self)
{
  g_autofree char *authority = g_strdup (self->authority);

  g_assert_true (ensure (self, names, FALSE));
  g_assert_cmpstr (self->authority, !=, authority);
  assert_kept (self, names);
}

static void
test_files (Fixture *self, gconstpointer data)
{
  g_autofree char *text = test_files_get (&self->files, "tls/authority.pem");

  test_files_assert_mode (&self->files, "tls", 0700);
  test_files_assert_mode (&self->files, "tls/authority.pem", 0600);
  test_files_assert_mode (&self->files, "tls/authority-key.pem", 0600);
  test_files_assert_mode (&self->files, "tls/certificate.pem", 0600);
  test_files_assert_mode (&self->files, "tls/key.pem", 0600);
  g_assert_cmpstr (text, ==, self->authority);
}

static void
test_kept (Fixture *self, gconstpointer data)
{
  assert_kept (self, names);
  assert_kept (self, fewer);
}

static void
test_more_names (Fixture *self, gconstpointer data)
{
  assert_leaf_remade (self, more, FALSE);
}

static void
test_forced (Fixture *self, gconstpointer data)
{
  assert_leaf_remade (self, names, TRUE);
}

/* Its life has 90 days and an hour before; less than a third of it is left. */
static void
test_ageing (Fixture *self, gconstpointer data)
{
  self->now += 59 * DAY_S;
  assert_kept (self, names);
  self->now += 2 * DAY_S;
  g_assert_true (ensure (self, names, FALSE));
}

/* What of the four files is lost or broken, and whether the authority goes with it. */
static const struct
{
  const char *file;
  gboolean is_authority;
} parts[] = {
  { "authority.pem", TRUE },
  { "authority-key.pem", TRUE },
  { "certificate.pem", FALSE },
  { "key.pem", FALSE },
};

static void
damage (Fixture *self, const char *file, const char *text)
{
  g_autofree char *name = g_build_filename ("tls", file, NULL);
  g_autofree char *path = test_files_path (&self->files, name);

  if (text)
    test_files_put (&self->files, name, text);
  else
    g_assert_no_errno (g_unlink (path));
}

static void
test_damaged (Fixture *self, gconstpointer text)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      damage (self, parts[i].file, text);
      if (parts[i].is_authority)
        assert_all_remade (self);
      else
        assert_leaf_remade (self, names, FALSE);
    }
}

static void
test_foreign_key (Fixture *self, gconstpointer data)
{
  g_autofree char *key = test_files_get (&self->files, "tls/authority-key.pem");

  damage (self, "key.pem", key);
  assert_leaf_remade (self, names, FALSE);
}

static void
put_pair (Fixture *self, const char *certificate, const char *key, const AditEngineKeyPair *pair)
{
  damage (self, certificate, pair->certificate);
  damage (self, key, pair->key);
}

/* On its last day an authority is replaced, and with it the leaf. */
static void
test_authority_ends (Fixture *self, gconstpointer data)
{
  gint64 days_ago = ADIT_ENGINE_AUTHORITY_DAYS - GPOINTER_TO_INT (data);
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_autofree char *authority = NULL;

  g_assert_true (adit_engine_authority_make (&pair, "old", self->now - days_ago * DAY_S, NULL));
  put_pair (self, "authority.pem", "authority-key.pem", &pair);
  g_assert_true (ensure (self, names, FALSE));
  g_assert_true ((g_strcmp0 (self->authority, pair.certificate) == 0) ==
                 (GPOINTER_TO_INT (data) > 1));
}

/* A wrong clock is no reason to make devices trust a new one. */
static void
test_authority_of_tomorrow (Fixture *self, gconstpointer data)
{
  g_auto (AditEngineKeyPair) pair = { 0 };

  g_assert_true (adit_engine_authority_make (&pair, "new", self->now + 400 * DAY_S, NULL));
  put_pair (self, "authority.pem", "authority-key.pem", &pair);
  g_assert_true (ensure (self, names, FALSE));
  g_assert_cmpstr (self->authority, ==, pair.certificate);
}

static void
test_expired_leaf (Fixture *self, gconstpointer data)
{
  g_auto (AditEngineKeyPair) authority = {
    test_files_get (&self->files, "tls/authority.pem"),
    test_files_get (&self->files, "tls/authority-key.pem"),
  };
  g_auto (AditEngineKeyPair) leaf = { 0 };

  g_assert_true (
      adit_engine_authority_make_leaf (&leaf, &authority, names, self->now - 100 * DAY_S, NULL));
  put_pair (self, "certificate.pem", "key.pem", &leaf);
  assert_leaf_remade (self, names, FALSE);
}

static void
test_not_writable (Fixture *self, gconstpointer data)
{
  g_autofree char *below_a_file = test_files_path (&self->files, "file/below");
  AditEngineLocal *local = adit_engine_local_new (below_a_file);
  g_autoptr (GError) error = NULL;
  char *authority = NULL;

  test_files_put (&self->files, "file", "x");
  g_assert_null (adit_engine_local_ensure (local, names, self->now, FALSE, &authority, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED);
  g_assert_null (authority);
  adit_engine_local_free (local);
}

/* ---- The host's names ---- */

static void
assert_names (const char *host, const char *expected)
{
  g_auto (GStrv) list = adit_engine_host_list_names_of (host);
  g_autofree char *text = g_strjoinv (" ", list);

  g_assert_true (g_str_has_prefix (text, expected));
}

static void
test_host_names (void)
{
  assert_names ("desk", "localhost desk desk.local 127.0.0.1 ::1");
  assert_names ("Desk.Example", "localhost desk.example desk desk.local 127.0.0.1 ::1");
  assert_names ("desk.local", "localhost desk.local desk 127.0.0.1 ::1");
  assert_names ("my_desk", "localhost my_desk my_desk.local 127.0.0.1");
  assert_names ("localhost", "localhost 127.0.0.1 ::1");
  assert_names ("localhost.localdomain", "localhost 127.0.0.1 ::1");
  assert_names ("", "localhost 127.0.0.1 ::1");
  assert_names ("a b", "localhost 127.0.0.1 ::1");
  assert_names ("desk.", "localhost 127.0.0.1 ::1");
  assert_names ("tïsch", "localhost 127.0.0.1 ::1");
}

static void
test_this_host (void)
{
  g_auto (GStrv) list = adit_engine_host_list_names ();
  g_autofree char *host = adit_engine_host_get_name ();
  guint n_addresses = 0;

  g_assert_cmpstr (host, !=, "");
  for (guint i = 0; list[i]; i++)
    n_addresses += g_hostname_is_ip_address (list[i]);
  g_assert_cmpuint (n_addresses, >=, 2);
  g_assert_cmpuint (n_addresses, <=, ADIT_ENGINE_HOST_ADDRESSES_MAX + 2);
}

#define ADD(name, data, run)                                                                       \
  g_test_add ("/engine/local/" name, Fixture, data, set_up, run, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("files", NULL, test_files);
  ADD ("kept", NULL, test_kept);
  ADD ("more-names", NULL, test_more_names);
  ADD ("forced", NULL, test_forced);
  ADD ("ageing", NULL, test_ageing);
  ADD ("missing", NULL, test_damaged);
  ADD ("damaged", "no PEM", test_damaged);
  ADD ("foreign-key", NULL, test_foreign_key);
  ADD ("expired-leaf", NULL, test_expired_leaf);
  ADD ("authority/last-day", GINT_TO_POINTER (1), test_authority_ends);
  ADD ("authority/day-before", GINT_TO_POINTER (2), test_authority_ends);
  ADD ("authority/of-tomorrow", NULL, test_authority_of_tomorrow);
  ADD ("not-writable", NULL, test_not_writable);
  g_test_add_func ("/engine/local/host-names", test_host_names);
  g_test_add_func ("/engine/local/this-host", test_this_host);

  return g_test_run ();
}

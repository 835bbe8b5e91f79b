/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/certificate/adit-engine-local.h"

#include "bus/adit-bus-names.h"
#include "engine/certificate/adit-engine-authority.h"
#include "engine/certificate/adit-engine-file.h"
#include "engine/certificate/adit-engine-host.h"
#include "model/adit-error.h"

#define LAST_DAY_S (24 * 60 * 60) /* an authority's, on which it is not used any more */

typedef struct
{
  char *certificate;
  char *key;
} Paths;

struct _AditEngineLocal
{
  Paths authority;
  Paths leaf;
};

static void
paths_init (Paths *self, const char *directory, const char *certificate, const char *key)
{
  self->certificate = g_build_filename (directory, certificate, NULL);
  self->key = g_build_filename (directory, key, NULL);
  adit_engine_file_clear (self->certificate);
  adit_engine_file_clear (self->key);
}

static void
paths_clear (Paths *self)
{
  g_free (self->certificate);
  g_free (self->key);
}

AditEngineLocal *
adit_engine_local_new (const char *directory)
{
  AditEngineLocal *self = g_new0 (AditEngineLocal, 1);

  paths_init (&self->authority, directory, ADIT_AUTHORITY_FILE, "authority-key.pem");
  paths_init (&self->leaf, directory, "certificate.pem", "key.pem");

  return self;
}

void
adit_engine_local_free (AditEngineLocal *self)
{
  paths_clear (&self->authority);
  paths_clear (&self->leaf);
  g_free (self);
}

/* Were it cut off between the two, they would not belong together, and be made anew. */
static gboolean
write_pair (const Paths *paths, const AditEngineKeyPair *pair, GError **error)
{
  return adit_engine_file_write (paths->key, pair->key, error) &&
         adit_engine_file_write (paths->certificate, pair->certificate, error);
}

/* ---- The authority ---- */

/* One that is not valid yet is kept: then the clock is wrong, as on a computer that learns the time
 * from the network, and every device would have to be told of a new one. */
static gboolean
load_authority (AditEngineLocal *self, AditEngineKeyPair *authority, gint64 now)
{
  g_autoptr (AditEngineLeaf) facts =
      adit_engine_leaf_read (self->authority.certificate, self->authority.key, NULL);

  if (!facts || now + LAST_DAY_S >= facts->not_after)
    return FALSE;

  authority->certificate = adit_engine_file_read (self->authority.certificate, NULL);
  authority->key = adit_engine_file_read (self->authority.key, NULL);
  return authority->certificate && authority->key;
}

static gboolean
ensure_authority (AditEngineLocal *self, AditEngineKeyPair *authority, gint64 now, GError **error)
{
  g_autofree char *host = adit_engine_host_get_name ();

  if (load_authority (self, authority, now))
    return TRUE;

  adit_engine_key_pair_clear (authority);
  return adit_engine_authority_make (authority, host, now, error) &&
         write_pair (&self->authority, authority, error);
}

/* ---- The leaf ---- */

/* Also FALSE for the leaf of an authority that is gone. */
static gboolean
is_signed_by (const AditEngineLeaf *leaf, const AditEngineKeyPair *authority)
{
  g_autoptr (GTlsCertificate) signer =
      g_tls_certificate_new_from_pem (authority->certificate, -1, NULL);

  return signer &&
         g_tls_certificate_verify (leaf->certificate, NULL, signer) == G_TLS_CERTIFICATE_NO_FLAGS;
}

static AditEngineLeaf *
load_leaf (AditEngineLocal *self,
           const AditEngineKeyPair *authority,
           const char *const *names,
           gint64 now)
{
  g_autoptr (AditEngineLeaf) leaf =
      adit_engine_leaf_load (self->leaf.certificate, self->leaf.key, now, NULL);

  if (!leaf || !is_signed_by (leaf, authority) || !adit_engine_leaf_covers (leaf, names) ||
      adit_engine_leaf_is_ageing (leaf, now))
    return NULL;

  return g_steal_pointer (&leaf);
}

static AditEngineLeaf *
make_leaf (AditEngineLocal *self,
           const AditEngineKeyPair *authority,
           const char *const *names,
           gint64 now,
           GError **error)
{
  g_auto (AditEngineKeyPair) pair = { 0 };

  if (!adit_engine_authority_make_leaf (&pair, authority, names, now, error) ||
      !write_pair (&self->leaf, &pair, error))
    return NULL;

  return adit_engine_leaf_load (self->leaf.certificate, self->leaf.key, now, error);
}

AditEngineLeaf *
adit_engine_local_ensure (AditEngineLocal *self,
                          const char *const *names,
                          gint64 now,
                          gboolean is_forced,
                          char **authority,
                          GError **error)
{
  g_auto (AditEngineKeyPair) pair = { 0 };
  g_autoptr (AditEngineLeaf) leaf = NULL;
  g_autoptr (GError) reason = NULL;

  if (ensure_authority (self, &pair, now, &reason))
    {
      leaf = is_forced ? NULL : load_leaf (self, &pair, names, now);
      if (!leaf)
        leaf = make_leaf (self, &pair, names, now, &reason);
    }
  if (!leaf)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "No certificate could be made: %s",
                   reason->message);
      return NULL;
    }

  *authority = g_steal_pointer (&pair.certificate);
  return g_steal_pointer (&leaf);
}

/* ---- The rest ---- */

const char *
adit_engine_local_get_certificate_path (const AditEngineLocal *self)
{
  return self->leaf.certificate;
}

const char *
adit_engine_local_get_key_path (const AditEngineLocal *self)
{
  return self->leaf.key;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/certificate/adit-engine-certificates.h"

#include "engine/certificate/adit-engine-host.h"
#include "engine/certificate/adit-engine-local.h"

/* How often it is looked whether there is something to renew. A computer's sleep does not count in
 * it, so it is more often than a certificate of 90 days needs. */
#define LOOK_AGAIN_S (6 * 60 * 60)

/* Files are replaced one after the other, a network changes in many steps: wait for the last. */
#define SETTLE_MS 500

struct _AditEngineCertificates
{
  GObject parent_instance;

  AditEngineLocal *local;
  char *certificate_path; /* own files; NULL: ours */
  char *key_path;
  GFileMonitor *monitors[2]; /* of own files */

  AditEngineLeaf *leaf; /* what serves; NULL: nothing */
  char *authority;
  char *error;

  GNetworkMonitor *network;
  guint look_id; /* sources */
  guint settle_id;
};

G_DEFINE_FINAL_TYPE (AditEngineCertificates, adit_engine_certificates, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* ---- What serves ---- */

static void
set_leaf (AditEngineCertificates *self, AditEngineLeaf *leaf)
{
  g_clear_pointer (&self->leaf, adit_engine_leaf_free);
  self->leaf = leaf;
}

static AditEngineLeaf *
load_local (AditEngineCertificates *self, gboolean is_forced, char **authority, GError **error)
{
  g_auto (GStrv) names = adit_engine_host_list_names ();

  return adit_engine_local_ensure (self->local, (const char *const *) names, now_s (), is_forced,
                                   authority, error);
}

/* Whether what should serve does. What served before stays when it cannot. */
static gboolean
load (AditEngineCertificates *self, gboolean is_forced, GError **error)
{
  g_autofree char *authority = NULL;
  AditEngineLeaf *leaf;

  if (self->certificate_path)
    leaf = adit_engine_leaf_load (self->certificate_path, self->key_path, now_s (), error);
  else
    leaf = load_local (self, is_forced, &authority, error);
  if (!leaf)
    return FALSE;

  set_leaf (self, leaf);
  g_free (self->authority);
  self->authority = g_steal_pointer (&authority);
  return TRUE;
}

static gboolean
reload (AditEngineCertificates *self, gboolean is_forced, GError **error)
{
  g_autofree char *fingerprint = self->leaf ? g_strdup (self->leaf->fingerprint) : NULL;
  g_autofree char *complaint = g_steal_pointer (&self->error);
  g_autoptr (GError) reason = NULL;

  if (!load (self, is_forced, &reason))
    self->error = g_strdup (reason->message);
  if (g_strcmp0 (fingerprint, self->leaf ? self->leaf->fingerprint : NULL) != 0 ||
      g_strcmp0 (complaint, self->error) != 0)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  if (!reason)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* ---- When to look ---- */

static gboolean
on_look_again (gpointer user_data)
{
  reload (user_data, FALSE, NULL);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_settled (gpointer user_data)
{
  AditEngineCertificates *self = user_data;

  self->settle_id = 0;
  reload (self, FALSE, NULL);

  return G_SOURCE_REMOVE;
}

static void
look_when_settled (AditEngineCertificates *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
on_network_changed (GNetworkMonitor *network, gboolean is_available, gpointer user_data)
{
  AditEngineCertificates *self = user_data;

  if (!self->certificate_path)
    look_when_settled (self);
}

static void
on_file_changed (GFileMonitor *monitor,
                 GFile *file,
                 GFile *other,
                 GFileMonitorEvent event,
                 gpointer user_data)
{
  look_when_settled (user_data);
}

/* Without a monitor, which some file systems have none for, the file is seen at the next look. */
static GFileMonitor *
watch (AditEngineCertificates *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  if (monitor)
    g_signal_connect (monitor, "changed", G_CALLBACK (on_file_changed), self);

  return monitor;
}

static void
unwatch_files (AditEngineCertificates *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->monitors); i++)
    if (self->monitors[i])
      g_signal_handlers_disconnect_by_data (self->monitors[i], self);

  g_clear_object (&self->monitors[0]);
  g_clear_object (&self->monitors[1]);
}

/* @certificate and @key: NULL for ours. */
static void
set_paths (AditEngineCertificates *self, const char *certificate, const char *key)
{
  unwatch_files (self);
  g_free (self->certificate_path);
  g_free (self->key_path);
  self->certificate_path = g_strdup (certificate);
  self->key_path = g_strdup (key);
  if (!certificate)
    return;

  self->monitors[0] = watch (self, certificate);
  self->monitors[1] = watch (self, key);
}

/* ---- Life ---- */

static void
adit_engine_certificates_dispose (GObject *object)
{
  AditEngineCertificates *self = ADIT_ENGINE_CERTIFICATES (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (self->network)
    g_signal_handlers_disconnect_by_data (self->network, self);
  self->network = NULL;
  unwatch_files (self);

  G_OBJECT_CLASS (adit_engine_certificates_parent_class)->dispose (object);
}

static void
adit_engine_certificates_finalize (GObject *object)
{
  AditEngineCertificates *self = ADIT_ENGINE_CERTIFICATES (object);

  g_clear_pointer (&self->local, adit_engine_local_free);
  g_clear_pointer (&self->leaf, adit_engine_leaf_free);
  g_free (self->certificate_path);
  g_free (self->key_path);
  g_free (self->authority);
  g_free (self->error);

  G_OBJECT_CLASS (adit_engine_certificates_parent_class)->finalize (object);
}

static void
adit_engine_certificates_class_init (AditEngineCertificatesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = adit_engine_certificates_dispose;
  object_class->finalize = adit_engine_certificates_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_engine_certificates_init (AditEngineCertificates *self)
{
}

AditEngineCertificates *
adit_engine_certificates_new (const char *directory, const char *certificate, const char *key)
{
  AditEngineCertificates *self = g_object_new (ADIT_TYPE_ENGINE_CERTIFICATES, NULL);

  self->local = adit_engine_local_new (directory);
  set_paths (self, certificate, key);
  reload (self, FALSE, NULL);

  self->look_id = g_timeout_add_seconds (LOOK_AGAIN_S, on_look_again, self);
  self->network = g_network_monitor_get_default ();
  g_signal_connect (self->network, "network-changed", G_CALLBACK (on_network_changed), self);

  return self;
}

/* ---- What can be asked for ---- */

gboolean
adit_engine_certificates_renew (AditEngineCertificates *self, GError **error)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), FALSE);

  return reload (self, TRUE, error);
}

void
adit_engine_certificates_look_again (AditEngineCertificates *self)
{
  g_return_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self));

  reload (self, FALSE, NULL);
}

/* What is there now is what was asked for: what was wrong before is over. */
static void
take_over (AditEngineCertificates *self, AditEngineLeaf *leaf, char *authority)
{
  set_leaf (self, leaf);
  g_free (self->authority);
  self->authority = authority;
  g_clear_pointer (&self->error, g_free);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

gboolean
adit_engine_certificates_use_files (AditEngineCertificates *self,
                                    const char *certificate,
                                    const char *key,
                                    GError **error)
{
  AditEngineLeaf *leaf;

  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), FALSE);

  leaf = adit_engine_leaf_load (certificate, key, now_s (), error);
  if (!leaf)
    return FALSE;

  set_paths (self, certificate, key);
  take_over (self, leaf, NULL);
  return TRUE;
}

gboolean
adit_engine_certificates_use_local (AditEngineCertificates *self, GError **error)
{
  AditEngineLeaf *leaf;
  char *authority;

  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), FALSE);

  leaf = load_local (self, FALSE, &authority, error);
  if (!leaf)
    return FALSE;

  set_paths (self, NULL, NULL);
  take_over (self, leaf, authority);
  return TRUE;
}

/* ---- What can be asked about ---- */

gboolean
adit_engine_certificates_is_local (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), FALSE);

  return self->certificate_path == NULL;
}

GTlsCertificate *
adit_engine_certificates_get_certificate (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), NULL);

  return self->leaf ? self->leaf->certificate : NULL;
}

const char *const *
adit_engine_certificates_get_names (AditEngineCertificates *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), none);

  return self->leaf ? (const char *const *) self->leaf->names : none;
}

gint64
adit_engine_certificates_get_not_after (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), 0);

  return self->leaf ? self->leaf->not_after : 0;
}

const char *
adit_engine_certificates_get_fingerprint (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), "");

  return self->leaf ? self->leaf->fingerprint : "";
}

const char *
adit_engine_certificates_get_authority (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), NULL);

  return self->authority;
}

const char *
adit_engine_certificates_get_certificate_path (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), NULL);

  return self->certificate_path ? self->certificate_path
                                : adit_engine_local_get_certificate_path (self->local);
}

const char *
adit_engine_certificates_get_key_path (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), NULL);

  return self->certificate_path ? self->key_path : adit_engine_local_get_key_path (self->local);
}

const char *
adit_engine_certificates_get_error (AditEngineCertificates *self)
{
  g_return_val_if_fail (ADIT_IS_ENGINE_CERTIFICATES (self), NULL);

  return self->error;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-desktop-proxy.h"

#include "engine/net/adit-engine-address.h"
#include "model/adit-listener.h"

#include <glib/gstdio.h>

#define SCHEMA       "org.gnome.system.proxy"
#define SANDBOX_FILE "/.flatpak-info"
#define FILE_NAME    "desktop-proxy.conf"
#define FILE_VERSION 1

/* Groups of the file: its version, what a person had, what this proxy put there. */
#define HEAD   "desktop-proxy"
#define BEFORE "before"
#define OURS   "ours"

/* Those of another proxy must not be sent to this one: no authentication. */
typedef enum
{
  MODE, /* first: it is put back before the others, and set after them */
  IGNORE_HOSTS,
  HTTP_HOST,
  HTTP_PORT,
  HTTP_AUTHENTICATION,
  HTTPS_HOST,
  HTTPS_PORT,
  N_KEYS
} Key;

static const struct
{
  const char *child; /* NULL: the schema itself */
  const char *key;
  const char *name; /* in the file */
} keys[N_KEYS] = {
  [MODE] = { NULL, "mode", "mode" },
  [IGNORE_HOSTS] = { NULL, "ignore-hosts", "ignore-hosts" },
  [HTTP_HOST] = { "http", "host", "http-host" },
  [HTTP_PORT] = { "http", "port", "http-port" },
  [HTTP_AUTHENTICATION] = { "http", "use-authentication", "http-use-authentication" },
  [HTTPS_HOST] = { "https", "host", "https-host" },
  [HTTPS_PORT] = { "https", "port", "https-port" },
};

static const char *const direct_hosts[] = { "localhost", "127.0.0.0/8", "::1" };

struct _AditEngineDesktopProxy
{
  GSettings *settings[N_KEYS];
  char *directory;
  char *path;
  gboolean is_own; /* this process has set it: what is not ours now is a person's */
};

/* ---- The file ---- */

/* NULL: nothing is lent. (transfer full) */
static GKeyFile *
load (AditEngineDesktopProxy *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL) ||
      g_key_file_get_integer (file, HEAD, "version", NULL) != FILE_VERSION)
    return NULL;

  return g_steal_pointer (&file);
}

static gboolean
save (AditEngineDesktopProxy *self, GKeyFile *file, GError **error)
{
  gsize length;
  g_autofree char *text = g_key_file_to_data (file, &length, NULL);

  g_mkdir_with_parents (self->directory, 0700);
  return g_file_set_contents_full (self->path, text, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* NULL: the default, or nothing valid. (transfer full) */
static GVariant *
read_value (AditEngineDesktopProxy *self, GKeyFile *file, const char *group, Key key)
{
  g_autofree char *text = g_key_file_get_string (file, group, keys[key].name, NULL);
  g_autoptr (GVariant) now = g_settings_get_value (self->settings[key], keys[key].key);

  return text ? g_variant_parse (g_variant_get_type (now), text, NULL, NULL, NULL) : NULL;
}

/* @value: NULL is the default; its reference is sunk. */
static void
write_value (GKeyFile *file, const char *group, Key key, GVariant *value)
{
  g_autoptr (GVariant) owned = value ? g_variant_ref_sink (value) : NULL;
  g_autofree char *text = owned ? g_variant_print (owned, FALSE) : NULL;

  if (text)
    g_key_file_set_string (file, group, keys[key].name, text);
}

/* ---- Comparing ---- */

static gboolean
is_now (AditEngineDesktopProxy *self, GKeyFile *file, const char *group, Key key)
{
  g_autoptr (GVariant) wanted = read_value (self, file, group, key);
  g_autoptr (GVariant) now = g_settings_get_value (self->settings[key], keys[key].key);

  if (!wanted)
    wanted = g_settings_get_default_value (self->settings[key], keys[key].key);
  return g_variant_equal (wanted, now);
}

/* An engine that was killed between two of the keys left some as they were before. */
static gboolean
is_untouched (AditEngineDesktopProxy *self, GKeyFile *file)
{
  for (Key key = 0; key < N_KEYS; key++)
    if (!is_now (self, file, OURS, key) && (self->is_own || !is_now (self, file, BEFORE, key)))
      return FALSE;

  return TRUE;
}

static gboolean
is_address_ours (AditEngineDesktopProxy *self, GKeyFile *file)
{
  return is_now (self, file, OURS, HTTP_HOST) && is_now (self, file, OURS, HTTP_PORT) &&
         is_now (self, file, OURS, HTTPS_HOST) && is_now (self, file, OURS, HTTPS_PORT);
}

/* ---- Setting ---- */

/* What a person had, and what is always reached without a proxy. (transfer floating) */
static GVariant *
ignore_hosts (AditEngineDesktopProxy *self, GKeyFile *file)
{
  g_autoptr (GVariant) before = read_value (self, file, BEFORE, IGNORE_HOSTS);
  g_autoptr (GStrvBuilder) hosts = g_strv_builder_new ();
  g_autofree const char **had = NULL;
  g_auto (GStrv) all = NULL;

  if (!before)
    before = g_settings_get_default_value (self->settings[IGNORE_HOSTS], "ignore-hosts");
  had = g_variant_get_strv (before, NULL);
  g_strv_builder_addv (hosts, had);
  for (guint i = 0; i < G_N_ELEMENTS (direct_hosts); i++)
    if (!g_strv_contains (had, direct_hosts[i]))
      g_strv_builder_add (hosts, direct_hosts[i]);
  all = g_strv_builder_end (hosts);

  return g_variant_new_strv ((const char *const *) all, -1);
}

/* (transfer full) */
static GKeyFile *
keep_before (AditEngineDesktopProxy *self)
{
  GKeyFile *file = g_key_file_new ();

  g_key_file_set_integer (file, HEAD, "version", FILE_VERSION);
  for (Key key = 0; key < N_KEYS; key++)
    write_value (file, BEFORE, key, g_settings_get_user_value (self->settings[key], keys[key].key));

  return file;
}

static void
put (AditEngineDesktopProxy *self, GKeyFile *file, const char *group, Key key)
{
  g_autoptr (GVariant) value = read_value (self, file, group, key);

  if (value)
    g_settings_set_value (self->settings[key], keys[key].key, value);
  else
    g_settings_reset (self->settings[key], keys[key].key);
}

gboolean
adit_engine_desktop_proxy_set (AditEngineDesktopProxy *self,
                               const char *host,
                               guint16 port,
                               GError **error)
{
  g_autoptr (GKeyFile) file = load (self);
  g_autofree char *saved = file ? g_key_file_to_data (file, NULL, NULL) : NULL;
  g_autofree char *wanted = NULL;

  if (file && !is_untouched (self, file))
    return TRUE;
  if (!file)
    file = keep_before (self);

  write_value (file, OURS, MODE, g_variant_new_string ("manual"));
  write_value (file, OURS, IGNORE_HOSTS, ignore_hosts (self, file));
  write_value (file, OURS, HTTP_HOST, g_variant_new_string (host));
  write_value (file, OURS, HTTP_PORT, g_variant_new_int32 (port));
  write_value (file, OURS, HTTP_AUTHENTICATION, g_variant_new_boolean (FALSE));
  write_value (file, OURS, HTTPS_HOST, g_variant_new_string (host));
  write_value (file, OURS, HTTPS_PORT, g_variant_new_int32 (port));
  wanted = g_key_file_to_data (file, NULL, NULL);
  if (self->is_own && g_strcmp0 (saved, wanted) == 0)
    return TRUE;
  if (!save (self, file, error))
    return FALSE;

  for (Key key = N_KEYS; key-- > 0;)
    put (self, file, OURS, key);
  self->is_own = TRUE;
  return TRUE;
}

void
adit_engine_desktop_proxy_restore (AditEngineDesktopProxy *self)
{
  g_autoptr (GKeyFile) file = load (self);
  gboolean is_ours;

  self->is_own = FALSE;
  if (!file)
    return;

  is_ours = is_address_ours (self, file);
  for (Key key = 0; key < N_KEYS; key++)
    if (is_now (self, file, OURS, key) && (key != MODE || is_ours))
      put (self, file, BEFORE, key);

  /* What is on its way to the desktop's settings comes before what it was taken from goes. */
  g_settings_sync ();
  g_unlink (self->path);
}

/* ---- Choosing ---- */

static gboolean
is_usable (const AditListener *row)
{
  return (row->state == ADIT_LISTENER_LISTENING || row->state == ADIT_LISTENER_FULL) &&
         row->encryption != ADIT_ENCRYPTION_ENCRYPTED && row->senders[0] == NULL;
}

/* (transfer full) */
static char *
name_host (const char *address, guint16 *port)
{
  g_autoptr (GSocketConnectable) place = g_network_address_parse (address, 0, NULL);
  AditEngineAddress parsed = { 0 };
  const char *host;

  if (!place)
    return NULL;
  host = g_network_address_get_hostname (G_NETWORK_ADDRESS (place));
  *port = g_network_address_get_port (G_NETWORK_ADDRESS (place));
  if (!adit_engine_address_parse (&parsed, host, *port))
    return NULL;
  if (!adit_engine_address_is_any (&parsed) && !adit_engine_address_is_loopback (&parsed))
    return NULL;

  if (parsed.any.sa_family == AF_INET6)
    return g_strdup ("localhost");
  return g_strdup (adit_engine_address_is_any (&parsed) ? "127.0.0.1" : host);
}

gboolean
adit_engine_desktop_proxy_choose (const GPtrArray *listeners, char **host, guint16 *port)
{
  for (guint i = 0; i < listeners->len; i++)
    {
      const AditListener *row = listeners->pdata[i];

      for (guint j = 0; is_usable (row) && row->addresses[j]; j++)
        if ((*host = name_host (row->addresses[j], port)))
          return TRUE;
    }

  return FALSE;
}

/* ---- Life ---- */

AditEngineDesktopProxy *
adit_engine_desktop_proxy_new (const char *directory, GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettings) settings = NULL;
  AditEngineDesktopProxy *self;

  if (g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "The desktop's proxy setting cannot be changed from inside a sandbox");
      return NULL;
    }
  if (source)
    schema = g_settings_schema_source_lookup (source, SCHEMA, TRUE);
  if (!schema)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "This desktop has no proxy setting: the schema %s is missing", SCHEMA);
      return NULL;
    }

  self = g_new0 (AditEngineDesktopProxy, 1);
  settings = g_settings_new_full (schema, NULL, NULL);
  for (Key key = 0; key < N_KEYS; key++)
    self->settings[key] = keys[key].child ? g_settings_get_child (settings, keys[key].child)
                                          : g_object_ref (settings);
  self->directory = g_strdup (directory);
  self->path = g_build_filename (directory, FILE_NAME, NULL);

  return self;
}

void
adit_engine_desktop_proxy_free (AditEngineDesktopProxy *self)
{
  /* The process ends next: what is on its way to the desktop's settings would be lost. */
  g_settings_sync ();
  for (Key key = 0; key < N_KEYS; key++)
    g_object_unref (self->settings[key]);
  g_free (self->directory);
  g_free (self->path);
  g_free (self);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-system-proxy.h"

#include "engine/net/adit-engine-address.h"
#include "model/adit-listener.h"

#include <glib/gstdio.h>

#define SCHEMA       "org.gnome.system.proxy"
#define SANDBOX_FILE "/.flatpak-info"
#define FILE_NAME    "system-proxy.conf"
#define FILE_VERSION 1

/* Groups of the file: its version, what a person had, what this proxy put there, and what that
 * replaced of its own: an engine that is killed after it wrote the file leaves this in force. */
#define HEAD    "system-proxy"
#define BEFORE  "before"
#define OURS    "ours"
#define EARLIER "earlier"

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

struct _AditEngineSystemProxy
{
  GSettings *settings[N_KEYS];
  char *directory;
  char *path;
  gboolean is_own; /* this process has set it: what is not ours now is a person's */
  AditEngineSystemProxyFunc on_changed;
  gpointer user_data;
  guint changed_source; /* several keys, one change */
};

/* ---- The file ---- */

/* NULL: nothing is lent. (transfer full) */
static GKeyFile *
load (AditEngineSystemProxy *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL) ||
      g_key_file_get_integer (file, HEAD, "version", NULL) != FILE_VERSION)
    return NULL;

  return g_steal_pointer (&file);
}

static gboolean
save (AditEngineSystemProxy *self, GKeyFile *file, GError **error)
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
read_value (AditEngineSystemProxy *self, GKeyFile *file, const char *group, Key key)
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
is_now (AditEngineSystemProxy *self, GKeyFile *file, const char *group, Key key)
{
  g_autoptr (GVariant) wanted = read_value (self, file, group, key);
  g_autoptr (GVariant) now = g_settings_get_value (self->settings[key], keys[key].key);

  if (!wanted)
    wanted = g_settings_get_default_value (self->settings[key], keys[key].key);
  return g_variant_equal (wanted, now);
}

static gboolean
is_ours (AditEngineSystemProxy *self, GKeyFile *file, Key key)
{
  return is_now (self, file, OURS, key) ||
         (g_key_file_has_group (file, EARLIER) && is_now (self, file, EARLIER, key));
}

/* An engine that was killed between two of the keys left some as they were before. */
static gboolean
is_a_persons (AditEngineSystemProxy *self, GKeyFile *file, Key key)
{
  return !is_ours (self, file, key) && (self->is_own || !is_now (self, file, BEFORE, key));
}

/* Who adds a host to be reached without a proxy has not chosen another proxy. */
static gboolean
is_untouched (AditEngineSystemProxy *self, GKeyFile *file)
{
  for (Key key = 0; key < N_KEYS; key++)
    if (key != IGNORE_HOSTS && is_a_persons (self, file, key))
      return FALSE;

  return TRUE;
}

static gboolean
is_address_ours (AditEngineSystemProxy *self, GKeyFile *file)
{
  return is_ours (self, file, HTTP_HOST) && is_ours (self, file, HTTP_PORT) &&
         is_ours (self, file, HTTPS_HOST) && is_ours (self, file, HTTPS_PORT);
}

/* ---- Setting ---- */

/* What a person had, and what is always reached without a proxy. (transfer floating) */
static GVariant *
ignore_hosts (AditEngineSystemProxy *self, GKeyFile *file)
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
keep_before (AditEngineSystemProxy *self)
{
  GKeyFile *file = g_key_file_new ();

  g_key_file_set_integer (file, HEAD, "version", FILE_VERSION);
  for (Key key = 0; key < N_KEYS; key++)
    write_value (file, BEFORE, key, g_settings_get_user_value (self->settings[key], keys[key].key));

  return file;
}

static void
put (AditEngineSystemProxy *self, GKeyFile *file, const char *group, Key key)
{
  g_autoptr (GVariant) value = read_value (self, file, group, key);

  if (value)
    g_settings_set_value (self->settings[key], keys[key].key, value);
  else
    g_settings_reset (self->settings[key], keys[key].key);
}

/* Before anything else is to be ours. */
static void
keep_earlier (AditEngineSystemProxy *self, GKeyFile *file)
{
  for (Key key = 0; key < N_KEYS; key++)
    {
      g_autoptr (GVariant) earlier =
          is_a_persons (self, file, key)
              ? read_value (self, file, OURS, key)
              : g_settings_get_value (self->settings[key], keys[key].key);

      write_value (file, EARLIER, key, earlier);
    }
}

static void
name_ours (AditEngineSystemProxy *self, GKeyFile *file, const char *host, guint16 port)
{
  write_value (file, OURS, MODE, g_variant_new_string ("manual"));
  write_value (file, OURS, IGNORE_HOSTS, ignore_hosts (self, file));
  write_value (file, OURS, HTTP_HOST, g_variant_new_string (host));
  write_value (file, OURS, HTTP_PORT, g_variant_new_int32 (port));
  write_value (file, OURS, HTTP_AUTHENTICATION, g_variant_new_boolean (FALSE));
  write_value (file, OURS, HTTPS_HOST, g_variant_new_string (host));
  write_value (file, OURS, HTTPS_PORT, g_variant_new_int32 (port));
}

static gboolean
is_named (AditEngineSystemProxy *self, GKeyFile *file, const char *host, guint16 port)
{
  g_autoptr (GVariant) named_host = read_value (self, file, OURS, HTTP_HOST);
  g_autoptr (GVariant) named_port = read_value (self, file, OURS, HTTP_PORT);

  return named_host && g_str_equal (g_variant_get_string (named_host, NULL), host) && named_port &&
         g_variant_get_int32 (named_port) == port;
}

gboolean
adit_engine_system_proxy_set (AditEngineSystemProxy *self,
                              const char *host,
                              guint16 port,
                              GError **error)
{
  g_autoptr (GKeyFile) file = load (self);
  gboolean is_mine[N_KEYS];

  if (file && (!is_untouched (self, file) || (self->is_own && is_named (self, file, host, port))))
    return TRUE;

  if (file)
    keep_earlier (self, file);
  else
    {
      self->is_own = FALSE;
      file = keep_before (self);
    }
  for (Key key = 0; key < N_KEYS; key++)
    is_mine[key] = !is_a_persons (self, file, key);
  name_ours (self, file, host, port);
  if (!save (self, file, error))
    return FALSE;

  for (Key key = N_KEYS; key-- > 0;)
    if (is_mine[key])
      put (self, file, OURS, key);
  self->is_own = TRUE;
  return TRUE;
}

gboolean
adit_engine_system_proxy_is_set (AditEngineSystemProxy *self)
{
  g_autoptr (GKeyFile) file = load (self);

  return file && is_ours (self, file, MODE) && is_address_ours (self, file);
}

/* ---- Putting back ---- */

/* Whether all of it got there: the desktop's settings may have gone before this process, as at the
 * end of a session. */
static gboolean
put_back (AditEngineSystemProxy *self, GKeyFile *file)
{
  gboolean is_whole = is_address_ours (self, file);
  gboolean is_put[N_KEYS];

  for (Key key = 0; key < N_KEYS; key++)
    {
      is_put[key] = is_ours (self, file, key) && (key != MODE || is_whole);
      if (is_put[key])
        put (self, file, BEFORE, key);
    }
  g_settings_sync ();

  for (Key key = 0; key < N_KEYS; key++)
    if (is_put[key] && !is_now (self, file, BEFORE, key))
      return FALSE;

  return TRUE;
}

void
adit_engine_system_proxy_restore (AditEngineSystemProxy *self)
{
  g_autoptr (GKeyFile) file = load (self);

  if (file && put_back (self, file))
    g_unlink (self->path);
  self->is_own = FALSE;
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
adit_engine_system_proxy_choose (const GPtrArray *listeners, char **host, guint16 *port)
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

static gboolean
tell_changed (gpointer user_data)
{
  AditEngineSystemProxy *self = user_data;

  self->changed_source = 0;
  self->on_changed (self->user_data);

  return G_SOURCE_REMOVE;
}

static void
on_key_changed (AditEngineSystemProxy *self)
{
  if (self->changed_source == 0)
    self->changed_source = g_idle_add (tell_changed, self);
}

static void
open_keys (AditEngineSystemProxy *self, GSettings *settings)
{
  for (Key key = 0; key < N_KEYS; key++)
    {
      g_autofree char *signal = g_strconcat ("changed::", keys[key].key, NULL);

      self->settings[key] = keys[key].child ? g_settings_get_child (settings, keys[key].child)
                                            : g_object_ref (settings);
      g_signal_connect_swapped (self->settings[key], signal, G_CALLBACK (on_key_changed), self);
    }
}

AditEngineSystemProxy *
adit_engine_system_proxy_new (const char *directory,
                              AditEngineSystemProxyFunc on_changed,
                              gpointer user_data,
                              GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettings) settings = NULL;
  AditEngineSystemProxy *self;

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

  self = g_new0 (AditEngineSystemProxy, 1);
  settings = g_settings_new_full (schema, NULL, NULL);
  self->on_changed = on_changed;
  self->user_data = user_data;
  open_keys (self, settings);
  self->directory = g_strdup (directory);
  self->path = g_build_filename (directory, FILE_NAME, NULL);

  return self;
}

void
adit_engine_system_proxy_free (AditEngineSystemProxy *self)
{
  /* The process ends next: what is on its way to the desktop's settings would be lost. */
  g_settings_sync ();
  for (Key key = 0; key < N_KEYS; key++)
    {
      g_signal_handlers_disconnect_by_data (self->settings[key], self);
      g_object_unref (self->settings[key]);
    }
  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_free (self->directory);
  g_free (self->path);
  g_free (self);
}

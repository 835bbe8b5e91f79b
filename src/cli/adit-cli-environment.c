/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-environment.h"

#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"
#include "cli/adit-cli-bus.h"
#include "model/adit-error.h"
#include "model/adit-place.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  UNSET, /* always */
  PROXY,
  NO_PROXY,
  AUTHORITY
} Kind;

static const struct
{
  const char *name;
  Kind kind;
} known[] = {
  { "http_proxy", PROXY },  { "https_proxy", PROXY },
  { "HTTPS_PROXY", PROXY }, { "all_proxy", PROXY },
  { "ALL_PROXY", PROXY },   { "no_proxy", NO_PROXY },
  { "NO_PROXY", NO_PROXY }, { "GIT_PROXY_SSL_CAINFO", AUTHORITY },
  { "HTTP_PROXY", UNSET },
};

/* ---- Which listener ---- */

static gboolean
is_ipv6 (const AditPlace *bound)
{
  return strchr (bound->host, ':') != NULL;
}

/* The lower the better. */
static guint
rank (const AditPlace *bound)
{
  if (adit_place_is_loopback (bound))
    return is_ipv6 (bound) ? 1 : 0;

  return adit_place_is_any (bound) ? 2 : 3;
}

/* All that this computer has is reached by its loopback. (transfer full) */
static char *
print_url (const AditPlace *bound, gboolean is_encrypted)
{
  AditPlace place = *bound;
  g_autofree char *address = NULL;

  if (adit_place_is_any (bound))
    g_strlcpy (place.host, is_ipv6 (bound) ? "::1" : "127.0.0.1", sizeof place.host);

  address = adit_place_to_string (&place);
  return g_strdup_printf ("%s://%s", is_encrypted ? "https" : "http", address);
}

static gboolean
is_usable (const AditListener *listener, gboolean is_encrypted)
{
  AditEncryption unusable = is_encrypted ? ADIT_ENCRYPTION_PLAIN : ADIT_ENCRYPTION_ENCRYPTED;

  return listener->encryption != unusable;
}

/* Takes the best of the addresses that are bound where it is better than @best. */
static gboolean
improve (AditPlace *best, gboolean is_found, const AditListener *listener)
{
  for (guint i = 0; listener->addresses[i] != NULL; i++)
    {
      AditPlace bound;

      if (adit_place_parse (listener->addresses[i], &bound) &&
          (!is_found || rank (&bound) < rank (best)))
        {
          *best = bound;
          is_found = TRUE;
        }
    }

  return is_found;
}

/* The URL of the listener that a program on this computer reaches best: loopback before the rest.
 * NULL: none listens, or none speaks that way. @listeners: AditListener. (transfer full) */
static char *
choose (const GPtrArray *listeners, gboolean is_encrypted)
{
  AditPlace best;
  gboolean is_found = FALSE;

  for (guint i = 0; i < listeners->len; i++)
    if (is_usable (listeners->pdata[i], is_encrypted))
      is_found = improve (&best, is_found, listeners->pdata[i]);

  return is_found ? print_url (&best, is_encrypted) : NULL;
}

/* ---- The variables ---- */

static void
variable_free (gpointer data)
{
  AditCliVariable *variable = data;

  g_free (variable->value);
  g_free (variable);
}

static void
add_variable (AditCliEnvironment *self, const char *name, const char *value)
{
  AditCliVariable *variable = g_new0 (AditCliVariable, 1);

  variable->name = name;
  variable->value = g_strdup (value);
  g_ptr_array_add (self->variables, variable);
}

AditCliEnvironment *
adit_cli_environment_new (const char *proxy, const char *authority, const char *no_proxy)
{
  AditCliEnvironment *self = g_new0 (AditCliEnvironment, 1);
  const char *const values[] = {
    [UNSET] = NULL,
    [PROXY] = proxy,
    [NO_PROXY] = no_proxy,
    [AUTHORITY] = authority,
  };

  self->proxy = g_strdup (proxy);
  self->authority = g_strdup (authority);
  self->variables = g_ptr_array_new_with_free_func (variable_free);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    add_variable (self, known[i].name, values[known[i].kind]);

  return self;
}

void
adit_cli_environment_free (AditCliEnvironment *self)
{
  g_free (self->proxy);
  g_free (self->authority);
  g_ptr_array_unref (self->variables);
  g_free (self);
}

/* ---- From the engine ---- */

/* An empty one says nothing. */
static const char *
choose_no_proxy (const AditCliEnvironmentOptions *options)
{
  static const char *const names[] = { "no_proxy", "NO_PROXY" };

  if (options->no_proxy != NULL)
    return options->no_proxy;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_getenv (names[i]);

      if (value != NULL && *value != '\0')
        return value;
    }

  return ADIT_CLI_NO_PROXY;
}

/* The engine's listeners once the proxy runs. (transfer full) */
static GPtrArray *
read_listeners (const AditCliCall *call, gboolean is_start, GError **error)
{
  g_autoptr (AditBusEngine) engine = adit_cli_bus_read_engine (call, error);

  if (engine != NULL && is_start && !adit_bus_engine_get_running (engine))
    {
      if (!adit_bus_engine_call_start_sync (engine, NULL, error))
        return NULL;
      g_object_unref (engine);
      engine = adit_cli_bus_read_engine (call, error);
    }
  if (engine == NULL)
    return NULL;
  if (!adit_bus_engine_get_running (engine))
    {
      g_set_error_literal (error, ADIT_ERROR, ADIT_ERROR_FAILED,
                           _ ("The proxy is off; “aditctl start” switches it on"));
      return NULL;
    }

  return adit_bus_listeners_from_variant (adit_bus_engine_get_listeners (engine));
}

static char *
read_proxy (const AditCliCall *call, const AditCliEnvironmentOptions *options, GError **error)
{
  g_autoptr (GPtrArray) listeners = read_listeners (call, options->is_start, error);
  g_autofree char *other = NULL;
  char *proxy;

  if (listeners == NULL)
    return NULL;

  proxy = choose (listeners, options->is_encrypted);
  if (proxy != NULL)
    return proxy;

  other = choose (listeners, !options->is_encrypted);
  g_set_error_literal (
      error, ADIT_ERROR, ADIT_ERROR_FAILED,
      other == NULL ? _ ("The proxy listens nowhere; “aditctl status” tells why")
      : options->is_encrypted
          ? _ ("No address of the proxy takes encrypted connections; “aditctl listener "
               "encryption” changes that")
          : _ ("The proxy takes encrypted connections only: --encrypted is needed"));
  return NULL;
}

/* The file beside the certificate, which the engine has written; TRUE with NULL where another
 * authority has signed it. (transfer full) */
static gboolean
read_authority (const AditCliCall *call, char **authority, GError **error)
{
  g_autoptr (AditBusCertificate) certificate = adit_cli_bus_read_certificate (call, error);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  if (certificate == NULL)
    return FALSE;

  *authority = NULL;
  if (!g_str_equal (adit_bus_certificate_get_source (certificate), ADIT_CERTIFICATE_LOCAL))
    return TRUE;

  folder = g_path_get_dirname (adit_bus_certificate_get_certificate_path (certificate));
  path = g_build_filename (folder, ADIT_AUTHORITY_FILE, NULL);
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  if (!g_str_equal (text, adit_bus_certificate_get_authority (certificate)))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_FAILED,
                   _ ("%s is not the authority that the engine uses"), path);
      return FALSE;
    }

  *authority = g_steal_pointer (&path);
  return TRUE;
}

AditCliEnvironment *
adit_cli_environment_read (const AditCliCall *call,
                           const AditCliEnvironmentOptions *options,
                           GError **error)
{
  g_autofree char *proxy = read_proxy (call, options, error);
  g_autofree char *authority = NULL;

  if (proxy == NULL || (options->is_encrypted && !read_authority (call, &authority, error)))
    return NULL;

  return adit_cli_environment_new (proxy, authority, choose_no_proxy (options));
}

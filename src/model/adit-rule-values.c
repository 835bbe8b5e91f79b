/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-rule-values.h"

#include "model/adit-authority.h"
#include "model/adit-rule-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_address (const char *text)
{
  AditNetwork network;

  return text[0] == '[' || adit_network_parse (text, &network);
}

/* "example.org." as "example.org", in ASCII and lower case; NULL for what is no host name. */
static char *
normalise_name (const char *text)
{
  g_autofree char *ascii = g_hostname_to_ascii (text);
  AditAuthority authority;
  gsize length;

  if (!ascii || strchr (ascii, ':') ||
      !adit_authority_parse_uri (ascii, strlen (ascii), 1, &authority) ||
      authority.kind != ADIT_HOST_NAME)
    return NULL;

  length = strlen (authority.host);
  if (authority.host[length - 1] == '.')
    length--;

  return g_ascii_strdown (authority.host, (gssize) length);
}

static gboolean
parse_host (GArray *values, const char *text, GError **error)
{
  AditRuleHost host = { .is_suffix = g_str_has_prefix (text, "*.") };

  if (is_address (text))
    return adit_rule_line_refuse (error, _ ("“%s” is an address: write it after address"), text);
  if (g_str_equal (text, "*"))
    return adit_rule_line_refuse (error, _ ("“*” is every host: leave host out"));

  host.name = normalise_name (host.is_suffix ? text + strlen ("*.") : text);
  if (!host.name)
    return adit_rule_line_refuse (error, _ ("“%s” is not a host name, nor *. and one"), text);

  host.length = strlen (host.name);
  g_array_append_val (values, host);
  return TRUE;
}

static void
print_host (GString *text, gconstpointer value)
{
  const AditRuleHost *host = value;

  g_string_append_printf (text, "%s%s", host->is_suffix ? "*." : "", host->name);
}

static gboolean
equal_hosts (gconstpointer a, gconstpointer b)
{
  const AditRuleHost *host = a;
  const AditRuleHost *other = b;

  return host->is_suffix == other->is_suffix && g_str_equal (host->name, other->name);
}

static void
clear_host (gpointer value)
{
  g_free (((AditRuleHost *) value)->name);
}

static gboolean
parse_network (GArray *values, const char *text, GError **error)
{
  AditNetwork network;

  if (!adit_network_parse (text, &network))
    return adit_rule_line_refuse (error,
                                  _ ("“%s” is not an address or a network like 192.0.2.0/24"),
                                  text);

  g_array_append_val (values, network);
  return TRUE;
}

static void
print_network (GString *text, gconstpointer value)
{
  g_autofree char *printed = adit_network_to_string (value);

  g_string_append (text, printed);
}

static gboolean
equal_networks (gconstpointer a, gconstpointer b)
{
  const AditNetwork *network = a;
  const AditNetwork *other = b;

  return network->family == other->family && network->prefix == other->prefix &&
         memcmp (network->address, other->address, sizeof network->address) == 0;
}

static gboolean
read_port (const char *text, guint16 *port)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &value, NULL))
    return FALSE;

  *port = (guint16) value;
  return TRUE;
}

static gboolean
parse_ports (GArray *values, const char *text, GError **error)
{
  g_auto (GStrv) ends = g_strsplit (text, "-", 2);
  AditRulePorts ports;

  if (!ends[0] || !read_port (ends[0], &ports.first) ||
      !read_port (ends[1] ? ends[1] : ends[0], &ports.last) || ports.first > ports.last)
    return adit_rule_line_refuse (
        error, _ ("“%s” is not a port from 1 to 65535, nor a range like 8000-8080"), text);

  g_array_append_val (values, ports);
  return TRUE;
}

static void
print_ports (GString *text, gconstpointer value)
{
  const AditRulePorts *ports = value;

  g_string_append_printf (text, "%u", ports->first);
  if (ports->last != ports->first)
    g_string_append_printf (text, "-%u", ports->last);
}

static gboolean
equal_ports (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (AditRulePorts)) == 0;
}

static gboolean
parse_user (GArray *values, const char *text, GError **error)
{
  char *name;

  if (!adit_rule_line_is_user (text))
    return adit_rule_line_refuse (error, _ ("“%s” cannot be a user's name"), text);

  name = g_strdup (text);
  g_array_append_val (values, name);
  return TRUE;
}

static void
print_user (GString *text, gconstpointer value)
{
  g_string_append (text, *(char *const *) value);
}

static gboolean
equal_users (gconstpointer a, gconstpointer b)
{
  return g_str_equal (*(char *const *) a, *(char *const *) b);
}

static void
clear_user (gpointer value)
{
  g_free (*(char **) value);
}

const AditRuleValueKind adit_rule_value_kinds[ADIT_N_RULE_CONDITIONS] = {
  [ADIT_RULE_HOST] = { "host", sizeof (AditRuleHost), parse_host, print_host, equal_hosts,
                       clear_host },
  [ADIT_RULE_ADDRESS] = { "address", sizeof (AditNetwork), parse_network, print_network,
                          equal_networks, NULL },
  [ADIT_RULE_PORT] = { "port", sizeof (AditRulePorts), parse_ports, print_ports, equal_ports,
                       NULL },
  [ADIT_RULE_USER] = { "user", sizeof (char *), parse_user, print_user, equal_users, clear_user },
  [ADIT_RULE_FROM] = { "from", sizeof (AditNetwork), parse_network, print_network, equal_networks,
                       NULL },
};

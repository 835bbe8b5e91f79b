/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows as JSON for scripts. The names of the members are promised to stay; new ones may come.
 * Times are microseconds of Unix time (`_us`), sizes bytes, rates bytes in the last whole
 * second. */

#pragma once

#include "model/adit-listener.h"
#include "model/adit-tunnel.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One member of the object that is being built. */
void adit_cli_json_add_int (JsonBuilder *builder, const char *name, guint64 value);
void adit_cli_json_add_bool (JsonBuilder *builder, const char *name, gboolean value);
void adit_cli_json_add_string (JsonBuilder *builder, const char *name, const char *value);
void adit_cli_json_add_strings (JsonBuilder *builder, const char *name, const char *const *values);

/* Adds what @row has to tell as members of the object that is being built. */
typedef void (*AditCliJsonFunc) (JsonBuilder *builder, gconstpointer row);

/* Arrays of objects as one member; what is given holds pointers to rows. */
void adit_cli_json_add_objects (JsonBuilder *builder,
                                const char *name,
                                const GPtrArray *rows,
                                AditCliJsonFunc add_members);
void adit_cli_json_add_tunnels (JsonBuilder *builder, const char *name, const GPtrArray *tunnels);
void adit_cli_json_add_ended (JsonBuilder *builder, const char *name, const GPtrArray *tunnels);
void
adit_cli_json_add_listeners (JsonBuilder *builder, const char *name, const GPtrArray *listeners);

/* id, phase, bytes and rates, as members of the object that is being built. */
void adit_cli_json_add_figures (JsonBuilder *builder, const AditTunnelFigures *figures);

typedef enum
{
  ADIT_CLI_JSON_DOCUMENT, /* indented, for people who look at it too */
  ADIT_CLI_JSON_LINE
} AditCliJsonForm;

/* Writes the finished document and a line feed to standard output, in UTF-8 whatever the locale is,
 * and flushes. */
void adit_cli_json_print (JsonBuilder *builder, AditCliJsonForm form);

G_END_DECLS

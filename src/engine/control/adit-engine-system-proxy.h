/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop's proxy setting, the GSettings of org.gnome.system.proxy, lent to this proxy for as
 * long as it serves. What was there before is kept in a file first, `system-proxy.conf`, and put
 * back from it, by the next engine where this one was killed. What a person sets by hand meanwhile
 * is theirs: it is neither overwritten nor put back. Where these are only the hosts to be reached
 * without a proxy, the rest goes on to follow the proxy. Main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineSystemProxy AditEngineSystemProxy;

/* The setting, or a part of it, may be another, by whomever. */
typedef void (*AditEngineSystemProxyFunc) (gpointer user_data);

/* NULL, with a sentence in @error: G_IO_ERROR_NOT_SUPPORTED inside a sandbox, G_IO_ERROR_NOT_FOUND
 * where the schema is missing. @directory: for the file. */
AditEngineSystemProxy *adit_engine_system_proxy_new (const char *directory,
                                                     AditEngineSystemProxyFunc on_changed,
                                                     gpointer user_data,
                                                     GError **error);
void adit_engine_system_proxy_free (AditEngineSystemProxy *self);

/* Programs are to use @host and @port from now on; nothing is written where they do. Sets a
 * GFileError, with nothing changed, when what was there cannot be kept. */
gboolean adit_engine_system_proxy_set (AditEngineSystemProxy *self,
                                       const char *host,
                                       guint16 port,
                                       GError **error);

/* Whether the setting names this proxy now, rather than what a person has set meanwhile. */
gboolean adit_engine_system_proxy_is_set (AditEngineSystemProxy *self);

/* Puts back what was there before, by this or an earlier process. What cannot be put back now, when
 * the desktop's settings are not to be reached any more, stays in the file. */
void adit_engine_system_proxy_restore (AditEngineSystemProxy *self);

/* Which of the proxy's listeners (AditListener) the setting can name: one open to programs of this
 * computer that speaks plainly and expects no load balancer. IPv6's loopback is told as
 * "localhost", as what reads the setting disagrees about brackets. (transfer full) @host */
gboolean adit_engine_system_proxy_choose (const GPtrArray *listeners, char **host, guint16 *port);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The environment variables that point programs at the proxy, as it really listens now.
 *
 *     http_proxy                 plain requests; lower case only, since programs that a web server
 *     https_proxy, HTTPS_PROXY   runs take HTTP_PROXY for what a client of theirs sent: that one is
 *     all_proxy, ALL_PROXY       unset, so that nothing contradicts the others
 *     no_proxy, NO_PROXY         what is reached without it
 *     GIT_PROXY_SSL_CAINFO       the authority of an encrypted proxy, for the one widespread client
 *                                that takes it from the environment
 */

#pragma once

#include "cli/adit-cli-call.h"

#include <glib/gi18n-lib.h>

G_BEGIN_DECLS

/* What is reached directly where the person has said nothing. */
#define ADIT_CLI_NO_PROXY "localhost,127.0.0.1,::1"

typedef struct
{
  const char *name;
  char *value; /* NULL: it is not to be set */
} AditCliVariable;

typedef struct
{
  char *proxy;     /* "http://127.0.0.1:3128" or "https://…" */
  char *authority; /* file that an encrypted proxy is verified with; NULL: the system's trust */
  GPtrArray *variables; /* AditCliVariable */
} AditCliEnvironment;

typedef struct
{
  gboolean is_encrypted; /* speak TLS with the proxy itself */
  gboolean is_start;     /* switch the proxy on where it is off */
  char *no_proxy;        /* NULL: what the environment has, else ADIT_CLI_NO_PROXY */
} AditCliEnvironmentOptions;

/* Rows of GOptionEntry; @options is the variable. */
#define ADIT_CLI_ENVIRONMENT_ENTRIES(options)                                                      \
  { "encrypted",                                                                                   \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_NONE,                                                                             \
    &options.is_encrypted,                                                                         \
    N_ ("Speak TLS with the proxy itself, where programs can"),                                    \
    NULL },                                                                                        \
  {                                                                                                \
    "no-proxy", 0, 0, G_OPTION_ARG_STRING, &options.no_proxy,                                      \
        N_ ("Names and addresses to reach without the proxy, with commas between them; when "      \
            "missing, what no_proxy holds already, else this computer"),                           \
        N_ ("LIST")                                                                                \
  }

/* Each may be NULL: what it would be the value of is unset. (transfer full) */
AditCliEnvironment *
adit_cli_environment_new (const char *proxy, const char *authority, const char *no_proxy);

/* From the engine. NULL with @error where it cannot be reached, the proxy is off, or it does not
 * listen in this way. (transfer full) */
AditCliEnvironment *adit_cli_environment_read (const AditCliCall *call,
                                               const AditCliEnvironmentOptions *options,
                                               GError **error);

void adit_cli_environment_free (AditCliEnvironment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditCliEnvironment, adit_cli_environment_free)

G_END_DECLS

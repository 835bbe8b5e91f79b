/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What `aditctl rules` can do about upstream proxies. @words: what follows the verb's word. */

#pragma once

#include "adit-bus-generated.h"
#include "cli/adit-cli-call.h"
#include "cli/adit-cli-exit.h"

G_BEGIN_DECLS

/* @proxy: with its properties. */
void adit_cli_upstreams_print (const AditCliCall *call, AditBusRules *proxy);

gboolean adit_cli_upstreams_set (AditBusRules *proxy, char **words, GError **error);

/* What the keyring keeps for it goes, too. */
gboolean adit_cli_upstreams_remove (AditBusRules *proxy, char **words, GError **error);

/* @descriptor: as adit_cli_password_read() has it. */
gboolean
adit_cli_upstreams_set_password (AditBusRules *proxy, char **words, int descriptor, GError **error);
gboolean adit_cli_upstreams_forget_password (AditBusRules *proxy, char **words, GError **error);

G_END_DECLS

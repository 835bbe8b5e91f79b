/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine's state in words or as JSON: what `status` shows, and what the verbs that change that
 * state show with `--json` afterwards. */

#pragma once

#include "cli/adit-cli-call.h"

G_BEGIN_DECLS

/* Reads the state anew and prints it in the form that @call asks for. */
AditCliExit adit_cli_status_show (const AditCliCall *call);

/* Reads the listeners anew. Sets an error when the engine cannot be reached. (transfer full) */
GPtrArray *adit_cli_status_read_listeners (const AditCliCall *call, GError **error);

G_END_DECLS

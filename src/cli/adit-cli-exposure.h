/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What opening a listener to others means is said before it happens. */

#pragma once

#include "adit-bus-generated.h"
#include "cli/adit-cli-call.h"
#include "model/adit-place.h"

G_BEGIN_DECLS

/* Says on standard error who could connect at @place, if that is somebody else than this computer.
 * FALSE, after saying so, when addresses are public and @is_confirmed is not; or with @error, when
 * the engine could not be asked. */
gboolean adit_cli_exposure_tell (const AditCliCall *call,
                                 AditBusEngine *engine,
                                 const AditPlace *place,
                                 gboolean is_public_allowed,
                                 gboolean is_confirmed,
                                 GError **error);

/* The interfaces there are, and their addresses. */
AditCliExit adit_cli_exposure_show_interfaces (const AditCliCall *call);

G_END_DECLS

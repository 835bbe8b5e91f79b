/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What "aditctl user list", and every change of a user, prints: who there is, what they use and may
 * use, and the limits of those who have none of their own. */

#pragma once

#include "cli/adit-cli-call.h"

G_BEGIN_DECLS

AditCliExit adit_cli_user_list (const AditCliCall *call);

G_END_DECLS

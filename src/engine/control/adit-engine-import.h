/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users out of a file of Apache's htpasswd and into one, as model/adit-htpasswd.h reads it. Any
 * thread. */

#pragma once

#include "model/adit-htpasswd.h"
#include "model/adit-users.h"

G_BEGIN_DECLS

/* Adds those of @text that can be added; whoever is there stays as they are. @refusals gets an
 * array of AditHtpasswdRefusal by rising line. NULL with ADIT_ERROR_INVALID_ARGUMENT, and no
 * refusals, where there would be too many. (transfer full) both */
AditUsers *
adit_engine_import (const AditUsers *users, const char *text, GPtrArray **refusals, GError **error);

/* A line for everybody with a hash. (transfer full) */
char *adit_engine_export (const AditUsers *users);

G_END_DECLS

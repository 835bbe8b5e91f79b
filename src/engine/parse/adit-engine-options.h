/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the Connection fields of a head say: RFC 9110, section 7.6.1. They are about the connection
 * that the message came on: whether it goes on, and which fields are not to leave it. Pure.
 *
 * An option that names a field which every recipient needs (Host, Content-Length, Via ...) is
 * refused: no sender has a use for it, and the next reader would be left to guess where the message
 * goes or ends. */

#pragma once

#include "engine/parse/adit-engine-head.h"

G_BEGIN_DECLS

/* The largest number of options that passes: every field is held against every one of them. */
#define ADIT_ENGINE_OPTIONS_MAX 32

typedef struct
{
  gboolean is_close;
  gboolean is_keep_alive;
  gboolean is_upgrade;
  guint n_options;
  guint n_names;
  AditEngineSlice names[ADIT_ENGINE_OPTIONS_MAX]; /* of fields that would go on without them */
} AditEngineOptions;

/* FALSE, with @self in no known state, when they are not valid: an option that is no token, one
 * that is refused, or too many. */
gboolean
adit_engine_options_read (AditEngineOptions *self, const AditEngineHead *head, const char *bytes);

/* Whether an option names the field @name, a slice of the same bytes. */
gboolean
adit_engine_options_hold (const AditEngineOptions *self, const char *bytes, AditEngineSlice name);

G_END_DECLS

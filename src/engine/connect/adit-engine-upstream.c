/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/connect/adit-engine-upstream.h"

#include <string.h>

AditEngineUpstream *
adit_engine_upstream_new (const AditUpstream *definition, const char *password)
{
  static int last_number; /* atomic */
  AditEngineUpstream *self = g_new0 (AditEngineUpstream, 1);

  self->ref_count = 1;
  self->number = (guint) g_atomic_int_add (&last_number, 1) + 1;
  self->name = g_strdup (definition->name);
  self->kind = definition->kind;
  self->authority = definition->authority;
  self->user = g_strdup (definition->user);
  if (self->user)
    self->password = g_strdup (password);

  return self;
}

gboolean
adit_engine_upstream_is_locked (const AditEngineUpstream *self)
{
  return self->user && !self->password;
}

AditEngineUpstream *
adit_engine_upstream_ref (AditEngineUpstream *self)
{
  if (self)
    g_atomic_int_inc (&self->ref_count);

  return self;
}

void
adit_engine_upstream_unref (AditEngineUpstream *self)
{
  if (!self || !g_atomic_int_dec_and_test (&self->ref_count))
    return;

  if (self->password)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->user);
  g_free (self->name);
  g_free (self);
}

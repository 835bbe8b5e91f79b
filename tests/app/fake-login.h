/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The Login interface of a FakeEngine, in a sandbox or not; what the desktop answers is the test's
 * to say. */

#pragma once

#include "adit-bus-generated.h"

G_BEGIN_DECLS

typedef struct
{
  AditBusLogin *login;
  gboolean is_allowed;
  gboolean is_slow; /* the desktop does not answer AskForBackground */
  guint n_questions;
  char *window; /* that the last question was asked for */
} FakeLogin;

/* On @connection, at the engine's path; not in a sandbox. */
FakeLogin *fake_login_new (GDBusConnection *connection);
void fake_login_free (FakeLogin *self);

void fake_login_set_sandboxed (FakeLogin *self, gboolean is_sandboxed);
void fake_login_set_start (FakeLogin *self, gboolean is_set);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The one error domain of Adit. On the bus each code has a name below
 * `io.github.aditproxy.Adit.Error`; bus/adit-bus-error.h registers them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_ERROR_FAILED,           /* anything that has no code of its own */
  ADIT_ERROR_INVALID_ARGUMENT, /* a value is malformed or out of range */
  ADIT_ERROR_NOT_FOUND,        /* there is no such listener, tunnel, … */
  ADIT_ERROR_EXISTS,           /* there is one already */
  ADIT_ERROR_LISTEN_FAILED,    /* an address could not be listened on */
  ADIT_ERROR_SAVE_FAILED,      /* the configuration could not be written */
  ADIT_N_ERRORS
} AditError;

#define ADIT_ERROR (adit_error_quark ())
GQuark adit_error_quark (void);

G_END_DECLS

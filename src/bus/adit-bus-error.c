/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bus/adit-bus-error.h"

#include "bus/adit-bus-names.h"

#include <gio/gio.h>

static const GDBusErrorEntry entries[] = {
  { ADIT_ERROR_FAILED, ADIT_ERROR_PREFIX "Failed" },
  { ADIT_ERROR_INVALID_ARGUMENT, ADIT_ERROR_PREFIX "InvalidArgument" },
  { ADIT_ERROR_NOT_FOUND, ADIT_ERROR_PREFIX "NotFound" },
  { ADIT_ERROR_EXISTS, ADIT_ERROR_PREFIX "Exists" },
  { ADIT_ERROR_LISTEN_FAILED, ADIT_ERROR_PREFIX "ListenFailed" },
  { ADIT_ERROR_SAVE_FAILED, ADIT_ERROR_PREFIX "SaveFailed" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == ADIT_N_ERRORS);

void
adit_bus_error_register (void)
{
  static gsize domain;

  g_dbus_error_register_error_domain ("adit_error_quark", &domain, entries, G_N_ELEMENTS (entries));
}

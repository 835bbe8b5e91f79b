/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What other devices are to be told of a listener: its addresses, and where they find the proxy by
 * themselves, each to be copied. Nothing is shown for this computer alone. */

#pragma once

#include "model/adit-interface.h"
#include "model/adit-listener.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ADIT_APP_TYPE_ADDRESS_LIST (adit_app_address_list_get_type ())
G_DECLARE_FINAL_TYPE (AditAppAddressList,
                      adit_app_address_list,
                      ADIT_APP,
                      ADDRESS_LIST,
                      AdwPreferencesRow)

/* @interfaces: of AditInterface. */
void adit_app_address_list_set (AditAppAddressList *self,
                                const AditListener *listener,
                                const GPtrArray *interfaces);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to the engine: the session bus, the engine's name on it (starting its process when there
 * is none, unless the call is passive), and the proxies of its interfaces. aditctl does one
 * thing at a time, so these calls wait. Errors are told as ADIT_CLI_UNREACHABLE_ERROR. */

#pragma once

#include "adit-bus-generated.h"
#include "cli/adit-cli-call.h"

G_BEGIN_DECLS

/* With its properties as they are now, all of them there. (transfer full) */
AditBusEngine *adit_cli_bus_read_engine (const AditCliCall *call, GError **error);
AditBusCertificate *adit_cli_bus_read_certificate (const AditCliCall *call, GError **error);
AditBusUsers *adit_cli_bus_read_users (const AditCliCall *call, GError **error);
AditBusAccess *adit_cli_bus_read_access (const AditCliCall *call, GError **error);
AditBusRules *adit_cli_bus_read_rules (const AditCliCall *call, GError **error);
AditBusLogin *adit_cli_bus_read_login (const AditCliCall *call, GError **error);

/* To call methods: without properties. (transfer full) */
AditBusEngine *adit_cli_bus_call_engine (const AditCliCall *call, GError **error);
AditBusTunnels *adit_cli_bus_call_tunnels (const AditCliCall *call, GError **error);
AditBusCertificate *adit_cli_bus_call_certificate (const AditCliCall *call, GError **error);
AditBusUsers *adit_cli_bus_call_users (const AditCliCall *call, GError **error);
AditBusAccess *adit_cli_bus_call_access (const AditCliCall *call, GError **error);
AditBusRules *adit_cli_bus_call_rules (const AditCliCall *call, GError **error);
AditBusLogin *adit_cli_bus_call_login (const AditCliCall *call, GError **error);

G_END_DECLS

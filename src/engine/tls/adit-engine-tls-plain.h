/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The plain side of a TLS session as streams. They never block, and are not waited for: sources
 * cannot be made of them. Closing the output says close_notify. */

#pragma once

#include "engine/tls/adit-engine-tls-session.h"

G_BEGIN_DECLS

/* Both pollable, each with a reference to @session. (transfer full) */
GInputStream *adit_engine_tls_plain_input_new (AditEngineTlsSession *session);
GOutputStream *adit_engine_tls_plain_output_new (AditEngineTlsSession *session);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A wire as the GIOStream that a GTlsConnection is put on, ours or GIO's. Closing it does nothing:
 * ends are sent, and the socket is closed, by the wire's owner. */

#pragma once

#include "engine/tls/adit-engine-tls-wire.h"

G_BEGIN_DECLS

/* Both its streams are those of adit-engine-tls-stream.h and hold a reference to @wire. (transfer
 * full) */
GIOStream *adit_engine_tls_below_new (AditEngineWire *wire);

G_END_DECLS

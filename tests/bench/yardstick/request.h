/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "yardstick/tunnel.h"

/* The client's end is readable and there is no origin yet: reads the CONNECT head and starts to
 * connect. The head must arrive in one piece and name an IPv4 literal; anything else closes the
 * tunnel without a word: this is a measure, not a proxy. */
void request_on_ready (Tunnel *tunnel);

/* The connect came to an end: answers the client and starts the relay, or closes the tunnel. */
void request_on_connected (Tunnel *tunnel);

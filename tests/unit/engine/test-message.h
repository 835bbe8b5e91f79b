/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Verdicts over whole messages as texts, so that a table's row is what goes in and what comes out.
 * What is refused is "!" and the cause's word. */

#pragma once

#include "engine/parse/adit-engine-body.h"
#include "engine/parse/adit-engine-request.h"
#include "engine/parse/adit-engine-response.h"

G_BEGIN_DECLS

/* "none", "length 5", "chunked" or "close"; "none (5)" with a length that is only told. (transfer
 * full) */
char *test_message_print_framing (const AditEngineFraming *framing);

/* The verdict over a request's head, such as "forward a.example:80 /x none persistent repeatable".
 * Asserts that it is a head, and that a refusal leaves the request as it was. (transfer full) */
char *test_message_read_request (const char *bytes, gsize length);

/* The verdict over a response's head, such as "200 length 5 persistent". Asserts likewise.
 * (transfer full) */
char *test_message_read_response (const char *bytes, gsize length, AditEngineAsked asked);

G_END_DECLS

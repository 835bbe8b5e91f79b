/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the heads of forwarded messages: what belongs to one connection (RFC 9110, section 7.6.1)
 * stays behind, Via is appended, and how the content is framed is written from the verdict over
 * the head. All other fields go on in their order, with their duplicates, each name and value bit
 * for bit. Everything is appended to @out. Pure.
 *
 * Every @head must have passed adit_engine_request_read() or adit_engine_response_read() with its
 * @bytes, and nothing else may be handed over as the verdict. */

#pragma once

#include "engine/parse/adit-engine-body.h"
#include "engine/parse/adit-engine-request.h"
#include "engine/parse/adit-engine-response.h"

G_BEGIN_DECLS

/* How an answer goes out to the client. */
typedef struct
{
  gint64 received_s; /* when it came, in Unix seconds: the Date of an answer without one
                               * (RFC 9110, section 6.6.1); 0 adds none */
  guint8 client_minor_version;
  gboolean is_persistent; /* whether the client's connection goes on after the answer */
  gboolean is_dechunked;  /* content that is chunked goes out until the connection's end */
  gboolean is_chunked;    /* and what came until the connection's end goes out in chunks */
} AditEngineMessageTerms;

/* The head of a request to its origin, in HTTP/1.1: Host from the target, no credentials for the
 * proxy, Max-Forwards counted down. @request must be one to FORWARD, its max_forwards not 0. */
void adit_engine_message_write_request (GByteArray *out,
                                        const AditEngineHead *head,
                                        const char *bytes,
                                        const AditEngineRequest *request);

/* The head of an answer, an interim one or a 101 as well, to the client in its version. */
void adit_engine_message_write_response (GByteArray *out,
                                         const AditEngineHead *head,
                                         const char *bytes,
                                         const AditEngineResponse *response,
                                         const AditEngineMessageTerms *terms);

/* What ends chunked content behind the line of its last chunk: those trailers that may go on, and
 * the empty line. @body must be done, and not decoding. */
void adit_engine_message_write_trailers (GByteArray *out, const AditEngineBody *body);

/* The answers to a request that may not be forwarded any further (its max_forwards is 0): RFC 9110,
 * section 7.6.2. TRACE has the head sent back as it came, without what is secret in it (section
 * 9.3.8); OPTIONS is told the methods that are served (section 9.3.7). */
void adit_engine_message_write_trace (GByteArray *out,
                                      const AditEngineHead *head,
                                      const char *bytes,
                                      gboolean is_persistent);
void
adit_engine_message_write_options (GByteArray *out, guint minor_version, gboolean is_persistent);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another proxy that requests can be sent through, as a line of the rules' file defines it:
 *
 *     upstream NAME http|https|socks5 HOST:PORT [user NAME]
 *
 * The password is in the keyring, never here. */

#pragma once

#include "model/adit-authority.h"

G_BEGIN_DECLS

/* Bytes in an upstream's name: letters, digits, '-', '_', '.'. */
#define ADIT_UPSTREAM_NAME_MAX 64

typedef enum
{
  ADIT_UPSTREAM_HTTP,
  ADIT_UPSTREAM_HTTPS,
  ADIT_UPSTREAM_SOCKS5,
  ADIT_N_UPSTREAM_KINDS
} AditUpstreamKind;

typedef struct
{
  char *name;
  AditUpstreamKind kind;
  AditAuthority authority;
  char *user; /* NULL: no sign-in */
} AditUpstream;

/* Reads the whole line. Sets ADIT_ERROR_INVALID_ARGUMENT with the reason. (transfer full) */
AditUpstream *adit_upstream_parse (const char *line, GError **error);
void adit_upstream_free (AditUpstream *self);

/* The line, without comment. (transfer full) */
char *adit_upstream_print (const AditUpstream *self);
gboolean adit_upstream_equal (const AditUpstream *a, const AditUpstream *b);

gboolean adit_upstream_is_name (const char *text);

/* "http", "https", "socks5" */
const char *adit_upstream_kind_to_word (AditUpstreamKind kind);
gboolean adit_upstream_kind_from_word (const char *word, AditUpstreamKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditUpstream, adit_upstream_free)

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another proxy that requests can be sent through, as a line of the rules' file defines it:
 *
 *     upstream NAME http|https|socks5 HOST:PORT [user NAME]
 *
 * The password is never here: it is in the keyring, or a service is given it as a systemd
 * credential. */

#pragma once

#include "model/adit-authority.h"

G_BEGIN_DECLS

/* Bytes in an upstream's name: letters, digits, '-', '_', '.'. */
#define ADIT_UPSTREAM_NAME_MAX 64

/* Bytes in a password; with SOCKS5 it is RFC 1929 that says so. */
#define ADIT_UPSTREAM_PASSWORD_MAX        511
#define ADIT_UPSTREAM_SOCKS5_PASSWORD_MAX 255

typedef enum
{
  ADIT_UPSTREAM_HTTP,
  ADIT_UPSTREAM_HTTPS,
  ADIT_UPSTREAM_SOCKS5,
  ADIT_N_UPSTREAM_KINDS
} AditUpstreamKind;

/* Where the password is. */
typedef enum
{
  ADIT_UPSTREAM_PASSWORD_NONE,       /* nobody signs in */
  ADIT_UPSTREAM_PASSWORD_KEYRING,    /* in the person's keyring */
  ADIT_UPSTREAM_PASSWORD_CREDENTIAL, /* systemd gave it to the service */
  ADIT_UPSTREAM_PASSWORD_MISSING,    /* nowhere */
  ADIT_UPSTREAM_PASSWORD_PENDING,    /* the keyring is being asked */
  ADIT_UPSTREAM_PASSWORD_FAILED, /* the keyring did not answer, or a credential is no password */
  ADIT_N_UPSTREAM_PASSWORDS
} AditUpstreamPassword;

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
AditUpstream *adit_upstream_copy (const AditUpstream *self);

/* The line, without comment. (transfer full) */
char *adit_upstream_print (const AditUpstream *self);
gboolean adit_upstream_equal (const AditUpstream *a, const AditUpstream *b);

gboolean adit_upstream_is_name (const char *text);

/* Whether @password can be said to it; it may be empty. Sets ADIT_ERROR_INVALID_ARGUMENT with the
 * reason: nobody to sign in as, too long, not UTF-8, or control characters. */
gboolean
adit_upstream_check_password (const AditUpstream *self, const char *password, GError **error);

/* "http", "https", "socks5" */
const char *adit_upstream_kind_to_word (AditUpstreamKind kind);
gboolean adit_upstream_kind_from_word (const char *word, AditUpstreamKind *kind);

/* "none", "keyring", "credential", "missing", "pending", "failed" */
const char *adit_upstream_password_to_word (AditUpstreamPassword password);
gboolean adit_upstream_password_from_word (const char *word, AditUpstreamPassword *password);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditUpstream, adit_upstream_free)

G_END_DECLS

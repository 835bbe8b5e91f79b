/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which other machines may use the proxy, by where they come from:
 *
 *     local            those in the same network as the very address they connect to, as long as
 *                      that is not a public one
 *     192.0.2.0/24     a network, or an address alone
 *
 * The networks of this computer come and go; `local` follows them. Neighbours in a public network
 * are strangers: that one has to be named. */

#pragma once

#include "model/adit-network.h"

G_BEGIN_DECLS

#define ADIT_CLIENTS_LOCAL "local"

typedef struct
{
  gboolean is_local_allowed;
  GArray *networks; /* AditNetwork */
} AditClients;

/* The default: `local`. */
void adit_clients_init (AditClients *self);

/* Nobody; what adit_clients_add_word() begins with. */
void adit_clients_init_empty (AditClients *self);
void adit_clients_init_copy (AditClients *self, const AditClients *other);
void adit_clients_clear (AditClients *self);

/* Frees what @self was, and takes @other, which is empty then. */
void adit_clients_take (AditClients *self, AditClients *other);

/* FALSE, and nothing is added, when @word is neither. */
gboolean adit_clients_add_word (AditClients *self, const char *word);

/* Reads words that are divided by blanks, commas or semicolons, as a person writes them. FALSE,
 * with @self untouched and @wrong the word that is none: to be freed. */
gboolean adit_clients_read (AditClients *self, const char *text, char **wrong);

/* The words. (transfer full) */
GStrv adit_clients_to_words (const AditClients *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AditClients, adit_clients_clear)

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a listener listens, as text: at an address, `127.0.0.1:3128`, `[::]:3128`, or on a network
 * interface, `%wlan0:3128`. The latter means all addresses that the interface has, whichever they
 * are by then, and this computer's loopback addresses.
 *
 * The percent sign is what `ss` and RFC 4007 write before an interface; without it a misspelt host
 * name would be taken for one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of an interface's name: IFNAMSIZ without its terminator. */
#define ADIT_INTERFACE_NAME_MAX 15

typedef enum
{
  ADIT_PLACE_ADDRESS,
  ADIT_PLACE_INTERFACE
} AditPlaceKind;

typedef struct
{
  AditPlaceKind kind;
  guint16 port;  /* 0, only at an address: any that is free */
  char host[64]; /* an IPv4 or IPv6 literal without brackets, or the interface's name */
} AditPlace;

/* FALSE, with @place untouched, when it is neither. */
gboolean adit_place_parse (const char *text, AditPlace *place);

/* The text form; of an address with brackets where they are needed. (transfer full) */
char *adit_place_to_string (const AditPlace *place);

/* Whether only programs of this computer can connect there. */
gboolean adit_place_is_loopback (const AditPlace *place);

/* Whether it is all addresses of a family: 0.0.0.0, ::. */
gboolean adit_place_is_any (const AditPlace *place);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is built in, whatever the rules say: other machines are not led to where they could not go
 * by themselves. adit-decision.h says what lifts it. */

#pragma once

#include "model/adit-address-class.h"

G_BEGIN_DECLS

typedef enum
{
  ADIT_SAFETY_NONE,          /* nothing against it */
  ADIT_SAFETY_THIS_COMPUTER, /* loopback, "any", an interface's address */
  ADIT_SAFETY_METADATA,
  ADIT_SAFETY_LINK_LOCAL,
  ADIT_SAFETY_GROUP,   /* multicast and broadcast */
  ADIT_SAFETY_PRIVATE, /* and all else that is not public */
  ADIT_SAFETY_MAIL,    /* port 25: what open proxies are looked for */
  ADIT_N_SAFETIES
} AditSafety;

typedef struct
{
  const char *word;     /* for logs and the bus, such as "this-computer" */
  const char *sentence; /* for a person, translatable; goes on after "Built in:" */
} AditSafetyRow;

/* The row of @safety. Never NULL; static. */
const AditSafetyRow *adit_safety_row (AditSafety safety);

/* Finds the one with this exact word. @safety is untouched when there is none. */
gboolean adit_safety_from_word (const char *word, AditSafety *safety);

/* What is against leading another machine to an address of @klass; and to @port, whatever the
 * address. */
AditSafety adit_safety_check_address (AditAddressClass klass, gboolean is_private_allowed);
AditSafety adit_safety_check_port (guint16 port);

G_END_DECLS

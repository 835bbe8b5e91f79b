/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The six words of the data path. A connection is always in exactly one of them; the same words
 * name the engine's folders, its log topics and the phase a tunnel shows on the bus. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_PHASE_ACCEPT,    /* connected; nothing has been received yet */
  ADIT_PHASE_PARSE,     /* the request head is arriving */
  ADIT_PHASE_AUTHORISE, /* deciding whether this client may do this */
  ADIT_PHASE_CONNECT,   /* the target is being resolved and dialled */
  ADIT_PHASE_RELAY,     /* bytes flow */
  ADIT_PHASE_ACCOUNT,   /* over: the reply is being delivered, the figures are final */
  ADIT_N_PHASES
} AditPhase;

/* The phase's word, such as "relay". Never NULL. */
const char *adit_phase_to_word (AditPhase phase);

/* Finds the phase with this exact word. @phase is untouched when there is none. */
gboolean adit_phase_from_word (const char *word, AditPhase *phase);

G_END_DECLS

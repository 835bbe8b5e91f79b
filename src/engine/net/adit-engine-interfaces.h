/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The network interfaces of this computer, and word of when they or their addresses change. The
 * kernel is asked, and tells (rtnetlink(7)); where it does not tell, as in some sandboxes, what was
 * there at the start is all that is known.
 *
 * The thread of the context it was made in. */

#pragma once

#include "model/adit-interface.h"

G_BEGIN_DECLS

typedef struct _AditEngineInterfaces AditEngineInterfaces;

/* Called when something changed, after it has settled. */
typedef void (*AditEngineInterfacesFunc) (gpointer owner);

AditEngineInterfaces *adit_engine_interfaces_new (AditEngineInterfacesFunc on_changed,
                                                  gpointer owner);
void adit_engine_interfaces_free (AditEngineInterfaces *self);

/* AditInterface, those that are up, by name; replaced, not changed, before `on_changed`. (transfer
 * none) */
GPtrArray *adit_engine_interfaces_get (const AditEngineInterfaces *self);

/* The same as of now, for whoever asks once. Any thread. (transfer full) */
GPtrArray *adit_engine_interfaces_list (void);

G_END_DECLS

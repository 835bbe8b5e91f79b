/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes changes of the rules back: whoever changes them keeps one of these, begun before the
 * change, and offers it when the change was made. Taking back restores the whole text, comments
 * included, unless somebody else has changed it since. */

#pragma once

#include "bus/adit-bus-client-rules.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AditAppRulesUndo AditAppRulesUndo;

/* The rules as they are now. */
AditAppRulesUndo *adit_app_rules_undo_new (AditBusClient *client);

/* Nothing was changed. */
void adit_app_rules_undo_free (AditAppRulesUndo *self);

/* The change was made: says @text in the nearest toast overlay around @widget, with a button that
 * takes it back. Takes @self. @on_kept: called with @data where it was not taken back in the time
 * for that, or not at all; may be NULL. @free_data: may be NULL. */
void adit_app_rules_undo_offer (AditAppRulesUndo *self,
                                GtkWidget *widget,
                                const char *text,
                                void (*on_kept) (gpointer data),
                                gpointer data,
                                GDestroyNotify free_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditAppRulesUndo, adit_app_rules_undo_free)

G_END_DECLS

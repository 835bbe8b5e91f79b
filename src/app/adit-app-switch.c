/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-switch.h"

#define FOLLOWING_KEY "adit-app-switch-following"

gboolean
adit_app_switch_is_following (GtkSwitch *toggle)
{
  return g_object_get_data (G_OBJECT (toggle), FOLLOWING_KEY) != NULL;
}

/* Setting the state moves the position along; so the position comes second. */
void
adit_app_switch_follow (GtkSwitch *toggle, gboolean is_wanted, gboolean is_so)
{
  if (gtk_switch_get_active (toggle) == is_wanted && gtk_switch_get_state (toggle) == is_so)
    return;

  g_object_set_data (G_OBJECT (toggle), FOLLOWING_KEY, toggle);
  gtk_switch_set_state (toggle, is_so);
  gtk_switch_set_active (toggle, is_wanted);
  g_object_set_data (G_OBJECT (toggle), FOLLOWING_KEY, NULL);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-user.h"

#include <string.h>

struct _AditAppUser
{
  GObject parent_instance;

  AditBusUser *row;
  char *folded_name;
  char *sort_key;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditAppUser, adit_app_user, G_TYPE_OBJECT)

static void
adit_app_user_finalize (GObject *object)
{
  AditAppUser *self = ADIT_APP_USER (object);

  adit_bus_user_free (self->row);
  g_free (self->folded_name);
  g_free (self->sort_key);

  G_OBJECT_CLASS (adit_app_user_parent_class)->finalize (object);
}

static void
adit_app_user_class_init (AditAppUserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_app_user_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_app_user_init (AditAppUser *self)
{
}

AditAppUser *
adit_app_user_new (AditBusUser *row)
{
  AditAppUser *self = g_object_new (ADIT_APP_TYPE_USER, NULL);

  self->row = row;
  self->folded_name = g_utf8_casefold (row->name, -1);
  self->sort_key = g_utf8_collate_key (self->folded_name, -1);

  return self;
}

void
adit_app_user_set_row (AditAppUser *self, AditBusUser *row)
{
  g_return_if_fail (ADIT_APP_IS_USER (self) && g_str_equal (row->name, self->row->name));

  adit_bus_user_free (self->row);
  self->row = row;
  g_signal_emit (self, signals[CHANGED], 0);
}

const AditBusUser *
adit_app_user_get_row (AditAppUser *self)
{
  return self->row;
}

int
adit_app_user_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const AditAppUser *user_a = a;
  const AditAppUser *user_b = b;
  int order = strcmp (user_a->sort_key, user_b->sort_key);

  return order != 0 ? order : strcmp (user_a->row->name, user_b->row->name);
}

gboolean
adit_app_user_matches (AditAppUser *self, const char *folded)
{
  return strstr (self->folded_name, folded) != NULL;
}

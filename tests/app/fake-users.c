/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-users.h"

#include "bus/adit-bus-names.h"
#include "model/adit-error.h"

/* Of yescrypt's form, which is all that matters here. */
#define HASH "$y$j9T$AAAAAAAAAAAAAAAAAAAAAA$BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"

/* Takes over what an edit made, and answers for it. */
static gboolean
take_over (FakeUsers *self, AditUsers *users, GDBusMethodInvocation *invocation, GError **error)
{
  if (users == NULL)
    {
      g_dbus_method_invocation_take_error (invocation, *error);
      return FALSE;
    }

  adit_users_unref (self->users);
  self->users = users;
  adit_bus_users_emit_changed (self->skeleton);
  return TRUE;
}

/* Whether the call was answered with the failure that the test asked for. */
static gboolean
fail (FakeUsers *self, GDBusMethodInvocation *invocation)
{
  if (self->failure == NULL)
    return FALSE;

  g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "%s",
                                         self->failure);
  return TRUE;
}

static void
find_usage (gpointer owner, const char *name, AditBusUsage *usage)
{
  FakeUsers *self = owner;
  const AditBusUsage *known = g_hash_table_lookup (self->usages, name);

  if (known != NULL)
    *usage = *known;
}

static gboolean
on_list (AditBusUsers *skeleton, GDBusMethodInvocation *invocation, FakeUsers *self)
{
  self->n_lists++;
  adit_bus_users_complete_list (skeleton, invocation,
                                adit_bus_users_to_variant (self->users, find_usage, self));
  return TRUE;
}

/* (transfer full) */
static AditUser *
copy_user (FakeUsers *self, const char *name, GDBusMethodInvocation *invocation)
{
  const AditUser *user = adit_users_find (self->users, name);

  if (user == NULL)
    g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_NOT_FOUND,
                                           "There is no user “%s”", name);
  return user != NULL ? adit_user_copy (user) : NULL;
}

static void
set_password (FakeUsers *self, AditUser *user, const char *password)
{
  adit_user_set_text (&user->password_hash, HASH);
  g_free (self->password);
  self->password = g_strdup (password);
}

static gboolean
on_add (AditBusUsers *skeleton,
        GDBusMethodInvocation *invocation,
        const char *name,
        GVariant *options,
        FakeUsers *self)
{
  g_autoptr (AditUser) user = adit_user_new (name);
  GError *error = NULL;
  const char *password;

  if (fail (self, invocation))
    return TRUE;

  g_variant_lookup (options, "enabled", "b", &user->is_enabled);
  if (g_variant_lookup (options, "password", "&s", &password))
    set_password (self, user, password);
  if (take_over (self, adit_users_add (self->users, user, &error), invocation, &error))
    adit_bus_users_complete_add (skeleton, invocation);
  return TRUE;
}

static gboolean
on_remove (AditBusUsers *skeleton,
           GDBusMethodInvocation *invocation,
           const char *name,
           FakeUsers *self)
{
  GError *error = NULL;

  self->n_removals++;
  if (!fail (self, invocation) &&
      take_over (self, adit_users_remove (self->users, name, &error), invocation, &error))
    adit_bus_users_complete_remove (skeleton, invocation);
  return TRUE;
}

static gboolean
on_set_password (AditBusUsers *skeleton,
                 GDBusMethodInvocation *invocation,
                 const char *name,
                 const char *password,
                 FakeUsers *self)
{
  g_autoptr (AditUser) user = NULL;

  if (fail (self, invocation) || (user = copy_user (self, name, invocation)) == NULL)
    return TRUE;

  set_password (self, user, password);
  take_over (self, adit_users_replace (self->users, user, NULL), invocation, NULL);
  adit_bus_users_complete_set_password (skeleton, invocation);
  return TRUE;
}

static gboolean
on_set_enabled (AditBusUsers *skeleton,
                GDBusMethodInvocation *invocation,
                const char *name,
                gboolean is_enabled,
                FakeUsers *self)
{
  g_autoptr (AditUser) user = NULL;

  if (fail (self, invocation) || (user = copy_user (self, name, invocation)) == NULL)
    return TRUE;

  user->is_enabled = is_enabled;
  take_over (self, adit_users_replace (self->users, user, NULL), invocation, NULL);
  adit_bus_users_complete_set_enabled (skeleton, invocation);
  return TRUE;
}

void
fake_users_add (FakeUsers *self, const char *name, const AditBusUsage *usage)
{
  g_autoptr (AditUser) user = adit_user_new (name);
  AditUsers *users;

  adit_user_set_text (&user->password_hash, HASH);
  users = adit_users_add (self->users, user, NULL);
  g_assert_nonnull (users);
  adit_users_unref (self->users);
  self->users = users;
  if (usage != NULL)
    g_hash_table_insert (self->usages, g_strdup (name), g_memdup2 (usage, sizeof *usage));
  adit_bus_users_emit_changed (self->skeleton);
}

const AditUser *
fake_users_find (FakeUsers *self, const char *name)
{
  return adit_users_find (self->users, name);
}

FakeUsers *
fake_users_new (GDBusConnection *connection)
{
  FakeUsers *self = g_new0 (FakeUsers, 1);
  g_autoptr (GError) error = NULL;

  self->skeleton = adit_bus_users_skeleton_new ();
  self->users = adit_users_new ();
  self->usages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_signal_connect (self->skeleton, "handle-list", G_CALLBACK (on_list), self);
  g_signal_connect (self->skeleton, "handle-add", G_CALLBACK (on_add), self);
  g_signal_connect (self->skeleton, "handle-remove", G_CALLBACK (on_remove), self);
  g_signal_connect (self->skeleton, "handle-set-password", G_CALLBACK (on_set_password), self);
  g_signal_connect (self->skeleton, "handle-set-enabled", G_CALLBACK (on_set_enabled), self);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                    ADIT_ENGINE_OBJECT_PATH, &error);
  g_assert_no_error (error);
  return self;
}

void
fake_users_free (FakeUsers *self)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_object_unref (self->skeleton);
  adit_users_unref (self->users);
  g_hash_table_unref (self->usages);
  g_free (self->failure);
  g_free (self->password);
  g_free (self);
}

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
  const AditUser *user = adit_users_find (self->users, name);
  GError *error = NULL;

  self->n_removals++;
  if (user != NULL)
    {
      g_clear_pointer (&self->removed, adit_user_free);
      self->removed = adit_user_copy (user);
    }
  if (!fail (self, invocation) &&
      take_over (self, adit_users_remove (self->users, name, &error), invocation, &error))
    adit_bus_users_complete_remove (skeleton, invocation);
  return TRUE;
}

/* Only the last one that was removed, and with what they used. */
static gboolean
on_restore (AditBusUsers *skeleton,
            GDBusMethodInvocation *invocation,
            const char *name,
            FakeUsers *self)
{
  GError *error = NULL;

  if (fail (self, invocation))
    return TRUE;
  if (self->removed == NULL || !g_str_equal (self->removed->name, name))
    g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_NOT_FOUND,
                                           "No user “%s” was removed lately", name);
  else if (take_over (self, adit_users_add (self->users, self->removed, &error), invocation,
                      &error))
    adit_bus_users_complete_restore (skeleton, invocation);
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

static gboolean
on_set_options (AditBusUsers *skeleton,
                GDBusMethodInvocation *invocation,
                const char *name,
                GVariant *options,
                FakeUsers *self)
{
  g_autoptr (AditUser) user = NULL;
  const char *expires;

  if (fail (self, invocation) || (user = copy_user (self, name, invocation)) == NULL)
    return TRUE;

  g_variant_lookup (options, "own-limits", "b", &user->has_own_limits);
  adit_bus_limits_from_variant (options, &user->limits);
  if (g_variant_lookup (options, "expires", "&s", &expires))
    g_assert_true (adit_day_parse (expires, &user->expires_on));
  take_over (self, adit_users_replace (self->users, user, NULL), invocation, NULL);
  adit_bus_users_complete_set_options (skeleton, invocation);
  return TRUE;
}

static gboolean
on_set_limits (AditBusUsers *skeleton,
               GDBusMethodInvocation *invocation,
               GVariant *options,
               FakeUsers *self)
{
  AditUserLimits limits = *adit_users_get_template (self->users);

  if (fail (self, invocation))
    return TRUE;

  adit_bus_limits_from_variant (options, &limits);
  fake_users_set_limits (self, &limits);
  adit_bus_users_complete_set_limits (skeleton, invocation);
  return TRUE;
}

static gboolean
on_import (AditBusUsers *skeleton,
           GDBusMethodInvocation *invocation,
           const char *text,
           FakeUsers *self)
{
  g_autoptr (AditHtpasswd) read = adit_htpasswd_parse (text);
  AditUsers *users;

  if (fail (self, invocation))
    return TRUE;

  users = adit_users_add_all (self->users, (const AditUser *const *) read->users->pdata,
                              read->users->len, NULL);
  g_assert_nonnull (users);
  take_over (self, users, invocation, NULL);
  adit_bus_users_complete_import (skeleton, invocation, read->users->len,
                                  adit_bus_refusals_to_variant (read->refusals));
  return TRUE;
}

static gboolean
on_export (AditBusUsers *skeleton, GDBusMethodInvocation *invocation, FakeUsers *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (fail (self, invocation))
    return TRUE;

  for (guint i = 0; i < adit_users_count (self->users); i++)
    g_string_append_printf (text, "%s:" HASH "\n", adit_users_get (self->users, i)->name);
  adit_bus_users_complete_export (skeleton, invocation, text->str);
  return TRUE;
}

void
fake_users_set_limits (FakeUsers *self, const AditUserLimits *limits)
{
  AditUsers *users = adit_users_set_template (self->users, limits, NULL);

  g_assert_nonnull (users);
  adit_users_unref (self->users);
  self->users = users;
  adit_bus_users_set_limits (self->skeleton, adit_bus_limits_to_variant (limits));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  adit_bus_users_emit_changed (self->skeleton);
}

void
fake_users_change (FakeUsers *self, const AditUser *user)
{
  AditUsers *users = adit_users_replace (self->users, user, NULL);

  g_assert_nonnull (users);
  adit_users_unref (self->users);
  self->users = users;
  adit_bus_users_emit_changed (self->skeleton);
}

void
fake_users_use (FakeUsers *self, const char *name, const AditBusUsage *usage)
{
  g_hash_table_insert (self->usages, g_strdup (name), g_memdup2 (usage, sizeof *usage));
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
    fake_users_use (self, name, usage);
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
  adit_bus_users_set_limits (self->skeleton,
                             adit_bus_limits_to_variant (adit_users_get_template (self->users)));
  adit_bus_users_set_error (self->skeleton, "");
  self->usages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_signal_connect (self->skeleton, "handle-list", G_CALLBACK (on_list), self);
  g_signal_connect (self->skeleton, "handle-add", G_CALLBACK (on_add), self);
  g_signal_connect (self->skeleton, "handle-remove", G_CALLBACK (on_remove), self);
  g_signal_connect (self->skeleton, "handle-restore", G_CALLBACK (on_restore), self);
  g_signal_connect (self->skeleton, "handle-set-options", G_CALLBACK (on_set_options), self);
  g_signal_connect (self->skeleton, "handle-set-limits", G_CALLBACK (on_set_limits), self);
  g_signal_connect (self->skeleton, "handle-import", G_CALLBACK (on_import), self);
  g_signal_connect (self->skeleton, "handle-export", G_CALLBACK (on_export), self);
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
  g_clear_pointer (&self->removed, adit_user_free);
  g_free (self->failure);
  g_free (self->password);
  g_free (self);
}

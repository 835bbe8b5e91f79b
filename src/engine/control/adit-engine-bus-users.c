/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-bus-users.h"

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "engine/control/adit-engine-bus-interface.h"
#include "engine/control/adit-engine-hasher.h"
#include "engine/control/adit-engine-import.h"
#include "model/adit-error.h"

/* Between two signals. */
#define TELL_MS 1000

struct _AditEngineBusUsers
{
  AditEngineBusInterface *interface;
  AditEngineControl *control;
  AditEngineHasher *hasher;
  guint tell_source; /* lately told: no signal before that */
  gboolean is_untold;
};

static const char *const property_names[] = { "Limits", "Error", NULL };

/* ---- Telling ---- */

static GVariant *
get_property (gpointer owner, const char *name)
{
  AditEngineBusUsers *self = owner;
  const char *error = adit_engine_control_get_users_error (self->control);
  const AditUsers *users = adit_engine_control_get_users (self->control);

  if (g_str_equal (name, "Limits"))
    return adit_bus_limits_to_variant (adit_users_get_template (users));
  if (g_str_equal (name, "Error"))
    return g_variant_new_take_string (g_utf8_make_valid (error ? error : "", -1));

  return NULL;
}

static void
tell (AditEngineBusUsers *self)
{
  self->is_untold = FALSE;
  adit_engine_bus_interface_emit (self->interface, NULL, "Changed", NULL);
}

static gboolean
on_tell_due (gpointer user_data)
{
  AditEngineBusUsers *self = user_data;

  if (self->is_untold)
    {
      tell (self);
      return G_SOURCE_CONTINUE;
    }

  self->tell_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_users_changed (AditEngineBusUsers *self)
{
  adit_engine_bus_interface_tell (self->interface, property_names);

  if (self->tell_source != 0)
    {
      self->is_untold = TRUE;
      return;
    }
  tell (self);
  self->tell_source = g_timeout_add (TELL_MS, on_tell_due, self);
}

/* ---- Reading arguments ---- */

typedef struct
{
  char *password; /* NULL: none was given */
  gboolean is_enabled;
  guint expires_on;
  gboolean has_own_limits;
  AditUserLimits limits;
} Options;

/* What may be given both at first and later. */
#define LIMIT_OPTIONS   "rate", "quota", "quota-period", "quota-end", "tunnels"
#define LASTING_OPTIONS "expires", "own-limits", LIMIT_OPTIONS

static gboolean
read_limit (const char *name, GVariant *value, AditUserLimits *limits)
{
  if (g_str_equal (name, "tunnels") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    limits->tunnels_max = g_variant_get_uint32 (value);
  else if (g_str_equal (name, "rate") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    limits->rate_bytes_s = g_variant_get_uint64 (value);
  else if (g_str_equal (name, "quota") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    limits->quota_bytes = g_variant_get_uint64 (value);
  else if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return FALSE;
  else if (g_str_equal (name, "quota-period"))
    return adit_quota_period_from_word (g_variant_get_string (value, NULL), &limits->quota_period);
  else if (g_str_equal (name, "quota-end"))
    return adit_quota_end_from_word (g_variant_get_string (value, NULL), &limits->quota_end);
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_option (const char *name, GVariant *value, Options *options)
{
  if (g_str_equal (name, "enabled") && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    {
      options->is_enabled = g_variant_get_boolean (value);
      return TRUE;
    }
  if (g_str_equal (name, "own-limits") && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    {
      options->has_own_limits = g_variant_get_boolean (value);
      return TRUE;
    }
  if (read_limit (name, value, &options->limits))
    {
      options->has_own_limits = TRUE;
      return TRUE;
    }
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return FALSE;
  if (g_str_equal (name, "expires"))
    return adit_day_parse (g_variant_get_string (value, NULL), &options->expires_on);
  if (!g_str_equal (name, "password"))
    return FALSE;

  g_free (options->password);
  options->password = g_variant_dup_string (value, NULL);
  return TRUE;
}

/* @known: NULL-terminated. A value is not repeated in the error: it may be a password. */
static gboolean
read_options (GVariant *dictionary, const char *const *known, Options *options, GError **error)
{
  for (gsize i = 0; i < g_variant_n_children (dictionary); i++)
    {
      g_autoptr (GVariant) value = NULL;
      const char *name;

      g_variant_get_child (dictionary, i, "{&sv}", &name, &value);
      if (!g_strv_contains (known, name) || !read_option (name, value, options))
        {
          g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                       "The option “%s” cannot be given, or not with this value", name);
          return FALSE;
        }
    }

  return TRUE;
}

/* (transfer full) */
static AditUser *
copy_user (AditEngineControl *control, const char *name, GError **error)
{
  const AditUser *user = adit_users_find (adit_engine_control_read_users (control), name);

  if (!user)
    g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, "There is no user “%s”", name);
  return user ? adit_user_copy (user) : NULL;
}

/* ---- Changing users ---- */

/* Takes where the error is: what may set it is often another argument of the call, and nobody says
 * which of them is evaluated first. */
static void
answer (GDBusMethodInvocation *invocation, gboolean is_done, GError *const *error)
{
  if (is_done)
    g_dbus_method_invocation_return_value (invocation, NULL);
  else
    g_dbus_method_invocation_return_gerror (invocation, *error);
}

static gboolean
add_user (AditEngineControl *control, const AditUser *user, GError **error)
{
  AditUsers *users = adit_engine_control_read_users (control);

  return adit_engine_control_set_users (control, adit_users_add (users, user, error), error);
}

static gboolean
replace_user (AditEngineControl *control, const AditUser *user, GError **error)
{
  AditUsers *users = adit_engine_control_get_users (control);

  return adit_engine_control_set_users (control, adit_users_replace (users, user, error), error);
}

/* A password that is being hashed; the bus's object may be gone when that is done. */
typedef struct
{
  AditEngineControl *control;
  GDBusMethodInvocation *invocation;
  gboolean is_new; /* the user is added with it */
} Hashing;

static void
hashing_free (Hashing *self)
{
  g_object_unref (self->control);
  g_free (self);
}

/* What else of the user was changed meanwhile stays. */
static gboolean
take_over_secrets (AditEngineControl *control, const AditUser *hashed, GError **error)
{
  g_autoptr (AditUser) user = copy_user (control, hashed->name, error);

  if (!user)
    return FALSE;

  adit_user_set_text (&user->password_hash, hashed->password_hash);
  adit_user_set_text (&user->sha256_secret, hashed->sha256_secret);
  adit_user_set_text (&user->md5_secret, hashed->md5_secret);
  return replace_user (control, user, error);
}

static void
hashed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Hashing *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUser) user = adit_engine_hasher_set_finish (result, &error);
  gboolean is_done = FALSE;

  if (user)
    {
      /* The schemes may be others than when it was begun. */
      adit_engine_control_drop_unwanted_secrets (self->control, user);
      is_done = self->is_new ? add_user (self->control, user, &error)
                             : take_over_secrets (self->control, user, &error);
    }
  answer (self->invocation, is_done, &error);
  hashing_free (self);
}

static void
hash (AditEngineBusUsers *self,
      const AditUser *user,
      const char *password,
      gboolean is_new,
      GDBusMethodInvocation *invocation)
{
  Hashing *hashing = g_new0 (Hashing, 1);

  hashing->control = g_object_ref (self->control);
  hashing->invocation = invocation;
  hashing->is_new = is_new;
  adit_engine_hasher_set_async (self->hasher, user, password,
                                adit_engine_control_get_access (self->control)->schemes, hashed_cb,
                                hashing);
}

/* ---- Methods ---- */

/* @owner: of AditEngineAccountState by name. */
static void
find_usage (gpointer owner, const char *name, AditBusUsage *usage)
{
  const AditEngineAccountState *state = g_hash_table_lookup (owner, name);

  if (!state)
    return;

  *usage = (AditBusUsage){
    .n_active = state->n_active,
    .sent_rate = state->rate.sent_bytes,
    .received_rate = state->rate.received_bytes,
    .sent_bytes = state->total.sent_bytes,
    .received_bytes = state->total.received_bytes,
    .sent_today_bytes = state->today.sent_bytes,
    .received_today_bytes = state->today.received_bytes,
    .today_bytes = adit_engine_usage_sum (&state->today),
    .month_bytes = adit_engine_usage_sum (&state->month),
    .last_seen_us = state->last_seen_us,
    .is_used_up = state->is_used_up,
  };
  adit_engine_address_print_host (&state->client, usage->address);
}

static void
list (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  AditEngineProxy *proxy = adit_engine_control_get_proxy (self->control);
  g_autoptr (GPtrArray) states =
      adit_engine_accounts_list (adit_engine_proxy_get_accounts (proxy), g_get_real_time (), NULL);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  const AditUsers *users = adit_engine_control_get_users (self->control);

  for (guint i = 0; i < states->len; i++)
    g_hash_table_insert (by_name, ((AditEngineAccountState *) states->pdata[i])->name,
                         states->pdata[i]);
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(@a" ADIT_BUS_USER_TYPE ")",
                                                        adit_bus_users_to_variant (users,
                                                                                   find_usage,
                                                                                   by_name)));
}

static void
apply_options (const Options *options, AditUser *user)
{
  user->expires_on = options->expires_on;
  user->has_own_limits = options->has_own_limits;
  if (user->has_own_limits)
    user->limits = options->limits;
}

/* Whether somebody could be added; asked before a password is hashed for nothing. */
static gboolean
can_add (AditEngineControl *control, const AditUser *user, GError **error)
{
  g_autoptr (AditUsers) users =
      adit_users_add (adit_engine_control_read_users (control), user, error);

  return users != NULL;
}

static void
add (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  static const char *const known[] = { "password", "enabled", LASTING_OPTIONS, NULL };
  g_autoptr (GVariant) dictionary = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUser) user = NULL;
  const AditUsers *users = adit_engine_control_get_users (self->control);
  Options options = { .is_enabled = TRUE, .limits = *adit_users_get_template (users) };
  const char *name;
  gboolean is_valid;

  g_variant_get (arguments, "(&s@a{sv})", &name, &dictionary);
  is_valid = read_options (dictionary, known, &options, &error);
  user = adit_user_new (name);
  user->is_enabled = options.is_enabled;
  apply_options (&options, user);

  if (!is_valid || !can_add (self->control, user, &error))
    answer (invocation, FALSE, &error);
  else if (options.password)
    hash (self, user, options.password, TRUE, invocation);
  else
    answer (invocation, add_user (self->control, user, &error), &error);
  g_free (options.password);
}

static void
drop (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  g_autoptr (GError) error = NULL;
  const char *name;

  g_variant_get (arguments, "(&s)", &name);
  answer (invocation, adit_engine_control_remove_user (self->control, name, &error), &error);
}

static void
restore (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  g_autoptr (GError) error = NULL;
  const char *name;

  g_variant_get (arguments, "(&s)", &name);
  answer (invocation, adit_engine_control_restore_user (self->control, name, &error), &error);
}

static void
set_password (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUser) user = NULL;
  const char *name, *password;

  g_variant_get (arguments, "(&s&s)", &name, &password);
  user = copy_user (self->control, name, &error);
  if (user)
    hash (self, user, password, FALSE, invocation);
  else
    answer (invocation, FALSE, &error);
}

static void
set_enabled (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUser) user = NULL;
  const char *name;
  gboolean is_enabled;

  g_variant_get (arguments, "(&sb)", &name, &is_enabled);
  user = copy_user (self->control, name, &error);
  if (user)
    user->is_enabled = is_enabled;
  answer (invocation, user && replace_user (self->control, user, &error), &error);
}

static void
set_options (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  static const char *const known[] = { LASTING_OPTIONS, NULL };
  g_autoptr (GVariant) dictionary = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditUser) user = NULL;
  Options options = { 0 };
  const char *name;
  gboolean is_done = FALSE;

  g_variant_get (arguments, "(&s@a{sv})", &name, &dictionary);
  user = copy_user (self->control, name, &error);
  if (user)
    options = (Options){
      .expires_on = user->expires_on,
      .has_own_limits = user->has_own_limits,
      .limits = *adit_users_get_limits (adit_engine_control_get_users (self->control), user),
    };
  if (user && read_options (dictionary, known, &options, &error))
    {
      apply_options (&options, user);
      is_done = replace_user (self->control, user, &error);
    }
  answer (invocation, is_done, &error);
}

static void
set_limits (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  static const char *const known[] = { LIMIT_OPTIONS, NULL };
  AditUsers *users = adit_engine_control_read_users (self->control);
  g_autoptr (GVariant) dictionary = g_variant_get_child_value (arguments, 0);
  g_autoptr (GError) error = NULL;
  Options options = { .limits = *adit_users_get_template (users) };
  gboolean is_done;

  is_done = read_options (dictionary, known, &options, &error) &&
            adit_engine_control_set_users (self->control,
                                           adit_users_set_template (users, &options.limits, &error),
                                           &error);
  answer (invocation, is_done, &error);
}

static void
import_users (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  g_autoptr (AditUsers) before = adit_users_ref (adit_engine_control_read_users (self->control));
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  AditUsers *users;

  g_variant_get (arguments, "(&s)", &text);
  users = adit_engine_import (before, text, &refusals, &error);
  if (!adit_engine_control_set_users (self->control, users, &error))
    {
      answer (invocation, FALSE, &error);
      return;
    }

  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(u@a" ADIT_BUS_REFUSAL_TYPE ")",
                                                        adit_users_count (users) -
                                                            adit_users_count (before),
                                                        adit_bus_refusals_to_variant (refusals)));
}

static void
export_users (gpointer owner, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  AditEngineBusUsers *self = owner;
  g_autofree char *text = adit_engine_export (adit_engine_control_get_users (self->control));

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", text));
}

static const AditEngineBusMethod methods[] = {
  { "List", .run = list },
  { "Add", .run = add },
  { "Remove", .run = drop },
  { "Restore", .run = restore },
  { "SetPassword", .run = set_password },
  { "SetEnabled", .run = set_enabled },
  { "SetOptions", .run = set_options },
  { "SetLimits", .run = set_limits },
  { "Import", .run = import_users },
  { "Export", .run = export_users },
  { NULL },
};

static const AditEngineBusService service = { .methods = methods, .get = get_property };

/* ---- Life ---- */

AditEngineBusUsers *
adit_engine_bus_users_new (GDBusConnection *connection, AditEngineControl *control, GError **error)
{
  AditEngineBusUsers *self = g_new0 (AditEngineBusUsers, 1);

  self->control = control;
  self->hasher = adit_engine_hasher_new ();
  self->interface = adit_engine_bus_interface_new (connection, adit_bus_users_interface_info (),
                                                   &service, self, error);
  g_signal_connect_swapped (control, "users-changed", G_CALLBACK (on_users_changed), self);
  if (self->interface)
    return self;

  adit_engine_bus_users_free (self);
  return NULL;
}

void
adit_engine_bus_users_free (AditEngineBusUsers *self)
{
  g_signal_handlers_disconnect_by_data (self->control, self);
  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_pointer (&self->interface, adit_engine_bus_interface_free);
  adit_engine_hasher_free (self->hasher);
  g_free (self);
}

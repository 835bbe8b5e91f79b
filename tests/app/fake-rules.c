/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-rules.h"

#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire-access.h"
#include "bus/adit-bus-wire-upstream.h"
#include "model/adit-decision.h"
#include "model/adit-error.h"

#include <string.h>

const char *
fake_rules_get_text (FakeRules *self)
{
  return adit_rules_get_text (self->rules);
}

static AditUpstreamPassword
find_password (gpointer owner, const char *name)
{
  FakeRules *self = owner;

  if (adit_rules_find_upstream (self->rules, name)->user == NULL)
    return ADIT_UPSTREAM_PASSWORD_NONE;
  return g_hash_table_contains (self->passwords, name) ? ADIT_UPSTREAM_PASSWORD_KEYRING
                                                       : ADIT_UPSTREAM_PASSWORD_MISSING;
}

static void
tell (FakeRules *self)
{
  g_autofree char *standard = adit_rule_print (adit_rules_get_default (self->rules));

  adit_bus_rules_set_text (self->skeleton, adit_rules_get_text (self->rules));
  adit_bus_rules_set_rules (self->skeleton, adit_bus_rules_to_variant (self->rules));
  adit_bus_rules_set_default (self->skeleton, standard);
  adit_bus_rules_set_upstreams (self->skeleton,
                                adit_bus_upstreams_to_variant (self->rules, find_password, self));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}

void
fake_rules_set_text (FakeRules *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  AditRules *rules = adit_rules_parse (text, &error);

  g_assert_no_error (error);
  adit_rules_unref (self->rules);
  self->rules = rules;
  adit_bus_rules_set_error (self->skeleton, "");
  tell (self);
}

void
fake_rules_set_error (FakeRules *self, const char *error)
{
  adit_bus_rules_set_error (self->skeleton, error);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->skeleton));
}

void
fake_rules_deny (FakeRules *self, guint n_denied)
{
  g_array_set_size (self->denied, 0);
  for (guint64 id = 1; id <= n_denied; id++)
    g_array_append_val (self->denied, id);
}

/* ---- Changes ---- */

/* Answers with the outcome of an edit, or with @error. Takes both. */
static gboolean
answer (FakeRules *self, GDBusMethodInvocation *invocation, AditRules *edited, GError *error)
{
  g_autoptr (GError) owned = error;

  if (self->failure != NULL)
    {
      g_clear_pointer (&edited, adit_rules_unref);
      g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "%s",
                                             self->failure);
      return TRUE;
    }
  if (edited == NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, owned);
      return TRUE;
    }

  self->n_changes++;
  adit_rules_unref (self->rules);
  self->rules = edited;
  tell (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
  return TRUE;
}

static gboolean
on_insert (AditBusRules *skeleton,
           GDBusMethodInvocation *invocation,
           guint number,
           const char *line,
           FakeRules *self)
{
  guint index = number == 0 ? adit_rules_count (self->rules) : number - 1;
  GError *error = NULL;
  AditRules *edited = adit_rules_insert (self->rules, index, line, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_remove (AditBusRules *skeleton, GDBusMethodInvocation *invocation, guint number, FakeRules *self)
{
  GError *error = NULL;
  AditRules *edited = adit_rules_remove (self->rules, number - 1, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_replace (AditBusRules *skeleton,
            GDBusMethodInvocation *invocation,
            guint number,
            const char *line,
            FakeRules *self)
{
  GError *error = NULL;
  AditRules *edited = adit_rules_replace (self->rules, number - 1, line, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_move (AditBusRules *skeleton,
         GDBusMethodInvocation *invocation,
         guint from,
         guint to,
         FakeRules *self)
{
  GError *error = NULL;
  AditRules *edited = adit_rules_move (self->rules, from - 1, to - 1, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_set_default (AditBusRules *skeleton,
                GDBusMethodInvocation *invocation,
                const char *action,
                FakeRules *self)
{
  GError *error = NULL;
  AditRules *edited = adit_rules_set_default (self->rules, action, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_set_text (AditBusRules *skeleton,
             GDBusMethodInvocation *invocation,
             const char *text,
             FakeRules *self)
{
  GError *error = NULL;
  AditRules *edited = adit_rules_parse (text, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_set_upstream (AditBusRules *skeleton,
                 GDBusMethodInvocation *invocation,
                 const char *line,
                 FakeRules *self)
{
  GError *error = NULL;
  AditRules *edited = adit_rules_set_upstream (self->rules, line, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_remove_upstream (AditBusRules *skeleton,
                    GDBusMethodInvocation *invocation,
                    const char *name,
                    FakeRules *self)
{
  GError *error = NULL;
  AditRules *edited = adit_rules_remove_upstream (self->rules, name, &error);

  return answer (self, invocation, edited, error);
}

static gboolean
on_set_password (AditBusRules *skeleton,
                 GDBusMethodInvocation *invocation,
                 const char *name,
                 const char *password,
                 FakeRules *self)
{
  if (self->failure == NULL)
    g_hash_table_insert (self->passwords, g_strdup (name), g_strdup (password));

  return answer (self, invocation, adit_rules_ref (self->rules), NULL);
}

static gboolean
on_clear_password (AditBusRules *skeleton,
                   GDBusMethodInvocation *invocation,
                   const char *name,
                   FakeRules *self)
{
  g_hash_table_remove (self->passwords, name);

  return answer (self, invocation, adit_rules_ref (self->rules), NULL);
}

/* ---- Questions ---- */

static gboolean
on_test (AditBusRules *skeleton,
         GDBusMethodInvocation *invocation,
         const char *user,
         const char *client,
         const char *target,
         FakeRules *self)
{
  AditAuthority authority;
  AditQuestion question = { .target = &authority,
                            .user = user[0] != '\0' ? user : NULL,
                            .is_client_here = client[0] == '\0' };
  AditDecision decision;
  g_autofree char *sentence = NULL;

  if (!adit_authority_parse (target, strlen (target), ADIT_AUTHORITY_PLAIN, &authority))
    {
      g_dbus_method_invocation_return_error (invocation, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT,
                                             "“%s” is not a HOST:PORT", target);
      return TRUE;
    }

  adit_rules_decide (self->rules, &question, &decision);
  sentence = adit_decision_to_sentence (&decision, self->rules);
  adit_bus_rules_complete_test (skeleton, invocation, adit_verdict_to_word (decision.verdict),
                                sentence, decision.rule, decision.line,
                                g_str_equal (authority.host, FAKE_RULES_NAME) ? FAKE_RULES_ADDRESS
                                                                              : "");
  return TRUE;
}

static gboolean
on_denied (AditBusRules *skeleton, GDBusMethodInvocation *invocation, FakeRules *self)
{
  GVariant *ids = g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, self->denied->data,
                                             self->denied->len, sizeof (guint64));

  adit_bus_rules_complete_denied (skeleton, invocation, ids);
  return TRUE;
}

static gboolean
on_end_denied (AditBusRules *skeleton, GDBusMethodInvocation *invocation, FakeRules *self)
{
  guint n_denied = self->denied->len;

  g_array_set_size (self->denied, 0);
  adit_bus_rules_complete_end_denied (skeleton, invocation, n_denied);
  return TRUE;
}

/* ---- Life ---- */

FakeRules *
fake_rules_new (GDBusConnection *connection)
{
  static const struct
  {
    const char *signal;
    GCallback handler;
  } handlers[] = {
    { "handle-insert", G_CALLBACK (on_insert) },
    { "handle-remove", G_CALLBACK (on_remove) },
    { "handle-replace", G_CALLBACK (on_replace) },
    { "handle-move", G_CALLBACK (on_move) },
    { "handle-set-default", G_CALLBACK (on_set_default) },
    { "handle-set-text", G_CALLBACK (on_set_text) },
    { "handle-set-upstream", G_CALLBACK (on_set_upstream) },
    { "handle-remove-upstream", G_CALLBACK (on_remove_upstream) },
    { "handle-set-upstream-password", G_CALLBACK (on_set_password) },
    { "handle-clear-upstream-password", G_CALLBACK (on_clear_password) },
    { "handle-test", G_CALLBACK (on_test) },
    { "handle-denied", G_CALLBACK (on_denied) },
    { "handle-end-denied", G_CALLBACK (on_end_denied) },
  };
  FakeRules *self = g_new0 (FakeRules, 1);
  g_autoptr (GError) error = NULL;

  self->skeleton = adit_bus_rules_skeleton_new ();
  self->rules = adit_rules_new ();
  self->passwords = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->denied = g_array_new (FALSE, FALSE, sizeof (guint64));
  adit_bus_rules_set_error (self->skeleton, "");
  tell (self);
  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect (self->skeleton, handlers[i].signal, handlers[i].handler, self);

  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                    ADIT_ENGINE_OBJECT_PATH, &error);
  g_assert_no_error (error);
  return self;
}

void
fake_rules_free (FakeRules *self)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_object_unref (self->skeleton);
  adit_rules_unref (self->rules);
  g_hash_table_unref (self->passwords);
  g_array_unref (self->denied);
  g_free (self->failure);
  g_free (self);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-why.h"

#include "engine/net/adit-engine-address.h"
#include "model/adit-error.h"

#include <string.h>

typedef struct
{
  AditRules *rules;
  char *user;
  AditAuthority target;
  AditEngineAddress client;
  gboolean is_client_here;
  gboolean is_private_allowed;
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;

  adit_rules_unref (self->rules);
  g_free (self->user);
  g_free (self);
}

void
adit_engine_why_free (AditEngineWhy *self)
{
  g_free (self->sentence);
  g_free (self->address);
  g_free (self);
}

/* @address: NULL where it is not known. */
static void
decide (const Case *self, const AditEngineAddress *address, AditDecision *decision)
{
  const AditQuestion question = {
    .target = &self->target,
    .user = self->user,
    .client = &self->client.any,
    .address = address ? &address->any : NULL,
    .is_address_here = address && !self->is_client_here && adit_engine_address_is_here (address),
    .is_client_here = self->is_client_here,
    .is_private_allowed = self->is_private_allowed,
  };

  adit_rules_decide (self->rules, &question, decision);
}

/* The host alone. (transfer full) */
static char *
print_host (GInetAddress *address)
{
  return address ? g_inet_address_to_string (address) : g_strdup ("");
}

static void
answer (GTask *task, const AditDecision *decision, GInetAddress *address)
{
  const Case *self = g_task_get_task_data (task);
  AditEngineWhy *why = g_new0 (AditEngineWhy, 1);

  why->verdict = decision->verdict;
  why->rule = decision->rule;
  why->line = decision->line;
  why->sentence = adit_decision_to_sentence (decision, self->rules);
  why->address = print_host (address);
  g_task_return_pointer (task, why, (GDestroyNotify) adit_engine_why_free);
}

/* The first one that may be dialled; where none may, the first. */
static void
decide_addresses (GTask *task, GList *addresses)
{
  const Case *self = g_task_get_task_data (task);
  AditDecision first = { .verdict = ADIT_VERDICT_DENY };

  for (GList *item = addresses; item; item = item->next)
    {
      AditEngineAddress address;
      AditDecision decision;

      adit_engine_address_from_inet (&address, item->data, self->target.port);
      decide (self, &address, &decision);
      if (item == addresses)
        first = decision;
      if (decision.verdict != ADIT_VERDICT_DENY)
        {
          answer (task, &decision, item->data);
          return;
        }
    }

  answer (task, &first, addresses->data);
}

static void
lookup_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  const Case *self = g_task_get_task_data (task);
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  if (!addresses)
    {
      g_task_return_new_error (task, ADIT_ERROR, ADIT_ERROR_FAILED,
                               "It depends on the address of %s, which was not found: %s",
                               self->target.host, error->message);
      return;
    }

  decide_addresses (task, addresses);
  g_resolver_free_addresses (addresses);
}

static void
look_up (GTask *task)
{
  const Case *self = g_task_get_task_data (task);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();

  g_resolver_lookup_by_name_async (resolver, self->target.host, NULL, lookup_cb,
                                   g_object_ref (task));
}

static gboolean
read_client (Case *self, const char *client, GError **error)
{
  const char *host = client[0] == '\0' ? "127.0.0.1" : client;

  if (!adit_engine_address_parse (&self->client, host, 0))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "“%s” is not an address",
                   client);
      return FALSE;
    }

  self->is_client_here = adit_engine_address_is_here (&self->client);
  return TRUE;
}

static gboolean
read_target (Case *self, const char *target, GError **error)
{
  if (adit_authority_parse (target, strlen (target), ADIT_AUTHORITY_PLAIN, &self->target))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "“%s” is not a HOST:PORT", target);
  return FALSE;
}

void
adit_engine_why_async (AditRules *rules,
                       gboolean is_private_allowed,
                       const char *user,
                       const char *client,
                       const char *target,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Case *self = g_new0 (Case, 1);
  GError *error = NULL;
  AditDecision decision;

  self->rules = adit_rules_ref (rules);
  self->is_private_allowed = is_private_allowed;
  self->user = user[0] == '\0' ? NULL : g_strdup (user);
  g_task_set_source_tag (task, adit_engine_why_async);
  g_task_set_task_data (task, self, case_free);
  if (!read_client (self, client, &error) || !read_target (self, target, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  decide (self, NULL, &decision);
  if (decision.needs_address)
    look_up (task);
  else
    answer (task, &decision, NULL);
}

AditEngineWhy *
adit_engine_why_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users, access and rules change while the proxy serves. */

#include "engine/session/adit-engine-gather.h"
#include "engine/session/adit-engine-proxy-private.h"

typedef struct
{
  AditEngineProxy *proxy;
  char *name;
} UsedUp;

static void
end_used_up (gpointer data)
{
  g_autofree UsedUp *used_up = data;
  GPtrArray *lanes = used_up->proxy->lanes;

  for (guint i = 0; i < lanes->len; i++)
    adit_engine_lane_end_used_up (lanes->pdata[i], used_up->name);
  g_free (used_up->name);
}

/* Only the main thread knows all lanes for sure. */
void
adit_engine_proxy_on_used_up (gpointer owner, const char *name)
{
  AditEngineProxy *self = owner;
  UsedUp *used_up = g_new (UsedUp, 1);

  *used_up = (UsedUp){ .proxy = self, .name = g_strdup (name) };
  adit_engine_mailbox_post (self->mailbox, end_used_up, used_up);
}

void
adit_engine_proxy_set_users (AditEngineProxy *self, AditUsers *users)
{
  adit_engine_accounts_set_users (self->accounts, users, g_get_real_time ());
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_users (self->lanes->pdata[i], users);
}

AditEngineAccounts *
adit_engine_proxy_get_accounts (AditEngineProxy *self)
{
  return self->accounts;
}

void
adit_engine_proxy_set_access (AditEngineProxy *self, const AditAccess *access)
{
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_access (self->lanes->pdata[i], access);
}

void
adit_engine_proxy_apply_admission (AditEngineProxy *self)
{
  AditEngineAdmission admission;

  adit_engine_admission_init (&admission, &self->clients,
                              adit_engine_interfaces_get (self->interfaces));
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_admission (self->lanes->pdata[i], &admission, self->is_private_allowed);
  adit_engine_admission_clear (&admission);
}

void
adit_engine_proxy_set_admission (AditEngineProxy *self,
                                 const AditClients *clients,
                                 gboolean is_private_allowed)
{
  g_auto (AditClients) copy = { 0 };

  adit_clients_init_copy (&copy, clients);
  adit_clients_take (&self->clients, &copy);
  self->is_private_allowed = is_private_allowed;
  adit_engine_proxy_apply_admission (self);
}

void
adit_engine_proxy_set_rules (AditEngineProxy *self, AditRules *rules, GPtrArray *upstreams)
{
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_set_rules (self->lanes->pdata[i], rules, upstreams);
}

void
adit_engine_proxy_check_rules_async (AditEngineProxy *self,
                                     gboolean is_ending,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  adit_engine_gather_denied (task, self->lanes, self->mailbox, is_ending);
}

GArray *
adit_engine_proxy_check_rules_finish (AditEngineProxy *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

AditEngineThrottle *
adit_engine_proxy_get_throttle (AditEngineProxy *self)
{
  return self->desk->throttle;
}

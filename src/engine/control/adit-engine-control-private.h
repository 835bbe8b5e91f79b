/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What adit-engine-control.c (the proxy and its settings) shares with adit-engine-control-people.c
 * (users and access) and adit-engine-control-rules.c. */

#pragma once

#include "engine/control/adit-engine-control.h"
#include "engine/control/adit-engine-removed.h"
#include "engine/control/adit-engine-rules-store.h"
#include "engine/control/adit-engine-system-proxy.h"
#include "engine/control/adit-engine-totals-keeper.h"
#include "engine/control/adit-engine-user-store.h"

G_BEGIN_DECLS

struct _AditEngineControl
{
  GObject parent_instance;

  AditSettings *settings;
  AditEngineStore *store; /* NULL: the settings are for this process only */
  AditEngineProxy *proxy;
  AditEngineCertificates *certificates;

  char *state_directory;         /* where users' totals are kept */
  AditEngineWatched *user_store; /* of AditUsers */
  AditEngineRemoved *removed;
  AditEngineTotalsKeeper *totals_keeper; /* NULL: not begun, or over */
  gboolean is_closing;
  AditEngineWatched *rules_store; /* of AditRules */
  AditEngineUpstreams *upstreams;
  AditEngineSystemProxy *system_proxy; /* NULL: none is to be had, or not begun, or over */
  GError *system_proxy_error;          /* why it is not set, or not there */
  gboolean is_system_proxy_set;
  gint is_block_told; /* atomic: "blocked-changed" is on its way */
};

typedef enum
{
  ADIT_ENGINE_CONTROL_USERS_CHANGED,
  ADIT_ENGINE_CONTROL_ACCESS_CHANGED,
  ADIT_ENGINE_CONTROL_RULES_CHANGED,
  ADIT_ENGINE_CONTROL_BLOCKED_CHANGED,
  ADIT_ENGINE_CONTROL_SYSTEM_PROXY_CHANGED,
  ADIT_ENGINE_CONTROL_N_SIGNALS
} AditEngineControlSignal;

void adit_engine_control_emit (AditEngineControl *self, AditEngineControlSignal signal);

/* Saves the settings, where they are saved at all. */
gboolean adit_engine_control_save (AditEngineControl *self, GError **error);

/* The beginning and the end of what adit-engine-control-people.c keeps. */
void adit_engine_control_open_people (AditEngineControl *self,
                                      const char *directory,
                                      const char *state_directory);
void adit_engine_control_close_people (AditEngineControl *self);

/* The same of adit-engine-control-rules.c. */
void adit_engine_control_open_rules (AditEngineControl *self,
                                     const char *directory,
                                     const char *state_directory);
void adit_engine_control_close_rules (AditEngineControl *self);

/* Of adit-engine-control-system-proxy.c: something that it depends on may have changed. */
void adit_engine_control_update_system_proxy (AditEngineControl *self);

G_END_DECLS

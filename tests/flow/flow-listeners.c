/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow.h"

#include "model/adit-authority.h"

#include <string.h>

static void
list_listeners (AditEngineProxy *proxy, gpointer data)
{
  *(GPtrArray **) data = adit_engine_proxy_list_listeners (proxy);
}

AditListener *
flow_engine_listener (FlowEngine *self, guint index)
{
  g_autoptr (GPtrArray) rows = NULL;

  flow_engine_call (self, list_listeners, &rows);
  g_assert_cmpuint (index, <, rows->len);

  return g_steal_pointer (&rows->pdata[index]);
}

guint16
flow_engine_port_of (FlowEngine *self, guint index)
{
  g_autoptr (AditListener) row = flow_engine_listener (self, index);
  AditAuthority authority;

  g_assert_cmpint (row->state, ==, ADIT_LISTENER_LISTENING);
  g_assert_true (
      adit_authority_parse (row->bound, strlen (row->bound), ADIT_AUTHORITY_PLAIN, &authority));

  return authority.port;
}

guint16
flow_engine_port (FlowEngine *self)
{
  return flow_engine_port_of (self, 0);
}

/* ---- Changing them ---- */

typedef struct
{
  const char *address;
  const char *to;
  gboolean is_enabled;
  gboolean is_done;
  int *code;
} Change;

static void
note_outcome (Change *change, gboolean is_done, const GError *error)
{
  g_assert_true (is_done == (error == NULL));
  change->is_done = is_done;
  if (error && change->code)
    *change->code = error->code;
  else
    g_assert_no_error (error);
}

static void
add (AditEngineProxy *proxy, gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditListenerSettings) listener = adit_listener_settings_new (change->address, TRUE);
  gboolean is_done = adit_engine_proxy_add_listener (proxy, listener, &error);

  note_outcome (change, is_done, error);
}

static void
remove_one (AditEngineProxy *proxy, gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;
  gboolean is_done = adit_engine_proxy_remove_listener (proxy, change->address, &error);

  note_outcome (change, is_done, error);
}

static void
enable (AditEngineProxy *proxy, gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;
  gboolean is_done =
      adit_engine_proxy_set_listener_enabled (proxy, change->address, change->is_enabled, &error);

  note_outcome (change, is_done, error);
}

static void
move (AditEngineProxy *proxy, gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;
  gboolean is_done =
      adit_engine_proxy_move_listener (proxy, change->address, change->to, FALSE, &error);

  note_outcome (change, is_done, error);
}

gboolean
flow_engine_move_listener (FlowEngine *self, const char *address, const char *to, int *code)
{
  Change change = { .address = address, .to = to, .code = code };

  flow_engine_call (self, move, &change);
  return change.is_done;
}

gboolean
flow_engine_add_listener (FlowEngine *self, const char *address, int *code)
{
  Change change = { .address = address, .code = code };

  flow_engine_call (self, add, &change);
  return change.is_done;
}

gboolean
flow_engine_remove_listener (FlowEngine *self, const char *address, int *code)
{
  Change change = { .address = address, .code = code };

  flow_engine_call (self, remove_one, &change);
  return change.is_done;
}

gboolean
flow_engine_enable_listener (FlowEngine *self, const char *address, gboolean is_on, int *code)
{
  Change change = { .address = address, .is_enabled = is_on, .code = code };

  flow_engine_call (self, enable, &change);
  return change.is_done;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/login/adit-engine-login.h"

#include "engine/login/adit-engine-autostart.h"
#include "engine/login/adit-engine-portal.h"
#include "model/adit-error.h"

#include <glib/gi18n-lib.h>

/* What `aditctl` is told at login: it has the engine started as the bus starts it. */
#define ARGUMENT "start"

struct _AditEngineLogin
{
  GObject parent_instance;

  GDBusConnection *connection;
  gboolean is_sandboxed;
  char *entry_path;
  char *program;
  AditEngineBackground background;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditEngineLogin, adit_engine_login, G_TYPE_OBJECT)

gboolean
adit_engine_login_is_set (AditEngineLogin *self)
{
  return adit_engine_autostart_is_set (self->entry_path);
}

AditEngineBackground
adit_engine_login_get_background (AditEngineLogin *self)
{
  return self->background;
}

gboolean
adit_engine_login_is_sandboxed (AditEngineLogin *self)
{
  return self->is_sandboxed;
}

static gboolean
write_entry (AditEngineLogin *self, gboolean is_set, GError **error)
{
  const AditEngineAutostartCommand command = { self->program, ARGUMENT };
  g_autoptr (GError) local_error = NULL;

  if (adit_engine_autostart_set (self->entry_path, &command, is_set, &local_error))
    {
      g_signal_emit (self, signals[CHANGED], 0);
      return TRUE;
    }

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_FAILED, "%s", local_error->message);
  return FALSE;
}

/* ---- Asking the desktop ---- */

static void
ask_desktop (AditEngineLogin *self,
             const char *window,
             gboolean is_start_wanted,
             GAsyncReadyCallback callback,
             GTask *task)
{
  const char *const command[] = { self->program, ARGUMENT, NULL };

  adit_engine_portal_ask_async (self->connection, window, is_start_wanted ? command : NULL,
                                callback, task);
}

/* Takes what the desktop said of going on without a window. */
static gboolean
finish_asking (AditEngineLogin *self,
               GAsyncResult *result,
               gboolean *is_start_allowed,
               GError **error)
{
  gboolean is_background_allowed;

  if (!adit_engine_portal_ask_finish (result, &is_background_allowed, is_start_allowed, error))
    return FALSE;

  self->background =
      is_background_allowed ? ADIT_ENGINE_BACKGROUND_ALLOWED : ADIT_ENGINE_BACKGROUND_REFUSED;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/* ---- Starting at login ---- */

/* What was asked for is the task's data. */
static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AditEngineLogin *self = g_task_get_source_object (task);
  gboolean is_set = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;
  gboolean is_allowed;

  if (!finish_asking (self, result, &is_allowed, &error))
    g_task_return_error (task, error);
  else if (is_set && !is_allowed)
    g_task_return_new_error (task, ADIT_ERROR, ADIT_ERROR_FAILED, "%s",
                             _ ("The desktop does not allow Adit to start at login"));
  else if (write_entry (self, is_set, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
set_here (AditEngineLogin *self, gboolean is_set, GTask *task)
{
  GError *error = NULL;

  if (is_set && !g_file_test (self->program, G_FILE_TEST_IS_EXECUTABLE))
    g_task_return_new_error (task, ADIT_ERROR, ADIT_ERROR_FAILED, _ ("%s is not installed"),
                             self->program);
  else if (write_entry (self, is_set, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
adit_engine_login_set_async (AditEngineLogin *self,
                             gboolean is_set,
                             const char *window,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, adit_engine_login_set_async);
  g_task_set_task_data (task, GINT_TO_POINTER (is_set), NULL);
  if (self->is_sandboxed)
    ask_desktop (self, window, is_set, set_cb, g_object_ref (task));
  else
    set_here (self, is_set, task);
}

gboolean
adit_engine_login_set_finish (AditEngineLogin *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- Going on without a window ---- */

static void
ask_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  gboolean is_start_allowed;

  if (finish_asking (g_task_get_source_object (task), result, &is_start_allowed, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
adit_engine_login_ask_async (AditEngineLogin *self,
                             const char *window,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, adit_engine_login_ask_async);
  if (self->is_sandboxed)
    ask_desktop (self, window, adit_engine_login_is_set (self), ask_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
adit_engine_login_ask_finish (AditEngineLogin *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- Life ---- */

static void
adit_engine_login_finalize (GObject *object)
{
  AditEngineLogin *self = ADIT_ENGINE_LOGIN (object);

  g_object_unref (self->connection);
  g_free (self->entry_path);
  g_free (self->program);

  G_OBJECT_CLASS (adit_engine_login_parent_class)->finalize (object);
}

static void
adit_engine_login_class_init (AditEngineLoginClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_engine_login_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_engine_login_init (AditEngineLogin *self)
{
}

AditEngineLogin *
adit_engine_login_new (GDBusConnection *connection,
                       gboolean is_sandboxed,
                       const char *entry_path,
                       const char *program)
{
  AditEngineLogin *self = g_object_new (ADIT_ENGINE_TYPE_LOGIN, NULL);

  self->connection = g_object_ref (connection);
  self->is_sandboxed = is_sandboxed;
  self->entry_path = g_strdup (entry_path);
  self->program = g_strdup (program);
  self->background = is_sandboxed ? ADIT_ENGINE_BACKGROUND_UNASKED : ADIT_ENGINE_BACKGROUND_ALLOWED;

  return self;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "adit-upstreams"

#include "engine/control/adit-engine-upstreams.h"

#include "engine/control/adit-engine-keyring.h"
#include "model/adit-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  AditUpstream *definition;
  AditEngineUpstream *value;
  AditUpstreamPassword state;
  gboolean is_asked; /* its password was looked for */
} Entry;

struct _AditEngineUpstreams
{
  GObject parent_instance;

  GPtrArray *entries;  /* Entry, in the order of the rules */
  gboolean is_started; /* passwords are looked for */
  char *credentials;   /* NULL: none are passed */
  gboolean has_keyring;
  GCancellable *cancellable; /* of the keyring being asked */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditEngineUpstreams, adit_engine_upstreams, G_TYPE_OBJECT)

/* ---- One upstream ---- */

static Entry *
entry_new (const AditUpstream *definition)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->definition = adit_upstream_copy (definition);
  entry->value = adit_engine_upstream_new (definition, NULL);
  entry->state = definition->user ? ADIT_UPSTREAM_PASSWORD_MISSING : ADIT_UPSTREAM_PASSWORD_NONE;

  return entry;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  adit_engine_upstream_unref (entry->value);
  adit_upstream_free (entry->definition);
  g_free (entry);
}

/* Another value, so that no connection that was made with another password is used. */
static void
entry_set (Entry *entry, AditUpstreamPassword state, const char *password)
{
  adit_engine_upstream_unref (entry->value);
  entry->value = adit_engine_upstream_new (entry->definition, password);
  entry->state = state;
}

static Entry *
find_name (AditEngineUpstreams *self, const char *name)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = self->entries->pdata[i];

      if (g_str_equal (entry->definition->name, name))
        return entry;
    }

  return NULL;
}

/* The one that is defined just so. */
static Entry *
find_same (AditEngineUpstreams *self, const AditUpstream *definition)
{
  Entry *entry = find_name (self, definition->name);

  return entry && adit_upstream_equal (entry->definition, definition) ? entry : NULL;
}

static void
tell (AditEngineUpstreams *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- Where passwords come from ---- */

/* The file's first line, whose end is not part of it. Whether there is a file. */
static gboolean
read_credential (AditEngineUpstreams *self, Entry *entry)
{
  g_autofree char *name = g_strconcat ("upstream-", entry->definition->name, NULL);
  g_autofree char *path =
      self->credentials ? g_build_filename (self->credentials, name, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length;

  if (!path || !g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;

  if (g_file_get_contents (path, &text, &length, &error))
    text[strcspn (text, "\r\n")] = '\0';
  if (text && adit_upstream_check_password (entry->definition, text, &error))
    entry_set (entry, ADIT_UPSTREAM_PASSWORD_CREDENTIAL, text);
  else
    {
      entry->state = ADIT_UPSTREAM_PASSWORD_FAILED;
      g_warning ("The credential %s cannot be used: %s", name, error->message);
    }

  if (text)
    explicit_bzero (text, length);
  g_free (text);
  return TRUE;
}

typedef struct
{
  AditEngineUpstreams *self;
  AditUpstream *definition;
} Search;

static void
look_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Search *search = user_data;
  g_autoptr (AditEngineUpstreams) self = search->self;
  g_autoptr (AditUpstream) definition = search->definition;
  g_autoptr (GError) error = NULL;
  char *password = adit_engine_keyring_look_up_finish (result, &error);
  Entry *entry = find_same (self, definition);

  /* Meanwhile it may have been set, or defined in another way. */
  if (entry && entry->state == ADIT_UPSTREAM_PASSWORD_PENDING)
    {
      if (password)
        entry_set (entry, ADIT_UPSTREAM_PASSWORD_KEYRING, password);
      else
        entry->state = error ? ADIT_UPSTREAM_PASSWORD_FAILED : ADIT_UPSTREAM_PASSWORD_MISSING;
      if (error)
        g_message ("The keyring did not answer about the upstream %s: %s", definition->name,
                   error->message);
      tell (self);
    }

  adit_engine_keyring_free_password (password);
}

static void
ask_keyring (AditEngineUpstreams *self, Entry *entry)
{
  Search *search = g_new (Search, 1);

  *search = (Search){ g_object_ref (self), adit_upstream_copy (entry->definition) };
  entry->state = ADIT_UPSTREAM_PASSWORD_PENDING;
  adit_engine_keyring_look_up_async (entry->definition, self->cancellable, look_up_cb, search);
}

/* What is not in the keyring is not asked for twice: that could ask the person, who has refused to
 * unlock it, again and again. */
static gboolean
is_wanting (const Entry *entry)
{
  return entry->state == ADIT_UPSTREAM_PASSWORD_FAILED ||
         (entry->state == ADIT_UPSTREAM_PASSWORD_MISSING && !entry->is_asked);
}

static void
look_for (AditEngineUpstreams *self, Entry *entry)
{
  entry->is_asked = TRUE;
  if (read_credential (self, entry))
    return;
  if (self->has_keyring)
    ask_keyring (self, entry);
  else
    g_message ("The upstream %s cannot be used: without a session there is no keyring, and there "
               "is no credential upstream-%s",
               entry->definition->name, entry->definition->name);
}

static void
look_for_all (AditEngineUpstreams *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (is_wanting (self->entries->pdata[i]))
      look_for (self, self->entries->pdata[i]);
}

/* ---- Those of the rules ---- */

void
adit_engine_upstreams_set_rules (AditEngineUpstreams *self, AditRules *rules)
{
  g_autoptr (GPtrArray) before = self->entries;

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = 0; i < adit_rules_count_upstreams (rules); i++)
    {
      const AditUpstream *definition = adit_rules_get_upstream (rules, i);
      Entry *entry = NULL;

      for (guint j = 0; !entry && j < before->len; j++)
        if (adit_upstream_equal (((Entry *) before->pdata[j])->definition, definition))
          entry = g_ptr_array_steal_index_fast (before, j);
      g_ptr_array_add (self->entries, entry ? entry : entry_new (definition));
    }

  if (self->is_started)
    look_for_all (self);
}

GPtrArray *
adit_engine_upstreams_list (AditEngineUpstreams *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_upstream_unref);

  for (guint i = 0; i < self->entries->len; i++)
    g_ptr_array_add (list, adit_engine_upstream_ref (((Entry *) self->entries->pdata[i])->value));

  return list;
}

AditUpstreamPassword
adit_engine_upstreams_get_password_state (AditEngineUpstreams *self, const char *name)
{
  Entry *entry = find_name (self, name);

  return entry ? entry->state : ADIT_UPSTREAM_PASSWORD_NONE;
}

/* ---- Setting and forgetting ---- */

/* A task about one definition or name, with the password as it is to be. */
typedef struct
{
  AditUpstream *definition; /* NULL: to be forgotten */
  char *name;
  char *password;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  if (wish->definition)
    adit_upstream_free (wish->definition);
  if (wish->password)
    explicit_bzero (wish->password, strlen (wish->password));
  g_free (wish->password);
  g_free (wish->name);
  g_free (wish);
}

static GTask *
wish_task_new (AditEngineUpstreams *self,
               const char *name,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (self, self->cancellable, callback, user_data);
  Wish *wish = g_new0 (Wish, 1);

  wish->name = g_strdup (name);
  g_task_set_task_data (task, wish, wish_free);
  return task;
}

static void
end_wish (GTask *task, gboolean is_done, GError *error)
{
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED,
                             _ ("The keyring did not do it: %s"), error->message);
}

static gboolean
has_keyring (AditEngineUpstreams *self, const char *name, GError **error)
{
  if (self->has_keyring)
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED,
               _ ("There is no keyring here; a service is given the password as the credential "
                  "upstream-%s"),
               name);
  return FALSE;
}

static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AditEngineUpstreams *self = g_task_get_source_object (task);
  const Wish *wish = g_task_get_task_data (task);
  gboolean is_done = adit_engine_keyring_store_finish (result, &error);
  Entry *entry = find_same (self, wish->definition);

  if (is_done && entry)
    {
      entry_set (entry, ADIT_UPSTREAM_PASSWORD_KEYRING, wish->password);
      tell (self);
    }
  end_wish (task, is_done, error);
}

/* Whether a password can be kept for this entry, which may be NULL. */
static gboolean
is_settable (AditEngineUpstreams *self,
             const Entry *entry,
             const char *name,
             const char *password,
             GError **error)
{
  if (!entry)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND, _ ("There is no upstream “%s”"), name);
      return FALSE;
    }
  if (!adit_upstream_check_password (entry->definition, password, error))
    return FALSE;
  if (entry->state == ADIT_UPSTREAM_PASSWORD_CREDENTIAL)
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED,
                   _ ("Its password is the credential upstream-%s, which the service was given"),
                   name);
      return FALSE;
    }

  return has_keyring (self, name, error);
}

void
adit_engine_upstreams_set_password_async (AditEngineUpstreams *self,
                                          const char *name,
                                          const char *password,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  GTask *task = wish_task_new (self, name, callback, user_data);
  Wish *wish = g_task_get_task_data (task);
  const Entry *entry = find_name (self, name);
  GError *error = NULL;

  if (!is_settable (self, entry, name, password, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  wish->definition = adit_upstream_copy (entry->definition);
  wish->password = g_strdup (password);
  adit_engine_keyring_store_async (wish->definition, password, self->cancellable, set_cb, task);
}

static void
clear_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AditEngineUpstreams *self = g_task_get_source_object (task);
  const Wish *wish = g_task_get_task_data (task);
  gboolean is_done = adit_engine_keyring_clear_finish (result, &error);
  Entry *entry = find_name (self, wish->name);

  if (is_done && entry && entry->state == ADIT_UPSTREAM_PASSWORD_KEYRING)
    {
      entry_set (entry, ADIT_UPSTREAM_PASSWORD_MISSING, NULL);
      tell (self);
    }
  end_wish (task, is_done, error);
}

void
adit_engine_upstreams_clear_password_async (AditEngineUpstreams *self,
                                            const char *name,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  GTask *task = wish_task_new (self, name, callback, user_data);
  GError *error = NULL;

  if (has_keyring (self, name, &error))
    {
      adit_engine_keyring_clear_async (name, self->cancellable, clear_cb, task);
      return;
    }

  g_task_return_error (task, error);
  g_object_unref (task);
}

gboolean
adit_engine_upstreams_password_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- Life ---- */

AditEngineUpstreams *
adit_engine_upstreams_new (void)
{
  return g_object_new (ADIT_ENGINE_TYPE_UPSTREAMS, NULL);
}

void
adit_engine_upstreams_start (AditEngineUpstreams *self,
                             const char *credentials,
                             gboolean has_keyring)
{
  self->is_started = TRUE;
  self->credentials = g_strdup (credentials);
  self->has_keyring = has_keyring;
  look_for_all (self);
  tell (self);
}

void
adit_engine_upstreams_close (AditEngineUpstreams *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
adit_engine_upstreams_finalize (GObject *object)
{
  AditEngineUpstreams *self = ADIT_ENGINE_UPSTREAMS (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->entries);
  g_free (self->credentials);

  G_OBJECT_CLASS (adit_engine_upstreams_parent_class)->finalize (object);
}

static void
adit_engine_upstreams_class_init (AditEngineUpstreamsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_engine_upstreams_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
adit_engine_upstreams_init (AditEngineUpstreams *self)
{
  self->cancellable = g_cancellable_new ();
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-kept.h"

#include "engine/certificate/adit-engine-file.h"
#include "model/adit-error.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _AditEngineKept
{
  const AditEngineKeptKind *kind;
  char *path;
  char *good_path;        /* the last copy that could be read */
  char *bad_path;         /* where a bad file is put before it would be overwritten */
  gboolean is_good_known; /* this process has had a good one */
};

AditEngineKept *
adit_engine_kept_new (const char *directory,
                      const char *state_directory,
                      const AditEngineKeptKind *kind)
{
  AditEngineKept *self = g_new0 (AditEngineKept, 1);
  g_autofree char *good_name = g_strconcat (kind->name, ".good", NULL);

  self->kind = kind;
  self->path = g_build_filename (directory, kind->name, NULL);
  self->good_path =
      g_build_filename (state_directory ? state_directory : directory, good_name, NULL);
  self->bad_path = g_strconcat (self->path, ".bad", NULL);
  adit_engine_file_clear (self->path);
  adit_engine_file_clear (self->good_path);

  return self;
}

void
adit_engine_kept_free (AditEngineKept *self)
{
  g_free (self->path);
  g_free (self->good_path);
  g_free (self->bad_path);
  g_free (self);
}

/* @text gets what was read, if it was good. */
static gpointer
read_file (AditEngineKept *self, const char *path, char **text, GError **error)
{
  g_autofree char *contents = NULL;
  gpointer value;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  if (!g_utf8_validate_len (contents, length, NULL))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "not a text in UTF-8");
      return NULL;
    }

  value = self->kind->parse (contents, error);
  if (value && text)
    *text = g_steal_pointer (&contents);
  return value;
}

/* Without a copy nothing is lost but the next bad file's fallback. */
static void
keep_copy (AditEngineKept *self, const char *text)
{
  g_autofree char *copy = NULL;

  self->is_good_known = TRUE;
  if (!g_file_get_contents (self->good_path, &copy, NULL, NULL) || !g_str_equal (copy, text))
    adit_engine_file_write (self->good_path, text, NULL);
}

gpointer
adit_engine_kept_load (AditEngineKept *self, char **complaint)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gpointer value = read_file (self, self->path, &text, &error);

  *complaint = NULL;
  if (value)
    {
      keep_copy (self, text);
      return value;
    }
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return NULL;

  value = read_file (self, self->good_path, NULL, NULL);
  *complaint =
      g_strdup_printf ("%s: %s; using %s", self->path, error->message,
                       value || self->is_good_known ? "the last good copy" : self->kind->initial);
  return value;
}

/* By another name for it, so that it is there under its own until it is written over: that there is
 * none would count as a wish for the initial values. Not every file system can do that. */
static gboolean
set_aside (AditEngineKept *self, GError **error)
{
  g_unlink (self->bad_path);
  if (link (self->path, self->bad_path) == 0 || g_rename (self->path, self->bad_path) == 0)
    return TRUE;

  return adit_engine_file_fail (self->bad_path, error);
}

/* The file may have been edited since it was loaded, so it is looked at again: a bad one is set
 * aside. @previous gets the text of a good one. */
static gboolean
make_way (AditEngineKept *self, char **previous, GError **error)
{
  g_autoptr (GError) complaint = NULL;
  gpointer value = read_file (self, self->path, previous, &complaint);

  if (value)
    self->kind->free_value (value);
  if (value || g_error_matches (complaint, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;

  return set_aside (self, error);
}

/* A bad file that was set aside for one that then could not be written: better bad than none. */
static void
put_back (AditEngineKept *self)
{
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    g_rename (self->bad_path, self->path);
}

gboolean
adit_engine_kept_save (AditEngineKept *self, gconstpointer value, GError **error)
{
  g_autofree char *previous = NULL;
  g_autofree char *text = NULL;

  if (!make_way (self, &previous, error))
    return FALSE;

  text = self->kind->print (value, previous);
  if (!adit_engine_file_write (self->path, text, error))
    {
      put_back (self);
      return FALSE;
    }

  keep_copy (self, text);
  return TRUE;
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-store.h"

#include "engine/certificate/adit-engine-file.h"
#include "model/adit-error.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define FILE_NAME "engine.conf"

struct _AditEngineStore
{
  char *directory;
  char *path;
  char *good_path; /* the last copy that could be read */
  char *bad_path;  /* where a bad file is put before it would be overwritten */
};

AditEngineStore *
adit_engine_store_new (const char *directory)
{
  AditEngineStore *self = g_new0 (AditEngineStore, 1);

  self->directory = g_strdup (directory);
  self->path = g_build_filename (directory, FILE_NAME, NULL);
  self->good_path = g_build_filename (directory, FILE_NAME ".good", NULL);
  self->bad_path = g_build_filename (directory, FILE_NAME ".bad", NULL);

  return self;
}

void
adit_engine_store_free (AditEngineStore *self)
{
  g_free (self->directory);
  g_free (self->path);
  g_free (self->good_path);
  g_free (self->bad_path);
  g_free (self);
}

static AditSettings *
read_file (const char *path, char **text, GError **error)
{
  g_autofree char *contents = NULL;
  AditSettings *settings;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  if (!g_utf8_validate_len (contents, length, NULL))
    {
      g_set_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT, "not a text in UTF-8");
      return NULL;
    }

  settings = adit_settings_parse (contents, error);
  if (settings && text)
    *text = g_steal_pointer (&contents);
  return settings;
}

AditSettings *
adit_engine_store_load (AditEngineStore *self, char **complaint)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  AditSettings *settings = read_file (self->path, &text, &error);

  *complaint = NULL;
  if (settings)
    {
      /* Without a copy nothing is lost but the next file's fallback. */
      adit_engine_file_write (self->good_path, text, NULL);
      return settings;
    }
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return adit_settings_new ();

  settings = read_file (self->good_path, NULL, NULL);
  *complaint = g_strdup_printf ("%s: %s; using %s", self->path, error->message,
                                settings ? "the last good copy" : "the defaults");
  return settings ? settings : adit_settings_new ();
}

/* The file may have been edited since it was loaded, so it is looked at again: a bad one is set
 * aside. @previous gets the text of a good one. */
static gboolean
make_way (AditEngineStore *self, char **previous, GError **error)
{
  g_autoptr (GError) complaint = NULL;
  g_autoptr (AditSettings) settings = read_file (self->path, previous, &complaint);

  if (settings || g_error_matches (complaint, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
      g_rename (self->path, self->bad_path) == 0)
    return TRUE;

  return adit_engine_file_fail (self->bad_path, error);
}

/* A bad file that was set aside for one that then could not be written: better bad than none, which
 * would count as a wish for the defaults. */
static void
put_back (AditEngineStore *self)
{
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    g_rename (self->bad_path, self->path);
}

static gboolean
save (AditEngineStore *self, const AditSettings *settings, GError **error)
{
  g_autofree char *previous = NULL;
  g_autofree char *text = NULL;

  if (!make_way (self, &previous, error))
    return FALSE;

  text = adit_settings_print (settings, previous);
  if (!adit_engine_file_write (self->path, text, error))
    {
      put_back (self);
      return FALSE;
    }

  /* Saved it is; without a copy nothing is lost but the next bad file's fallback. */
  adit_engine_file_write (self->good_path, text, NULL);
  return TRUE;
}

gboolean
adit_engine_store_save (AditEngineStore *self, const AditSettings *settings, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (save (self, settings, &local_error))
    return TRUE;

  g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "The configuration was not saved: %s",
               local_error->message);
  return FALSE;
}

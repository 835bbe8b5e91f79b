/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A temporary directory, and files in it by their names. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *directory;
} TestFiles;

void test_files_set_up (TestFiles *self, gconstpointer data);

/* Removes the directory with all that is in it. */
void test_files_tear_down (TestFiles *self, gconstpointer data);

/* (transfer full) */
char *test_files_path (TestFiles *self, const char *name);
void test_files_put (TestFiles *self, const char *name, const char *text);

/* NULL when there is none. (transfer full) */
char *test_files_get (TestFiles *self, const char *name);
void test_files_assert_mode (TestFiles *self, const char *name, guint mode);
guint test_files_count (TestFiles *self);

G_END_DECLS

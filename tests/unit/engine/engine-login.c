/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting at login and going on without a window: the entry on disk, and what a desktop's portal
 * is asked and answers. */

#include "engine/login/adit-engine-autostart.h"
#include "engine/login/adit-engine-login.h"
#include "model/adit-error.h"
#include "test-files.h"
#include "test-portal.h"

#include <glib/gstdio.h>
#include <string.h>

#define ENTRY   "autostart/adit.desktop"
#define PROGRAM "/bin/sh" /* there is one everywhere */

typedef struct
{
  TestFiles files;
  TestPortal portal;
  GAsyncResult *result; /* of the last call */
  guint n_changes;
} Fixture;

static void
set_up (Fixture *fix, gconstpointer data)
{
  test_files_set_up (&fix->files, NULL);
  test_portal_set_up (&fix->portal);
}

static void
tear_down (Fixture *fix, gconstpointer data)
{
  g_clear_object (&fix->result);
  test_portal_tear_down (&fix->portal);
  test_files_tear_down (&fix->files, NULL);
}

static void
on_changed (Fixture *fix)
{
  fix->n_changes++;
}

static AditEngineLogin *
new_login (Fixture *fix, gboolean is_sandboxed, const char *program)
{
  g_autofree char *path = test_files_path (&fix->files, ENTRY);
  AditEngineLogin *login =
      adit_engine_login_new (fix->portal.client_connection, is_sandboxed, path, program);

  g_signal_connect_swapped (login, "changed", G_CALLBACK (on_changed), fix);
  return login;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object (&((Fixture *) user_data)->result, result);
}

static void
await (Fixture *fix)
{
  while (!fix->result)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
set (Fixture *fix, AditEngineLogin *login, gboolean is_set, GError **error)
{
  gboolean is_done;

  adit_engine_login_set_async (login, is_set, "x11:1f", on_done, fix);
  await (fix);
  is_done = adit_engine_login_set_finish (login, fix->result, error);
  g_clear_object (&fix->result);

  return is_done;
}

static gboolean
ask (Fixture *fix, AditEngineLogin *login, GError **error)
{
  gboolean is_done;

  adit_engine_login_ask_async (login, "", on_done, fix);
  await (fix);
  is_done = adit_engine_login_ask_finish (login, fix->result, error);
  g_clear_object (&fix->result);

  return is_done;
}

/* ---- The entry ---- */

static void
test_entry (Fixture *fix, gconstpointer data)
{
  const AditEngineAutostartCommand command = { "/opt/a \"$b\"/100%/aditctl", "start" };
  g_autofree char *path = test_files_path (&fix->files, ENTRY);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (adit_engine_autostart_is_set (path));
  g_assert_true (adit_engine_autostart_set (path, &command, FALSE, &error));
  g_assert_true (adit_engine_autostart_set (path, &command, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (adit_engine_autostart_is_set (path));

  /* a key file escapes once more what the command line escaped */
  text = test_files_get (&fix->files, ENTRY);
  g_assert_nonnull (strstr (text, "\nExec=\"/opt/a \\\\\"\\\\$b\\\\\"/100%%/aditctl\" start\n"));
  g_assert_nonnull (strstr (text, "\nTryExec=/opt/a \"$b\"/100%/aditctl\n"));

  g_assert_true (adit_engine_autostart_set (path, &command, FALSE, &error));
  g_assert_false (adit_engine_autostart_is_set (path));
}

/* Desktops do not remove what is switched off with them. */
static void
test_entry_hidden (Fixture *fix, gconstpointer data)
{
  g_autofree char *path = test_files_path (&fix->files, "hidden.desktop");

  test_files_put (&fix->files, "hidden.desktop", "[Desktop Entry]\nExec=x\nHidden=true\n");
  g_assert_false (adit_engine_autostart_is_set (path));
  test_files_put (&fix->files, "hidden.desktop", "[Desktop Entry]\nExec=x\nHidden=false\n");
  g_assert_true (adit_engine_autostart_is_set (path));
  test_files_put (&fix->files, "hidden.desktop", "no key file");
  g_assert_false (adit_engine_autostart_is_set (path));
}

/* ---- On the system ---- */

static void
test_system (Fixture *fix, gconstpointer data)
{
  g_autoptr (AditEngineLogin) login = new_login (fix, FALSE, PROGRAM);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (adit_engine_login_get_background (login), ==, ADIT_ENGINE_BACKGROUND_ALLOWED);
  g_assert_true (ask (fix, login, &error));
  g_assert_true (set (fix, login, TRUE, &error));
  g_assert_true (adit_engine_login_is_set (login));
  g_assert_true (set (fix, login, FALSE, &error));
  g_assert_false (adit_engine_login_is_set (login));
  g_assert_cmpuint (fix->n_changes, ==, 2);
  g_assert_cmpuint (fix->portal.n_questions, ==, 0);
}

static void
test_system_fails (Fixture *fix, gconstpointer data)
{
  g_autoptr (AditEngineLogin) without_program = new_login (fix, FALSE, "/nonexistent/aditctl");
  g_autoptr (AditEngineLogin) login = new_login (fix, FALSE, PROGRAM);
  g_autoptr (GError) error = NULL;

  g_assert_false (set (fix, without_program, TRUE, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "/nonexistent/aditctl"));
  g_clear_error (&error);

  /* a file stands where the folder should be */
  test_files_put (&fix->files, "autostart", "");
  g_assert_false (set (fix, login, TRUE, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_FAILED);
  g_assert_false (adit_engine_login_is_set (login));
  g_assert_cmpuint (fix->n_changes, ==, 0);
}

/* ---- In a sandbox ---- */

static void
test_granted (Fixture *fix, gconstpointer data)
{
  g_autoptr (AditEngineLogin) login = new_login (fix, TRUE, "/app/bin/aditctl");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (adit_engine_login_get_background (login), ==, ADIT_ENGINE_BACKGROUND_UNASKED);
  test_portal_answer (&fix->portal, 0, TRUE, FALSE);
  g_assert_true (ask (fix, login, &error));
  g_assert_cmpint (adit_engine_login_get_background (login), ==, ADIT_ENGINE_BACKGROUND_ALLOWED);
  g_assert_null (fix->portal.command);

  test_portal_answer (&fix->portal, 0, TRUE, TRUE);
  g_assert_true (set (fix, login, TRUE, &error));
  g_assert_true (adit_engine_login_is_set (login));
  g_assert_cmpstr (fix->portal.window, ==, "x11:1f");
  g_assert_cmpstr (fix->portal.command, ==, "/app/bin/aditctl start");

  /* one question is about both: not to start is what would be understood without the command */
  g_assert_true (ask (fix, login, &error));
  g_assert_cmpstr (fix->portal.command, ==, "/app/bin/aditctl start");

  test_portal_answer (&fix->portal, 0, TRUE, FALSE);
  g_assert_true (set (fix, login, FALSE, &error));
  g_assert_null (fix->portal.command);
  g_assert_false (adit_engine_login_is_set (login));
  g_assert_no_error (error);
}

static void
test_refused (Fixture *fix, gconstpointer data)
{
  static const guint responses[] = { 0, 1, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (responses); i++)
    {
      g_autoptr (AditEngineLogin) login = new_login (fix, TRUE, "/app/bin/aditctl");
      g_autoptr (GError) error = NULL;

      /* with any response but 0 the results count for nothing */
      test_portal_answer (&fix->portal, responses[i], responses[i] > 0, responses[i] > 0);
      g_assert_true (ask (fix, login, &error));
      g_assert_cmpint (adit_engine_login_get_background (login), ==,
                       ADIT_ENGINE_BACKGROUND_REFUSED);
      g_assert_false (set (fix, login, TRUE, &error));
      g_assert_error (error, ADIT_ERROR, ADIT_ERROR_FAILED);
      g_assert_false (adit_engine_login_is_set (login));
    }
}

static void
test_nobody_to_ask (Fixture *fix, gconstpointer data)
{
  g_autoptr (AditEngineLogin) login = new_login (fix, TRUE, "/app/bin/aditctl");
  g_autoptr (GError) error = NULL;

  test_portal_go (&fix->portal);
  g_assert_false (ask (fix, login, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_FAILED);
  g_assert_cmpint (adit_engine_login_get_background (login), ==, ADIT_ENGINE_BACKGROUND_UNASKED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/engine/login/entry", test_entry);
  ADD ("/engine/login/entry/hidden", test_entry_hidden);
  ADD ("/engine/login/system", test_system);
  ADD ("/engine/login/system/fails", test_system_fails);
  ADD ("/engine/login/sandbox/granted", test_granted);
  ADD ("/engine/login/sandbox/refused", test_refused);
  ADD ("/engine/login/sandbox/nobody-to-ask", test_nobody_to_ask);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/adit-cli-password.h"

#include "model/adit-password.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define TERMINAL "/dev/tty"

/* What would leave the terminal without echo. */
static const int caught[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

static volatile sig_atomic_t last_signal;

/* A byte comes out when one was caught, by whatever thread: one that came right before a read would
 * not interrupt it. */
static int wake[2] = { -1, -1 };

void
adit_cli_password_free (char *password)
{
  if (password == NULL)
    return;

  explicit_bzero (password, strlen (password));
  g_free (password);
}

static gboolean
set_error (GError **error, const char *sentence)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, sentence);
  return FALSE;
}

/* Until there is something to read, or a signal: FALSE, with errno. */
static gboolean
wait_for_input (int terminal)
{
  GPollFD polls[] = { { terminal, G_IO_IN, 0 }, { wake[0], G_IO_IN, 0 } };

  while (g_poll (polls, G_N_ELEMENTS (polls), -1) < 0)
    if (errno != EINTR)
      return FALSE;

  errno = EINTR;
  return polls[1].revents == 0;
}

static gssize
read_byte (int descriptor, char *c)
{
  gboolean is_terminal = wake[0] >= 0;

  return is_terminal && !wait_for_input (descriptor) ? -1 : read (descriptor, c, 1);
}

/* One byte after the other: what follows the line is for somebody else. @line has room for one more
 * than a password may have, which the engine then refuses. */
static gboolean
read_line (int descriptor, char line[ADIT_PASSWORD_MAX + 2], GError **error)
{
  gboolean has_nul = FALSE;
  gsize length = 0;
  char c;
  gssize n_read;

  while ((n_read = read_byte (descriptor, &c)) == 1 && c != '\n')
    {
      has_nul |= c == '\0';
      if (length <= ADIT_PASSWORD_MAX)
        line[length++] = c;
    }
  line[length] = '\0';

  if (n_read < 0)
    return set_error (error, g_strerror (errno));
  if (has_nul)
    return set_error (error, _ ("A password cannot have NUL bytes"));
  return TRUE;
}

/* (transfer full) */
static char *
read_password (int descriptor, GError **error)
{
  char line[ADIT_PASSWORD_MAX + 2];
  char *password = NULL;

  if (read_line (descriptor, line, error) && adit_password_check (line, error))
    password = g_strdup (line);

  explicit_bzero (line, sizeof line);
  return password;
}

static void
on_signal (int number)
{
  int saved_errno = errno;

  last_signal = number;
  if (write (wake[1], "", 1) < 0)
    last_signal = number; /* full of such bytes already */
  errno = saved_errno;
}

/* @old gets what they did before. */
static gboolean
catch_signals (struct sigaction old[G_N_ELEMENTS (caught)], GError **error)
{
  struct sigaction action = { .sa_handler = on_signal };

  if (!g_unix_open_pipe (wake, FD_CLOEXEC, error) ||
      !g_unix_set_fd_nonblocking (wake[1], TRUE, error))
    return FALSE;

  last_signal = 0;
  for (guint i = 0; i < G_N_ELEMENTS (caught); i++)
    sigaction (caught[i], &action, &old[i]);
  return TRUE;
}

/* A signal that came meanwhile does now what it would have done. */
static void
release_signals (const struct sigaction old[G_N_ELEMENTS (caught)])
{
  for (guint i = 0; i < G_N_ELEMENTS (caught); i++)
    sigaction (caught[i], &old[i], NULL);
  for (guint i = 0; i < G_N_ELEMENTS (wake); i++)
    {
      g_close (wake[i], NULL);
      wake[i] = -1;
    }
  if (last_signal != 0)
    raise (last_signal);
}

static gboolean
say (int terminal, const char *text)
{
  return write (terminal, text, strlen (text)) >= 0;
}

/* (transfer full) */
static char *
ask (int terminal, const char *question, GError **error)
{
  struct sigaction old_actions[G_N_ELEMENTS (caught)];
  struct termios old_mode, mode;
  char *password = NULL;

  if (tcgetattr (terminal, &old_mode) < 0)
    {
      set_error (error, g_strerror (errno));
      return NULL;
    }

  if (!catch_signals (old_actions, error))
    return NULL;

  mode = old_mode;
  mode.c_lflag &= ~(tcflag_t) ECHO;
  if (tcsetattr (terminal, TCSAFLUSH, &mode) == 0 && say (terminal, question))
    password = read_password (terminal, error);
  else
    set_error (error, g_strerror (errno));
  tcsetattr (terminal, TCSAFLUSH, &old_mode);
  say (terminal, "\n");
  release_signals (old_actions);

  return password;
}

static char *
ask_twice (int terminal, const char *user, GError **error)
{
  g_autofree char *question = g_strdup_printf (_ ("Password for %s: "), user);
  char *password = ask (terminal, question, error);
  char *again = password != NULL ? ask (terminal, _ ("The same again: "), error) : NULL;

  if (again != NULL && !g_str_equal (password, again))
    {
      set_error (error, _ ("The second password is another one"));
      g_clear_pointer (&again, adit_cli_password_free);
    }

  adit_cli_password_free (password);
  return again;
}

char *
adit_cli_password_read (const char *user, int descriptor, GError **error)
{
  int terminal;
  char *password;

  if (descriptor >= 0)
    return read_password (descriptor, error);

  terminal = g_open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY, 0);
  if (terminal < 0)
    {
      set_error (error,
                 _ ("There is no terminal to ask for the password on; --password-fd reads it "
                    "from a descriptor"));
      return NULL;
    }

  password = ask_twice (terminal, user, error);
  g_close (terminal, NULL);
  return password;
}

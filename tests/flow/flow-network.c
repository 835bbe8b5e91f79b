/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "flow.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

static void
write_file (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
  close (fd);
}

/* An ordinary user needs a namespace of users as well, in which to be root. */
static gboolean
leave (void)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", (guint) geteuid ());
  g_autofree char *gids = g_strdup_printf ("0 %u 1", (guint) getegid ());

  if (unshare (CLONE_NEWNET) == 0)
    return TRUE;
  if (unshare (CLONE_NEWUSER | CLONE_NEWNET) < 0)
    return FALSE;

  write_file ("/proc/self/setgroups", "deny");
  write_file ("/proc/self/uid_map", uids);
  write_file ("/proc/self/gid_map", gids);
  return TRUE;
}

gboolean
flow_ip (const char *arguments)
{
  g_autofree char *command = g_strdup_printf ("ip %s", arguments);
  g_autofree char *said = NULL;
  int status = -1;

  return g_spawn_command_line_sync (command, NULL, &said, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

gboolean
flow_network_enter (void)
{
  return leave () && flow_ip ("link set lo up");
}

/* Nobody else is in that network: any private address will do. */
void
flow_network_need_own_address (void)
{
  g_autofree char *address = flow_find_own_address ();

  if (!address && flow_network_enter () && flow_ip ("link add flow0 type bridge") &&
      flow_ip ("link set flow0 up"))
    flow_ip ("address add 10.20.30.1/24 dev flow0");
}

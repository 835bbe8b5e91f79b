/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading /proc; see cost.h. */

#include "load/cost.h"

#include "common/net.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_PROCESSES 4096

typedef struct
{
  pid_t pid, parent;
  bool is_in_tree;
  unsigned long waited_ticks;
} Process;

/* Name and state come before the numbers we want, and a name may hold blanks and brackets: read
 * on from the last bracket. Fields as in proc(5). */
static bool
read_process (pid_t pid, Process *process)
{
  char path[64], line[1024];
  const char *rest;
  long user, kernel;
  FILE *file;
  size_t length;

  snprintf (path, sizeof path, "/proc/%d/stat", (int) pid);
  file = fopen (path, "re");
  if (file == NULL)
    return false;
  length = fread (line, 1, sizeof line - 1, file);
  fclose (file);
  line[length] = '\0';
  rest = strrchr (line, ')');
  *process = (Process){ .pid = pid };
  if (rest == NULL || sscanf (rest, ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %ld %ld",
                              &process->parent, &user, &kernel) != 3)
    return false;
  process->waited_ticks = (unsigned long) (user + kernel);
  return true;
}

static int
list_processes (Process *all)
{
  DIR *proc = opendir ("/proc");
  struct dirent *entry;
  int n = 0;

  while (proc != NULL && n < MAX_PROCESSES && (entry = readdir (proc)) != NULL)
    {
      pid_t pid = atoi (entry->d_name);

      if (pid > 0 && read_process (pid, &all[n]))
        n++;
    }
  if (proc != NULL)
    closedir (proc);
  return n;
}

static bool
is_child_of_tree (const Process *all, int n, pid_t parent)
{
  for (int i = 0; i < n; i++)
    if (all[i].pid == parent)
      return all[i].is_in_tree;
  return false;
}

/* Marks @root, then children of marked ones until none is new. */
static void
mark_tree (Process *all, int n, pid_t root)
{
  bool is_changed = true;

  while (is_changed)
    {
      is_changed = false;
      for (int i = 0; i < n; i++)
        if (!all[i].is_in_tree && (all[i].pid == root || is_child_of_tree (all, n, all[i].parent)))
          all[i].is_in_tree = is_changed = true;
    }
}

/* The sum of @measure over the tree. */
static int64_t
sum_over_tree (pid_t root, int64_t (*measure) (const Process *))
{
  static Process all[MAX_PROCESSES];
  int n = list_processes (all);
  int n_in_tree = 0;
  int64_t sum = 0;

  mark_tree (all, n, root);
  for (int i = 0; i < n; i++)
    if (all[i].is_in_tree)
      {
        sum += measure (&all[i]);
        n_in_tree++;
      }
  if (n_in_tree == 0)
    bench_die ("the proxy's process %d has gone", (int) root);
  return sum;
}

static int64_t
measure_cpu (const Process *process)
{
  clockid_t clock;
  struct timespec used = { 0 };

  if (clock_getcpuclockid (process->pid, &clock) == 0)
    clock_gettime (clock, &used);
  return (int64_t) used.tv_sec * 1000000000 + used.tv_nsec +
         (int64_t) process->waited_ticks * (1000000000 / sysconf (_SC_CLK_TCK));
}

static int64_t
measure_pss (const Process *process)
{
  char path[64], line[256];
  long kib = 0;
  FILE *file;

  snprintf (path, sizeof path, "/proc/%d/smaps_rollup", (int) process->pid);
  file = fopen (path, "re");
  if (file == NULL)
    bench_die ("%s: %m", path);
  while (fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "Pss: %ld kB", &kib) == 1)
      break;
  fclose (file);
  return (int64_t) kib * 1024;
}

int64_t
cost_cpu_ns (pid_t root)
{
  return sum_over_tree (root, measure_cpu);
}

int64_t
cost_pss_bytes (pid_t root)
{
  return sum_over_tree (root, measure_pss);
}

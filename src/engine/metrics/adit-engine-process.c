/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/metrics/adit-engine-process.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static double
to_seconds (const struct timeval *time)
{
  return (double) time->tv_sec + (double) time->tv_usec / G_USEC_PER_SEC;
}

/* proc(5): /proc/PID/statm begins with two numbers of pages. */
static void
read_memory (AditEngineProcess *self)
{
  g_autofree char *text = NULL;
  guint64 n_pages, n_resident;
  guint64 page_size = (guint64) sysconf (_SC_PAGESIZE);

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &n_pages, &n_resident) != 2)
    return;

  self->virtual_bytes = n_pages * page_size;
  self->resident_bytes = n_resident * page_size;
}

/* The folder itself is open meanwhile, and not counted. */
static void
count_descriptors (AditEngineProcess *self)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);

  while (folder && g_dir_read_name (folder))
    self->n_descriptors++;
  if (self->n_descriptors > 0)
    self->n_descriptors--;
}

void
adit_engine_process_read (AditEngineProcess *self)
{
  struct rusage usage;
  struct rlimit limit;

  *self = (AditEngineProcess){ 0 };
  if (getrusage (RUSAGE_SELF, &usage) == 0)
    self->cpu_s = to_seconds (&usage.ru_utime) + to_seconds (&usage.ru_stime);
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    self->descriptors_max = limit.rlim_cur;
  read_memory (self);
  count_descriptors (self);
}

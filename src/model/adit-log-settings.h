/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is written about each exchange that ended, and where to. Part of the configuration: group
 * [log].
 *
 *     access=off                  (or text, a line much like that of web servers; or json)
 *     file=/var/log/adit/access.log   (absolute; empty: standard error, which is the journal's
 *                                  where systemd has started us)
 *     size-mib=16                 (then another file is begun; 0: never)
 *     keep=5                      (old ones: access.log.1 is the latest; 0: none) */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ADIT_ACCESS_LOG_OFF,
  ADIT_ACCESS_LOG_TEXT,
  ADIT_ACCESS_LOG_JSON,
  ADIT_N_ACCESS_LOGS
} AditAccessLog;

typedef struct
{
  AditAccessLog access;
  char *path;     /* NULL: standard error */
  guint size_mib; /* 0 to 65536 */
  guint keep;     /* 0 to 999 */
} AditLogSettings;

/* "off", "text", "json" */
const char *adit_access_log_to_word (AditAccessLog access);
gboolean adit_access_log_from_word (const char *word, AditAccessLog *access);

G_END_DECLS

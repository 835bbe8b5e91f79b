/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One engine on one configuration: two would undo each other's changes. The lock is the kernel's,
 * on a file `lock` in the directory, so it ends with the process however that ends; the file
 * stays. Main thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AditEngineLock AditEngineLock;

/* Makes the directory, mode 0700, where there is none. NULL with ADIT_ERROR_EXISTS when another
 * process has it; with G_FILE_ERROR where nothing can be locked, nor probably saved. */
AditEngineLock *adit_engine_lock_take (const char *directory, GError **error);

/* From now on another may have it. */
void adit_engine_lock_free (AditEngineLock *self);

G_END_DECLS

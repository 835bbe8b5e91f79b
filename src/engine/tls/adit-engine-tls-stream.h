/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GIO's streams over what reads and writes by itself, the ciphertext's side and the plain one. They
 * are pollable, but not waited for: sources cannot be made of them, whoever reads or writes is told
 * G_IO_ERROR_WOULD_BLOCK. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gssize (*read) (gpointer owner, void *buffer, gsize size, GError **error);
  gssize (*write) (gpointer owner, const void *bytes, gsize length, GError **error);
  gboolean (*end) (gpointer owner, GError **error); /* the output is closed */
  gpointer (*ref) (gpointer owner);
  void (*unref) (gpointer owner);
} AditEngineTlsStreamFuncs;

/* @funcs lives for ever; @owner is referenced with them. The threads in which a stream is used and
 * freed may differ. (transfer full) */
GInputStream *adit_engine_tls_input_new (const AditEngineTlsStreamFuncs *funcs, gpointer owner);
GOutputStream *adit_engine_tls_output_new (const AditEngineTlsStreamFuncs *funcs, gpointer owner);

G_END_DECLS

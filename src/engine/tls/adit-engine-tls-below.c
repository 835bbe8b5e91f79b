/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The wire knows whose turn it is: the worker's, or that of a thread that makes a handshake. */

#include "engine/tls/adit-engine-tls-below.h"

#include "engine/tls/adit-engine-tls-stream.h"

#include <errno.h>

static gssize
fail (GError **error, int saved_errno)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                       g_strerror (saved_errno));
  return -1;
}

static gssize
below_read (gpointer owner, void *buffer, gsize size, GError **error)
{
  gssize n_taken = adit_engine_wire_take (owner, buffer, size);

  return n_taken >= 0 ? n_taken : fail (error, errno);
}

static gssize
below_write (gpointer owner, const void *bytes, gsize length, GError **error)
{
  gssize n_put = adit_engine_wire_put (owner, bytes, length);

  return n_put >= 0 ? n_put : fail (error, errno);
}

static gboolean
below_end (gpointer owner, GError **error)
{
  return TRUE;
}

static gpointer
below_ref (gpointer owner)
{
  return adit_engine_wire_ref (owner);
}

static void
below_unref (gpointer owner)
{
  adit_engine_wire_unref (owner);
}

static const AditEngineTlsStreamFuncs funcs = {
  .read = below_read,
  .write = below_write,
  .end = below_end,
  .ref = below_ref,
  .unref = below_unref,
};

GIOStream *
adit_engine_tls_below_new (AditEngineWire *wire)
{
  g_autoptr (GInputStream) input = adit_engine_tls_input_new (&funcs, wire);
  g_autoptr (GOutputStream) output = adit_engine_tls_output_new (&funcs, wire);

  return g_simple_io_stream_new (input, output);
}

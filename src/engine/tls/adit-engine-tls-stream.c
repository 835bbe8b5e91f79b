/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GIO asks in two ways, and both come down to the same: `read_nonblocking` and `write_nonblocking`
 * from the worker, `read_fn` and `write_fn` from a handshake's thread, and from the worker when it
 * ends the writing. */

#include "engine/tls/adit-engine-tls-stream.h"

/* What is in them is read in other threads than it was written in: the owner's address atomically,
 * see the wire, and before the rest. */

#define ADIT_TYPE_ENGINE_TLS_INPUT (adit_engine_tls_input_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineTlsInput,
                      adit_engine_tls_input,
                      ADIT,
                      ENGINE_TLS_INPUT,
                      GInputStream)

struct _AditEngineTlsInput
{
  GInputStream parent_instance;
  const AditEngineTlsStreamFuncs *funcs;
  gpointer owner;
};

#define ADIT_TYPE_ENGINE_TLS_OUTPUT (adit_engine_tls_output_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineTlsOutput,
                      adit_engine_tls_output,
                      ADIT,
                      ENGINE_TLS_OUTPUT,
                      GOutputStream)

struct _AditEngineTlsOutput
{
  GOutputStream parent_instance;
  const AditEngineTlsStreamFuncs *funcs;
  gpointer owner;
};

static void input_pollable_init (GPollableInputStreamInterface *iface);
static void output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AditEngineTlsInput,
                               adit_engine_tls_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      input_pollable_init))

G_DEFINE_FINAL_TYPE_WITH_CODE (AditEngineTlsOutput,
                               adit_engine_tls_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      output_pollable_init))

/* ---- Input ---- */

static gssize
input_read (GInputStream *stream,
            void *buffer,
            gsize count,
            GCancellable *cancellable,
            GError **error)
{
  AditEngineTlsInput *self = ADIT_ENGINE_TLS_INPUT (stream);
  gpointer owner = g_atomic_pointer_get (&self->owner);

  return self->funcs->read (owner, buffer, count, error);
}

static gssize
input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  return input_read (G_INPUT_STREAM (stream), buffer, count, NULL, error);
}

/* It is asked by the handshake, which then reads: waiting is left to that, where the deadline is
 * known. */
static gboolean
input_is_readable (GPollableInputStream *stream)
{
  return TRUE;
}

static gboolean
input_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
input_finalize (GObject *object)
{
  AditEngineTlsInput *self = ADIT_ENGINE_TLS_INPUT (object);
  gpointer owner = g_atomic_pointer_get (&self->owner);

  self->funcs->unref (owner);
  G_OBJECT_CLASS (adit_engine_tls_input_parent_class)->finalize (object);
}

static void
input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->read_nonblocking = input_read_nonblocking;
}

static void
adit_engine_tls_input_class_init (AditEngineTlsInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = input_close;
}

static void
adit_engine_tls_input_init (AditEngineTlsInput *self)
{
}

GInputStream *
adit_engine_tls_input_new (const AditEngineTlsStreamFuncs *funcs, gpointer owner)
{
  AditEngineTlsInput *self = g_object_new (ADIT_TYPE_ENGINE_TLS_INPUT, NULL);

  self->funcs = funcs;
  g_atomic_pointer_set (&self->owner, funcs->ref (owner));

  return G_INPUT_STREAM (self);
}

/* ---- Output ---- */

static gssize
output_write (GOutputStream *stream,
              const void *buffer,
              gsize count,
              GCancellable *cancellable,
              GError **error)
{
  AditEngineTlsOutput *self = ADIT_ENGINE_TLS_OUTPUT (stream);
  gpointer owner = g_atomic_pointer_get (&self->owner);

  return self->funcs->write (owner, buffer, count, error);
}

static gssize
output_write_nonblocking (GPollableOutputStream *stream,
                          const void *buffer,
                          gsize count,
                          GError **error)
{
  return output_write (G_OUTPUT_STREAM (stream), buffer, count, NULL, error);
}

static gboolean
output_is_writable (GPollableOutputStream *stream)
{
  return TRUE;
}

static gboolean
output_close (GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  AditEngineTlsOutput *self = ADIT_ENGINE_TLS_OUTPUT (stream);
  gpointer owner = g_atomic_pointer_get (&self->owner);

  return self->funcs->end (owner, error);
}

static void
output_finalize (GObject *object)
{
  AditEngineTlsOutput *self = ADIT_ENGINE_TLS_OUTPUT (object);
  gpointer owner = g_atomic_pointer_get (&self->owner);

  self->funcs->unref (owner);
  G_OBJECT_CLASS (adit_engine_tls_output_parent_class)->finalize (object);
}

static void
output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->write_nonblocking = output_write_nonblocking;
}

static void
adit_engine_tls_output_class_init (AditEngineTlsOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
  G_OUTPUT_STREAM_CLASS (klass)->close_fn = output_close;
}

static void
adit_engine_tls_output_init (AditEngineTlsOutput *self)
{
}

GOutputStream *
adit_engine_tls_output_new (const AditEngineTlsStreamFuncs *funcs, gpointer owner)
{
  AditEngineTlsOutput *self = g_object_new (ADIT_TYPE_ENGINE_TLS_OUTPUT, NULL);

  self->funcs = funcs;
  g_atomic_pointer_set (&self->owner, funcs->ref (owner));

  return G_OUTPUT_STREAM (self);
}

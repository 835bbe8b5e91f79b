/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-tls-plain.h"

#define ADIT_TYPE_ENGINE_TLS_PLAIN_INPUT (adit_engine_tls_plain_input_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineTlsPlainInput,
                      adit_engine_tls_plain_input,
                      ADIT,
                      ENGINE_TLS_PLAIN_INPUT,
                      GInputStream)

struct _AditEngineTlsPlainInput
{
  GInputStream parent_instance;
  AditEngineTlsSession *session;
};

#define ADIT_TYPE_ENGINE_TLS_PLAIN_OUTPUT (adit_engine_tls_plain_output_get_type ())
G_DECLARE_FINAL_TYPE (AditEngineTlsPlainOutput,
                      adit_engine_tls_plain_output,
                      ADIT,
                      ENGINE_TLS_PLAIN_OUTPUT,
                      GOutputStream)

struct _AditEngineTlsPlainOutput
{
  GOutputStream parent_instance;
  AditEngineTlsSession *session;
};

static void input_pollable_init (GPollableInputStreamInterface *iface);
static void output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AditEngineTlsPlainInput,
                               adit_engine_tls_plain_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      input_pollable_init))

G_DEFINE_FINAL_TYPE_WITH_CODE (AditEngineTlsPlainOutput,
                               adit_engine_tls_plain_output,
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
  AditEngineTlsPlainInput *self = ADIT_ENGINE_TLS_PLAIN_INPUT (stream);

  return adit_engine_tls_session_read (self->session, buffer, count, error);
}

static gssize
input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  return input_read (G_INPUT_STREAM (stream), buffer, count, NULL, error);
}

/* Only a read tells. */
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
  adit_engine_tls_session_unref (ADIT_ENGINE_TLS_PLAIN_INPUT (object)->session);
  G_OBJECT_CLASS (adit_engine_tls_plain_input_parent_class)->finalize (object);
}

static void
input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->read_nonblocking = input_read_nonblocking;
}

static void
adit_engine_tls_plain_input_class_init (AditEngineTlsPlainInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = input_close;
}

static void
adit_engine_tls_plain_input_init (AditEngineTlsPlainInput *self)
{
}

GInputStream *
adit_engine_tls_plain_input_new (AditEngineTlsSession *session)
{
  AditEngineTlsPlainInput *self = g_object_new (ADIT_TYPE_ENGINE_TLS_PLAIN_INPUT, NULL);

  self->session = adit_engine_tls_session_ref (session);

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
  AditEngineTlsPlainOutput *self = ADIT_ENGINE_TLS_PLAIN_OUTPUT (stream);

  return adit_engine_tls_session_write (self->session, buffer, count, error);
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
  return adit_engine_tls_session_end (ADIT_ENGINE_TLS_PLAIN_OUTPUT (stream)->session, error);
}

static void
output_finalize (GObject *object)
{
  adit_engine_tls_session_unref (ADIT_ENGINE_TLS_PLAIN_OUTPUT (object)->session);
  G_OBJECT_CLASS (adit_engine_tls_plain_output_parent_class)->finalize (object);
}

static void
output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->write_nonblocking = output_write_nonblocking;
}

static void
adit_engine_tls_plain_output_class_init (AditEngineTlsPlainOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
  G_OUTPUT_STREAM_CLASS (klass)->close_fn = output_close;
}

static void
adit_engine_tls_plain_output_init (AditEngineTlsPlainOutput *self)
{
}

GOutputStream *
adit_engine_tls_plain_output_new (AditEngineTlsSession *session)
{
  AditEngineTlsPlainOutput *self = g_object_new (ADIT_TYPE_ENGINE_TLS_PLAIN_OUTPUT, NULL);

  self->session = adit_engine_tls_session_ref (session);

  return G_OUTPUT_STREAM (self);
}

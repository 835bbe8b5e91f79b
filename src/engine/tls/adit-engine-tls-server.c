/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/tls/adit-engine-tls-server.h"

#include "engine/tls/adit-engine-tls-session.h"
#include "engine/tls/adit-engine-tls-stream.h"

struct _AditEngineTlsServer
{
  GTlsConnection parent_instance;

  GIOStream *below;
  GTlsCertificate *certificate;
  GStrv protocols;

  /* NULL before init. */
  AditEngineTlsSession *session;
  GInputStream *input;
  GOutputStream *output;
};

enum
{
  PROP_BASE_IO_STREAM = 1,
  PROP_USE_SYSTEM_CERTDB,
  PROP_DATABASE,
  PROP_INTERACTION,
  PROP_REQUIRE_CLOSE_NOTIFY,
  PROP_REHANDSHAKE_MODE,
  PROP_CERTIFICATE,
  PROP_PEER_CERTIFICATE,
  PROP_PEER_CERTIFICATE_ERRORS,
  PROP_ADVERTISED_PROTOCOLS,
  PROP_NEGOTIATED_PROTOCOL,
  PROP_PROTOCOL_VERSION,
  PROP_CIPHERSUITE_NAME,
  PROP_AUTHENTICATION_MODE,
  N_PROPERTIES
};

/* GTlsConnection declares its properties, and leaves all of them to who derives from it. */
static const char *const properties[N_PROPERTIES] = {
  [PROP_BASE_IO_STREAM] = "base-io-stream",
  [PROP_USE_SYSTEM_CERTDB] = "use-system-certdb",
  [PROP_DATABASE] = "database",
  [PROP_INTERACTION] = "interaction",
  [PROP_REQUIRE_CLOSE_NOTIFY] = "require-close-notify",
  [PROP_REHANDSHAKE_MODE] = "rehandshake-mode",
  [PROP_CERTIFICATE] = "certificate",
  [PROP_PEER_CERTIFICATE] = "peer-certificate",
  [PROP_PEER_CERTIFICATE_ERRORS] = "peer-certificate-errors",
  [PROP_ADVERTISED_PROTOCOLS] = "advertised-protocols",
  [PROP_NEGOTIATED_PROTOCOL] = "negotiated-protocol",
  [PROP_PROTOCOL_VERSION] = "protocol-version",
  [PROP_CIPHERSUITE_NAME] = "ciphersuite-name",
  [PROP_AUTHENTICATION_MODE] = "authentication-mode",
};

static void server_initable_init (GInitableIface *iface);

static void
server_connection_init (GTlsServerConnectionInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AditEngineTlsServer,
                               adit_engine_tls_server,
                               G_TYPE_TLS_CONNECTION,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, server_initable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_TLS_SERVER_CONNECTION,
                                                          server_connection_init))

/* ---- The plain side ---- */

static gssize
plain_read (gpointer owner, void *buffer, gsize size, GError **error)
{
  return adit_engine_tls_session_read (owner, buffer, size, error);
}

static gssize
plain_write (gpointer owner, const void *bytes, gsize length, GError **error)
{
  return adit_engine_tls_session_write (owner, bytes, length, error);
}

static gboolean
plain_end (gpointer owner, GError **error)
{
  return adit_engine_tls_session_end (owner, error);
}

static gpointer
plain_ref (gpointer owner)
{
  return adit_engine_tls_session_ref (owner);
}

static void
plain_unref (gpointer owner)
{
  adit_engine_tls_session_unref (owner);
}

static const AditEngineTlsStreamFuncs plain_funcs = {
  .read = plain_read,
  .write = plain_write,
  .end = plain_end,
  .ref = plain_ref,
  .unref = plain_unref,
};

/* ---- What GIO asks for ---- */

static gboolean
server_init (GInitable *initable, GCancellable *cancellable, GError **error)
{
  AditEngineTlsServer *self = ADIT_ENGINE_TLS_SERVER (initable);

  self->session = adit_engine_tls_session_new (self->below, self->certificate,
                                               (const char *const *) self->protocols, error);
  if (!self->session)
    return FALSE;

  self->input = adit_engine_tls_input_new (&plain_funcs, self->session);
  self->output = adit_engine_tls_output_new (&plain_funcs, self->session);
  return TRUE;
}

static void
server_initable_init (GInitableIface *iface)
{
  iface->init = server_init;
}

static gboolean
server_handshake (GTlsConnection *connection, GCancellable *cancellable, GError **error)
{
  return adit_engine_tls_session_handshake (ADIT_ENGINE_TLS_SERVER (connection)->session, error);
}

static GInputStream *
server_get_input_stream (GIOStream *stream)
{
  return ADIT_ENGINE_TLS_SERVER (stream)->input;
}

static GOutputStream *
server_get_output_stream (GIOStream *stream)
{
  return ADIT_ENGINE_TLS_SERVER (stream)->output;
}

/* One that could not be made has no streams. */
static gboolean
server_close (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  GIOStreamClass *parent_class = G_IO_STREAM_CLASS (adit_engine_tls_server_parent_class);

  return !ADIT_ENGINE_TLS_SERVER (stream)->session ||
         parent_class->close_fn (stream, cancellable, error);
}

/* ---- Properties ---- */

/* What is not among these is as an empty value has it. */
static void
server_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  AditEngineTlsServer *self = ADIT_ENGINE_TLS_SERVER (object);

  switch (id)
    {
    case PROP_BASE_IO_STREAM:
      g_value_set_object (value, self->below);
      break;
    case PROP_REQUIRE_CLOSE_NOTIFY:
      g_value_set_boolean (value, TRUE);
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, self->certificate);
      break;
    case PROP_ADVERTISED_PROTOCOLS:
      g_value_set_boxed (value, self->protocols);
      break;
    case PROP_NEGOTIATED_PROTOCOL:
      g_value_take_string (value, adit_engine_tls_session_dup_protocol (self->session));
      break;
    case PROP_PROTOCOL_VERSION:
      g_value_set_enum (value, adit_engine_tls_session_get_version (self->session));
      break;
    case PROP_CIPHERSUITE_NAME:
      g_value_set_string (value, adit_engine_tls_session_get_cipher (self->session));
      break;
    default:
      break;
    }
}

/* GObject sets the others too, to what they are by default. */
static void
server_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  AditEngineTlsServer *self = ADIT_ENGINE_TLS_SERVER (object);

  switch (id)
    {
    case PROP_BASE_IO_STREAM:
      self->below = g_value_dup_object (value);
      break;
    case PROP_CERTIFICATE:
      g_set_object (&self->certificate, g_value_get_object (value));
      break;
    case PROP_ADVERTISED_PROTOCOLS:
      g_strfreev (self->protocols);
      self->protocols = g_value_dup_boxed (value);
      break;
    default:
      break;
    }
}

/* ---- Life ---- */

static void
server_finalize (GObject *object)
{
  AditEngineTlsServer *self = ADIT_ENGINE_TLS_SERVER (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_pointer (&self->session, adit_engine_tls_session_unref);
  g_clear_object (&self->certificate);
  g_clear_object (&self->below);
  g_strfreev (self->protocols);
  G_OBJECT_CLASS (adit_engine_tls_server_parent_class)->finalize (object);
}

static void
adit_engine_tls_server_class_init (AditEngineTlsServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = server_get_property;
  object_class->set_property = server_set_property;
  object_class->finalize = server_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = server_get_input_stream;
  G_IO_STREAM_CLASS (klass)->get_output_stream = server_get_output_stream;
  G_IO_STREAM_CLASS (klass)->close_fn = server_close;
  G_TLS_CONNECTION_CLASS (klass)->handshake = server_handshake;

  for (guint id = 1; id < N_PROPERTIES; id++)
    g_object_class_override_property (object_class, id, properties[id]);
}

static void
adit_engine_tls_server_init (AditEngineTlsServer *self)
{
}

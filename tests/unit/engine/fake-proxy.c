/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-proxy.h"

struct _AditEngineProxy
{
  GObject parent_instance;

  GTask *task; /* the question, or NULL */
  AditEngineReportKind kind;
  AditEngineReport *report; /* the next answer */
  guint n_unwatched;
};

G_DEFINE_FINAL_TYPE (AditEngineProxy, adit_engine_proxy, G_TYPE_OBJECT)

/* ---- In place of the engine's ---- */

AditEngineReport *
adit_engine_report_new (void)
{
  AditEngineReport *self = g_new0 (AditEngineReport, 1);

  self->opened = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);
  self->updated = g_array_new (FALSE, FALSE, sizeof (AditTunnelFigures));
  self->closed = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);

  return self;
}

void
adit_engine_report_free (AditEngineReport *self)
{
  g_ptr_array_unref (self->opened);
  g_array_unref (self->updated);
  g_ptr_array_unref (self->closed);
  g_free (self);
}

void
adit_engine_proxy_report_async (AditEngineProxy *self,
                                AditEngineReportKind kind,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_assert_null (self->task); /* one question at a time */
  self->task = g_task_new (self, NULL, callback, user_data);
  self->kind = kind;
}

AditEngineReport *
adit_engine_proxy_report_finish (AditEngineProxy *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
adit_engine_proxy_unwatch (AditEngineProxy *self)
{
  self->n_unwatched++;
}

/* ---- For the test ---- */

AditEngineProxy *
fake_proxy_new (void)
{
  return g_object_new (ADIT_ENGINE_TYPE_PROXY, NULL);
}

gboolean
fake_proxy_is_asked (AditEngineProxy *self)
{
  return self->task != NULL;
}

AditEngineReportKind
fake_proxy_get_kind (AditEngineProxy *self)
{
  return self->kind;
}

void
fake_proxy_answer (AditEngineProxy *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_assert_nonnull (task);
  g_task_return_pointer (task, self->report, (GDestroyNotify) adit_engine_report_free);
  self->report = adit_engine_report_new ();
  while (!g_task_get_completed (task))
    g_main_context_iteration (NULL, TRUE);
}

static AditTunnel *
tunnel_of (guint64 id)
{
  return adit_tunnel_new (id, "127.0.0.1:50000", "a.example:443", NULL);
}

void
fake_proxy_opened (AditEngineProxy *self, guint64 id)
{
  g_ptr_array_add (self->report->opened, tunnel_of (id));
}

void
fake_proxy_updated (AditEngineProxy *self, guint64 id, guint64 sent_bytes)
{
  AditTunnelFigures figures = { .id = id, .sent_bytes = sent_bytes };

  g_array_append_val (self->report->updated, figures);
}

/* The latest comes first, as from the engine. */
void
fake_proxy_closed (AditEngineProxy *self, guint64 id)
{
  g_ptr_array_insert (self->report->closed, 0, tunnel_of (id));
}

guint
fake_proxy_count_unwatched (AditEngineProxy *self)
{
  return self->n_unwatched;
}

static void
adit_engine_proxy_finalize (GObject *object)
{
  AditEngineProxy *self = ADIT_ENGINE_PROXY (object);

  g_assert_null (self->task);
  adit_engine_report_free (self->report);

  G_OBJECT_CLASS (adit_engine_proxy_parent_class)->finalize (object);
}

static void
adit_engine_proxy_class_init (AditEngineProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = adit_engine_proxy_finalize;
}

static void
adit_engine_proxy_init (AditEngineProxy *self)
{
  self->report = adit_engine_report_new ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A resolver that knows what it was told. The table is filled before an engine is made, and only
 * read from then on. */

#include "flow.h"

typedef struct
{
  GResolver parent_instance;
  GHashTable *names; /* name → GStrv; NULL: never answers */
  GHashTable *turns; /* name → how often it was asked for, an atomic guint; of those that turn */
} FlowResolver;

typedef GResolverClass FlowResolverClass;

GType flow_resolver_get_type (void);
G_DEFINE_TYPE (FlowResolver, flow_resolver, G_TYPE_RESOLVER)

static FlowResolver *the_resolver;

static void
free_answer (gpointer data)
{
  g_resolver_free_addresses (data);
}

static GList *
answer_of (const char *const *addresses)
{
  GList *answer = NULL;

  for (guint i = 0; addresses[i]; i++)
    answer = g_list_append (answer, g_inet_address_new_from_string (addresses[i]));

  return answer;
}

/* The one whose turn it is, of a name that turns; else all. */
static GList *
answer_to (FlowResolver *self, const char *name, const char *const *addresses)
{
  guint *n_asked = g_hash_table_lookup (self->turns, name);
  guint turn;

  if (!n_asked)
    return answer_of (addresses);

  turn = (guint) g_atomic_int_add (n_asked, 1) % g_strv_length ((char **) addresses);
  return answer_of ((const char *const[]){ addresses[turn], NULL });
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
}

static void
lookup_by_name_async (GResolver *resolver,
                      const char *name,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  FlowResolver *self = (FlowResolver *) resolver;
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);
  gpointer addresses;

  if (!g_hash_table_lookup_extended (self->names, name, NULL, &addresses))
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "No %s", name);
  else if (addresses)
    g_task_return_pointer (task, answer_to (self, name, addresses), free_answer);
  else
    {
      g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);
      return;
    }

  g_object_unref (task);
}

static GList *
lookup_by_name_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
flow_resolver_finalize (GObject *object)
{
  g_hash_table_unref (((FlowResolver *) object)->names);
  g_hash_table_unref (((FlowResolver *) object)->turns);

  G_OBJECT_CLASS (flow_resolver_parent_class)->finalize (object);
}

static void
flow_resolver_class_init (FlowResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = flow_resolver_finalize;
  klass->lookup_by_name_async = lookup_by_name_async;
  klass->lookup_by_name_finish = lookup_by_name_finish;
}

static void
flow_resolver_init (FlowResolver *self)
{
  self->names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  self->turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
flow_resolver_install (void)
{
  if (the_resolver)
    return;

  the_resolver = g_object_new (flow_resolver_get_type (), NULL);
  g_resolver_set_default (G_RESOLVER (the_resolver));
}

void
flow_resolver_add (const char *name, const char *const *addresses)
{
  g_hash_table_replace (the_resolver->names, g_strdup (name), g_strdupv ((char **) addresses));
}

void
flow_resolver_add_turns (const char *name, const char *const *addresses)
{
  flow_resolver_add (name, addresses);
  g_hash_table_replace (the_resolver->turns, g_strdup (name), g_new0 (guint, 1));
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the steps do for a request for the metrics. Only listed clients find them, whether they may
 * use the proxy or not; for everybody else there is no such page. */

#include "engine/session/adit-engine-session-private.h"

#include <string.h>

#define PATH "/metrics"

/* A query is ignored. */
static gboolean
is_for_metrics (AditEngineSlice path, const char *bytes)
{
  const char *query = memchr (bytes + path.offset, '?', path.length);

  if (query)
    path.length = (guint16) (query - bytes - path.offset);
  return adit_engine_slice_is (path, bytes, PATH);
}

/* Its fields as one, RFC 9110, section 5.3. (transfer full) */
static char *
dup_accept (const AditEngineReadResult *read)
{
  GString *value = g_string_new (NULL);

  for (guint i = 0; i < read->head->n_fields; i++)
    {
      const AditEngineField *field = &read->head->fields[i];

      if (!adit_engine_slice_is_name (field->name, read->bytes, "Accept"))
        continue;
      if (value->len > 0)
        g_string_append (value, ", ");
      g_string_append_len (value, read->bytes + field->value.offset, field->value.length);
    }

  return g_string_free (value, FALSE);
}

gboolean
adit_engine_session_read_scrape (AditEngineSession *self,
                                 const AditEngineRequest *request,
                                 const AditEngineReadResult *read)
{
  gboolean is_get = adit_engine_slice_is (read->head->method, read->bytes, "GET");
  gboolean is_head = adit_engine_slice_is (read->head->method, read->bytes, "HEAD");
  g_autofree char *accept = NULL;

  if (request->kind != ADIT_ENGINE_REQUEST_LOCAL || (!is_get && !is_head) ||
      !is_for_metrics (request->path, read->bytes) ||
      !adit_networks_contain (self->home->terms->metrics_clients, &self->record.client.any))
    return FALSE;

  accept = dup_accept (read);
  self->scrape = g_new (AditEngineScrape, 1);
  *self->scrape = (AditEngineScrape){
    .worker = self->worker,
    .format = adit_engine_metrics_choose (accept),
    .is_head = is_head,
  };
  return TRUE;
}

static void
on_answered (gpointer owner, AditEngineScrape *scrape)
{
  AditEngineSession *self = owner;

  self->scrape = NULL;
  adit_engine_metrics_write (self->answer->made, scrape->format, scrape->metrics,
                             self->minor_version, scrape->is_head);
  adit_engine_session_relay_answer (self);
}

void
adit_engine_session_relay_scrape (AditEngineSession *self)
{
  self->scrape->on_answered = on_answered;
  self->scrape->owner = self;
  self->home->scrape (self->home->owner, self->scrape);
}

/* On its way it is freed where it arrives. */
void
adit_engine_session_drop_scrape (AditEngineSession *self)
{
  AditEngineScrape *scrape = g_steal_pointer (&self->scrape);

  if (scrape && scrape->owner)
    scrape->owner = NULL;
  else
    g_free (scrape);
}

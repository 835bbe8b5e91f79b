/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Metrics are collected when somebody asks for them, from what is counted anyway. */

#include "engine/session/adit-engine-proxy-private.h"

#include <string.h>

typedef struct
{
  AditEngineProxy *proxy;
  AditEngineScrape *scrape;
} Asked;

static void
scrape_free (AditEngineScrape *scrape)
{
  if (scrape->metrics)
    g_string_free (scrape->metrics, TRUE);
  g_free (scrape);
}

/* The thread of the worker where it was asked. */
static void
run_answered (gpointer data)
{
  AditEngineScrape *scrape = data;

  if (scrape->owner)
    scrape->on_answered (scrape->owner, scrape);
  scrape_free (scrape);
}

static void
count (AditEngineProxy *self, AditEngineSnapshot *snapshot)
{
  adit_engine_proxy_get_totals (self, &snapshot->totals);
  for (guint i = 0; i < self->lanes->len; i++)
    adit_engine_lane_add_tally (self->lanes->pdata[i], &snapshot->tally);
  snapshot->n_connections = adit_engine_budget_count (&self->budget);
  snapshot->connections_max = adit_engine_budget_get_max (&self->budget);
  adit_engine_access_log_get_counts (self->access_log, &snapshot->log);
  adit_engine_process_read (&snapshot->process);
  snapshot->started_us = self->started_us;
}

static void
answer (AditEngineProxy *self, AditEngineScrape *scrape, const AditEngineReport *report)
{
  g_autoptr (GPtrArray) listeners = adit_engine_proxy_list_listeners (self);
  g_autoptr (GPtrArray) accounts = NULL;
  AditEngineSnapshot snapshot = { .listeners = listeners };

  if (self->is_metrics_by_user)
    accounts = adit_engine_accounts_list (self->accounts, g_get_real_time (), NULL);
  snapshot.accounts = accounts;
  memcpy (snapshot.n_by_phase, report->n_by_phase, sizeof snapshot.n_by_phase);
  count (self, &snapshot);
  scrape->metrics = g_string_new (NULL);
  adit_engine_metrics_print (scrape->metrics, scrape->format, &snapshot);
}

/* After the end nobody is there to be answered. */
static void
report_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditEngineProxy *self = ADIT_ENGINE_PROXY (source);
  AditEngineScrape *scrape = user_data;
  AditEngineReport *report = adit_engine_proxy_report_finish (self, result);

  if (self->lanes->len > 0)
    {
      answer (self, scrape, report);
      adit_engine_worker_post (scrape->worker, run_answered, scrape);
    }
  else
    scrape_free (scrape);
  adit_engine_report_free (report);
}

static void
ask (gpointer data)
{
  g_autofree Asked *asked = data;

  if (asked->proxy->lanes->len > 0)
    adit_engine_proxy_report_async (asked->proxy, ADIT_ENGINE_REPORT_PHASES, report_cb,
                                    asked->scrape);
  else
    scrape_free (asked->scrape);
}

void
adit_engine_proxy_scrape (gpointer owner, AditEngineScrape *scrape)
{
  AditEngineProxy *self = owner;
  Asked *asked = g_new (Asked, 1);

  *asked = (Asked){ self, scrape };
  adit_engine_mailbox_post (self->mailbox, ask, asked);
}

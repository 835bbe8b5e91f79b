/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-column.h"

#include "model/adit-format.h"

#include <glib/gi18n.h>
#include <string.h>

/* A plain three-way comparison of numbers. */
#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static const char *const phase_names[ADIT_N_PHASES] = {
  [ADIT_PHASE_ACCEPT] = N_ ("Waiting"),     [ADIT_PHASE_PARSE] = N_ ("Reading"),
  [ADIT_PHASE_AUTHORISE] = N_ ("Checking"), [ADIT_PHASE_CONNECT] = N_ ("Connecting"),
  [ADIT_PHASE_RELAY] = N_ ("Open"),         [ADIT_PHASE_ACCOUNT] = N_ ("Closing"),
};

char *
adit_app_column_destination (const AditTunnel *tunnel)
{
  if (tunnel->target[0] != '\0')
    return adit_tunnel_describe (tunnel);

  return g_strdup (tunnel->ended_us != 0 ? _ ("No destination") : _ ("Not known yet"));
}

static char *
destination_text (const AditTunnel *tunnel, gint64 now_us)
{
  return adit_app_column_destination (tunnel);
}

/* Requests to one host stand together, next to its tunnels. */
static int
destination_compare (const AditTunnel *a, const AditTunnel *b)
{
  int order = strcasecmp (a->target, b->target);

  if (order == 0)
    order = strcmp (a->path, b->path);
  return order != 0 ? order : strcmp (a->method, b->method);
}

static char *
client_text (const AditTunnel *tunnel, gint64 now_us)
{
  return g_strdup (tunnel->client);
}

static int
client_compare (const AditTunnel *a, const AditTunnel *b)
{
  return strcmp (a->client, b->client);
}

static char *
encrypted_text (const AditTunnel *tunnel, gint64 now_us)
{
  return g_strdup (tunnel->is_encrypted ? _ ("Yes") : "");
}

static int
encrypted_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (!!a->is_encrypted, !!b->is_encrypted);
}

static char *
received_text (const AditTunnel *tunnel, gint64 now_us)
{
  return adit_format_size (tunnel->figures.received_bytes);
}

static int
received_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (a->figures.received_bytes, b->figures.received_bytes);
}

static char *
sent_text (const AditTunnel *tunnel, gint64 now_us)
{
  return adit_format_size (tunnel->figures.sent_bytes);
}

static int
sent_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (a->figures.sent_bytes, b->figures.sent_bytes);
}

static guint64
rate_of (const AditTunnel *tunnel)
{
  return tunnel->figures.received_rate + tunnel->figures.sent_rate;
}

static char *
rate_text (const AditTunnel *tunnel, gint64 now_us)
{
  return adit_format_rate (rate_of (tunnel));
}

static int
rate_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (rate_of (a), rate_of (b));
}

static char *
age_text (const AditTunnel *tunnel, gint64 now_us)
{
  return adit_format_age (now_us - tunnel->started_us);
}

/* The younger is the smaller. */
static int
age_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (b->started_us, a->started_us);
}

static char *
state_text (const AditTunnel *tunnel, gint64 now_us)
{
  return g_strdup (_ (phase_names[tunnel->figures.phase]));
}

static int
state_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (a->figures.phase, b->figures.phase);
}

static char *
ended_text (const AditTunnel *tunnel, gint64 now_us)
{
  g_autofree char *age = adit_format_age (now_us - tunnel->ended_us);

  /* Translators: when a connection ended, such as "3 min ago" */
  return g_strdup_printf (_ ("%s ago"), age);
}

static int
ended_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (b->ended_us, a->ended_us);
}

static gint64
duration_of (const AditTunnel *tunnel)
{
  return tunnel->ended_us - tunnel->started_us;
}

static char *
duration_text (const AditTunnel *tunnel, gint64 now_us)
{
  return adit_format_age (duration_of (tunnel));
}

static int
duration_compare (const AditTunnel *a, const AditTunnel *b)
{
  return ORDER (duration_of (a), duration_of (b));
}

static char *
outcome_text (const AditTunnel *tunnel, gint64 now_us)
{
  g_autofree char *sentence = adit_tunnel_describe_end (tunnel);

  if (tunnel->status == 0)
    return g_steal_pointer (&sentence);
  /* Translators: an HTTP status and what it means, such as "404: The request was answered" */
  return g_strdup_printf (_ ("%u: %s"), tunnel->status, sentence);
}

static int
outcome_compare (const AditTunnel *a, const AditTunnel *b)
{
  return a->cause != b->cause ? ORDER (a->cause, b->cause) : ORDER (a->status, b->status);
}

const AditAppColumn adit_app_live_columns[] = {
  { "destination", N_ ("Destination"), 24, FALSE, FALSE, TRUE, TRUE, destination_text,
    destination_compare },
  { "received", N_ ("Received"), 8, TRUE, TRUE, FALSE, FALSE, received_text, received_compare },
  { "sent", N_ ("Sent"), 8, TRUE, TRUE, FALSE, FALSE, sent_text, sent_compare },
  { "rate", N_ ("Rate"), 9, TRUE, TRUE, FALSE, FALSE, rate_text, rate_compare },
  { "age", N_ ("Age"), 9, TRUE, FALSE, FALSE, FALSE, age_text, age_compare },
  { "state", N_ ("State"), 9, FALSE, TRUE, FALSE, FALSE, state_text, state_compare },
  { "client", N_ ("Client"), 15, FALSE, FALSE, FALSE, TRUE, client_text, client_compare },
  { "encrypted", N_ ("Encrypted"), 9, FALSE, FALSE, FALSE, FALSE, encrypted_text,
    encrypted_compare },
  { NULL },
};

const AditAppColumn adit_app_ended_columns[] = {
  { "destination", N_ ("Destination"), 24, FALSE, FALSE, TRUE, TRUE, destination_text,
    destination_compare },
  { "outcome", N_ ("How It Ended"), 30, FALSE, FALSE, FALSE, FALSE, outcome_text, outcome_compare },
  { "ended", N_ ("Ended"), 10, TRUE, FALSE, FALSE, FALSE, ended_text, ended_compare },
  { "received", N_ ("Received"), 8, TRUE, FALSE, FALSE, FALSE, received_text, received_compare },
  { "sent", N_ ("Sent"), 8, TRUE, FALSE, FALSE, FALSE, sent_text, sent_compare },
  { "duration", N_ ("Duration"), 8, TRUE, FALSE, FALSE, FALSE, duration_text, duration_compare },
  { "client", N_ ("Client"), 15, FALSE, FALSE, FALSE, TRUE, client_text, client_compare },
  { "encrypted", N_ ("Encrypted"), 9, FALSE, FALSE, FALSE, FALSE, encrypted_text,
    encrypted_compare },
  { NULL },
};

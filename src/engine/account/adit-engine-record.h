/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known about one connection and does not change with every byte: the part of it that
 * outlives it. Small and without text where a value does, because there are many; the text is made
 * when somebody looks. */

#pragma once

#include "engine/net/adit-engine-address.h"
#include "model/adit-tunnel.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 id;
  gint64 started_us; /* Unix time */
  gint64 ended_us;   /* Unix time; 0 while it lives */
  char *target;      /* "HOST:PORT"; NULL until the request was read */
  char *user;        /* who signed in; NULL: nobody */
  char *method;      /* of a forwarded request; NULL for a tunnel */
  char *path;        /* of a forwarded request, without its query; NULL for a tunnel */
  char *detail;      /* more about the cause: which rule denied it; NULL: nothing */
  AditEngineAddress client;
  AditEngineAddress dialled; /* zero until connected */
  guint16 cause;             /* AditCause */
  guint16 status;            /* HTTP status of the answer; 0: none, or a tunnel was made */
  gboolean is_encrypted;     /* the client's connection */
  gboolean is_opened;        /* it was counted as opened */
} AditEngineRecord;

/* A copy, with texts of its own. */
void adit_engine_record_init_copy (AditEngineRecord *self, const AditEngineRecord *other);

/* As @other, which is left without texts. */
void adit_engine_record_take (AditEngineRecord *self, AditEngineRecord *other);
void adit_engine_record_clear (AditEngineRecord *self);

/* What it takes in memory, texts included, in bytes. */
gsize adit_engine_record_get_size (const AditEngineRecord *self);

/* The row that others see. @figures->id is taken from the record. (transfer full) */
AditTunnel *adit_engine_record_to_tunnel (const AditEngineRecord *self,
                                          const AditTunnelFigures *figures);

G_END_DECLS

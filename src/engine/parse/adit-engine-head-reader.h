/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the head of a message from a channel. The bytes stay in the channel until their owner is
 * done with them and consumes them; what follows the head follows it there.
 *
 * Memory for the parser's state is taken only for a head that comes in pieces. Worker's thread. */

#pragma once

#include "engine/channel/adit-engine-channel.h"
#include "engine/parse/adit-engine-head.h"

G_BEGIN_DECLS

typedef enum
{
  ADIT_ENGINE_READ_MORE, /* nothing more to read now */
  ADIT_ENGINE_READ_DONE, /* a whole head */
  ADIT_ENGINE_READ_BAD,  /* `cause` says why */
  ADIT_ENGINE_READ_END,  /* the end of the stream, before the head or in the middle of it */
  ADIT_ENGINE_READ_LOST  /* the connection is broken */
} AditEngineReadStatus;

typedef struct
{
  AditEngineReadStatus status;
  AditCause cause;            /* when bad */
  const AditEngineHead *head; /* when done; valid until the worker reads another */
  const char *bytes;          /* that it was parsed from; valid until they are consumed */
} AditEngineReadResult;

typedef struct
{
  void (*init) (AditEngineHead *head); /* adit_engine_head_init or …_init_response */
  AditEngineHead *head;                /* NULL unless one has begun to come */
} AditEngineHeadReader;

/* Reads what the channel has. After a whole head it begins with the next. */
AditEngineReadResult adit_engine_head_reader_read (AditEngineHeadReader *self,
                                                   AditEngineChannel *channel);

/* Forgets a head that has begun to come. */
void adit_engine_head_reader_clear (AditEngineHeadReader *self);

G_END_DECLS

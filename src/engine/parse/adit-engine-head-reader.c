/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-head-reader.h"

/* A whole head is held in one piece. */
G_STATIC_ASSERT (ADIT_ENGINE_BLOCK_SIZE > ADIT_ENGINE_HEAD_MAX);

/* The usual case, in which the whole head is there at the first look, needs no memory. */
static _Thread_local AditEngineHead scratch;

static AditEngineHead *
begin (AditEngineHeadReader *self)
{
  if (self->head)
    return self->head;

  self->init (&scratch);
  return &scratch;
}

static void
keep (AditEngineHeadReader *self, const AditEngineHead *head)
{
  if (!self->head)
    self->head = g_memdup2 (head, sizeof *head);
}

static AditEngineReadResult
finish (AditEngineHeadReader *self, const AditEngineHead *head, const char *bytes)
{
  if (head != &scratch)
    scratch = *head;
  adit_engine_head_reader_clear (self);

  return (AditEngineReadResult){ ADIT_ENGINE_READ_DONE, ADIT_CAUSE_NONE, &scratch, bytes };
}

static AditEngineReadStatus
read_on (AditEngineChannel *channel)
{
  switch (adit_engine_channel_fill (channel))
    {
    case ADIT_ENGINE_FILL_END:
      return ADIT_ENGINE_READ_END;
    case ADIT_ENGINE_FILL_LOST:
      return ADIT_ENGINE_READ_LOST;
    case ADIT_ENGINE_FILL_WAITS:
      return ADIT_ENGINE_READ_MORE;
    case ADIT_ENGINE_FILL_BYTES:
    case ADIT_ENGINE_FILL_FULL: /* the parser has refused before that */
    default:
      return ADIT_ENGINE_READ_DONE;
    }
}

AditEngineReadResult
adit_engine_head_reader_read (AditEngineHeadReader *self, AditEngineChannel *channel)
{
  AditEngineHead *head = begin (self);
  AditEngineReadStatus status = ADIT_ENGINE_READ_DONE;

  while (status == ADIT_ENGINE_READ_DONE)
    {
      gsize length;
      const char *bytes = adit_engine_channel_peek (channel, &length);

      switch (adit_engine_head_parse (head, bytes, length))
        {
        case ADIT_ENGINE_HEAD_DONE:
          return finish (self, head, bytes);
        case ADIT_ENGINE_HEAD_BAD:
          return (AditEngineReadResult){ ADIT_ENGINE_READ_BAD, head->cause, NULL, NULL };
        case ADIT_ENGINE_HEAD_MORE:
        default:
          status = read_on (channel);
        }
    }

  if (status == ADIT_ENGINE_READ_MORE && adit_engine_channel_count_held (channel) > 0)
    keep (self, head);
  return (AditEngineReadResult){ .status = status };
}

void
adit_engine_head_reader_clear (AditEngineHeadReader *self)
{
  g_clear_pointer (&self->head, g_free);
}

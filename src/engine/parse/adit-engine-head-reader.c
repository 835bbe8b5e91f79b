/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/parse/adit-engine-head-reader.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

struct _AditEngineHeadReader
{
  AditEngineHead head;
  GByteArray *bytes; /* all that was taken out of the socket */
};

/* A look never shows more than may still belong to the head. */
G_STATIC_ASSERT (ADIT_ENGINE_SCRATCH_SIZE >= ADIT_ENGINE_HEAD_MAX);

static void
take (AditEngineWorker *worker, AditEngineSocket *socket, gsize length)
{
  if (length > 0 && adit_engine_worker_drop (worker, socket, length) < 0)
    socket->is_broken = TRUE;
}

static AditEngineReadResult
result_of (AditEngineHeadStatus status, const AditEngineHead *head, const char *bytes)
{
  switch (status)
    {
    case ADIT_ENGINE_HEAD_DONE:
      return (AditEngineReadResult){ ADIT_ENGINE_READ_DONE, ADIT_CAUSE_NONE, head, bytes };
    case ADIT_ENGINE_HEAD_BAD:
      return (AditEngineReadResult){ ADIT_ENGINE_READ_BAD, head->cause, NULL, NULL };
    case ADIT_ENGINE_HEAD_MORE:
    default:
      return (AditEngineReadResult){ ADIT_ENGINE_READ_MORE, ADIT_CAUSE_NONE, NULL, NULL };
    }
}

/* The usual case: the whole head is there at the first look. */
static AditEngineReadResult
parse_at_once (AditEngineHeadReader **reader,
               AditEngineWorker *worker,
               AditEngineSocket *socket,
               gsize n_seen)
{
  static _Thread_local AditEngineHead head;
  AditEngineHeadStatus status;

  adit_engine_head_init (&head);
  status = adit_engine_head_parse (&head, worker->scratch, n_seen);
  take (worker, socket, head.position);

  if (status == ADIT_ENGINE_HEAD_MORE)
    {
      *reader = g_new0 (AditEngineHeadReader, 1);
      (*reader)->head = head;
      (*reader)->bytes = g_byte_array_new ();
      g_byte_array_append ((*reader)->bytes, (const guint8 *) worker->scratch, (guint) n_seen);
    }

  return result_of (status, &head, worker->scratch);
}

static AditEngineReadResult
parse_on (AditEngineHeadReader *self,
          AditEngineWorker *worker,
          AditEngineSocket *socket,
          gsize n_seen)
{
  gsize n_before = self->bytes->len;
  AditEngineHeadStatus status;

  g_byte_array_append (self->bytes, (const guint8 *) worker->scratch, (guint) n_seen);
  status = adit_engine_head_parse (&self->head, (const char *) self->bytes->data, self->bytes->len);
  take (worker, socket, self->head.position - n_before);

  return result_of (status, &self->head, (const char *) self->bytes->data);
}

static AditEngineReadResult
end_of_input (const AditEngineHeadReader *reader)
{
  return (AditEngineReadResult){
    .status = ADIT_ENGINE_READ_BAD,
    .cause = reader ? ADIT_CAUSE_BAD_REQUEST : ADIT_CAUSE_SILENT,
  };
}

AditEngineReadResult
adit_engine_head_reader_read (AditEngineHeadReader **reader,
                              AditEngineWorker *worker,
                              AditEngineSocket *socket)
{
  AditEngineReadResult result = { .status = ADIT_ENGINE_READ_MORE };

  while (result.status == ADIT_ENGINE_READ_MORE && socket->is_readable)
    {
      ssize_t n_seen =
          recv (socket->fd, worker->scratch, ADIT_ENGINE_HEAD_MAX, MSG_PEEK | MSG_DONTWAIT);

      if (n_seen > 0)
        result = *reader ? parse_on (*reader, worker, socket, (gsize) n_seen)
                         : parse_at_once (reader, worker, socket, (gsize) n_seen);
      else if (n_seen == 0)
        result = end_of_input (*reader);
      else if (errno == EAGAIN)
        socket->is_readable = FALSE;
      else if (errno != EINTR)
        result = (AditEngineReadResult){ ADIT_ENGINE_READ_BAD, ADIT_CAUSE_CLIENT_GONE, NULL, NULL };
    }

  return result;
}

void
adit_engine_head_reader_free (AditEngineHeadReader *self)
{
  if (!self)
    return;

  g_byte_array_unref (self->bytes);
  g_free (self);
}

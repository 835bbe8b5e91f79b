/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the steps do for a request that we answer ourselves: our own pages, and what may not be
 * forwarded any further. */

#include "engine/relay/adit-engine-message.h"
#include "engine/reply/adit-engine-page.h"
#include "engine/session/adit-engine-session-private.h"

/* To take the whole of an answer. */
#define ANSWER_US (30 * G_USEC_PER_SEC)

static char *
dup_slice (AditEngineSlice slice, const char *bytes)
{
  return g_strndup (bytes + slice.offset, slice.length);
}

/* How the client calls us: by its Host field, or by the address it reached. (transfer full) */
static char *
name_host (AditEngineSession *self, const AditEngineReadResult *read)
{
  AditEngineAddress local = { 0 };
  char text[ADIT_ENGINE_ADDRESS_TEXT_SIZE];

  for (guint i = 0; i < read->head->n_fields; i++)
    {
      const AditEngineField *field = &read->head->fields[i];
      AditAuthority host;

      if (adit_engine_slice_is_name (field->name, read->bytes, "Host") &&
          adit_authority_parse (read->bytes + field->value.offset, field->value.length,
                                ADIT_AUTHORITY_PLAIN, &host))
        return dup_slice (field->value, read->bytes);
    }

  adit_engine_address_of_socket (&local, self->client->socket->fd);
  return g_strdup (adit_engine_address_print (&local, text));
}

static AditCause
write_page (AditEngineSession *self,
            GByteArray *out,
            const AditEngineRequest *request,
            const AditEngineReadResult *read)
{
  g_autofree char *method = dup_slice (read->head->method, read->bytes);
  g_autofree char *path = dup_slice (request->path, read->bytes);
  g_autofree char *host = name_host (self, read);
  AditEnginePageFacts facts = {
    .host = host,
    .is_plain_served = self->listener_terms->encryption != ADIT_ENCRYPTION_ENCRYPTED,
    .is_encrypted_served =
        self->listener_terms->encryption != ADIT_ENCRYPTION_PLAIN && self->home->certificate,
    .authority_pem = self->home->authority_pem,
    .now_s = g_get_real_time () / G_USEC_PER_SEC,
  };

  if (!self->home->terms->is_page_enabled)
    return ADIT_CAUSE_NO_SUCH_PAGE;
  return adit_engine_page_write (out, method, path, request->minor_version, FALSE, &facts);
}

static AditCause
write_answer (AditEngineSession *self,
              GByteArray *out,
              const AditEngineRequest *request,
              const AditEngineReadResult *read)
{
  if (request->kind == ADIT_ENGINE_REQUEST_LOCAL)
    return write_page (self, out, request, read);

  if (request->is_trace)
    adit_engine_message_write_trace (out, read->head, read->bytes, FALSE);
  else
    adit_engine_message_write_options (out, request->minor_version, FALSE);
  return ADIT_CAUSE_NONE;
}

AditCause
adit_engine_session_read_local (AditEngineSession *self,
                                const AditEngineRequest *request,
                                const AditEngineReadResult *read)
{
  AditCause cause;

  self->answer = g_new0 (AditEngineMessageHalf, 1);
  adit_engine_message_half_init (self->answer, &self->received);
  cause = adit_engine_session_read_scrape (self, request, read)
              ? ADIT_CAUSE_NONE
              : write_answer (self, self->answer->made, request, read);
  self->record.method = dup_slice (read->head->method, read->bytes);
  self->record.path = g_strdup ("");

  return cause;
}

static void
send_answer (AditEngineSession *self)
{
  switch (adit_engine_message_half_pump (self->answer, self->client, self->client, self->worker))
    {
    case ADIT_ENGINE_MESSAGE_DONE:
      adit_engine_session_fail (self, ADIT_CAUSE_ANSWERED);
      break;
    case ADIT_ENGINE_MESSAGE_TO_LOST:
      adit_engine_session_fail (self, ADIT_CAUSE_CLIENT_RESET);
      break;
    default:
      break;
    }
}

static void
on_deadline (gpointer owner)
{
  adit_engine_session_fail (owner, ADIT_CAUSE_IDLE);
}

static void
on_client_ready (AditEngineChannel *client, gpointer owner)
{
  send_answer (owner);
}

void
adit_engine_session_relay_answer (AditEngineSession *self)
{
  self->is_answered = TRUE;
  self->record.status = 200;
  adit_engine_channel_set_owner (self->client, on_client_ready, self);
  adit_engine_loop_arm (self->worker->loop, &self->deadline, ANSWER_US, on_deadline, self);
  send_answer (self);
}

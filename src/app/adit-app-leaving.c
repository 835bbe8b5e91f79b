/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-leaving.h"

#include "app/adit-app-parent.h"
#include "bus/adit-bus-client-login.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define RESPONSE_CLOSE "close"
#define RESPONSE_STAY  "stay"

typedef enum
{
  STATE_STAYING,
  STATE_ASKING,  /* the desktop */
  STATE_TELLING, /* the person that it refused */
  STATE_GOING,
} State;

struct _AditAppLeaving
{
  GtkWindow *window; /* not owned */
  AditBusClient *client;
  GCancellable *cancellable;
  GtkWindow *dialog; /* while TELLING; not owned */
  guint idle;        /* source, after the person decided to close */
  State state;
};

static void
go (AditAppLeaving *self)
{
  self->state = STATE_GOING;
  gtk_window_close (self->window);
}

static gboolean
on_idle (gpointer user_data)
{
  AditAppLeaving *self = user_data;

  self->idle = 0;
  go (self);
  return G_SOURCE_REMOVE;
}

/* ---- The person ---- */

/* The dialog must not outlive the window it stands before: it goes first. */
static void
on_response (AdwMessageDialog *dialog, const char *response, AditAppLeaving *self)
{
  self->dialog = NULL;
  if (g_str_equal (response, RESPONSE_CLOSE))
    self->idle = g_idle_add (on_idle, self);
  else
    self->state = STATE_STAYING;
}

static void
tell (AditAppLeaving *self, const char *reason)
{
  GtkWidget *dialog =
      adw_message_dialog_new (self->window, _ ("The Proxy May Be Ended With This Window"), NULL);

  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("%s. Without that, the proxy and all of its tunnels can be ended at any time once no "
         "window is open.\n\nTo change it, allow Adit to run in the background in the desktop’s "
         "settings, under “Apps”."),
      reason);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), RESPONSE_STAY, _ ("_Keep Open"),
                                    RESPONSE_CLOSE, _ ("_Close Anyway"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), RESPONSE_CLOSE,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), RESPONSE_STAY);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), RESPONSE_STAY);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), self);

  self->state = STATE_TELLING;
  self->dialog = GTK_WINDOW (dialog);
  gtk_window_present (self->dialog);
}

/* ---- The desktop ---- */

/* The window may be gone when the call was cancelled. */
static void
ask_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AditAppLeaving *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_allowed;

  if (adit_bus_client_ask_for_background_finish (ADIT_BUS_CLIENT (source), result, &is_allowed,
                                                 &error))
    {
      if (is_allowed)
        go (self);
      else
        tell (self, _ ("The desktop does not allow Adit to run in the background"));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, error->message);
}

static void
on_identified (const char *window, gpointer user_data)
{
  AditAppLeaving *self = user_data;

  adit_bus_client_ask_for_background_async (self->client, window, self->cancellable, ask_cb, self);
}

gboolean
adit_app_leaving_begin (AditAppLeaving *self)
{
  AditBusLoginFacts facts;

  adit_bus_client_describe_login (self->client, &facts);
  if (self->state != STATE_STAYING || !facts.is_sandboxed ||
      !adit_bus_client_get_running (self->client))
    return TRUE;

  self->state = STATE_ASKING;
  adit_app_parent_identify (self->window, on_identified, self, NULL);
  return FALSE;
}

/* ---- Life ---- */

AditAppLeaving *
adit_app_leaving_new (GtkWindow *window, AditBusClient *client)
{
  AditAppLeaving *self = g_new0 (AditAppLeaving, 1);

  self->window = window;
  self->client = g_object_ref (client);
  self->cancellable = g_cancellable_new ();

  return self;
}

void
adit_app_leaving_free (AditAppLeaving *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->dialog != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->dialog, self);
      gtk_window_destroy (self->dialog);
    }
  g_object_unref (self->cancellable);
  g_object_unref (self->client);
  g_free (self);
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-share.h"

#include "app/adit-app-user-dialog.h"
#include "bus/adit-bus-client-access.h"
#include "bus/adit-bus-client-listeners.h"
#include "model/adit-exposure.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define RESPONSE_SHARE  "share"
#define RESPONSE_CANCEL "cancel"

/* The data of the task; its source is the widget that the dialogs are for. */
typedef struct
{
  AditBusClient *client;
  char *address;
  char *to; /* NULL: it is enabled where it is */
  AditPlace place;
  GPtrArray *interfaces;
  gboolean is_user_needed; /* people have to sign in, and nobody can */
  gboolean is_public_allowed;
  AdwMessageDialog *dialog; /* while it asks; not owned */
} Share;

static void
share_free (gpointer data)
{
  Share *share = data;

  g_object_unref (share->client);
  g_clear_pointer (&share->interfaces, g_ptr_array_unref);
  g_free (share->address);
  g_free (share->to);
  g_free (share);
}

/* ---- Doing it ---- */

static void
carry_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Share *share = g_task_get_task_data (task);
  GtkWidget *parent = g_task_get_source_object (task);
  GError *error = NULL;

  if (!adit_bus_client_change_finish (ADIT_BUS_CLIENT (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (share->is_user_needed && gtk_widget_get_root (parent) != NULL)
    adit_app_user_dialog_present_new (parent, share->client);
  g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
carry_out (GTask *task)
{
  Share *share = g_task_get_task_data (task);

  if (share->to != NULL)
    adit_bus_client_move_listener_async (share->client, share->address, share->to,
                                         share->is_public_allowed, NULL, carry_out_cb, task);
  else
    adit_bus_client_set_listener_enabled_async (share->client, share->address, TRUE, NULL,
                                                carry_out_cb, task);
}

/* ---- Asking ---- */

static void
add_paragraph (GString *text, const char *paragraph)
{
  if (paragraph[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", paragraph);
}

/* Its sentences as paragraphs, and what comes next. (transfer full) */
static char *
describe (const Share *share, const AditExposure *exposure)
{
  g_autofree char *reach = adit_exposure_describe (exposure, &share->place);
  g_autofree char *served = NULL;
  g_auto (AditClients) clients = { 0 };
  AditAccess access;
  GString *text = g_string_new (NULL);

  adit_bus_client_describe_access (share->client, &access);
  adit_bus_client_get_clients (share->client, &clients);
  served = adit_exposure_describe_served (&clients, access.sign_in);

  add_paragraph (text, reach);
  add_paragraph (text, served);
  if (share->is_user_needed)
    add_paragraph (text, _ ("Nobody can sign in yet: next you are asked for the first user."));
  return g_string_free (text, FALSE);
}

static void
show (Share *share)
{
  g_autoptr (AditExposure) exposure =
      adit_exposure_new (&share->place, share->is_public_allowed, share->interfaces);
  g_autofree char *text = describe (share, exposure);

  adw_message_dialog_set_body (share->dialog, text);
  adw_message_dialog_set_response_appearance (share->dialog, RESPONSE_SHARE,
                                              adit_exposure_is_public (exposure)
                                                  ? ADW_RESPONSE_DESTRUCTIVE
                                                  : ADW_RESPONSE_SUGGESTED);
}

static void
on_public_toggled (GtkCheckButton *button, GTask *task)
{
  Share *share = g_task_get_task_data (task);

  share->is_public_allowed = gtk_check_button_get_active (button);
  show (share);
}

/* An interface's public addresses are left out unless they are asked for, which moving can. */
static void
offer_public (GTask *task)
{
  Share *share = g_task_get_task_data (task);
  g_autoptr (AditExposure) exposure = adit_exposure_new (&share->place, FALSE, share->interfaces);
  GtkWidget *button;

  if (share->to == NULL || exposure->closed->len == 0)
    return;

  button = gtk_check_button_new_with_mnemonic (_ ("Open the _public address as well"));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_public_toggled), task, 0);
  adw_message_dialog_set_extra_child (share->dialog, button);
}

/* Also when its window goes away beneath it. */
static void
on_dialog_destroy (GtkWidget *dialog, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Share *share = g_task_get_task_data (task);

  if (share->dialog != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Not shared"));
}

static void
on_response (AdwMessageDialog *dialog, const char *response, GTask *task)
{
  Share *share = g_task_get_task_data (task);

  if (!g_str_equal (response, RESPONSE_SHARE))
    return;

  share->dialog = NULL;
  carry_out (g_object_ref (task));
}

/* Takes @task: the dialog has it then. */
static void
ask (GTask *task)
{
  Share *share = g_task_get_task_data (task);
  GtkRoot *root = gtk_widget_get_root (g_task_get_source_object (task));

  share->dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (root), _ ("Share With Other Devices?"), NULL));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (share->dialog), TRUE);
  adw_message_dialog_add_responses (share->dialog, RESPONSE_CANCEL, _ ("_Cancel"), RESPONSE_SHARE,
                                    _ ("_Share"), NULL);
  adw_message_dialog_set_close_response (share->dialog, RESPONSE_CANCEL);
  offer_public (task);
  show (share);
  g_signal_connect (share->dialog, "response", G_CALLBACK (on_response), task);
  g_signal_connect (share->dialog, "destroy", G_CALLBACK (on_dialog_destroy), task);
  gtk_window_present (GTK_WINDOW (share->dialog));
}

/* ---- What has to be known first ---- */

static void
list_users_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Share *share = g_task_get_task_data (task);
  g_autoptr (GPtrArray) users = NULL;
  AditAccess access;
  GError *error = NULL;

  users = adit_bus_client_list_users_finish (ADIT_BUS_CLIENT (source), result, &error);
  if (users == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  adit_bus_client_describe_access (share->client, &access);
  share->is_user_needed = users->len == 0 && access.sign_in != ADIT_SIGN_IN_NEVER;
  if (gtk_widget_get_root (g_task_get_source_object (task)) != NULL)
    ask (g_steal_pointer (&task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Not shared"));
}

static void
list_interfaces_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Share *share = g_task_get_task_data (task);
  GError *error = NULL;

  share->interfaces =
      adit_bus_client_list_interfaces_finish (ADIT_BUS_CLIENT (source), result, &error);
  if (share->interfaces == NULL)
    g_task_return_error (task, error);
  else
    adit_bus_client_list_users_async (share->client, NULL, list_users_cb, g_steal_pointer (&task));
}

/* (transfer full) */
static GTask *
new_task (GtkWidget *parent,
          AditBusClient *client,
          const char *address,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  Share *share = g_new0 (Share, 1);

  share->client = g_object_ref (client);
  share->address = g_strdup (address);
  g_task_set_task_data (task, share, share_free);
  return task;
}

/* Takes @task. There is nothing to tell of what only this computer reaches, or of no place, which
 * the engine refuses. */
static void
start (GTask *task, const char *where)
{
  Share *share = g_task_get_task_data (task);

  if (!adit_place_parse (where, &share->place) || adit_place_is_loopback (&share->place))
    carry_out (task);
  else
    adit_bus_client_list_interfaces_async (share->client, NULL, list_interfaces_cb, task);
}

void
adit_app_share_async (GtkWidget *parent,
                      AditBusClient *client,
                      const char *address,
                      const char *to,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = new_task (parent, client, address, callback, user_data);
  Share *share = g_task_get_task_data (task);

  share->to = g_strdup (to);
  start (task, to);
}

void
adit_app_share_enable_async (GtkWidget *parent,
                             AditBusClient *client,
                             const AditListener *listener,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = new_task (parent, client, listener->address, callback, user_data);
  Share *share = g_task_get_task_data (task);

  share->is_public_allowed = listener->is_public_allowed;
  start (task, listener->address);
}

gboolean
adit_app_share_finish (GtkWidget *parent, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, parent), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

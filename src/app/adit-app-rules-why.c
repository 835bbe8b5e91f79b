/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/adit-app-rules-why.h"

#include "app/adit-app-form.h"
#include "model/adit-authority.h"
#include "model/adit-decision.h"
#include "model/adit-network.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AditAppRulesWhy
{
  AdwBin parent_instance;

  GtkEntry *target_entry;
  GtkEntry *user_entry;
  GtkEntry *client_entry;
  GtkButton *ask_button;
  GtkWidget *answer_box;
  GtkImage *verdict_icon;
  GtkLabel *verdict_label;
  GtkLabel *sentence_label;

  AditBusClient *client;
  GCancellable *question; /* the last one that was asked; NULL: none */
};

enum
{
  ANSWERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AditAppRulesWhy, adit_app_rules_why, ADW_TYPE_BIN)

/* ---- What is typed ---- */

static gboolean
is_target (const char *text)
{
  AditAuthority authority;

  return adit_authority_parse (text, strlen (text), ADIT_AUTHORITY_PLAIN, &authority);
}

static gboolean
is_client (const char *text)
{
  AditNetwork network;

  return text[0] == '\0' || (strchr (text, '/') == NULL && adit_network_parse (text, &network));
}

static void
on_changed (AditAppRulesWhy *self)
{
  g_autofree char *target = adit_app_form_dup_text (self->target_entry);
  g_autofree char *client = adit_app_form_dup_text (self->client_entry);

  g_assert (ADIT_APP_IS_RULES_WHY (self));

  /* An empty entry is not wrong, as yet. */
  adit_app_form_set_wrong (self->target_entry, target[0] != '\0' && !is_target (target));
  adit_app_form_set_wrong (self->client_entry, !is_client (client));
  gtk_widget_set_sensitive (GTK_WIDGET (self->ask_button),
                            is_target (target) && is_client (client));
  adit_app_rules_why_clear (self);
}

/* ---- The answer ---- */

static void
tell (AditAppRulesWhy *self, guint number, gboolean is_default)
{
  g_signal_emit (self, signals[ANSWERED], 0, number, is_default);
}

static void
show (AditAppRulesWhy *self,
      const char *icon,
      const char *css_class,
      const char *verdict,
      const char *sentence)
{
  static const char *const classes[] = { "success", "error", "accent", "warning" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->verdict_icon), classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->verdict_icon), css_class);
  gtk_image_set_from_icon_name (self->verdict_icon, icon);
  gtk_label_set_text (self->verdict_label, verdict);
  gtk_label_set_text (self->sentence_label, sentence);
  gtk_widget_set_visible (self->answer_box, TRUE);
}

/* "Allowed, at 192.0.2.7" (transfer full) */
static char *
describe_verdict (const char *verdict, const AditBusWhy *why)
{
  if (why->address[0] == '\0')
    return g_strdup (verdict);

  /* Translators: what was decided, and the address that was looked at, or would be dialled */
  return g_strdup_printf (_ ("%s, at %s"), verdict, why->address);
}

static void
show_answer (AditAppRulesWhy *self, const AditBusWhy *why)
{
  gboolean is_denied = g_str_equal (why->verdict, adit_verdict_to_word (ADIT_VERDICT_DENY));
  gboolean is_upstream = g_str_equal (why->verdict, adit_verdict_to_word (ADIT_VERDICT_UPSTREAM));
  const char *verdict = is_denied     ? _ ("Denied")
                        : is_upstream ? _ ("Allowed, through an upstream proxy")
                                      : _ ("Allowed");
  g_autofree char *text = describe_verdict (verdict, why);

  show (self,
        is_denied     ? "action-unavailable-symbolic"
        : is_upstream ? "network-server-symbolic"
                      : "object-select-symbolic",
        is_denied     ? "error"
        : is_upstream ? "accent"
                      : "success",
        text, why->sentence);
}

/* Neither a rule nor what is built in, which only denies: a default that is not written allows. */
static gboolean
is_default (const AditBusWhy *why)
{
  return why->rule == 0 &&
         (why->line > 0 || !g_str_equal (why->verdict, adit_verdict_to_word (ADIT_VERDICT_DENY)));
}

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AditAppRulesWhy) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AditBusWhy) why =
      adit_bus_client_test_rules_finish (ADIT_BUS_CLIENT (source), result, &error);

  if (why != NULL)
    {
      show_answer (self, why);
      tell (self, why->rule, is_default (why));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show (self, "dialog-warning-symbolic", "warning", _ ("No Answer"), error->message);
      tell (self, 0, FALSE);
    }
}

static void
drop_question (AditAppRulesWhy *self)
{
  g_cancellable_cancel (self->question);
  g_clear_object (&self->question);
}

static void
ask (AditAppRulesWhy *self)
{
  g_autofree char *target = adit_app_form_dup_text (self->target_entry);
  g_autofree char *user = adit_app_form_dup_text (self->user_entry);
  g_autofree char *client = adit_app_form_dup_text (self->client_entry);

  drop_question (self);
  self->question = g_cancellable_new ();
  adit_bus_client_test_rules_async (self->client, user, client, target, self->question, answer_cb,
                                    g_object_ref (self));
}

static void
on_ask (AditAppRulesWhy *self)
{
  g_assert (ADIT_APP_IS_RULES_WHY (self));

  if (gtk_widget_get_sensitive (GTK_WIDGET (self->ask_button)))
    ask (self);
}

void
adit_app_rules_why_refresh (AditAppRulesWhy *self)
{
  if (self->question != NULL)
    ask (self);
}

void
adit_app_rules_why_clear (AditAppRulesWhy *self)
{
  drop_question (self);
  gtk_widget_set_visible (self->answer_box, FALSE);
  tell (self, 0, FALSE);
}

void
adit_app_rules_why_start (AditAppRulesWhy *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->target_entry));
}

/* ---- Life ---- */

void
adit_app_rules_why_set_client (AditAppRulesWhy *self, AditBusClient *client)
{
  g_return_if_fail (ADIT_APP_IS_RULES_WHY (self) && self->client == NULL);

  self->client = g_object_ref (client);
}

static void
adit_app_rules_why_dispose (GObject *object)
{
  AditAppRulesWhy *self = ADIT_APP_RULES_WHY (object);

  drop_question (self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (adit_app_rules_why_parent_class)->dispose (object);
}

static void
adit_app_rules_why_class_init (AditAppRulesWhyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = adit_app_rules_why_dispose;

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/aditproxy/Adit/adit-app-rules-why.ui");
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, target_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, user_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, client_entry);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, ask_button);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, answer_box);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, verdict_label);
  gtk_widget_class_bind_template_child (widget_class, AditAppRulesWhy, sentence_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_ask);
}

static void
adit_app_rules_why_init (AditAppRulesWhy *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

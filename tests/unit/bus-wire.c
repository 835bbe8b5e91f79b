/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows cross the bus unchanged, their signatures are those of the interface files, and words of a
 * later version do no harm. */

#include "adit-bus-generated.h"
#include "bus/adit-bus-names.h"
#include "bus/adit-bus-wire.h"

#define N_ROUNDS 500

static guint64
random_64 (void)
{
  return ((guint64) g_test_rand_int () << 32) | (guint32) g_test_rand_int ();
}

/* Up to 300 characters, some of them outside ASCII. */
static char *
random_text (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 300); i > 0; i--)
    g_string_append_unichar (text, (gunichar) g_test_rand_int_range (1, 0xd7ff));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static AditTunnel *
random_tunnel (gboolean is_ended)
{
  g_autofree char *client = random_text ();
  g_autofree char *target = random_text ();
  g_autofree char *address = random_text ();
  AditTunnel *tunnel = adit_tunnel_new (random_64 (), client, target, address);

  tunnel->figures.phase = (AditPhase) g_test_rand_int_range (0, ADIT_N_PHASES);
  tunnel->figures.sent_bytes = random_64 ();
  tunnel->figures.received_bytes = random_64 ();
  tunnel->figures.sent_rate = random_64 ();
  tunnel->figures.received_rate = random_64 ();
  tunnel->started_us = (gint64) random_64 ();
  tunnel->is_encrypted = g_test_rand_bit ();
  if (g_test_rand_bit ())
    tunnel->status = (guint16) g_test_rand_int ();
  if (g_test_rand_bit ())
    {
      g_autofree char *method = random_text ();
      g_autofree char *path = random_text ();

      adit_tunnel_set_request (tunnel, method, path);
    }
  if (is_ended)
    {
      g_autofree char *detail = random_text ();

      adit_tunnel_set_detail (tunnel, detail);
      tunnel->ended_us = (gint64) random_64 ();
      tunnel->cause = (AditCause) g_test_rand_int_range (1, ADIT_N_CAUSES);
      tunnel->status = (guint16) g_test_rand_int ();
    }

  return tunnel;
}

static AditListener *
random_listener (void)
{
  g_autofree char *address = random_text ();
  g_autofree char *bound = random_text ();
  g_autofree char *error = random_text ();

  AditListener *listener =
      adit_listener_new (address, g_test_rand_bit (),
                         (AditListenerState) g_test_rand_int_range (0, ADIT_N_LISTENER_STATES),
                         bound, error,
                         (AditEncryption) g_test_rand_int_range (0, ADIT_N_ENCRYPTIONS));

  if (g_test_rand_bit ())
    adit_listener_set_details (listener, (const char *const[]){ bound, error, NULL },
                               (const char *const[]){ address, NULL }, g_test_rand_bit ());
  return listener;
}

/* As the bus does it: through bytes. Takes a floating reference. (transfer full) */
static GVariant *
carry (GVariant *variant, const char *type)
{
  g_autoptr (GVariant) sent = g_variant_ref_sink (variant);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (sent);

  g_assert_cmpstr (g_variant_get_type_string (sent), ==, type);
  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));
}

static void
test_tunnel (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (AditTunnel) tunnel = random_tunnel (FALSE);
      g_autoptr (GVariant) variant =
          carry (adit_bus_tunnel_to_variant (tunnel), ADIT_BUS_TUNNEL_TYPE);
      g_autoptr (AditTunnel) read = adit_bus_tunnel_from_variant (variant);

      g_assert_true (adit_tunnel_equal (tunnel, read));
    }
}

static void
test_ended (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (AditTunnel) tunnel = random_tunnel (TRUE);
      g_autoptr (GVariant) variant =
          carry (adit_bus_ended_to_variant (tunnel), ADIT_BUS_ENDED_TYPE);
      g_autoptr (AditTunnel) read = adit_bus_ended_from_variant (variant);

      g_assert_true (adit_tunnel_equal (tunnel, read));
    }
}

static void
test_figures (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (AditTunnel) tunnel = random_tunnel (FALSE);
      g_autoptr (GVariant) variant =
          carry (adit_bus_figures_to_variant (&tunnel->figures), ADIT_BUS_FIGURES_TYPE);
      AditTunnelFigures read;

      adit_bus_figures_from_variant (variant, &read);
      g_assert_true (adit_tunnel_figures_equal (&tunnel->figures, &read));
    }
}

static void
test_listener (void)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (AditListener) listener = random_listener ();
      g_autoptr (GVariant) variant =
          carry (adit_bus_listener_to_variant (listener), ADIT_BUS_LISTENER_TYPE);
      g_autoptr (AditListener) read = adit_bus_listener_from_variant (variant);

      g_assert_true (adit_listener_equal (listener, read));
    }
}

static void
assert_same_tunnels (const GPtrArray *a, const GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    g_assert_true (adit_tunnel_equal (a->pdata[i], b->pdata[i]));
}

static void
test_arrays_of_tunnels (void)
{
  for (guint n_rows = 0; n_rows < 20; n_rows++)
    {
      g_autoptr (GPtrArray) rows =
          g_ptr_array_new_with_free_func ((GDestroyNotify) adit_tunnel_free);
      g_autoptr (GPtrArray) live = NULL, ended = NULL;
      g_autoptr (GVariant) as_live = NULL, as_ended = NULL;

      while (rows->len < n_rows)
        g_ptr_array_add (rows, random_tunnel (TRUE));
      as_ended = carry (adit_bus_endeds_to_variant (rows), "a" ADIT_BUS_ENDED_TYPE);
      ended = adit_bus_endeds_from_variant (as_ended);
      assert_same_tunnels (rows, ended);

      for (guint i = 0; i < n_rows; i++)
        ((AditTunnel *) rows->pdata[i])->ended_us = 0;
      as_live = carry (adit_bus_tunnels_to_variant (rows), "a" ADIT_BUS_TUNNEL_TYPE);
      live = adit_bus_tunnels_from_variant (as_live);
      assert_same_tunnels (rows, live);
    }
}

static void
test_array_of_listeners (void)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) adit_listener_free);
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GVariant) variant = NULL;

  while (rows->len < 20)
    g_ptr_array_add (rows, random_listener ());
  variant = carry (adit_bus_listeners_to_variant (rows), "a" ADIT_BUS_LISTENER_TYPE);
  read = adit_bus_listeners_from_variant (variant);

  g_assert_cmpuint (read->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (adit_listener_equal (rows->pdata[i], read->pdata[i]));
}

/* A newer engine's live row: a phase, a cause and details that this version does not have. */
#define LATER_ROW                                                                                  \
  "(uint64 9, 'c', 't', 'a', 'translate', int64 1, uint64 2, uint64 3, uint64 4, uint64 5, "       \
  "'enough', {'user': <'anna'>})"

static GVariant *
written (const char *type, const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *variant = g_variant_parse (G_VARIANT_TYPE (type), text, NULL, NULL, &error);

  g_assert_no_error (error);
  return variant;
}

static void
test_later_words (void)
{
  g_autoptr (GVariant) row = written (ADIT_BUS_TUNNEL_TYPE, LATER_ROW);
  g_autoptr (AditTunnel) tunnel = adit_bus_tunnel_from_variant (row);
  g_autoptr (GVariant) listener_row =
      written (ADIT_BUS_LISTENER_TYPE,
               "('[::1]:1', true, 'resting', '', '', 'armoured', {'public': <3>, 'x': <1>})");
  g_autoptr (AditListener) listener = adit_bus_listener_from_variant (listener_row);
  g_autoptr (GVariant) figures_row =
      written (ADIT_BUS_FIGURES_TYPE, "(uint64 9, 'translate', 1, 2, 3, 4)");
  AditTunnelFigures figures;

  g_assert_cmpuint (tunnel->figures.id, ==, 9);
  g_assert_cmpuint (tunnel->figures.phase, ==, ADIT_PHASE_ACCEPT);
  g_assert_cmpuint (tunnel->figures.received_rate, ==, 5);
  g_assert_cmpuint (tunnel->cause, ==, ADIT_CAUSE_NONE);
  g_assert_cmpuint (listener->state, ==, ADIT_LISTENER_OFF);
  g_assert_true (listener->is_enabled);
  g_assert_cmpuint (listener->encryption, ==, ADIT_ENCRYPTION_BOTH);

  adit_bus_figures_from_variant (figures_row, &figures);
  g_assert_cmpuint (figures.phase, ==, ADIT_PHASE_ACCEPT);
  g_assert_cmpuint (figures.received_rate, ==, 4);
}

/* What is over does not come back to life because its cause has a new word. */
static void
test_later_cause (void)
{
  static const struct
  {
    const char *row;
    AditCause cause;
  } rows[] = {
    { "(" LATER_ROW ", 7, 0)", ADIT_CAUSE_FINISHED },
    { "(" LATER_ROW ", 7, 200)", ADIT_CAUSE_FINISHED },
    { "(" LATER_ROW ", 7, 399)", ADIT_CAUSE_FINISHED },
    { "(" LATER_ROW ", 7, 400)", ADIT_CAUSE_BAD_REQUEST },
    { "(" LATER_ROW ", 7, 407)", ADIT_CAUSE_BAD_REQUEST },
    { "(" LATER_ROW ", 7, 502)", ADIT_CAUSE_CONNECT_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GVariant) row = written (ADIT_BUS_ENDED_TYPE, rows[i].row);
      g_autoptr (AditTunnel) tunnel = adit_bus_ended_from_variant (row);

      g_assert_cmpuint (tunnel->cause, ==, rows[i].cause);
      g_assert_cmpint (tunnel->ended_us, ==, 7);
    }
}

/* A row has the details that are set and no others; those of another type are passed over. */
static void
test_details (void)
{
  static const struct
  {
    const char *details;
    const char *method, *path;
    guint16 status;
    gboolean is_encrypted, is_same_again;
  } rows[] = {
    { "@a{sv} {}", "", "", 0, FALSE, TRUE },
    { "{'method': <'GET'>, 'path': <'/a'>, 'status': <uint16 206>, 'encrypted': <true>}", "GET",
      "/a", 206, TRUE, TRUE },
    { "{'encrypted': <true>}", "", "", 0, TRUE, TRUE },
    { "{'encrypted': <false>, 'status': <uint16 0>}", "", "", 0, FALSE, FALSE },
    { "{'method': <1>, 'path': <b'/'>, 'status': <'200'>, 'encrypted': <1>}", "", "", 0, FALSE,
      FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("(7, 'c', 't', 'a', 'relay', 1, 2, 3, 4, 5, 'none', %s)",
                           rows[i].details);
      g_autoptr (GVariant) row = written (ADIT_BUS_TUNNEL_TYPE, text);
      g_autoptr (AditTunnel) tunnel = adit_bus_tunnel_from_variant (row);
      g_autoptr (GVariant) again = g_variant_ref_sink (adit_bus_tunnel_to_variant (tunnel));

      g_test_message ("%s", rows[i].details);
      g_assert_cmpstr (tunnel->method, ==, rows[i].method);
      g_assert_cmpstr (tunnel->path, ==, rows[i].path);
      g_assert_cmpuint (tunnel->status, ==, rows[i].status);
      g_assert_cmpint (tunnel->is_encrypted, ==, rows[i].is_encrypted);
      g_assert_cmpint (g_variant_equal (row, again), ==, rows[i].is_same_again);
    }
}

static void
assert_argument (GDBusArgInfo **arguments, const char *name, const char *type)
{
  for (guint i = 0; arguments[i]; i++)
    if (g_str_equal (arguments[i]->name, name))
      {
        g_assert_cmpstr (arguments[i]->signature, ==, type);
        return;
      }

  g_error ("no argument %s", name);
}

static void
test_signatures (void)
{
  GDBusInterfaceInfo *tunnels = adit_bus_tunnels_interface_info ();
  GDBusInterfaceInfo *engine = adit_bus_engine_interface_info ();
  GDBusArgInfo **changed = g_dbus_interface_info_lookup_signal (tunnels, "Changed")->args;

  g_assert_cmpstr (tunnels->name, ==, ADIT_TUNNELS_INTERFACE);
  g_assert_cmpstr (engine->name, ==, ADIT_ENGINE_INTERFACE);
  g_assert_cmpstr (adit_bus_certificate_interface_info ()->name, ==, ADIT_CERTIFICATE_INTERFACE);
  assert_argument (g_dbus_interface_info_lookup_method (tunnels, "List")->out_args, "tunnels",
                   "a" ADIT_BUS_TUNNEL_TYPE);
  assert_argument (g_dbus_interface_info_lookup_method (tunnels, "Recent")->out_args, "ended",
                   "a" ADIT_BUS_ENDED_TYPE);
  assert_argument (changed, "opened", "a" ADIT_BUS_TUNNEL_TYPE);
  assert_argument (changed, "updated", "a" ADIT_BUS_FIGURES_TYPE);
  assert_argument (changed, "closed", "a" ADIT_BUS_ENDED_TYPE);
  g_assert_cmpstr (g_dbus_interface_info_lookup_property (engine, "Listeners")->signature, ==,
                   "a" ADIT_BUS_LISTENER_TYPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bus/wire/tunnel", test_tunnel);
  g_test_add_func ("/bus/wire/ended", test_ended);
  g_test_add_func ("/bus/wire/figures", test_figures);
  g_test_add_func ("/bus/wire/listener", test_listener);
  g_test_add_func ("/bus/wire/arrays-of-tunnels", test_arrays_of_tunnels);
  g_test_add_func ("/bus/wire/array-of-listeners", test_array_of_listeners);
  g_test_add_func ("/bus/wire/later-words", test_later_words);
  g_test_add_func ("/bus/wire/later-cause", test_later_cause);
  g_test_add_func ("/bus/wire/details", test_details);
  g_test_add_func ("/bus/wire/signatures", test_signatures);

  return g_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A desktop's Background portal on a bus of its own, which answers as it is told. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GTestDBus *bus;
  GDBusConnection *connection;        /* the portal's */
  GDBusConnection *client_connection; /* for who asks */
  guint registration;
  guint name;

  guint response;
  gboolean is_background_allowed;
  gboolean is_start_allowed;

  guint n_questions;
  char *window;  /* of the last question */
  char *command; /* with spaces between; NULL where nothing is to start */
} TestPortal;

void test_portal_set_up (TestPortal *self);
void test_portal_tear_down (TestPortal *self);

/* What is answered from now on. */
void test_portal_answer (TestPortal *self,
                         guint response,
                         gboolean is_background_allowed,
                         gboolean is_start_allowed);

/* Leaves the bus. */
void test_portal_go (TestPortal *self);

G_END_DECLS

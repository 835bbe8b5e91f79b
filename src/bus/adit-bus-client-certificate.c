/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The calls about the certificate. */

#include "bus/adit-bus-client-private.h"

void
adit_bus_client_renew_certificate_async (AditBusClient *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_certificate (self), "Renew", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_renew_certificate_async });
}

void
adit_bus_client_use_certificate_async (AditBusClient *self,
                                       const char *certificate_path,
                                       const char *key_path,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_certificate (self), "Use",
                        g_variant_new ("(ss)", certificate_path, key_path),
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_use_certificate_async });
}

void
adit_bus_client_use_local_certificate_async (AditBusClient *self,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data)
{
  adit_bus_client_call (self, adit_bus_client_get_certificate (self), "UseLocal", NULL,
                        (AditBusCaller){ cancellable, callback, user_data,
                                         adit_bus_client_use_local_certificate_async });
}

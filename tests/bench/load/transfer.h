/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Half of a bulk transfer over a non-blocking socket, the same on the client's and the origin's
 * side. Received bytes are thrown away, inside the kernel where they are plain, unless they are to
 * be compared with the pattern, so that the load costs little beside the proxy. */

#include "load/link.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct
{
  uint64_t done;
  uint64_t total;
  bool is_verified; /* compare what arrives with the pattern */
} Transfer;

typedef enum
{
  TRANSFER_AGAIN, /* the socket wants to be waited for */
  TRANSFER_DONE,
  TRANSFER_BROKEN, /* early end, error or wrong bytes; standard error says which */
} TransferState;

TransferState transfer_send (Transfer *self, Link *link);
TransferState transfer_receive (Transfer *self, Link *link);

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-seal.h"

#include <gnutls/crypto.h>
#include <string.h>
#include <sys/random.h>

void
adit_engine_seal_init (AditEngineSeal *self)
{
  /* So few bytes come whole and uninterrupted: getrandom(2). */
  if (getrandom (self->key, sizeof self->key, 0) != sizeof self->key)
    g_error ("The system gives no random numbers");
}

void
adit_engine_seal_mark (const AditEngineSeal *self, AditEngineMark *mark, ...)
{
  gnutls_hmac_hd_t hmac;
  const char *part;
  va_list parts;

  /* GnuTLS's takes a third of the time of GLib's, and each signed-in request pays it. */
  if (gnutls_hmac_init (&hmac, GNUTLS_MAC_SHA256, self->key, sizeof self->key) < 0)
    g_error ("GnuTLS has no HMAC-SHA-256");

  /* Terminators are hashed along: they keep the strings apart. */
  va_start (parts, mark);
  while ((part = va_arg (parts, const char *)))
    gnutls_hmac (hmac, part, strlen (part) + 1);
  va_end (parts);

  gnutls_hmac_deinit (hmac, mark->bytes);
}

gboolean
adit_engine_bytes_equal (gconstpointer a, gconstpointer b, gsize length)
{
  const volatile guint8 *bytes_a = a;
  const volatile guint8 *bytes_b = b;
  guint8 difference = 0;

  for (gsize i = 0; i < length; i++)
    difference |= bytes_a[i] ^ bytes_b[i];

  return difference == 0;
}

void
adit_engine_wipe (gpointer bytes, gsize length)
{
  if (bytes)
    explicit_bzero (bytes, length);
}

void
adit_engine_wipe_text (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
}

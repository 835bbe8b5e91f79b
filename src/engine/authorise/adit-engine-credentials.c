/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/authorise/adit-engine-credentials.h"

#include "engine/authorise/adit-engine-seal.h"
#include "engine/parse/adit-engine-syntax.h"
#include "model/adit-password.h"

#include <string.h>

#define BLANK " \t"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* ---- Basic ---- */

/* Whether @text, without the blanks behind it, is base64; @length gets that of its digits. */
static gboolean
is_base64 (const char *text, gsize *length)
{
  gsize n_padding;

  *length = strspn (text, base64);
  n_padding = strspn (text + *length, "=");
  if (text[*length + n_padding + strspn (text + *length + n_padding, BLANK)] != '\0')
    return FALSE;

  return *length % 4 != 1 && (n_padding == 0 || (n_padding <= 2 && (*length + n_padding) % 4 == 0));
}

/* In place, without a copy on the way: each request with Basic comes by here. NULL where there is a
 * zero byte in it. (transfer full), terminated */
static char *
decode (const char *text, gsize length)
{
  gsize n_padding = (4 - length % 4) % 4;
  gsize encoded_size = length + n_padding;
  char *bytes = g_malloc (encoded_size + 1);
  gsize size = 0;

  memcpy (bytes, text, length);
  memset (bytes + length, '=', n_padding);
  bytes[encoded_size] = '\0';
  if (encoded_size > 0)
    g_base64_decode_inplace (bytes, &size);

  adit_engine_wipe (bytes + size, encoded_size - size);
  if (!memchr (bytes, '\0', size))
    return bytes;
  adit_engine_wipe (bytes, size);
  g_free (bytes);
  return NULL;
}

/* As names are kept. (transfer full) */
static char *
compose (const char *name)
{
  return g_str_is_ascii (name) ? g_strdup (name) : g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
}

/* From ISO 8859-1, whose bytes are the first 256 characters. @text is wiped and freed. (transfer
 * full) */
static char *
widen (char *text)
{
  char *wide = g_malloc (2 * strlen (text) + 1);
  char *end = wide;

  for (const guchar *c = (const guchar *) text; *c; c++)
    end += g_unichar_to_utf8 (*c, end);
  *end = '\0';
  adit_engine_wipe_text (text);
  g_free (text);

  return wide;
}

/* (transfer full), UTF-8; NULL where there is a zero byte in it. */
static char *
decode_text (const char *text, gsize length)
{
  char *decoded = decode (text, length);

  return !decoded || g_utf8_validate (decoded, -1, NULL) ? decoded : widen (decoded);
}

static gboolean
is_clean (const char *text)
{
  for (const char *c = text; *c; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;

  return g_utf8_validate (text, -1, NULL);
}

static gboolean
read_basic (AditEngineCredentials *self, const char *text)
{
  g_autofree char *pair = NULL;
  gboolean is_good = FALSE;
  char *colon;
  gsize length;

  if (!is_base64 (text, &length) || !(pair = decode_text (text, length)))
    return FALSE;

  colon = strchr (pair, ':');
  if (colon && colon > pair && strlen (colon + 1) <= ADIT_PASSWORD_MAX && is_clean (pair))
    {
      *colon = '\0';
      self->user = compose (pair);
      self->password = g_strdup (colon + 1);
      adit_engine_wipe_text (colon + 1);
      is_good = TRUE;
    }
  adit_engine_wipe_text (pair);

  return is_good;
}

/* ---- Digest ---- */

typedef enum
{
  USERNAME,
  USERNAME_EXTENDED,
  USERHASH,
  REALM,
  NONCE,
  URI,
  CNONCE,
  RESPONSE,
  NC,
  QOP,
  ALGORITHM,
  N_PARAMETERS
} Parameter;

static const char *const names[N_PARAMETERS] = {
  "username", "username*", "userhash", "realm", "nonce",     "uri",
  "cnonce",   "response",  "nc",       "qop",   "algorithm",
};

/* In step with AditEngineDigestAlgorithm. */
static const struct
{
  const char *name;
  gsize n_digits;
} algorithms[ADIT_ENGINE_DIGEST_N_ALGORITHMS] = {
  [ADIT_ENGINE_DIGEST_SHA_256] = { "SHA-256", 64 },
  [ADIT_ENGINE_DIGEST_MD5] = { "MD5", 32 },
};

static gsize
token_length (const char *text)
{
  gsize length = 0;

  while (text[length] && adit_engine_byte_is_token ((guint8) text[length]))
    length++;

  return length;
}

/* A quoted string without its quotes (RFC 9110, section 5.6.4). NULL where it does not end.
 * (transfer full) */
static char *
read_quoted (const char **position)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *c = *position + 1;

  for (; *c != '"'; c++)
    {
      if (*c == '\\')
        c++;
      if (*c == '\0')
        return NULL;
      g_string_append_c (text, *c);
    }

  *position = c + 1;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* NULL where there is no value. (transfer full) */
static char *
read_value (const char **position)
{
  const char *begin = *position;
  gsize length;

  if (*begin == '"')
    return read_quoted (position);

  length = token_length (begin);
  *position += length;
  return length > 0 ? g_strndup (begin, length) : NULL;
}

/* Keeps the value if the name is known. FALSE if it was there before. Takes @value. */
static gboolean
keep (char **values, const char *name, gsize length, char *value)
{
  for (guint i = 0; i < N_PARAMETERS; i++)
    if (strlen (names[i]) == length && g_ascii_strncasecmp (names[i], name, length) == 0)
      {
        g_autofree char *old = values[i];

        values[i] = value;
        return old == NULL;
      }

  g_free (value);
  return TRUE;
}

/* One parameter, and what parts it from the next. */
static gboolean
read_parameter (char **values, const char **position)
{
  const char *name = *position;
  gsize length = token_length (name);
  const char *c = name + length + strspn (name + length, BLANK);
  char *value;

  if (length == 0 || *c != '=')
    return FALSE;

  c++;
  c += strspn (c, BLANK);
  value = read_value (&c);
  if (!value || !keep (values, name, length, value))
    return FALSE;

  c += strspn (c, BLANK);
  if (*c != ',' && *c != '\0')
    return FALSE;
  *position = c + strspn (c, BLANK ",");
  return TRUE;
}

static gboolean
read_parameters (char **values, const char *text)
{
  const char *position = text + strspn (text, BLANK ",");

  while (*position)
    if (!read_parameter (values, &position))
      return FALSE;

  return TRUE;
}

/* RFC 8187: UTF-8''percent-encoded. (transfer full) */
static char *
decode_extended (const char *value)
{
  const char *quote = strchr (value, '\'');
  const char *text = quote ? strchr (quote + 1, '\'') : NULL;

  if (!text || quote - value != 5 || g_ascii_strncasecmp (value, "UTF-8", 5) != 0)
    return NULL;

  return g_uri_unescape_string (text + 1, NULL);
}

static gboolean
set_user (AditEngineCredentials *self, char **values)
{
  g_autofree char *user = values[USERNAME_EXTENDED] ? decode_extended (values[USERNAME_EXTENDED])
                                                    : g_steal_pointer (&values[USERNAME]);

  if (values[USERNAME] || (values[USERHASH] && g_ascii_strcasecmp (values[USERHASH], "false") != 0))
    return FALSE;
  if (!user || *user == '\0' || !is_clean (user))
    return FALSE;

  self->user = g_utf8_normalize (user, -1, G_NORMALIZE_NFC);
  return TRUE;
}

static gboolean
set_algorithm (AditEngineCredentials *self, const char *name)
{
  for (guint i = 0; i < ADIT_ENGINE_DIGEST_N_ALGORITHMS; i++)
    if (g_ascii_strcasecmp (algorithms[i].name, name ? name : "MD5") == 0)
      {
        self->algorithm = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
set_count (AditEngineCredentials *self, const char *text)
{
  if (strlen (text) != 8 || strspn (text, "0123456789abcdefABCDEF") != 8)
    return FALSE;

  g_strlcpy (self->nc_text, text, sizeof self->nc_text);
  self->nc = (guint32) g_ascii_strtoull (text, NULL, 16);
  return TRUE;
}

static gboolean
set_response (AditEngineCredentials *self, const char *text)
{
  gsize length = strlen (text);

  if (length != algorithms[self->algorithm].n_digits ||
      strspn (text, "0123456789abcdefABCDEF") != length)
    return FALSE;

  self->response = g_ascii_strdown (text, -1);
  return TRUE;
}

static gboolean
take_values (AditEngineCredentials *self, char **values)
{
  static const Parameter needed[] = { REALM, NONCE, URI, CNONCE, RESPONSE, NC, QOP };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (!values[needed[i]])
      return FALSE;
  if (g_ascii_strcasecmp (values[QOP], "auth") != 0 || !set_user (self, values) ||
      !set_algorithm (self, values[ALGORITHM]) || !set_count (self, values[NC]) ||
      !set_response (self, values[RESPONSE]))
    return FALSE;

  self->realm = g_steal_pointer (&values[REALM]);
  self->nonce = g_steal_pointer (&values[NONCE]);
  self->uri = g_steal_pointer (&values[URI]);
  self->cnonce = g_steal_pointer (&values[CNONCE]);
  return TRUE;
}

static gboolean
read_digest (AditEngineCredentials *self, const char *text)
{
  char *values[N_PARAMETERS] = { NULL };
  gboolean is_good = read_parameters (values, text) && take_values (self, values);

  for (guint i = 0; i < N_PARAMETERS; i++)
    g_free (values[i]);

  return is_good;
}

/* ---- Both ---- */

static const struct
{
  const char *name;
  AditEngineCredentialsKind kind;
  gboolean (*read) (AditEngineCredentials *self, const char *text);
} schemes[] = {
  { "Basic", ADIT_ENGINE_CREDENTIALS_BASIC, read_basic },
  { "Digest", ADIT_ENGINE_CREDENTIALS_DIGEST, read_digest },
};

static void
become_bad (AditEngineCredentials *self)
{
  adit_engine_credentials_clear (self);
  self->kind = ADIT_ENGINE_CREDENTIALS_BAD;
}

static void
read_scheme (AditEngineCredentials *self, const char *text)
{
  gsize length = strcspn (text, BLANK);
  const char *rest = text + length + strspn (text + length, BLANK);

  self->kind = ADIT_ENGINE_CREDENTIALS_UNKNOWN;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strlen (schemes[i].name) == length &&
        g_ascii_strncasecmp (schemes[i].name, text, length) == 0)
      {
        self->kind = schemes[i].kind;
        if (!schemes[i].read (self, rest))
          become_bad (self);
      }
}

void
adit_engine_credentials_read (AditEngineCredentials *self, const char *value)
{
  *self = (AditEngineCredentials){ .kind = ADIT_ENGINE_CREDENTIALS_NONE };
  if (!value)
    return;

  value += strspn (value, BLANK);
  if (strlen (value) > ADIT_ENGINE_CREDENTIALS_MAX)
    self->kind = ADIT_ENGINE_CREDENTIALS_BAD;
  else if (*value)
    read_scheme (self, value);
}

void
adit_engine_credentials_clear (AditEngineCredentials *self)
{
  adit_engine_wipe_text (self->password);
  g_free (self->user);
  g_free (self->password);
  g_free (self->realm);
  g_free (self->nonce);
  g_free (self->uri);
  g_free (self->cnonce);
  g_free (self->response);
  *self = (AditEngineCredentials){ .kind = ADIT_ENGINE_CREDENTIALS_NONE };
}

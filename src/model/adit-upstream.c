/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-upstream.h"

#include "model/adit-error.h"
#include "model/adit-rule-line.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* upstream NAME KIND HOST:PORT, and two more for the user */
#define N_WORDS           4
#define N_WORDS_WITH_USER 6

static const char *const words[ADIT_N_UPSTREAM_KINDS] = {
  [ADIT_UPSTREAM_HTTP] = "http",
  [ADIT_UPSTREAM_HTTPS] = "https",
  [ADIT_UPSTREAM_SOCKS5] = "socks5",
};

static const char *const password_words[ADIT_N_UPSTREAM_PASSWORDS] = {
  [ADIT_UPSTREAM_PASSWORD_NONE] = "none",
  [ADIT_UPSTREAM_PASSWORD_KEYRING] = "keyring",
  [ADIT_UPSTREAM_PASSWORD_CREDENTIAL] = "credential",
  [ADIT_UPSTREAM_PASSWORD_MISSING] = "missing",
  [ADIT_UPSTREAM_PASSWORD_PENDING] = "pending",
  [ADIT_UPSTREAM_PASSWORD_FAILED] = "failed",
};

const char *
adit_upstream_password_to_word (AditUpstreamPassword password)
{
  g_return_val_if_fail (password < ADIT_N_UPSTREAM_PASSWORDS, "none");

  return password_words[password];
}

gboolean
adit_upstream_password_from_word (const char *word, AditUpstreamPassword *password)
{
  for (guint i = 0; i < ADIT_N_UPSTREAM_PASSWORDS; i++)
    if (g_str_equal (password_words[i], word))
      {
        *password = i;
        return TRUE;
      }

  return FALSE;
}

const char *
adit_upstream_kind_to_word (AditUpstreamKind kind)
{
  g_return_val_if_fail (kind < ADIT_N_UPSTREAM_KINDS, "http");

  return words[kind];
}

gboolean
adit_upstream_kind_from_word (const char *word, AditUpstreamKind *kind)
{
  for (guint i = 0; i < ADIT_N_UPSTREAM_KINDS; i++)
    if (g_str_equal (words[i], word))
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}

gboolean
adit_upstream_is_name (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > ADIT_UPSTREAM_NAME_MAX)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && !strchr ("-_.", text[i]))
      return FALSE;

  return TRUE;
}

static gboolean
read_user (AditUpstream *self, char **rest, GError **error)
{
  if (!g_str_equal (rest[0], "user"))
    return adit_rule_line_refuse (error, _ ("“%s” is not known here; only user can follow"),
                                  rest[0]);
  if (!adit_rule_line_is_user (rest[1]))
    return adit_rule_line_refuse (error, _ ("“%s” cannot be a user's name"), rest[1]);

  self->user = g_strdup (rest[1]);
  return TRUE;
}

static gboolean
read_words (AditUpstream *self, char **line, guint n_words, GError **error)
{
  if ((n_words != N_WORDS && n_words != N_WORDS_WITH_USER) || !g_str_equal (line[0], "upstream"))
    return adit_rule_line_refuse (error, _ ("an upstream is written %s"),
                                  "upstream NAME http|https|socks5 HOST:PORT [user NAME]");
  if (!adit_upstream_is_name (line[1]))
    return adit_rule_line_refuse (error, _ ("“%s” cannot be an upstream's name"), line[1]);
  if (!adit_upstream_kind_from_word (line[2], &self->kind))
    return adit_rule_line_refuse (error, _ ("“%s” is not one of http, https, socks5"), line[2]);
  if (!adit_authority_parse (line[3], strlen (line[3]), ADIT_AUTHORITY_PLAIN, &self->authority))
    return adit_rule_line_refuse (error, _ ("“%s” is not a HOST:PORT"), line[3]);

  self->name = g_strdup (line[1]);
  return n_words == N_WORDS || read_user (self, line + N_WORDS, error);
}

AditUpstream *
adit_upstream_parse (const char *line, GError **error)
{
  g_autoptr (AditUpstream) self = g_new0 (AditUpstream, 1);
  g_auto (AditRuleLine) read = { 0 };

  if (!adit_rule_line_read (&read, line, error) ||
      !read_words (self, read.words, g_strv_length (read.words), error))
    return NULL;

  return g_steal_pointer (&self);
}

void
adit_upstream_free (AditUpstream *self)
{
  if (!self)
    return;

  g_free (self->name);
  g_free (self->user);
  g_free (self);
}

char *
adit_upstream_print (const AditUpstream *self)
{
  g_autofree char *authority = adit_authority_to_string (&self->authority);

  return g_strconcat ("upstream ", self->name, " ", words[self->kind], " ", authority,
                      self->user ? " user " : NULL, self->user, NULL);
}

gboolean
adit_upstream_equal (const AditUpstream *a, const AditUpstream *b)
{
  return g_str_equal (a->name, b->name) && a->kind == b->kind &&
         a->authority.kind == b->authority.kind && a->authority.port == b->authority.port &&
         g_str_equal (a->authority.host, b->authority.host) && g_strcmp0 (a->user, b->user) == 0;
}

AditUpstream *
adit_upstream_copy (const AditUpstream *self)
{
  AditUpstream *copy = g_new (AditUpstream, 1);

  *copy = *self;
  copy->name = g_strdup (self->name);
  copy->user = g_strdup (self->user);

  return copy;
}

gboolean
adit_upstream_check_password (const AditUpstream *self, const char *password, GError **error)
{
  gsize length = strlen (password);
  gsize most = self->kind == ADIT_UPSTREAM_SOCKS5 ? ADIT_UPSTREAM_SOCKS5_PASSWORD_MAX
                                                  : ADIT_UPSTREAM_PASSWORD_MAX;

  if (!self->user)
    return adit_rule_line_refuse (error, _ ("nobody signs in to the upstream “%s”"), self->name);
  if (length > most)
    return adit_rule_line_refuse (error, _ ("a password for it has at most %d bytes"), (int) most);
  if (!g_utf8_validate (password, (gssize) length, NULL))
    return adit_rule_line_refuse (error, _ ("a password is UTF-8"));
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (password[i]))
      return adit_rule_line_refuse (error, _ ("a password has no control characters"));

  return TRUE;
}

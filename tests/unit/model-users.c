/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Users as values: names, days, the file's text there and back, messages that say where, limits at
 * their edges, edits, and what is taken over from an htpasswd file. */

#include "model/adit-error.h"
#include "model/adit-htpasswd.h"
#include "model/adit-users.h"

#include <string.h>

#define HEX_32 "0123456789abcdef0123456789abcdef"
#define HASH   "$y$j9T$abc$def"

static AditUsers *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AditUsers *users = adit_users_parse (text, &error);

  g_assert_no_error (error);
  return users;
}

/* ---- Names and days ---- */

typedef struct
{
  const char *text;
  gboolean is_good;
} Word;

static const Word names[] = {
  { "a", TRUE },
  { "alice", TRUE },
  { "a#", TRUE },
  { "j.doe@example.org", TRUE },
  { "J\xc3\xa4s\xc3\xb8n", TRUE },
  { "0123456789012345678901234567890123456789012345678901234567890123", TRUE },
  { "01234567890123456789012345678901234567890123456789012345678901234", FALSE },
  { "", FALSE },
  { "#a", FALSE },
  { "a:b", FALSE },
  { "a,b", FALSE },
  { "a b", FALSE },
  { "a\tb", FALSE },
  { "a\nb", FALSE },
  { "a\x7f", FALSE },
  { "a\xc2\xa0"
    "b",
    FALSE },
  { "\xff", FALSE },
  { "e\xcc\x81", FALSE }, /* decomposed */
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (adit_user_is_name (names[i].text), ==, names[i].is_good);
    }
}

static const Word days[] = {
  { "2027-12-31", TRUE },  { "2028-02-29", TRUE },   { "", TRUE },
  { "2027-02-29", FALSE }, { "2027-13-01", FALSE },  { "2027-00-01", FALSE },
  { "2027-1-1", FALSE },   { "2027-12-311", FALSE }, { "0000-01-01", FALSE },
  { "2027/12/31", FALSE }, { "2027-12-3x", FALSE },  { " 2027-12-31", FALSE },
  { "tomorrow", FALSE },   { "+027-12-31", FALSE },
};

static void
test_days (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      guint day = 7;

      g_test_message ("%s", days[i].text);
      g_assert_cmpint (adit_day_parse (days[i].text, &day), ==, days[i].is_good);
      if (days[i].is_good)
        {
          g_autofree char *again = adit_day_print (day);

          g_assert_cmpstr (again, ==, days[i].text);
        }
      else
        g_assert_cmpuint (day, ==, 7);
    }
}

static void
test_expiry (void)
{
  g_autoptr (AditUser) user = adit_user_new ("alice");

  g_assert_false (adit_user_is_expired (user, 99991231));
  user->expires_on = 20271231;
  g_assert_false (adit_user_is_expired (user, 20271231));
  g_assert_true (adit_user_is_expired (user, 20280101));
}

/* ---- The file ---- */

#define SAMPLE                                                                                     \
  "# ours\n"                                                                                       \
  "[users]\n"                                                                                      \
  "version=1\n"                                                                                    \
  "\n"                                                                                             \
  "[template]\n"                                                                                   \
  "rate=1000\n"                                                                                    \
  "quota-period=day\n"                                                                             \
  "\n"                                                                                             \
  "# she pays\n"                                                                                   \
  "[user-7]\n"                                                                                     \
  "name=alice\n"                                                                                   \
  "password=" HASH "\n"                                                                            \
  "digest-sha-256=" HEX_32 HEX_32 "\n"                                                             \
  "digest-md5=" HEX_32 "\n"                                                                        \
  "# until then\n"                                                                                 \
  "expires=2027-12-31\n"                                                                           \
  "colour=green\n"                                                                                 \
  "\n"                                                                                             \
  "[user-b]\n"                                                                                     \
  "name=bob\n"                                                                                     \
  "enabled=false\n"                                                                                \
  "tunnels=3\n"                                                                                    \
  "quota=5\n"                                                                                      \
  "quota-end=end\n"                                                                                \
  "\n"                                                                                             \
  "[other]\n"                                                                                      \
  "key=value\n"

static void
test_parse (void)
{
  g_autoptr (AditUsers) users = parse (SAMPLE);
  const AditUser *alice = adit_users_find (users, "alice");
  const AditUser *bob = adit_users_find (users, "bob");

  g_assert_cmpuint (adit_users_count (users), ==, 2);
  g_assert_true (adit_users_get (users, 0) == alice && adit_users_get (users, 1) == bob);
  g_assert_null (adit_users_find (users, "Alice"));

  g_assert_cmpstr (alice->password_hash, ==, HASH);
  g_assert_cmpstr (alice->sha256_secret, ==, HEX_32 HEX_32);
  g_assert_cmpstr (alice->md5_secret, ==, HEX_32);
  g_assert_true (alice->is_enabled);
  g_assert_cmpuint (alice->expires_on, ==, 20271231);
  g_assert_false (alice->has_own_limits);
  g_assert_cmpuint (adit_users_get_limits (users, alice)->rate_bytes_s, ==, 1000);
  g_assert_cmpint (adit_users_get_limits (users, alice)->quota_period, ==, ADIT_QUOTA_DAY);

  g_assert_false (bob->is_enabled);
  g_assert_false (adit_user_has_secret (bob));
  g_assert_true (bob->has_own_limits);
  g_assert_cmpuint (adit_users_get_limits (users, bob)->rate_bytes_s, ==, 0);
  g_assert_cmpuint (bob->limits.tunnels_max, ==, 3);
  g_assert_cmpuint (bob->limits.quota_bytes, ==, 5);
  g_assert_cmpint (bob->limits.quota_period, ==, ADIT_QUOTA_MONTH);
  g_assert_cmpint (bob->limits.quota_end, ==, ADIT_QUOTA_END);
}

static void
test_print (void)
{
  g_autoptr (AditUsers) users = parse (SAMPLE);
  g_autofree char *over = adit_users_print (users, SAMPLE);
  g_autofree char *fresh = adit_users_print (users, NULL);
  g_autofree char *bad = adit_users_print (users, "[user");
  g_autoptr (AditUsers) from_over = parse (over);
  g_autoptr (AditUsers) from_fresh = parse (fresh);

  g_assert_true (adit_users_equal (users, from_over));
  g_assert_true (adit_users_equal (users, from_fresh));
  g_assert_cmpstr (fresh, ==, bad);
  g_assert_nonnull (strstr (over, "# ours"));
  g_assert_true (strstr (over, "# she pays\n\n[user-7]") ||
                 strstr (over, "# she pays\n[user-7]")); /* as GLib writes it since 2.80 */
  g_assert_nonnull (strstr (over, "# until then\nexpires=2027-12-31"));
  g_assert_nonnull (strstr (over, "colour=green"));
  g_assert_nonnull (strstr (over, "[other]\nkey=value\n"));
}

/* Whoever is removed takes the group along, what is not set any more stays as an empty key. */
static void
test_print_edited (void)
{
  g_autoptr (AditUsers) users = parse (SAMPLE);
  g_autoptr (AditUsers) one = adit_users_remove (users, "bob", NULL);
  g_autoptr (AditUser) alice = adit_user_copy (adit_users_find (one, "alice"));
  g_autoptr (AditUsers) changed = NULL;
  g_autoptr (AditUsers) again = NULL;
  g_autofree char *text = NULL;

  alice->expires_on = 0;
  adit_user_set_text (&alice->md5_secret, NULL);
  changed = adit_users_replace (one, alice, NULL);
  text = adit_users_print (changed, SAMPLE);
  g_assert_null (strstr (text, "bob"));
  g_assert_nonnull (strstr (text, "# until then\nexpires=\n"));
  g_assert_nonnull (strstr (text, "digest-md5=\n"));
  again = parse (text);
  g_assert_true (adit_users_equal (changed, again));
}

/* Texts that are refused, and the pieces that their message has to hold. */
typedef struct
{
  const char *text;
  const char *pieces[3];
} Bad;

#define USER "[user-1]\nname=a\n"

static const Bad bad[] = {
  { "[users]\nversion=2\n", { "[users]", "version", "2" } },
  { "[users]\nversion=\n", { "[users]", "version" } },
  { "[user-1]\n", { "[user-1]", "name", "missing" } },
  { "[user-1]\nname=\n", { "[user-1]", "name" } },
  { "[user-1]\nname=a:b\n", { "[user-1]", "name", "a:b" } },
  { "[user-1]\nname=\\q\n", { "[user-1]", "name" } },
  { USER "[user-2]\nname=a\n", { "[user-2]", "name", "already" } },
  { USER "password=plain\n", { "[user-1]", "password", "crypt" } },
  { USER "password=$y$ x\n", { "[user-1]", "password" } },
  { USER "password=$y$:x\n", { "[user-1]", "password" } },
  { USER "password=\\q\n", { "[user-1]", "password" } },
  { USER "digest-sha-256=" HEX_32 "\n", { "[user-1]", "digest-sha-256", "64" } },
  { USER "digest-md5=" HEX_32 "0\n", { "[user-1]", "digest-md5", "32" } },
  { USER "digest-md5=0123456789ABCDEF0123456789abcdef\n", { "[user-1]", "digest-md5" } },
  { USER "enabled=yes\n", { "[user-1]", "enabled", "yes" } },
  { USER "enabled=\n", { "[user-1]", "enabled" } },
  { USER "expires=soon\n", { "[user-1]", "expires", "soon" } },
  { USER "expires=2027-02-29\n", { "[user-1]", "expires", "2027-02-29" } },
  { USER "rate=-1\n", { "[user-1]", "rate", "-1" } },
  { USER "rate=1M\n", { "[user-1]", "rate", "1M" } },
  { USER "rate=1000000000001\n", { "[user-1]", "rate", "1000000000000" } },
  { USER "tunnels=1000001\n", { "[user-1]", "tunnels", "1000000" } },
  { USER "quota=1000000000000000001\n", { "[user-1]", "quota" } },
  { USER "quota-period=week\n", { "[user-1]", "quota-period", "week" } },
  { USER "quota-end=kill\n", { "[user-1]", "quota-end", "kill" } },
  { "[template]\nrate=x\n", { "[template]", "rate", "x" } },
  { "[template]\nquota-end=\n", { "[template]", "quota-end" } },
  { "[users\n", { "line 1:" } },
  { "name=a\n", { "line 1:" } },
  { "# ours\n\n" USER "plain secret\n[user-2]\nname=b\n", { "line 5:" } },
  { USER "enabled=true\n\n# a copy\n[user-1]\nname=b\n", { "line 6:", "[user-1]", "twice" } },
  { USER "password=$y$a\n\nname=b\n", { "line 5:", "name", "twice" } },
  { USER "\n[user-2]\nexpires=soon\nname=b\n", { "line 5:", "[user-2]", "expires" } },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i].text);
      g_assert_null (adit_users_parse (bad[i].text, &error));
      g_assert_nonnull (error);
      for (gsize j = 0; j < G_N_ELEMENTS (bad[i].pieces) && bad[i].pieces[j]; j++)
        g_assert_nonnull (strstr (error->message, bad[i].pieces[j]));
      g_assert_null (strstr (error->message, "plain"));
    }
}

static void
test_edges (void)
{
  g_autoptr (AditUsers) users = parse (USER "rate=1000000000000\ntunnels=1000000\n"
                                            "quota=1000000000000000000\n");
  const AditUserLimits *limits = adit_users_get_limits (users, adit_users_get (users, 0));

  g_assert_cmpuint (limits->rate_bytes_s, ==, ADIT_USER_RATE_MAX);
  g_assert_cmpuint (limits->tunnels_max, ==, ADIT_USER_TUNNELS_MAX);
  g_assert_cmpuint (limits->quota_bytes, ==, ADIT_USER_QUOTA_MAX);
}

static void
test_most (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (AditUsers) users = NULL;
  g_autoptr (AditUser) user = adit_user_new ("one-more");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ADIT_USERS_MAX; i++)
    g_string_append_printf (text, "[user-%u]\nname=u%u\n", i, i);
  users = parse (text->str);
  g_assert_cmpuint (adit_users_count (users), ==, ADIT_USERS_MAX);
  g_assert_null (adit_users_add (users, user, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  g_string_append (text, "[user-x]\nname=x\n");
  g_assert_null (adit_users_parse (text->str, &error));
  g_assert_nonnull (strstr (error->message, "[user-x]"));
}

/* None of their own, or of one's own none: not the same. */
/* A user with a hash of @length bytes. (transfer full) */
static char *
print_hash (gsize length)
{
  g_autofree char *rest = g_strnfill (length - 1, 'h');

  return g_strconcat (USER "password=$", rest, "\n", NULL);
}

static void
test_hash_max (void)
{
  g_autofree char *longest = print_hash (ADIT_USER_HASH_MAX);
  g_autofree char *longer = print_hash (ADIT_USER_HASH_MAX + 1);
  g_autoptr (AditUsers) users = parse (longest);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (adit_users_get (users, 0)->password_hash), ==, ADIT_USER_HASH_MAX);
  g_assert_null (adit_users_parse (longer, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "password"));
}

/* One user, and a comment that makes up the rest. */
static void
test_text_max (void)
{
  g_autofree char *longer = g_strnfill (ADIT_USERS_TEXT_MAX + 1, '#');
  const char *start = USER;
  g_autoptr (AditUsers) users = NULL;
  g_autoptr (GError) error = NULL;

  memcpy (longer, start, strlen (start));
  g_assert_null (adit_users_parse (longer, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, "more than 16777216 bytes");
  longer[ADIT_USERS_TEXT_MAX] = '\0';
  users = parse (longer);
  g_assert_cmpuint (adit_users_count (users), ==, 1);
}

static void
test_no_limits (void)
{
  g_autoptr (AditUsers) users = parse (SAMPLE);
  g_autoptr (AditUser) alice = adit_user_copy (adit_users_find (users, "alice"));
  g_autoptr (AditUser) bob = adit_user_copy (adit_users_find (users, "bob"));
  g_autoptr (AditUsers) half = NULL;
  g_autoptr (AditUsers) both = NULL;
  g_autoptr (AditUsers) again = NULL;
  g_autofree char *text = NULL;

  alice->has_own_limits = TRUE;
  bob->has_own_limits = FALSE;
  half = adit_users_replace (users, alice, NULL);
  both = adit_users_replace (half, bob, NULL);
  text = adit_users_print (both, SAMPLE);
  again = parse (text);
  g_assert_true (adit_users_equal (both, again));
  g_assert_true (adit_users_get (again, 0)->has_own_limits);
  g_assert_false (adit_users_get (again, 1)->has_own_limits);
}

/* ---- Edits ---- */

static void
test_edits (void)
{
  g_autoptr (AditUsers) nobody = adit_users_new ();
  g_autoptr (AditUser) user = adit_user_new ("alice");
  g_autoptr (AditUsers) one = adit_users_add (nobody, user, NULL);
  g_autoptr (AditUsers) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (adit_users_count (nobody), ==, 0);
  g_assert_cmpuint (adit_users_count (one), ==, 1);
  g_assert_null (adit_users_add (one, user, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (adit_users_replace (nobody, user, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (adit_users_remove (one, "bob", &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  adit_user_set_text (&user->password_hash, "plain");
  g_assert_null (adit_users_replace (one, user, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  g_assert_null (strstr (error->message, "plain"));

  none = adit_users_remove (one, "alice", NULL);
  g_assert_true (adit_users_equal (none, nobody));
  g_assert_false (adit_users_equal (one, nobody));
}

static void
test_template (void)
{
  AditUserLimits limits = { .rate_bytes_s = 5 };
  g_autoptr (AditUsers) users = parse (SAMPLE);
  g_autoptr (AditUsers) other = adit_users_set_template (users, &limits, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (adit_users_get_template (users)->rate_bytes_s, ==, 1000);
  g_assert_cmpuint (adit_users_get_limits (other, adit_users_find (other, "alice"))->rate_bytes_s,
                    ==, 5);
  limits.tunnels_max = ADIT_USER_TUNNELS_MAX + 1;
  g_assert_null (adit_users_set_template (users, &limits, &error));
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
}

static void
test_secrets (void)
{
  g_autoptr (AditUsers) users = parse (SAMPLE "[user-9]\nname=carol\npassword=" HASH "\n"
                                              "[user-10]\nname=dave\n");
  g_autoptr (AditUsers) nobody = adit_users_new ();

  g_assert_cmpuint (adit_users_get_any_secrets (users), ==,
                    ADIT_SECRETS_PASSWORD | ADIT_SECRETS_SHA_256 | ADIT_SECRETS_MD5);
  g_assert_cmpuint (adit_users_get_common_secrets (users), ==, ADIT_SECRETS_PASSWORD);
  g_assert_cmpuint (adit_users_get_any_secrets (nobody), ==, 0);
  g_assert_cmpuint (adit_users_get_common_secrets (nobody), ==, 0);
}

/* ---- htpasswd ---- */

static void
test_htpasswd (void)
{
  static const char text[] = "# made by hand\n"
                             "\n"
                             "bcrypt:$2y$05$abcdefghijklmnopqrstuv\r\n"
                             "sha:$5$salt$hash\n"
                             "sha512:$6$rounds=1000$salt$hash\n"
                             "yes:$y$j9T$salt$hash\n"
                             "apr1:$apr1$salt$hash\n"
                             "md5:$1$salt$hash\n"
                             "sha1:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n"
                             "des:rqXexS6ZhobKA\n"
                             "odd:$99$x\n"
                             "no colon\n"
                             ":$5$salt$hash\n"
                             "sha:$5$other$hash\n"
                             "more:$5$salt$hash:field\n"
                             "empty:\n"
                             "last:$5$salt$hash";
  static const guint refused[] = { 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
  static const char *const taken[] = { "bcrypt", "sha", "sha512", "yes", "last" };
  g_autoptr (AditHtpasswd) read = adit_htpasswd_parse (text);

  g_assert_cmpuint (read->users->len, ==, G_N_ELEMENTS (taken));
  for (guint i = 0; i < read->users->len; i++)
    g_assert_cmpstr (((AditUser *) read->users->pdata[i])->name, ==, taken[i]);
  g_assert_cmpstr (((AditUser *) read->users->pdata[0])->password_hash, ==,
                   "$2y$05$abcdefghijklmnopqrstuv");

  g_assert_cmpuint (read->refusals->len, ==, G_N_ELEMENTS (refused));
  for (guint i = 0; i < read->refusals->len; i++)
    {
      const AditHtpasswdRefusal *refusal = read->refusals->pdata[i];

      g_assert_cmpuint (refusal->line, ==, refused[i]);
      g_assert_cmpuint (strlen (refusal->reason), >, 5);
    }
  g_assert_cmpstr (((AditHtpasswdRefusal *) read->refusals->pdata[0])->name, ==, "apr1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/user/names", test_names);
  g_test_add_func ("/model/user/days", test_days);
  g_test_add_func ("/model/user/expiry", test_expiry);
  g_test_add_func ("/model/users/parse", test_parse);
  g_test_add_func ("/model/users/print", test_print);
  g_test_add_func ("/model/users/print-edited", test_print_edited);
  g_test_add_func ("/model/users/bad", test_bad);
  g_test_add_func ("/model/users/edges", test_edges);
  g_test_add_func ("/model/users/most", test_most);
  g_test_add_func ("/model/users/hash-max", test_hash_max);
  g_test_add_func ("/model/users/text-max", test_text_max);
  g_test_add_func ("/model/users/no-limits", test_no_limits);
  g_test_add_func ("/model/users/edits", test_edits);
  g_test_add_func ("/model/users/template", test_template);
  g_test_add_func ("/model/users/secrets", test_secrets);
  g_test_add_func ("/model/htpasswd", test_htpasswd);

  return g_test_run ();
}

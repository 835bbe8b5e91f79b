/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One rule, one upstream: what reads as one, how it is printed, and why not. */

#include "model/adit-error.h"
#include "model/adit-rule-line.h"
#include "model/adit-rule.h"
#include "model/adit-upstream.h"

#include <string.h>

typedef struct
{
  const char *text;
  const char *printed; /* NULL: as @text */
} Row;

static const Row rows[] = {
  { "allow", NULL },
  { "allow-local", NULL },
  { "deny", NULL },
  { "via work", NULL },
  { "via a.B-c_9", NULL },
  { " \t deny \t", "deny" },
  { "deny\r", "deny" },
  { "deny # host example.org", "deny" },
  { "deny #", "deny" },

  { "deny host example.org", NULL },
  { "deny host *.example.org,example.org", NULL },
  { "deny\thost\texample.org\t# why", "deny host example.org" },
  { "deny host EXAMPLE.Org.,*.Example.ORG.", "deny host example.org,*.example.org" },
  { "deny host localhost", NULL },
  { "deny host *.org", NULL },
  { "deny host a_b.example", NULL },
  { "deny host bücher.example,*.BÜCHER.example",
    "deny host xn--bcher-kva.example,*.xn--bcher-kva.example" },

  { "deny address 10.0.0.0/8", NULL },
  { "deny address 192.0.2.1/32,2001:DB8::1/128", "deny address 192.0.2.1,2001:db8::1" },
  { "deny address ::ffff:192.0.2.0/120", "deny address 192.0.2.0/24" },
  { "deny address 0.0.0.0/0,::/0", NULL },

  { "deny port 443", NULL },
  { "deny port 1,65535,1-65535", NULL },
  { "deny port 443,8000-8080", NULL },
  { "deny port 80-80", "deny port 80" },
  { "deny port 0080", "deny port 80" },

  { "deny user alice", NULL },
  { "deny user alice,Bob,zoë", NULL },
  { "deny user a#b,user,\"x\"", NULL },

  { "deny from 192.0.2.0/24,2001:db8::/32", NULL },
  { "via work from ::1 user a port 1 address ::2 host b # all",
    "via work host b address ::2 port 1 user a from ::1" },
};

typedef struct
{
  const char *text;
  const char *reason; /* a part of it */
} RefusedRow;

static const RefusedRow refused[] = {
  { "", "there is no rule" },
  { " \t", "there is no rule" },
  { "# deny", "there is no rule" },
  { "permit", "“permit” is not one of allow" },
  { "Deny", "“Deny” is not one of allow" },
  { "default allow", "“default” is not one of allow" },
  { "upstream work http a:1", "“upstream” is not one of allow" },
  { "via", "nothing follows “via”" },
  { "via # work", "nothing follows “via”" },
  { "via a,b", "“a,b” cannot be an upstream's name" },
  { "deny\nallow", "more than one line" },
  { "deny # x\nallow", "more than one line" },
  { "deny\x01", "control" },
  { "deny\r\r", "control" },
  { "deny\x7f", "control" },
  { "deny host \xff", "UTF-8" },
  { "deny # \xc0\x80", "UTF-8" },

  { "deny example.org", "“example.org” is not one of host" },
  { "deny hosts example.org", "“hosts” is not one of host" },
  { "deny Host example.org", "“Host” is not one of host" },
  { "deny host", "nothing follows “host”" },
  { "deny host # a", "nothing follows “host”" },
  { "deny host a host b", "“host” is there twice" },
  { "deny port 1 user a port 2", "“port” is there twice" },
  { "deny host a, b", "nothing before or after a comma" },
  { "deny host a ,b", "“,b” is not one of host" },
  { "deny host ,", "nothing before or after a comma" },
  { "deny host a,,b", "nothing before or after a comma" },

  { "deny host *", "leave host out" },
  { "deny host *.", "“*.” is not a host name" },
  { "deny host .", "“.” is not a host name" },
  { "deny host .example.org", "not a host name" },
  { "deny host *example.org", "not a host name" },
  { "deny host *.*.example.org", "not a host name" },
  { "deny host a.*.example.org", "not a host name" },
  { "deny host example.org..", "not a host name" },
  { "deny host a..b", "not a host name" },
  { "deny host -a", "not a host name" },
  { "deny host example.org:443", "not a host name" },
  { "deny host https://example.org", "not a host name" },
  { "deny host user@example.org", "not a host name" },
  { "deny host 1.2.3", "not a host name" },
  { "deny host 0x7f000001", "not a host name" },
  { "deny host *.192.0.2.1", "not a host name" },
  { "deny host 192.0.2.1", "write it after address" },
  { "deny host 192.0.2.0/24", "write it after address" },
  { "deny host 2001:db8::1", "write it after address" },
  { "deny host [2001:db8::1]", "write it after address" },

  { "deny address example.org", "“example.org” is not an address" },
  { "deny address 192.0.2.1/24", "is not an address" },
  { "deny address [::1]", "is not an address" },
  { "deny address 192.0.2.0-192.0.2.9", "is not an address" },
  { "deny from anywhere", "is not an address" },

  { "deny port 0", "“0” is not a port" },
  { "deny port 65536", "is not a port" },
  { "deny port https", "is not a port" },
  { "deny port 80-", "is not a port" },
  { "deny port -80", "is not a port" },
  { "deny port 81-80", "is not a port" },
  { "deny port 80-65536", "is not a port" },
  { "deny port 1-2-3", "is not a port" },
  { "deny port +80", "is not a port" },

  { "deny user a:b", "“a:b” cannot be a user's name" },
  { "deny user a\xe2\x80\xae", "cannot be a user's name" }, /* right-to-left override */
  { "deny user a\xc2\xa0", "cannot be a user's name" },     /* no-break space */
};

static void
assert_refused (gconstpointer value, const GError *error, const char *reason)
{
  g_assert_null (value);
  g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
  if (!strstr (error->message, reason))
    g_error ("“%s” says nothing of “%s”", error->message, reason);
}

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AditRule) rule = adit_rule_parse (rows[i].text, &error);
      g_autoptr (AditRule) again = NULL;
      g_autofree char *printed = NULL;

      g_test_message ("%s", rows[i].text);
      g_assert_no_error (error);
      printed = adit_rule_print (rule);
      g_assert_cmpstr (printed, ==, rows[i].printed ? rows[i].printed : rows[i].text);
      again = adit_rule_parse (printed, &error);
      g_assert_no_error (error);
      g_assert_true (adit_rule_equal (rule, again));
    }
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AditRule) rule = adit_rule_parse (refused[i].text, &error);
      g_autofree char *shown = g_strescape (refused[i].text, NULL);

      g_test_message ("%s", shown);
      assert_refused (rule, error, refused[i].reason);
      g_assert_null (adit_rule_parse (refused[i].text, NULL));
    }
}

static void
test_different (void)
{
  static const char *const texts[] = {
    "allow",
    "deny",
    "via a",
    "via b",
    "deny host a",
    "deny host *.a",
    "deny host a,*.a",
    "deny host *.a,a",
    "deny address 10.0.0.0/8",
    "deny address 10.0.0.0/9",
    "deny address 0.0.0.0/0",
    "deny address ::/0",
    "deny from 10.0.0.0/8",
    "deny port 1",
    "deny port 1-2",
    "deny user a",
    "deny user A",
    "deny user a port 1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autoptr (AditRule) a = adit_rule_parse (texts[i], NULL);
        g_autoptr (AditRule) b = adit_rule_parse (texts[j], NULL);

        g_test_message ("%s, %s", texts[i], texts[j]);
        g_assert_cmpint (adit_rule_equal (a, b), ==, i == j);
      }
}

/* "deny port 1,1,…" with that many values, over two conditions. */
static char *
many_values (guint n)
{
  GString *text = g_string_new ("deny user a port 1");

  for (guint i = 2; i < n; i++)
    g_string_append (text, ",1");

  return g_string_free (text, FALSE);
}

static void
test_values_max (void)
{
  g_autofree char *enough = many_values (ADIT_RULE_VALUES_MAX);
  g_autofree char *too_many = many_values (ADIT_RULE_VALUES_MAX + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditRule) rule = adit_rule_parse (enough, &error);
  g_autoptr (AditRule) none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (rule->conditions[ADIT_RULE_PORT]->len, ==, ADIT_RULE_VALUES_MAX - 1);
  none = adit_rule_parse (too_many, &error);
  assert_refused (none, error, "more than 64 values");
}

/* Comments count: a line is read as a whole. What ends it does not. */
static void
test_line_max (void)
{
  g_autofree char *comment = g_strnfill (ADIT_RULE_LINE_MAX - strlen ("deny #"), 'x');
  g_autofree char *enough = g_strconcat ("deny #", comment, NULL);
  g_autofree char *with_return = g_strconcat (enough, "\r", NULL);
  g_autofree char *too_long = g_strconcat (enough, "x", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AditRule) rule = adit_rule_parse (enough, &error);
  g_autoptr (AditRule) other = adit_rule_parse (with_return, &error);
  g_autoptr (AditRule) none = NULL;

  g_assert_no_error (error);
  none = adit_rule_parse (too_long, &error);
  assert_refused (none, error, "longer than 4096 bytes");
}

/* The longest name that DNS has, with and without what stands for more. */
static void
test_name_max (void)
{
  g_autofree char *label = g_strnfill (63, 'a');
  g_autofree char *name = g_strjoin (".", label, label, label, label + 2, NULL);
  g_autofree char *enough = g_strconcat ("deny host ", name, ".,*.", name, NULL);
  g_autofree char *too_long = g_strconcat ("deny host b", name, NULL);
  g_autoptr (AditRule) rule = adit_rule_parse (enough, NULL);

  g_assert_cmpuint (strlen (name), ==, ADIT_HOST_NAME_MAX);
  g_assert_nonnull (rule);
  g_assert_null (adit_rule_parse (too_long, NULL));
}

static void
test_words (void)
{
  AditRuleAction action = ADIT_RULE_VIA;
  AditRuleCondition condition = ADIT_RULE_FROM;
  AditUpstreamKind kind = ADIT_UPSTREAM_SOCKS5;

  g_assert_false (adit_rule_action_from_word ("", &action));
  g_assert_cmpint (action, ==, ADIT_RULE_VIA);
  for (guint i = 0; i < ADIT_N_RULE_ACTIONS; i++)
    {
      g_assert_true (adit_rule_action_from_word (adit_rule_action_to_word (i), &action));
      g_assert_cmpint (action, ==, i);
    }

  g_assert_false (adit_rule_condition_from_word ("", &condition));
  g_assert_cmpint (condition, ==, ADIT_RULE_FROM);
  for (guint i = 0; i < ADIT_N_RULE_CONDITIONS; i++)
    {
      g_assert_true (adit_rule_condition_from_word (adit_rule_condition_to_word (i), &condition));
      g_assert_cmpint (condition, ==, i);
    }

  g_assert_false (adit_upstream_kind_from_word ("socks", &kind));
  g_assert_cmpint (kind, ==, ADIT_UPSTREAM_SOCKS5);
  for (guint i = 0; i < ADIT_N_UPSTREAM_KINDS; i++)
    {
      g_assert_true (adit_upstream_kind_from_word (adit_upstream_kind_to_word (i), &kind));
      g_assert_cmpint (kind, ==, i);
    }
}

static const Row upstream_rows[] = {
  { "upstream work https proxy.example:3129", NULL },
  { "upstream work http 192.0.2.1:80 user alice", NULL },
  { "upstream w socks5 [2001:db8::1]:1080", NULL },
  { "\tupstream  w  socks5  a:1  user  zoë  # mine", "upstream w socks5 a:1 user zoë" },
};

static const RefusedRow upstream_refused[] = {
  { "", "an upstream is written" },
  { "upstream", "an upstream is written" },
  { "upstream work http", "an upstream is written" },
  { "upstream work http a:1 user", "an upstream is written" },
  { "upstream work http a:1 user a b", "an upstream is written" },
  { "downstream work http a:1", "an upstream is written" },
  { "upstream a/b http a:1", "“a/b” cannot be an upstream's name" },
  { "upstream work ftp a:1", "“ftp” is not one of http" },
  { "upstream work HTTP a:1", "“HTTP” is not one of http" },
  { "upstream work http a", "“a” is not a HOST:PORT" },
  { "upstream work http a:0", "is not a HOST:PORT" },
  { "upstream work http http://a:1", "is not a HOST:PORT" },
  { "upstream work http alice:secret@a:1", "is not a HOST:PORT" },
  { "upstream work http a:1 password x", "“password” is not known here" },
  { "upstream work http a:1 user a:b", "“a:b” cannot be a user's name" },
};

static void
test_upstreams (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (upstream_rows); i++)
    {
      const Row *row = &upstream_rows[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (AditUpstream) upstream = adit_upstream_parse (row->text, &error);
      g_autoptr (AditUpstream) again = NULL;
      g_autofree char *printed = NULL;

      g_test_message ("%s", row->text);
      g_assert_no_error (error);
      printed = adit_upstream_print (upstream);
      g_assert_cmpstr (printed, ==, row->printed ? row->printed : row->text);
      again = adit_upstream_parse (printed, &error);
      g_assert_no_error (error);
      g_assert_true (adit_upstream_equal (upstream, again));
    }

  for (gsize i = 0; i < G_N_ELEMENTS (upstream_refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AditUpstream) upstream = adit_upstream_parse (upstream_refused[i].text, &error);

      g_test_message ("%s", upstream_refused[i].text);
      assert_refused (upstream, error, upstream_refused[i].reason);
    }
}

static void
test_upstream_name_max (void)
{
  g_autofree char *enough = g_strnfill (ADIT_UPSTREAM_NAME_MAX, 'a');
  g_autofree char *too_long = g_strnfill (ADIT_UPSTREAM_NAME_MAX + 1, 'a');

  g_assert_true (adit_upstream_is_name (enough));
  g_assert_false (adit_upstream_is_name (too_long));
  g_assert_false (adit_upstream_is_name (""));
}

typedef struct
{
  const char *line;
  gsize most; /* bytes in a password */
} PasswordRow;

/* So long, and no longer; and nothing that could not be said. */
static void
test_upstream_passwords (void)
{
  static const PasswordRow most[] = {
    { "upstream a http a:1 user u", ADIT_UPSTREAM_PASSWORD_MAX },
    { "upstream a https a:1 user u", ADIT_UPSTREAM_PASSWORD_MAX },
    { "upstream a socks5 a:1 user u", ADIT_UPSTREAM_SOCKS5_PASSWORD_MAX },
  };
  static const char *const bad[] = { "a\nb", "\t", "a\177", "\xff" };
  g_autoptr (AditUpstream) nobody = adit_upstream_parse ("upstream a http a:1", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (most); i++)
    {
      g_autoptr (AditUpstream) upstream = adit_upstream_parse (most[i].line, NULL);
      g_autoptr (AditUpstream) copy = adit_upstream_copy (upstream);
      g_autofree char *enough = g_strnfill (most[i].most, 'x');
      g_autofree char *too_long = g_strnfill (most[i].most + 1, 'x');

      g_assert_true (adit_upstream_equal (upstream, copy));
      g_assert_true (adit_upstream_check_password (copy, enough, NULL));
      g_assert_false (adit_upstream_check_password (copy, too_long, NULL));
      g_assert_true (adit_upstream_check_password (copy, "", NULL));
      g_assert_true (adit_upstream_check_password (copy, "a: ä#", NULL));
      for (gsize j = 0; j < G_N_ELEMENTS (bad); j++)
        {
          g_autoptr (GError) error = NULL;

          g_assert_false (adit_upstream_check_password (copy, bad[j], &error));
          g_assert_error (error, ADIT_ERROR, ADIT_ERROR_INVALID_ARGUMENT);
        }
    }

  g_assert_false (adit_upstream_check_password (nobody, "x", NULL));
}

static void
test_upstream_password_words (void)
{
  AditUpstreamPassword password = ADIT_UPSTREAM_PASSWORD_FAILED;

  for (guint i = 0; i < ADIT_N_UPSTREAM_PASSWORDS; i++)
    {
      g_assert_true (
          adit_upstream_password_from_word (adit_upstream_password_to_word (i), &password));
      g_assert_cmpint (password, ==, i);
    }
  g_assert_false (adit_upstream_password_from_word ("Keyring", &password));
  g_assert_cmpint (password, ==, ADIT_UPSTREAM_PASSWORD_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/rule/round-trip", test_round_trip);
  g_test_add_func ("/model/rule/refused", test_refused);
  g_test_add_func ("/model/rule/different", test_different);
  g_test_add_func ("/model/rule/values-max", test_values_max);
  g_test_add_func ("/model/rule/line-max", test_line_max);
  g_test_add_func ("/model/rule/name-max", test_name_max);
  g_test_add_func ("/model/rule/words", test_words);
  g_test_add_func ("/model/upstream/round-trip-and-refused", test_upstreams);
  g_test_add_func ("/model/upstream/name-max", test_upstream_name_max);
  g_test_add_func ("/model/upstream/passwords", test_upstream_passwords);
  g_test_add_func ("/model/upstream/password-words", test_upstream_password_words);

  return g_test_run ();
}

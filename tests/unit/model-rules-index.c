/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* That of many rules few are looked at, and that it makes no difference to what is decided: the
 * first of them that holds. */

#include "model/adit-address-class.h"
#include "model/adit-decision.h"
#include "model/adit-rules-index.h"

#include <arpa/inet.h>
#include <string.h>

#define N_RULES 1000

typedef union
{
  struct sockaddr any;
  struct sockaddr_in in;
  struct sockaddr_in6 in6;
} Address;

static const struct sockaddr *
parse_address (const char *text, Address *address)
{
  if (!text)
    return NULL;

  *address = (Address){ 0 };
  if (inet_pton (AF_INET, text, &address->in.sin_addr) == 1)
    address->in.sin_family = AF_INET;
  else if (inet_pton (AF_INET6, text, &address->in6.sin6_addr) == 1)
    address->in6.sin6_family = AF_INET6;
  else
    g_assert_not_reached ();
  return &address->any;
}

/* ---- The same decision ---- */

#define N_SETS      150
#define N_QUESTIONS 60
#define SET_MAX     40

/* From few values, so that much holds; with what is alike, and what hides something else. */
static const char *const hosts[] = { "a.example",   "*.example", "b.a.example", "*.a.example",
                                     "*.b.example", "example",   "*.org",       "a.a.example" };
static const char *const networks[] = { "10.0.0.0/8",    "10.1.0.0/16", "10.1.2.3",
                                        "0.0.0.0/0",     "::/0",        "::1",
                                        "2001:db8::/33", "fe80::/10",   "10.1.2.2/31" };
static const char *const ports[] = { "1", "443", "80,443", "400-463", "400-464", "1-65535" };
static const char *const users[] = { "alice", "bob", "alice,carol" };
static const char *const signed_in[] = { NULL, "alice", "carol", "dave" };
static const char *const names[] = { "a.example",
                                     "b.a.example",
                                     "c.b.a.example",
                                     "EXAMPLE.",
                                     "xa.example",
                                     "a.org",
                                     "org",
                                     "10.1.2.3",
                                     "::1",
                                     "64:ff9b::a01:203",
                                     "::ffff:10.1.2.2",
                                     "2001:db8:8000::" };
static const char *const addresses[] = {
  NULL,      NULL, "10.1.2.3", "10.2.0.1", "2001:db8::1", "64:ff9b::a01:203", "::ffff:10.1.2.3",
  "fe90::1", "::1"
};

#define CHOOSE(values) (values)[g_test_rand_int_range (0, G_N_ELEMENTS (values))]

static void
add_condition (GString *line, const char *word, const char *value, guint one_in)
{
  if (g_test_rand_int_range (0, (gint32) one_in) == 0)
    g_string_append_printf (line, " %s %s", word, value);
}

static char *
make_rule (void)
{
  GString *line = g_string_new (g_test_rand_bit () ? "allow" : "deny");

  if (g_test_rand_bit ())
    {
      g_autofree char *two = g_strjoin (",", CHOOSE (hosts), CHOOSE (hosts), NULL);

      g_string_append_printf (line, " host %s", g_test_rand_bit () ? CHOOSE (hosts) : two);
    }
  add_condition (line, "address", CHOOSE (networks), 3);
  add_condition (line, "port", CHOOSE (ports), 3);
  add_condition (line, "user", CHOOSE (users), 4);
  add_condition (line, "from", CHOOSE (networks), 4);

  return g_string_free (line, FALSE);
}

typedef struct
{
  AditAuthority target;
  Address address;
  Address client;
  AditQuestion question;
} Asking;

static void
make_question (Asking *self)
{
  const char *name = CHOOSE (names);
  g_autofree char *text = g_strdup_printf (strchr (name, ':') ? "[%s]:%d" : "%s:%d", name,
                                           g_test_rand_bit () ? 443 : 464);

  g_assert_true (adit_authority_parse (text, strlen (text), ADIT_AUTHORITY_PLAIN, &self->target));
  self->question = (AditQuestion){
    .target = &self->target,
    .user = CHOOSE (signed_in),
    .client = parse_address (CHOOSE (addresses), &self->client),
    .address = parse_address (CHOOSE (addresses), &self->address),
    .is_client_here = TRUE,
  };
}

/* ---- What it is to be: in the plainest way, without an index ---- */

static gboolean
is_host (const GArray *values, const char *name)
{
  for (guint i = 0; i < values->len; i++)
    {
      const AditRuleHost *host = &g_array_index (values, AditRuleHost, i);
      g_autofree char *below = g_strconcat (".", host->name, NULL);

      if (host->is_suffix ? g_str_has_suffix (name, below) : g_str_equal (name, host->name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_inside (const GArray *nets, const struct sockaddr *address)
{
  for (guint i = 0; address && i < nets->len; i++)
    if (adit_network_contains (&g_array_index (nets, AditNetwork, i), address))
      return TRUE;

  return FALSE;
}

static gboolean
is_port (const GArray *ranges, guint16 port)
{
  for (guint i = 0; i < ranges->len; i++)
    if (port >= g_array_index (ranges, AditRulePorts, i).first &&
        port <= g_array_index (ranges, AditRulePorts, i).last)
      return TRUE;

  return FALSE;
}

static gboolean
is_user (const GArray *those, const char *user)
{
  for (guint i = 0; i < those->len; i++)
    if (g_strcmp0 (g_array_index (those, char *, i), user) == 0)
      return TRUE;

  return FALSE;
}

/* The address that the question is about, and what it hides. */
static const struct sockaddr *
find_address (const Asking *self, Address *literal, struct sockaddr_in *hidden)
{
  const struct sockaddr *address = self->question.address;

  if (!address && self->target.kind != ADIT_HOST_NAME)
    address = parse_address (self->target.host, literal);
  if (address)
    adit_address_unwrap (address, hidden);
  return address;
}

static gboolean
holds (const AditRule *rule, const Asking *asking, gboolean *needs_address)
{
  GArray *const *conditions = rule->conditions;
  gboolean is_name = asking->target.kind == ADIT_HOST_NAME;
  g_autofree char *name = g_ascii_strdown (is_name ? asking->target.host : "", -1);
  struct sockaddr_in hidden = { 0 };
  Address literal;
  const struct sockaddr *address = find_address (asking, &literal, &hidden);

  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  *needs_address = conditions[ADIT_RULE_ADDRESS] && !address;
  return (!conditions[ADIT_RULE_HOST] || is_host (conditions[ADIT_RULE_HOST], name)) &&
         (!conditions[ADIT_RULE_PORT] ||
          is_port (conditions[ADIT_RULE_PORT], asking->target.port)) &&
         (!conditions[ADIT_RULE_USER] ||
          is_user (conditions[ADIT_RULE_USER], asking->question.user)) &&
         (!conditions[ADIT_RULE_FROM] ||
          is_inside (conditions[ADIT_RULE_FROM], asking->question.client)) &&
         (!conditions[ADIT_RULE_ADDRESS] || !address ||
          is_inside (conditions[ADIT_RULE_ADDRESS], address) ||
          (hidden.sin_family == AF_INET &&
           is_inside (conditions[ADIT_RULE_ADDRESS], (const struct sockaddr *) &hidden)));
}

static void
check_decision (const AditRules *rules, const Asking *asking)
{
  gboolean needs_address = FALSE;
  AditDecision decision;
  guint first = 0;

  while (first < adit_rules_count (rules) &&
         !holds (adit_rules_get (rules, first), asking, &needs_address))
    first++;
  adit_rules_decide (rules, &asking->question, &decision);

  if (first == adit_rules_count (rules))
    {
      g_assert_cmpuint (decision.rule, ==, 0);
      return;
    }
  g_assert_cmpuint (decision.rule, ==, first + 1);
  g_assert_cmpuint (decision.line, ==, first + 1);
  g_assert_cmpint (decision.needs_address, ==, needs_address);
}

static void
test_same_decision (void)
{
  for (guint set = 0; set < N_SETS; set++)
    {
      guint n_rules = (guint) g_test_rand_int_range (0, SET_MAX);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (AditRules) rules = NULL;
      Asking asking;

      for (guint i = 0; i < n_rules; i++)
        {
          g_autofree char *line = make_rule ();

          g_string_append_printf (text, "%s\n", line);
        }
      rules = adit_rules_parse (text->str, NULL);
      g_assert_nonnull (rules);
      for (guint i = 0; i < N_QUESTIONS; i++)
        {
          make_question (&asking);
          check_decision (rules, &asking);
        }
    }
}

/* ---- How many are looked at ---- */

typedef struct
{
  const char *name;
  const char *format; /* with a number up to N_RULES */
  guint n_looked_at;  /* by the question below */
} Row;

static const Row rows[] = {
  { "hosts", "deny host host-%u.example.org", 0 },
  { "suffixes", "deny host *.host-%u.example.org", 0 },
  { "one suffix", "deny host *.example.org port %u", N_RULES },
  { "addresses", "deny address 10.7.%u.0/24", 0 },
  { "one address", "deny address 8.8.0.0/16 port %u", N_RULES },
  { "users", "deny user user-%u", 0 },
  { "ports", "deny port %u", 0 },
  { "clients", "deny from 192.168.%u.0/24", 0 },
  { "few ports", "deny port %u,10000-10062", 0 },
  { "many ports", "deny port %u,10000-10063", N_RULES },
  { "all", "deny # %u", 1 },
};

static gboolean
count_up (gconstpointer data, guint index)
{
  (**(guint *const *) data)++;
  return FALSE;
}

static gboolean
stop_at_first (gconstpointer data, guint index)
{
  count_up (data, index);
  return TRUE;
}

static AditRulesIndex *
make_index (const char *format)
{
  AditRulesIndex *index = adit_rules_index_new ();
  gboolean is_octet = strstr (format, "/24") != NULL;
  g_auto (GStrv) parts = g_strsplit (format, "%u", 2);

  for (guint i = 0; i < N_RULES; i++)
    {
      g_autofree char *line =
          g_strdup_printf ("%s%u%s", parts[0], is_octet ? i % 256 : i + 1000, parts[1]);
      g_autoptr (AditRule) rule = adit_rule_parse (line, NULL);

      g_assert_nonnull (rule);
      adit_rules_index_add (index, rule, i);
    }

  return index;
}

static void
test_looked_at (gconstpointer data)
{
  const Row *row = data;
  AditRulesIndex *index = make_index (row->format);
  Address address, client;
  AditRulesIndexQuestion question = { .host = "www.example.org",
                                      .user = "alice",
                                      .port = 443,
                                      .client = parse_address ("192.0.2.1", &client),
                                      .addresses = { parse_address ("8.8.8.8", &address) } };
  guint n_looked_at = 0;
  guint *counter = &n_looked_at;
  gboolean is_all = g_str_equal (row->name, "all");
  guint first =
      adit_rules_index_find (index, &question, is_all ? stop_at_first : count_up, &counter);

  g_assert_cmpuint (first, ==, is_all ? 0 : G_MAXUINT);
  g_assert_cmpuint (n_looked_at, ==, row->n_looked_at);

  /* Without an address all those about one are. */
  question.addresses[0] = NULL;
  n_looked_at = 0;
  adit_rules_index_find (index, &question, is_all ? stop_at_first : count_up, &counter);
  g_assert_cmpuint (n_looked_at, ==, strstr (row->format, "address") ? N_RULES : row->n_looked_at);
  adit_rules_index_free (index);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/rules/index/same-decision", test_same_decision);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/model/rules/index/looked-at/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_looked_at);
    }

  return g_test_run ();
}

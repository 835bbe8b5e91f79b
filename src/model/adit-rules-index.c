/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-rules-index.h"

#include <string.h>

/* FNV-1a, and what the hash of a value of each kind begins or ends with. */
#define FNV_BASIS G_GUINT64_CONSTANT (0xcbf29ce484222325)
#define FNV_PRIME G_GUINT64_CONSTANT (0x100000001b3)

typedef enum
{
  KEY_NAME,  /* the name itself */
  KEY_BELOW, /* names below it */
  KEY_ADDRESS,
  KEY_USER,
  KEY_PORT,
  KEY_FROM,
} KeyKind;

/* Rules with a value in common, by index. */
typedef struct
{
  guint64 key;
  GArray *rules; /* guint, rising */
} Row;

/* Length of networks that there are rules about. */
typedef struct
{
  int family;
  guint prefix;
} Width;

struct _AditRulesIndex
{
  GHashTable *rows; /* Row, by its key */
  GArray *always;   /* guint, rising, like the next */
  GArray *addressed;
  GArray *address_widths; /* Width, each once */
  GArray *from_widths;
};

/* ---- Keys ---- */

static guint64
hash_byte (guint64 hash, guint8 byte)
{
  return (hash ^ byte) * FNV_PRIME;
}

static guint64
hash_bytes (KeyKind kind, gconstpointer bytes, gsize length)
{
  guint64 hash = hash_byte (FNV_BASIS, kind);

  for (gsize i = 0; i < length; i++)
    hash = hash_byte (hash, ((const guint8 *) bytes)[i]);

  return hash;
}

/* From its end, so that one pass over a name meets all names that it is below. */
static guint64
hash_host (const AditRuleHost *host)
{
  guint64 hash = FNV_BASIS;

  for (gsize i = host->length; i > 0; i--)
    hash = hash_byte (hash, (guint8) host->name[i - 1]);

  return hash_byte (hash, host->is_suffix ? KEY_BELOW : KEY_NAME);
}

static guint64
hash_network (KeyKind kind, const AditNetwork *network)
{
  guint64 hash = hash_bytes (kind, network->address, network->family == AF_INET ? 4 : 16);

  return hash_byte (hash, (guint8) network->prefix);
}

/* ---- Filling ---- */

static void
row_free (gpointer data)
{
  Row *row = data;

  g_array_unref (row->rules);
  g_free (row);
}

static GArray *
index_array_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (guint));
}

AditRulesIndex *
adit_rules_index_new (void)
{
  AditRulesIndex *self = g_new0 (AditRulesIndex, 1);

  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, row_free);
  self->always = index_array_new ();
  self->addressed = index_array_new ();
  self->address_widths = g_array_new (FALSE, FALSE, sizeof (Width));
  self->from_widths = g_array_new (FALSE, FALSE, sizeof (Width));

  return self;
}

void
adit_rules_index_free (AditRulesIndex *self)
{
  g_hash_table_unref (self->rows);
  g_array_unref (self->always);
  g_array_unref (self->addressed);
  g_array_unref (self->address_widths);
  g_array_unref (self->from_widths);
  g_free (self);
}

static void
add_key (AditRulesIndex *self, guint64 key, guint index)
{
  Row *row = g_hash_table_lookup (self->rows, &key);

  if (!row)
    {
      row = g_new (Row, 1);
      *row = (Row){ key, index_array_new () };
      g_hash_table_insert (self->rows, &row->key, row);
    }
  g_array_append_val (row->rules, index);
}

static void
add_hosts (AditRulesIndex *self, const GArray *hosts, guint index)
{
  for (guint i = 0; i < hosts->len; i++)
    add_key (self, hash_host (&g_array_index (hosts, AditRuleHost, i)), index);
}

static void
add_users (AditRulesIndex *self, const GArray *users, guint index)
{
  for (guint i = 0; i < users->len; i++)
    {
      const char *user = g_array_index (users, char *, i);

      add_key (self, hash_bytes (KEY_USER, user, strlen (user)), index);
    }
}

static void
note_width (GArray *widths, const AditNetwork *network)
{
  Width width = { network->family, network->prefix };

  for (guint i = 0; i < widths->len; i++)
    if (memcmp (&g_array_index (widths, Width, i), &width, sizeof width) == 0)
      return;

  g_array_append_val (widths, width);
}

static void
add_networks (AditRulesIndex *self,
              KeyKind kind,
              const GArray *networks,
              GArray *widths,
              guint index)
{
  for (guint i = 0; i < networks->len; i++)
    {
      const AditNetwork *network = &g_array_index (networks, AditNetwork, i);

      note_width (widths, network);
      add_key (self, hash_network (kind, network), index);
    }
}

static gboolean
is_few (const GArray *ports)
{
  guint n_ports = 0;

  for (guint i = 0; ports && i < ports->len; i++)
    {
      const AditRulePorts *range = &g_array_index (ports, AditRulePorts, i);

      n_ports += (guint) (range->last - range->first) + 1;
    }

  return n_ports > 0 && n_ports <= ADIT_RULES_INDEX_PORTS_MAX;
}

static void
add_ports (AditRulesIndex *self, const GArray *ports, guint index)
{
  for (guint i = 0; i < ports->len; i++)
    {
      const AditRulePorts *range = &g_array_index (ports, AditRulePorts, i);

      for (guint port = range->first; port <= range->last; port++)
        add_key (self, hash_bytes (KEY_PORT, &(guint16){ (guint16) port }, 2), index);
    }
}

void
adit_rules_index_add (AditRulesIndex *self, const AditRule *rule, guint index)
{
  GArray *const *conditions = rule->conditions;

  if (conditions[ADIT_RULE_HOST])
    add_hosts (self, conditions[ADIT_RULE_HOST], index);
  else if (conditions[ADIT_RULE_ADDRESS])
    {
      add_networks (self, KEY_ADDRESS, conditions[ADIT_RULE_ADDRESS], self->address_widths, index);
      g_array_append_val (self->addressed, index);
    }
  else if (conditions[ADIT_RULE_USER])
    add_users (self, conditions[ADIT_RULE_USER], index);
  else if (is_few (conditions[ADIT_RULE_PORT]))
    add_ports (self, conditions[ADIT_RULE_PORT], index);
  else if (conditions[ADIT_RULE_FROM])
    add_networks (self, KEY_FROM, conditions[ADIT_RULE_FROM], self->from_widths, index);
  else
    g_array_append_val (self->always, index);
}

/* ---- Finding ---- */

typedef struct
{
  const AditRulesIndex *index;
  AditRulesIndexFunc holds;
  gconstpointer data;
  guint first; /* that holds, so far */
} Search;

static void
look_at (Search *self, const GArray *rules)
{
  for (guint i = 0; i < rules->len; i++)
    {
      guint index = g_array_index (rules, guint, i);

      if (index >= self->first)
        return;
      if (self->holds (self->data, index))
        self->first = index;
    }
}

static void
look_up (Search *self, guint64 key)
{
  const Row *row = g_hash_table_lookup (self->index->rows, &key);

  if (row)
    look_at (self, row->rules);
}

static void
look_up_host (Search *self, const char *host)
{
  gsize length = strlen (host);
  guint64 hash = FNV_BASIS;

  for (gsize i = length; i > 0; i--)
    {
      if (host[i - 1] == '.')
        look_up (self, hash_byte (hash, KEY_BELOW));
      hash = hash_byte (hash, (guint8) host[i - 1]);
    }
  if (length > 0)
    look_up (self, hash_byte (hash, KEY_NAME));
}

static void
look_up_address (Search *self, KeyKind kind, const GArray *widths, const struct sockaddr *address)
{
  AditNetwork network;

  for (guint i = 0; i < widths->len; i++)
    {
      const Width *width = &g_array_index (widths, Width, i);

      if (adit_network_around (address, width->prefix, &network) && network.family == width->family)
        look_up (self, hash_network (kind, &network));
    }
}

static void
look_up_addresses (Search *self, const struct sockaddr *const addresses[2])
{
  if (!addresses[0])
    look_at (self, self->index->addressed);
  for (guint i = 0; i < 2 && addresses[i]; i++)
    look_up_address (self, KEY_ADDRESS, self->index->address_widths, addresses[i]);
}

guint
adit_rules_index_find (const AditRulesIndex *self,
                       const AditRulesIndexQuestion *question,
                       AditRulesIndexFunc holds,
                       gconstpointer data)
{
  Search search = { self, holds, data, G_MAXUINT };

  look_up_host (&search, question->host);
  look_up_addresses (&search, question->addresses);
  if (question->user)
    look_up (&search, hash_bytes (KEY_USER, question->user, strlen (question->user)));
  look_up (&search, hash_bytes (KEY_PORT, &question->port, sizeof question->port));
  if (question->client)
    look_up_address (&search, KEY_FROM, self->from_widths, question->client);
  look_at (&search, self->always);

  return search.first;
}

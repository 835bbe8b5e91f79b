/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/control/adit-engine-totals-store.h"

#include "model/adit-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#define BUSY_MS 2000

/* Day 0 stands for all that is older. WAL with NORMAL loses nothing to a killed process; a power
 * cut may cost the last saves. */
#define SCHEMA                                                                                     \
  "PRAGMA journal_mode = WAL;"                                                                     \
  "PRAGMA synchronous = NORMAL;"                                                                   \
  "CREATE TABLE IF NOT EXISTS used (name TEXT NOT NULL, day INTEGER NOT NULL,"                     \
  " sent INTEGER NOT NULL, received INTEGER NOT NULL, PRIMARY KEY (name, day)) WITHOUT ROWID;"     \
  "CREATE TEMP TABLE present (name TEXT PRIMARY KEY) WITHOUT ROWID;"

#define ADD                                                                                        \
  "ON CONFLICT (name, day) DO UPDATE SET"                                                          \
  " sent = sent + excluded.sent, received = received + excluded.received"

typedef enum
{
  LOAD,
  SET_DAY,
  SET_MONTH,
  SET_REST,
  NOTE_PRESENT,
  N_STATEMENTS
} Statement;

/* ?1 name, ?2 day, ?3 sent, ?4 received. What of the month no day has, such as the last moments
 * before midnight, goes to the day before, or to one that no calendar has; what of the total, to
 * the last day of an earlier month, or to what is older. */
static const char *const statements[N_STATEMENTS] = {
  [LOAD] = "SELECT name, sum (sent), sum (received),"
           " sum (sent * (day / 100 = ?2 / 100)), sum (received * (day / 100 = ?2 / 100)),"
           " sum (sent * (day = ?2)), sum (received * (day = ?2)) FROM used GROUP BY name",
  [SET_DAY] = "INSERT INTO used VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name, day) DO UPDATE SET"
              " sent = excluded.sent, received = excluded.received",
  [SET_MONTH] = "INSERT INTO used SELECT ?1, coalesce ((SELECT max (day) FROM used"
                " WHERE name = ?1 AND day / 100 = ?2 / 100 AND day < ?2), ?2 / 100 * 100),"
                " ?3 - sum (sent), ?4 - sum (received) FROM used"
                " WHERE name = ?1 AND day / 100 = ?2 / 100"
                " HAVING sum (sent) <> ?3 OR sum (received) <> ?4 " ADD,
  [SET_REST] = "INSERT INTO used SELECT ?1, coalesce ((SELECT max (day) FROM used"
               " WHERE name = ?1 AND day < ?2 / 100 * 100), 0),"
               " ?3 - sum (sent), ?4 - sum (received) FROM used WHERE name = ?1"
               " HAVING sum (sent) <> ?3 OR sum (received) <> ?4 " ADD,
  [NOTE_PRESENT] = "INSERT OR IGNORE INTO present VALUES (?1)",
};

struct _AditEngineTotalsStore
{
  sqlite3 *database;
  sqlite3_stmt *prepared[N_STATEMENTS];
  GHashTable *saved; /* name → guint64, its total when it was saved last, both ways together */
};

/* ---- SQLite ---- */

static gboolean
fail (AditEngineTotalsStore *self, GError **error)
{
  g_set_error (error, ADIT_ERROR, ADIT_ERROR_SAVE_FAILED, "%s", sqlite3_errmsg (self->database));
  return FALSE;
}

static gboolean
execute (AditEngineTotalsStore *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->database, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

static gboolean
run (AditEngineTotalsStore *self,
     Statement statement,
     const char *name,
     guint day,
     const AditEngineUsage *usage,
     GError **error)
{
  sqlite3_stmt *prepared = self->prepared[statement];
  gboolean is_done;

  sqlite3_bind_text (prepared, 1, name, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (prepared, 2, day);
  sqlite3_bind_int64 (prepared, 3, (sqlite3_int64) usage->sent_bytes);
  sqlite3_bind_int64 (prepared, 4, (sqlite3_int64) usage->received_bytes);
  is_done = sqlite3_step (prepared) == SQLITE_DONE || fail (self, error);
  sqlite3_reset (prepared);
  sqlite3_clear_bindings (prepared);

  return is_done;
}

/* ---- Life ---- */

static gboolean
prepare (AditEngineTotalsStore *self, GError **error)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    if (sqlite3_prepare_v2 (self->database, statements[i], -1, &self->prepared[i], NULL) !=
        SQLITE_OK)
      return fail (self, error);

  return TRUE;
}

/* SQLite would make it readable for others; what it puts beside it is as readable as this. */
static void
make_private (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

static AditEngineTotalsStore *
try_to_open (const char *path, gboolean *is_unreadable, GError **error)
{
  g_autoptr (AditEngineTotalsStore) self = g_new0 (AditEngineTotalsStore, 1);
  int code;

  make_private (path);
  self->saved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sqlite3_open_v2 (path, &self->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
  sqlite3_busy_timeout (self->database, BUSY_MS);
  if (execute (self, SCHEMA, error) && prepare (self, error))
    return g_steal_pointer (&self);

  code = sqlite3_errcode (self->database);
  *is_unreadable = code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
  return NULL;
}

static void
set_aside (const char *path)
{
  g_autofree char *aside = g_strconcat (path, ".unreadable", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  g_rename (path, aside);
  g_unlink (log);
  g_unlink (index);
}

AditEngineTotalsStore *
adit_engine_totals_store_open (const char *path, GError **error)
{
  gboolean is_unreadable = FALSE;
  AditEngineTotalsStore *self = try_to_open (path, &is_unreadable, error);

  if (self || !is_unreadable)
    return self;

  g_clear_error (error);
  set_aside (path);
  return try_to_open (path, &is_unreadable, error);
}

void
adit_engine_totals_store_close (AditEngineTotalsStore *self)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->prepared[i]);
  sqlite3_close (self->database);
  g_hash_table_unref (self->saved);
  g_free (self);
}

/* ---- Loading ---- */

static AditEngineUsage
column_usage (sqlite3_stmt *row, int column)
{
  return (AditEngineUsage){ (guint64) sqlite3_column_int64 (row, column),
                            (guint64) sqlite3_column_int64 (row, column + 1) };
}

static AditEngineAccountState *
row_to_state (sqlite3_stmt *row)
{
  AditEngineAccountState *state = g_new0 (AditEngineAccountState, 1);

  state->name = g_strdup ((const char *) sqlite3_column_text (row, 0));
  state->total = column_usage (row, 1);
  state->month = column_usage (row, 3);
  state->today = column_usage (row, 5);

  return state;
}

GPtrArray *
adit_engine_totals_store_load (AditEngineTotalsStore *self, guint day, GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify) adit_engine_account_state_free);
  sqlite3_stmt *load = self->prepared[LOAD];
  gboolean is_done;
  int code;

  sqlite3_bind_int64 (load, 2, day);
  while ((code = sqlite3_step (load)) == SQLITE_ROW)
    g_ptr_array_add (list, row_to_state (load));
  is_done = code == SQLITE_DONE || fail (self, error);
  sqlite3_reset (load);

  return is_done ? g_steal_pointer (&list) : NULL;
}

/* ---- Saving ---- */

static guint64
sum_of (const AditEngineAccountState *state)
{
  return state->total.sent_bytes + state->total.received_bytes;
}

static gboolean
is_saved (const AditEngineTotalsStore *self, const AditEngineAccountState *state)
{
  const guint64 *sum = g_hash_table_lookup (self->saved, state->name);

  return sum && *sum == sum_of (state);
}

static gboolean
save_state (AditEngineTotalsStore *self,
            const AditEngineAccountState *state,
            guint day,
            GError **error)
{
  if (!run (self, NOTE_PRESENT, state->name, day, &state->total, error))
    return FALSE;

  return is_saved (self, state) || (run (self, SET_DAY, state->name, day, &state->today, error) &&
                                    run (self, SET_MONTH, state->name, day, &state->month, error) &&
                                    run (self, SET_REST, state->name, day, &state->total, error));
}

/* Moves days that are too old to what is older, and forgets those who are not there any more. */
static gboolean
tidy (AditEngineTotalsStore *self, guint day, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("INSERT INTO used SELECT name, 0, sum (sent), sum (received) FROM used"
                       " WHERE day > 0 AND day < %u GROUP BY name " ADD ";"
                       "DELETE FROM used WHERE day > 0 AND day < %u;"
                       "DELETE FROM used WHERE name NOT IN present;",
                       day - ADIT_ENGINE_TOTALS_KEPT, day - ADIT_ENGINE_TOTALS_KEPT);

  return execute (self, sql, error);
}

static gboolean
save_all (AditEngineTotalsStore *self, const GPtrArray *list, guint day, GError **error)
{
  if (!execute (self, "DELETE FROM present", error))
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    if (!save_state (self, list->pdata[i], day, error))
      return FALSE;

  return tidy (self, day, error);
}

static void
note_saved (AditEngineTotalsStore *self, const GPtrArray *list)
{
  g_hash_table_remove_all (self->saved);
  for (guint i = 0; i < list->len; i++)
    {
      const AditEngineAccountState *state = list->pdata[i];
      guint64 sum = sum_of (state);

      g_hash_table_insert (self->saved, g_strdup (state->name), g_memdup2 (&sum, sizeof sum));
    }
}

gboolean
adit_engine_totals_store_save (AditEngineTotalsStore *self,
                               const GPtrArray *list,
                               guint day,
                               GError **error)
{
  if (!execute (self, "BEGIN IMMEDIATE", error))
    return FALSE;

  if (!save_all (self, list, day, error) || !execute (self, "COMMIT", error))
    {
      sqlite3_exec (self->database, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }

  note_saved (self, list);
  return TRUE;
}

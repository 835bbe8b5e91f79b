/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rules in their order, with the text of the file they came from:
 *
 *     # comments and empty lines stay where they are
 *     allow  host *.example.org,example.org  port 443,8000-8080
 *     deny   address 10.0.0.0/8  from 192.0.2.0/24  user alice,bob   # here, too
 *     via work  host *.corp.example
 *     upstream work https proxy.corp.example:3129 user alice
 *     default allow
 *
 * The first rule that holds decides; where none does, the default: `allow`, `deny` or `via NAME`,
 * behind all rules; allow where none is written. Upstreams may be defined anywhere.
 *
 * A set never changes, so that any number of threads can decide by it. An edit makes another set
 * out of the text with that edit done, or an error and nothing. Outside the lines it is about,
 * every byte stays; only a line feed is added where the last line has none. */

#pragma once

#include "model/adit-rule.h"
#include "model/adit-upstream.h"

G_BEGIN_DECLS

#define ADIT_RULES_MAX           5000
#define ADIT_RULES_UPSTREAMS_MAX 64
#define ADIT_RULES_TEXT_MAX      (1024 * 1024) /* bytes */

typedef struct _AditRules AditRules;

/* No rules, no text. (transfer full) */
AditRules *adit_rules_new (void);

/* Sets ADIT_ERROR_INVALID_ARGUMENT with a translated message, "line 7: …", about the first line
 * that is not valid. (transfer full) */
AditRules *adit_rules_parse (const char *text, GError **error);
AditRules *adit_rules_ref (AditRules *self);
void adit_rules_unref (AditRules *self);

/* To be written as it is. (transfer none) */
const char *adit_rules_get_text (const AditRules *self);

/* @index counts from 0, lines from 1. (transfer none) */
guint adit_rules_count (const AditRules *self);
const AditRule *adit_rules_get (const AditRules *self, guint index);
guint adit_rules_get_line (const AditRules *self, guint index);

/* What is said about each rule, for a person: the comment behind it or, where there is none, those
 * right above it that go along with it, as one line of text; "" where there is none.
 * NULL-terminated. (transfer full) */
char **adit_rules_list_comments (const AditRules *self);

/* The comment behind the rule alone, which is what an edit of it is about. "" where there is none.
 * (transfer full) */
char *adit_rules_get_comment_behind (const AditRules *self, guint index);

/* Without conditions; its line is 0 where none is written. Never NULL. (transfer none) */
const AditRule *adit_rules_get_default (const AditRules *self);
guint adit_rules_get_default_line (const AditRules *self);

/* In the order of the file. (transfer none) */
guint adit_rules_count_upstreams (const AditRules *self);
const AditUpstream *adit_rules_get_upstream (const AditRules *self, guint index);

/* The one with this name, or NULL. (transfer none) */
const AditUpstream *adit_rules_find_upstream (const AditRules *self, const char *name);

/* The same rules, default and upstreams, whatever the text. */
gboolean adit_rules_equal (const AditRules *a, const AditRules *b);

/* Edits: adit-rules-edit.c. NULL with ADIT_ERROR_INVALID_ARGUMENT where the outcome would not be
 * valid, ADIT_ERROR_NOT_FOUND where there is no such rule or upstream. (transfer full) */

/* Makes @line rule number @index, right behind the one before it. */
AditRules *adit_rules_insert (const AditRules *self, guint index, const char *line, GError **error);

/* Comments stay, even those that were about the rule. */
AditRules *adit_rules_remove (const AditRules *self, guint index, GError **error);

/* Makes the rule @from number @to. Comments right above it go along, but for those that begin the
 * file. */
AditRules *adit_rules_move (const AditRules *self, guint from, guint to, GError **error);

/* Keeps the line's indent and, where @line has none, its comment; an empty one, "#", takes it away.
 */
AditRules *
adit_rules_replace (const AditRules *self, guint index, const char *line, GError **error);

/* @action: "allow", "deny", "via NAME" */
AditRules *adit_rules_set_default (const AditRules *self, const char *action, GError **error);

/* Defines the upstream of @line, or defines it anew. */
AditRules *adit_rules_set_upstream (const AditRules *self, const char *line, GError **error);

/* An error as long as a rule names it. */
AditRules *adit_rules_remove_upstream (const AditRules *self, const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditRules, adit_rules_unref)

G_END_DECLS

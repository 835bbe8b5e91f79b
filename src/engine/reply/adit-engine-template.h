/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts with gaps, so that pages are files and not C strings. In a text
 *
 *   {{name}}              becomes the value of this name; nothing where that is NULL
 *   {{#name}}…{{/name}}   stays when there is a value
 *   {{^name}}…{{/name}}   stays when there is none
 *   {{! … }}              is gone
 *
 * and a line that holds nothing but one of the last three leaves no empty line behind. Sections
 * may stand in one another. Values go in as they are: who gives them has to know that they mean
 * nothing in the text's language. Pure; any thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *value; /* NULL: there is none */
} AditEngineTemplateValue;

/* Appends @text, filled in, to @out. @values ends with a NULL name. A name that is not among them,
 * and a gap that does not end, are mistakes of ours and asserted. */
void adit_engine_template_expand (GString *out,
                                  const char *text,
                                  gsize length,
                                  const AditEngineTemplateValue *values);

G_END_DECLS

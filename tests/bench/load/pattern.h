/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* The bytes that bulk transfers carry: the byte at an offset depends on the offset in a way that
 * shows lost, doubled and exchanged pieces. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Up to this many bytes can be had at once. */
#define PATTERN_CHUNK (256 * 1024)

/* PATTERN_CHUNK bytes as they come at @offset. Valid for ever, read-only. */
const char *pattern_at (uint64_t offset);

/* Whether these are the bytes that belong at @offset; @length is at most PATTERN_CHUNK. */
bool pattern_matches (const char *bytes, size_t length, uint64_t offset);

/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* Pipes that no flow uses at the moment. Last returned, first borrowed: its pages are warm. Pipes
 * are named by an index that stays valid for the life of the process. One thread. */

/* An empty pipe, made with @size bytes of room when there is none to spare (0: the default). */
int pipe_pool_borrow (int size);

/* Gives an empty pipe back. */
void pipe_pool_return (int pipe);

/* Closes a pipe that still has bytes in it. */
void pipe_pool_discard (int pipe);

int pipe_pool_read_end (int pipe);
int pipe_pool_write_end (int pipe);

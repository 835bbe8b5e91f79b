#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# hosts.sh: what each destination has carried, of the tunnels that are open and those that ended
# lately, the most first: bytes, tunnels, destination.

set -eu

{
  aditctl tunnels --json
  aditctl tunnels --recent --json
} | jq -r --slurp '
  map(.tunnels // .recent) | add
  | map(select(.target != ""))
  | group_by(.target)
  | map({target: .[0].target, n: length, bytes: map(.sent_bytes + .received_bytes) | add})
  | sort_by(-.bytes)[]
  | [.bytes, .n, .target] | @tsv'

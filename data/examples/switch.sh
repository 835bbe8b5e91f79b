#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# switch.sh on|off: switches Adit's proxy with busctl, and tells where it listens then.

set -eu

name=io.github.aditproxy.Adit.Engine
path=/io/github/aditproxy/Adit/Engine

case ${1-} in
  on) method=Start ;;
  off) method=Stop ;;
  *) echo "usage: $0 on|off" >&2; exit 2 ;;
esac

busctl --user call "$name" "$path" "$name" "$method"
busctl --user --json=short get-property "$name" "$path" "$name" Listeners |
  jq -r '.data[] | select(.[2] == "listening") | "listening on \(.[3])"'

#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# away.sh USER: signs somebody out with gdbus: they cannot sign in any more, and what they have open
# is ended. `away.sh --back USER` lets them in again.

set -eu

enabled=false
if [ "${1-}" = --back ]; then
  enabled=true
  shift
fi
if [ $# != 1 ]; then
  echo "usage: $0 [--back] USER" >&2
  exit 2
fi

gdbus call --session --dest io.github.aditproxy.Adit.Engine \
  --object-path /io/github/aditproxy/Adit/Engine \
  --method io.github.aditproxy.Adit.Users.SetEnabled "$1" "$enabled" >/dev/null

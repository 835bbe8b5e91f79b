# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# An X server of a script's own, to be sourced.

server=

# start_display FOLDER SCREEN: sets DISPLAY, or says what the server said and fails. The server picks
# a free number by itself and says which when it can be used. It would begin anew whenever its last
# client leaves, and turn away who comes meanwhile: the accessibility bus leaves just before the
# window comes.
start_display () {
  local number

  mkfifo "$1/display"
  Xvfb -displayfd 3 -screen 0 "$2" -nolisten tcp -noreset 3>"$1/display" >"$1/server.log" 2>&1 &
  server=$!
  if ! read -r -t 30 number <"$1/display"; then
    cat "$1/server.log" >&2
    return 1
  fi
  export DISPLAY=":$number"
}

# The server can miss a signal that comes just before it goes to sleep; whoever waits for it, or for
# the end of what it holds open, would wait for minutes.
end_display () {
  local i

  [[ $server ]] || return 0
  for ((i = 0; i < 250; i++)); do
    kill "$server" 2>/dev/null || return 0
    sleep 0.02
  done
  kill -KILL "$server"
}

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the scripts here share: the packages, a configured build folder, how tests are counted. Sourced
# by them after `set -euo pipefail`; defines functions and `root`, does nothing by itself.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say () {
  printf '%s\n' "$*" >&2
}

die () {
  say "$(basename "$0"): $*"
  exit 1
}

# The packages of the groups given, one a line.
packages () {
  local group

  for group; do
    awk -v group="$group" '$1 == group { print $2 }' "$root/build-aux/packages"
  done
}

# Those of standard input that are not installed.
missing () {
  local package

  while read -r package; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
      printf '%s\n' "$package"
  done
}

as_root () {
  if [[ $(id -u) == 0 ]]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

# Installs what is missing from the groups given. Says what to do where it cannot.
install_packages () {
  local wanted

  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "This is not Debian: make sure that what build-aux/packages lists is installed."
    return
  fi

  mapfile -t wanted < <(packages "$@" | missing)
  ((${#wanted[@]})) || return 0

  say "Installing: ${wanted[*]}"
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    die "sudo is missing; let root run: apt-get install --no-install-recommends ${wanted[*]}"
  fi
  as_root apt-get -q update >&2 || say "The package lists could not be updated; trying as they are."
  as_root apt-get -q install -y --no-install-recommends "${wanted[@]}" >&2 ||
    die "the packages could not be installed"
}

# configure DIR [OPTION…]: a build folder, new or from any earlier run, ready to compile in.
configure () {
  local dir=$1 options=("${@:2}") log

  if [[ -e $dir && ! -w $dir ]]; then
    die "$dir belongs to $(stat -c %U "$dir"): run this as that user, or remove it"
  fi

  log=$(mktemp)
  if [[ -f $dir/meson-private/coredata.dat ]] &&
    ! meson setup --reconfigure "$dir" "$root" "${options[@]}" >"$log" 2>&1; then
    # made by another version of meson, or for sources in another place
    rm -rf "$dir"
  fi
  if [[ ! -d $dir ]] && ! meson setup "$dir" "$root" "${options[@]}" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "$dir could not be configured"
  fi
  rm -f "$log"
}

compile () {
  ninja -C "$1" >&2
}

# summary LOG…: the counts over all logs of `meson test`; fails when a test did, or when there was
# none to run.
summary () {
  python3 - "$@" <<'EOF'
import collections, json, os, sys

results = collections.Counter()
for path in filter(os.path.exists, sys.argv[1:]):
    with open(path) as log:
        results.update(json.loads(line)["result"] for line in log)
passed = results.pop("OK", 0) + results.pop("EXPECTEDFAIL", 0)
skipped = results.pop("SKIP", 0)
failed = sum(results.values())
print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(failed > 0 or passed + skipped == 0)
EOF
}

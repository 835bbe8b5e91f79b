# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Trees of Debian's suites: what a runtime is made of, and what other versions are tested in. Sourced
# after common.sh; root makes trees as root, everybody else in a user namespace.

# What the stand-in runtime is made of where nothing else is said.
runtime_suite=forky

# lacks_for_trees PROGRAM…: says what is missing to make a tree and run these programs; fails when
# nothing is.
lacks_for_trees () {
  local program

  for program in mmdebstrap bwrap "$@"; do
    command -v "$program" >/dev/null || {
      echo "$program is missing"
      return
    }
  done
  bwrap --unshare-all --ro-bind / / true 2>/dev/null || {
    echo "this machine has no user namespaces (bwrap --unshare-all fails)"
    return
  }
  [[ $(id -u) != 0 ]] || return 1
  command -v newuidmap >/dev/null || {
    echo "newuidmap is missing"
    return
  }
  grep -q "^$(id -un):" /etc/subuid 2>/dev/null || {
    echo "$(id -un) has no subordinate user ids in /etc/subuid"
    return
  }
  return 1
}

# Where apt of this machine gets Debian from.
debian_mirror () {
  local uri

  uri=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n1)
  [[ $uri ]] || uri=$(sed -n 's/^deb .*\(http[^ ]*debian[^ ]*\).*/\1/p' /etc/apt/sources.list |
    head -n1)
  [[ $uri ]] || die "apt of this machine has no source of Debian packages"
  printf '%s\n' "$uri"
}

# make_tree SUITE DIR PACKAGE…: a tree with these packages, which its maker may change.
make_tree () {
  local suite=$1 dir=$2 mode=unshare
  local IFS=,

  [[ $(id -u) != 0 ]] || mode=root
  mkdir -p "$dir"
  TMPDIR=$(dirname "$dir") mmdebstrap --mode="$mode" --variant=apt --format=tar --quiet \
    --keyring=/usr/share/keyrings --include="${*:3}" \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/gtk-doc/*' \
    --dpkgopt=force-unsafe-io --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    "${tree_options[@]}" "$suite" - "$(debian_mirror)" | tar -C "$dir" --exclude='./dev/*' -x
  chmod -R u+rwX "$dir"
}

# Further options of mmdebstrap, for make_tree.
tree_options=()

# run_in_tree DIR [OPTION…] COMMAND [ARGUMENT…]: without a network but loopback, and without
# anything of this machine; the options are bwrap's. What runs cannot change the tree.
run_in_tree () {
  local dir=$1
  shift

  bwrap --unshare-all --die-with-parent --ro-bind "$dir" / --dev /dev --proc /proc \
    --tmpfs /tmp --tmpfs /run --tmpfs /var/tmp --tmpfs /home --clearenv \
    --setenv PATH /usr/bin:/usr/sbin:/bin:/sbin --setenv HOME /home --setenv LANG C.UTF-8 "$@"
}

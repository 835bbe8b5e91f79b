#compdef aditctl
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of aditctl for zsh. aditctl itself knows what can come next: see
# src/cli/adit-cli-complete.c.

_aditctl () {
  local line number
  local -a whole open

  for line in "${(@f)$($words[1] complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      (:files)
        _files
        return
        ;;
      (":command "*)
        number=${line#:command }
        shift $number words
        ((CURRENT -= number))
        _normal
        return
        ;;
      (*=$'\t'*)
        open+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        ;;
      (?*)
        whole+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        ;;
    esac
  done

  _describe -t open 'aditctl' open -S '' -- whole
}

_aditctl "$@"

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of aditctl for bash, with bash-completion. aditctl itself knows what can come next:
# see src/cli/adit-cli-complete.c.

# _aditctl_index N: which of COMP_WORDS the Nth of `words` begins with; readline cuts at more
# characters than words end at.
_aditctl_index () {
  local text word

  index=0
  for word in "${words[@]:0:$1}"; do
    text=
    while [[ $text != "$word" && $index -lt ${#COMP_WORDS[@]} ]]; do
      text+=${COMP_WORDS[index]}
      ((++index))
    done
  done
}

_aditctl () {
  local cur prev words cword index candidate there=
  _init_completion -n =: || return

  # readline replaces what is behind the last of these only
  [[ $COMP_WORDBREAKS != *[=:]* ]] || there=${cur%"${cur##*[=:]}"}

  while IFS=$'\t' read -r candidate _; do
    case $candidate in
      :files)
        _filedir
        ;;
      ":command "*)
        _aditctl_index "${candidate#:command }"
        _command_offset "$index"
        return
        ;;
      "$cur"*)
        [[ $candidate != *= ]] || compopt -o nospace
        candidate=${candidate#"$there"}
        COMPREPLY+=("$([[ $candidate == *[^[:alnum:]_./:=@%+-]* ]] &&
          printf %q "$candidate" || printf %s "$candidate")")
        ;;
    esac
  done < <("$1" complete -- "${words[@]:1:cword}" 2>/dev/null)
} &&
  complete -F _aditctl aditctl

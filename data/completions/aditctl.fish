# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of aditctl for fish. aditctl itself knows what can come next: see
# src/cli/adit-cli-complete.c.

function __aditctl_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l aditctl $words[1]
    set -e words[1]

    for line in ($aditctl complete -- $words 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case ':command *'
                set -e words[1..(math (string split ' ' -- $line)[2] - 1)]
                set -l last $words[-1]
                set -e words[-1]
                complete -C (string join ' ' -- (string escape -- $words) "$last")
                return
            case '*'
                echo $line
        end
    end
end

complete -c aditctl -f -a '(__aditctl_complete)'

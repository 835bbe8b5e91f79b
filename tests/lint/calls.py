# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls that have no place here: those that block, and those that do not survive formatting."""

import source

# At the engine's end, where nothing is left that could be held up.
ALLOWED = ("src/engine/control/adit-engine-system-proxy.c", "g_settings_sync")


def check(root):
    found = []
    for path in source.files(root, ".c", ".h", under=("src/engine", "src/app")):
        for line, match in source.matches(path, r"\w+_sync(?=\s*\()", source.code(path)):
            if (str(source.name(path, root)), match[0]) != ALLOWED:
                found.append(f"{source.name(path, root)}:{line}: {match[0]} () blocks")
    for path in source.files(root, ".c", ".h", under=("src", "tests")):
        for line, _ in source.matches(path, r"\bG_DEFINE_QUARK\s*\([^,]*-", source.code(path)):
            found.append(
                f"{source.name(path, root)}:{line}: clang-format puts spaces into the name that"
                " G_DEFINE_QUARK makes a string of; write it with underscores"
            )
    return found

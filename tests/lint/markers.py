# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is left for later in the text; white space ends no line, and one line feed every file."""

import re

import source

# Taken apart, so that this file holds none of them.
WORDS = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")
MARKER = re.compile(r"\b(" + "|".join(WORDS) + r")\b")
FOLDERS = ("src", "tests", "data", "build-aux", "po", "flatpak", ".ci")
LEFT_OUT = (".png", ".pem", ".key", ".crt", ".po")


def check_file(path, name):
    content = source.text(path)
    found = [
        f"{name}:{line}: {match[0]}" for line, match in source.matches(path, MARKER, content)
    ]
    for number, line in enumerate(content.split("\n"), 1):
        if line != line.rstrip(" \t\r"):
            found.append(f"{name}:{number}: white space at the end of the line")
    if content and (not content.endswith("\n") or content.endswith("\n\n")):
        found.append(f"{name}: does not end with exactly one line feed")
    return found


def check(root):
    found = []
    paths = source.files(root, under=FOLDERS)
    paths += [root / name for name in ("README.md", "meson.build") if (root / name).exists()]
    for path in paths:
        if "/corpus/" not in path.as_posix() and not path.name.endswith(LEFT_OUT):
            found += check_file(path, source.name(path, root))
    return found

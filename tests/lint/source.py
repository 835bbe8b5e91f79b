# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every lint needs: the tree's files, and C without its comments and strings.

A lint is a module with `check (root)`, which returns what is wrong as a list of texts that begin
with the place; `SKIP` raised means that it cannot be checked here, with the reason.
"""

import os
import re
from functools import lru_cache
from pathlib import Path

LEFT_OUT = re.compile(r"^(\.git|\.cache|\.flatpak-builder|subprojects|_.*|build.*)$")
KEPT = {"build-aux"}

TOKEN = re.compile(
    r"""
    //[^\n]* | /\*.*?\*/            # comments
    | "(?:\\.|[^"\\\n])*"           # strings
    | '(?:\\.|[^'\\\n])*'           # characters
    """,
    re.DOTALL | re.VERBOSE,
)


class Skip(Exception):
    """Cannot be checked on this machine; the text says why."""


def files(root, *suffixes, under=("",)):
    """The tree's files with one of the suffixes, sorted; all of them without suffixes."""
    found = []
    for folder in under:
        for path, folders, names in os.walk(Path(root) / folder):
            folders[:] = [f for f in folders if f in KEPT or not LEFT_OUT.match(f)]
            found += [Path(path) / name for name in names]
    return sorted(path for path in set(found) if not suffixes or path.name.endswith(suffixes))


def name(path, root):
    return Path(path).relative_to(root).as_posix()


@lru_cache(maxsize=None)
def text(path):
    """The file's text; empty for what is no text."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError):
        return ""


def _blank(match):
    token = match.group()
    if token[0] in "\"'":
        return token[0] + " " * (len(token) - 2) + token[-1]
    return re.sub(r"[^\n]", " ", token)


@lru_cache(maxsize=None)
def code(path):
    """C with comments and the insides of strings blanked; lines and columns stay."""
    return TOKEN.sub(_blank, text(path))


def line_of(content, offset):
    return content.count("\n", 0, offset) + 1


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(path):
    """(line, mark, name) of every #include, comments left out; the mark is < or "."""
    content = re.sub(r"/\*.*?\*/", lambda m: _blank(m), text(path), flags=re.DOTALL)
    return [(line_of(content, m.start()), m[1], m[2]) for m in INCLUDE.finditer(content)]


def matches(path, pattern, content):
    """(line, match) of every hit of the pattern."""
    return [(line_of(content, m.start()), m) for m in re.finditer(pattern, content)]

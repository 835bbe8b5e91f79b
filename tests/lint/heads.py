# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source begins with the two SPDX lines; every header guards itself with #pragma once."""

import re

import source

SUFFIXES = (
    ".c .h .py .sh .ui .xml .xml.in .html .pac .css .svg .yml .in meson.build meson_options.txt"
    " .supp .conf .page .bash .zsh .fish .1 .5 .8"
).split()
LEFT_OUT = re.compile(r"(^|/)(POTFILES\.in|LINGUAS)$")
HEAD = re.compile(
    r"SPDX-FileCopyrightText: 2026 The Adit authors\n[^\n]*SPDX-License-Identifier: ([\w.-]+)"
)
# The store wants its own licence for the metainfo file and for the icons; the rest is one.
OWN = {"GPL-3.0-or-later"}
LICENCES = {".metainfo.xml.in": OWN | {"CC0-1.0"}, ".svg": OWN | {"CC0-1.0"}}


def is_source(path, root):
    name = source.name(path, root)
    if LEFT_OUT.search(name) or "/corpus/" in name:
        return False
    return name.endswith(tuple(SUFFIXES)) or source.text(path).startswith("#!")


def check(root):
    found = []
    for path in source.files(root):
        name = source.name(path, root)
        if not is_source(path, root):
            continue
        head = HEAD.search("\n".join(source.text(path).split("\n")[:6]))
        allowed = next((v for k, v in LICENCES.items() if name.endswith(k)), OWN)
        if not head:
            found.append(f"{name}:1: the two SPDX lines are missing")
        elif head[1] not in allowed:
            found.append(f"{name}:1: licence {head[1]} instead of {' or '.join(sorted(allowed))}")
        if name.endswith(".h") and "\n#pragma once\n" not in source.code(path):
            found.append(f"{name}:1: #pragma once is missing")
    return found

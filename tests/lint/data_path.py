# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data path has six words in one order, wherever it is spelled out."""

import re

import source

WORDS = ["accept", "parse", "authorise", "connect", "relay", "account"]


def in_order_of_first(found):
    """The words as they come first; a word that is none of the six is left out."""
    return list(dict.fromkeys(word for word in found if word in WORDS))


def phases(root):
    header = source.code(root / "src/model/adit-phase.h")
    return [word.lower() for word in re.findall(r"\bADIT_PHASE_([A-Z]+)\b", header)]


def words(root):
    return re.findall(r'= "([a-z]+)"', source.text(root / "src/model/adit-phase.c"))


def folders(root):
    return sorted(
        (path.name for path in (root / "src/engine").glob("*") if path.name in WORDS),
        key=WORDS.index,
    )


def sources(root):
    return re.findall(r"'([a-z]+)/[^']*\.c'", source.text(root / "src/engine/meson.build"))


def check(root):
    places = {
        "src/model/adit-phase.h: the phases": phases(root),
        "src/model/adit-phase.c: their words": words(root),
        "src/engine: the folders": folders(root),
        "src/engine/meson.build: the sources": sources(root),
    }
    return [
        f"{place} are {', '.join(in_order_of_first(found)) or 'missing'};"
        f" they should be {', '.join(WORDS)}"
        for place, found in places.items()
        if in_order_of_first(found) != WORDS
    ]

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in lists the files with texts to translate: all of them, and no others."""

import re

import source

MARK = re.compile(
    r"(?<!\w)(_|N_|C_|NC_|Q_|d?n?gettext|g_dn?gettext|g_dpgettext2?)"
    r'\s*\(\s*["\w]'
)
ALWAYS = (".desktop.in", ".desktop.in.in", ".metainfo.xml.in", ".metainfo.xml.in.in")
MARKED = (".ui", ".blp", ".gschema.xml", ".gschema.xml.in")
DEFINITION = re.compile(r"^[ \t]*#[ \t]*define\b.*$", re.MULTILINE)


def has_texts(path):
    if path.name.endswith((".c", ".h")):
        return bool(MARK.search(DEFINITION.sub("", source.code(path))))
    if path.name.endswith(MARKED):
        return bool(re.search(r'translatable="(yes|true)"|l10n="|\b_\("', source.text(path)))
    return path.name.endswith(ALWAYS)


def check(root):
    wanted = {
        source.name(path, root)
        for path in source.files(root, under=("src", "data"))
        if has_texts(path)
    }
    content = source.text(root / "po" / "POTFILES.in")
    listed = [line.strip() for line in content.split("\n") if line.strip() and line[0] != "#"]
    found = [f"po/POTFILES.in: add {name}" for name in sorted(wanted - set(listed))]
    found += [f"po/POTFILES.in: remove {name}" for name in sorted(set(listed) - wanted)]
    if listed != sorted(set(listed)):
        found.append("po/POTFILES.in: sort the lines, each once (LC_ALL=C sort -u)")
    return found

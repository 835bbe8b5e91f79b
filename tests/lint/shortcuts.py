# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""src/app/help-overlay.ui shows the keys that the window has: all of them, and no others."""

import html
import re

import source

OVERLAY = "src/app/help-overlay.ui"

# GTK's own, which the overlay may show, and ours that go without saying.
GIVEN = {"F10", "<Control>question", "<Control>a", "Return"}
UNSAID = {"Menu", "Escape"}

ACCEL = re.compile(r'\bset_accels \([^;]*?"[^"]*", "([^"]+)"\)')
BINDING = re.compile(r"add_binding\w* \(\s*\w+,\s*GDK_KEY_(\w+),\s*([\w |]+?),")
SHOWN = re.compile(r'<property name="accelerator">([^<]*)</property>')


def key(name, masks):
    modifiers = re.findall(r"GDK_(\w+)_MASK", masks)
    return "".join(f"<{modifier.capitalize()}>" for modifier in sorted(modifiers)) + name


def normal(accel):
    """With its modifiers in order."""
    modifiers = sorted(re.findall(r"<(\w+)>", accel))
    return "".join(f"<{modifier}>" for modifier in modifiers) + accel.rpartition(">")[2]


def keys_of(root):
    """Where each key of the window is given its meaning."""
    found = {}
    for path in source.files(root, ".c", under=("src/app",)):
        text = source.text(path)
        keys = [normal(accel) for accel in ACCEL.findall(text)]
        keys += [key(*binding) for binding in BINDING.findall(text)]
        found.update(dict.fromkeys(keys, source.name(path, root)))
    return found


def check(root):
    shown = set()
    for accels in SHOWN.findall(source.text(root / OVERLAY)):
        shown |= {normal(accel) for accel in html.unescape(accels).split()}
    keys = keys_of(root)
    found = [f"{where}: {name} is not in {OVERLAY}" for name, where in keys.items()
             if name not in shown | UNSAID]
    found += [f"{OVERLAY}: nothing has {name}" for name in shown - set(keys) - GIVEN]
    return sorted(found)

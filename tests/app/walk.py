# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What walks through the window share: it is found, read and worked through accessibility."""

import os
import re
import subprocess
import sys
import time

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    print("live:", error, file=sys.stderr)
    sys.exit(77)

PATIENCE_S = 30


def wait_for(what, find):
    """What find() returns once that is something."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            found = find()
        except GLib.Error:  # a widget went while it was looked at
            found = None
        if found:
            return found
        GLib.usleep(50_000)
    raise SystemExit(f"live: waited in vain for {what}")


def walk(node):
    """Everything that can be seen below node."""
    node.clear_cache()
    if not node.get_state_set().contains(Atspi.StateType.VISIBLE):
        return
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from walk(child)


def name_of(node):
    """Names of buttons whose text has a mnemonic come twice from GTK 4.8."""
    return node.get_name() or ""


def find(root, roles, name):
    """The first node of one of these roles (any, when there are none) with this name."""
    for node in walk(root):
        if (not roles or node.get_role_name() in roles) and re.search(name, name_of(node)):
            return node
    return None


def act(node):
    """Does the one thing that the node can do."""
    assert node.get_n_actions() > 0, name_of(node)
    node.do_action(0)


def texts(root):
    """All that is written below root."""
    found = []
    for node in walk(root):
        text = name_of(node)
        if not text and "Text" in node.get_interfaces():
            # of the interface: a newer AT-SPI has another get_text() for the node itself
            text = Atspi.Text.get_text(node, 0, node.get_character_count())
        found.append(text)
    return found


def find_windows(program):
    """All windows, dialogs included."""
    if program.poll() is not None:
        raise SystemExit(f"live: the window ended, status {program.returncode}")
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is not None:
            application.clear_cache()
            windows = [application.get_child_at_index(number)
                       for number in range(application.get_child_count())]
            yield from (window for window in windows if window is not None)


def write_settings(text):
    folder = os.environ["XDG_CONFIG_HOME"] + "/adit"
    os.makedirs(folder, mode=0o700)
    with open(f"{folder}/engine.conf", "w", encoding="utf-8") as settings:
        settings.write(text)


def run(check):
    """Starts what the command line says, and has @check walk through its window."""
    program = subprocess.Popen(sys.argv[1:])
    try:
        check(wait_for("the window", lambda: next(find_windows(program), None)), program)
    finally:
        program.terminate()
        program.wait()

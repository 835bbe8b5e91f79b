#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""self_test.py ROOT NAME…: shows for each lint that it passes a good tree and fails every bad one.

A case is a small tree in a temporary folder: the good one with some files replaced (None removes
one), and a piece of the message that has to come.
"""

import importlib
import shutil
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True

import source  # noqa: E402

C_HEAD = (
    "/* SPDX-FileCopyrightText: 2026 The Adit authors\n"
    " * SPDX-License-Identifier: GPL-3.0-or-later */\n\n"
)
HEAD = C_HEAD.replace("/*", "#").replace(" *", "#").replace(" */", "").replace("#/", "")
WORDS = ("accept", "parse", "authorise", "connect", "relay", "account")


def header(*lines):
    return C_HEAD + "#pragma once\n\n" + "".join(line + "\n" for line in lines)


def c(*lines):
    return C_HEAD + "".join(line + "\n" for line in lines)


def include(name):
    return f'#include "{name}"'


def function(length):
    """A function whose body has that many lines, braces included."""
    return ["void", "f (void)", "{"] + ["  g ();"] * (length - 2) + ["}"]


def meson(words):
    return HEAD + "".join(f"'{word}/{word}.c',\n" for word in words)


PHASES = [f"ADIT_PHASE_{word.upper()}," for word in WORDS]
PHASE_WORDS = [f'[ADIT_PHASE_{word.upper()}] = "{word}",' for word in WORDS]

GOOD = {
    "src/model/adit-phase.h": header("#include <sys/socket.h>", "enum {", *PHASES, "};"),
    "src/model/adit-phase.c": c(include("model/adit-phase.h"), *PHASE_WORDS),
    "src/bus/wire.h": header(include("model/adit-phase.h"), include("adit-bus-generated.h")),
    "src/engine/meson.build": meson(WORDS),
    **{f"src/engine/{word}/{word}.h": header(include("bus/wire.h")) for word in WORDS},
    "src/engine/relay/relay.c": c(
        include("engine/relay/relay.h"),
        include("engine/worker/worker.h"),
        "#include <sys/epoll.h>",
        "/* never f_sync () */",
        *function(60),
    ),
    "src/engine/worker/worker.h": header("void w (void);"),
    "src/engine/session/session.h": header(include("engine/relay/relay.h")),
    "src/engine/control/control.h": header(include("engine/session/session.h")),
    "src/engine/main.c": c(include("engine/control/control.h")),
    "src/app/window.c": c(include("bus/wire.h"), "#include <gtk/gtk.h>", 'char *t = _ ("Text");'),
    "tests/flow/relay.c": c(include("engine/relay/relay.h"), "#include <sys/socket.h>"),
    "src/app/keys.c": c(
        'set_accels (GTK_APPLICATION (application), "app.quit", "<Control>q");',
        "gtk_widget_class_add_binding_action (klass, GDK_KEY_F10, GDK_SHIFT_MASK, NULL);",
        "gtk_widget_class_add_binding_action (klass, GDK_KEY_Menu, 0, NULL);",
    ),
    "src/app/help-overlay.ui": f"<!--\n{HEAD}-->\n"
    + "".join(
        f'<property name="accelerator">{accel}</property>\n'
        for accel in ("&lt;Control&gt;w &lt;Control&gt;q", "&lt;Shift&gt;F10", "F10")
    ),
    "src/app/more.c": c('set_accels (application, "window.close", "<Control>w");'),
    "po/POTFILES.in": "src/app/window.c\n",
}

FORMATTED = c("void", "f (void)", "{", "  g ();", "}")

CASES = {
    "layers": [
        ({"src/model/a.c": c(include("bus/wire.h"))}, "model may not include bus"),
        ({"src/bus/a.c": c(include("engine/relay/relay.h"))}, "bus may not include engine"),
        ({"src/app/a.c": c(include("engine/relay/relay.h"))}, "app may not include engine"),
        ({"src/cli/a.c": c(include("app/window.h"))}, "cli may not include app"),
        ({"src/engine/a.c": c(include("cli/a.h"))}, "engine may not include cli"),
        ({"src/other/a.c": c()}, "in none of the layers"),
        ({"src/engine/other/a.c": c()}, "is no module"),
        (
            {"src/engine/relay/a.c": c(include("engine/session/session.h"))},
            "engine/relay may not include engine/session",
        ),
        (
            {"src/engine/reply/a.c": c(include("engine/control/control.h"))},
            "engine/reply may not include engine/control",
        ),
        (
            {"src/engine/worker/a.c": c(include("engine/relay/relay.h"))},
            "engine/worker may not include engine/relay",
        ),
        (
            {"src/engine/session/a.c": c(include("engine/control/control.h"))},
            "engine/session may not include engine/control",
        ),
        (
            {"src/engine/relay/a.c": c(include("engine/engine.h"))},
            "may not include what is above it",
        ),
        ({"src/engine/a.c": c("#include <gtk/gtk.h>")}, "belong in src/app"),
        ({"src/cli/a.c": c("#include <adwaita.h>")}, "belong in src/app"),
        ({"src/app/a.c": c("#include <sys/socket.h>")}, "sockets belong in src/engine"),
        ({"src/model/a.c": c("#include <sys/epoll.h>")}, "sockets belong in src/engine"),
        ({"src/bus/a.c": c("#include <gio/gnetworking.h>")}, "sockets belong in src/engine"),
        ({"src/model/a.c": c("int x = socket (1, 2, 3);")}, "socket ()"),
        ({"src/app/a.c": c("g_socket_client_new ();")}, "g_socket_client_new ()"),
        (
            {"tests/unit/a.c": c(include("engine/relay/relay.h"), include("app/window.h"))},
            "app and engine together",
        ),
    ],
    "cycles": [
        (
            {
                "src/bus/a.h": header(include("bus/b.h")),
                "src/bus/b.h": header(include("bus/a.h")),
            },
            "files in a circle: bus/a.h → bus/b.h → bus/a.h",
        ),
        (
            {
                "src/engine/relay/a.c": c(include("engine/parse/parse.h")),
                "src/engine/parse/a.c": c(include("engine/connect/connect.h")),
                "src/engine/connect/a.c": c(include("engine/relay/relay.h")),
            },
            "folders in a circle",
        ),
    ],
    "calls": [
        ({"src/engine/a.c": c("x = g_file_read_sync (f);")}, "g_file_read_sync () blocks"),
        ({"src/app/a.c": c("x = call_sync(f);")}, "call_sync () blocks"),
        ({"src/model/a.c": c("G_DEFINE_QUARK (a - b, c)")}, "puts spaces into the name"),
    ],
    "heads": [
        ({"src/bus/a.c": "int x;\n"}, "src/bus/a.c:1: the two SPDX lines"),
        ({"build-aux/tool": "#!/bin/sh\n"}, "build-aux/tool:1: the two SPDX lines"),
        ({"data/a.1": ".Dd Today\n"}, "data/a.1:1: the two SPDX lines"),
        ({"src/app/a.ui": "<interface/>\n"}, "src/app/a.ui:1: the two SPDX lines"),
        ({"src/meson.build": HEAD.replace("GPL-3.0-or-later", "MIT")}, "licence MIT"),
        ({"src/bus/a.h": c("/* #pragma once */")}, "#pragma once is missing"),
    ],
    "sizes": [
        ({"src/bus/a.c": c(*["int x;"] * 598)}, "601 lines"),
        ({"src/bus/a.c": c("/* " + "x" * 98)}, "101 columns"),
        ({"src/bus/a.c": c(*function(61))}, "f has 61 lines"),
        ({"tests/lint/a.py": "def f():\n" + "    g()\n" * 60}, "f has 61 lines"),
    ],
    "format": [({"src/bus/a.c": FORMATTED.replace("f (void)", "f(void)")}, "a.c:5: not formatted")],
    "markers": [
        ({"src/bus/a.c": c("/* TO" + "DO: all */")}, "a.c:4: TO" + "DO"),
        ({"README.md": "FIX" + "ME\n"}, "README.md:1: FIX" + "ME"),
        ({"src/bus/a.c": c("int x; ")}, "white space at the end"),
        ({"src/bus/a.c": c("int x;")[:-1]}, "one line feed"),
    ],
    "potfiles": [
        ({"src/cli/a.c": c('puts (_ ("Text"));')}, "add src/cli/a.c"),
        ({"src/cli/a.c": c('puts (ngettext ("a", "b", n));')}, "add src/cli/a.c"),
        ({"data/a.desktop.in": HEAD}, "add data/a.desktop.in"),
        ({"src/app/a.ui": '<property translatable="yes">x</property>\n'}, "add src/app/a.ui"),
        ({"src/app/window.c": c()}, "remove src/app/window.c"),
        ({"po/POTFILES.in": "src/app/window.c\n" * 2}, "each once"),
    ],
    "shortcuts": [
        ({"src/app/more.c": c()}, "nothing has <Control>w"),
        ({"src/app/more.c": c('set_accels (a, "x", "F1");')}, "more.c: F1 is not in"),
        (
            {"src/app/more.c": c("add_binding (k, GDK_KEY_x, GDK_CONTROL_MASK|GDK_ALT_MASK, f);")},
            "more.c: <Alt><Control>x is not in",
        ),
    ],
    "data_path": [
        ({"src/model/adit-phase.h": header(*PHASES[::-1])}, "the phases are account"),
        ({"src/model/adit-phase.c": c(*PHASE_WORDS[1:])}, "their words are parse"),
        ({"src/engine/relay": None}, "the folders are accept, parse, authorise, connect, account"),
        ({"src/engine/meson.build": meson(WORDS[::-1])}, "the sources are account"),
    ],
}


def plant(root, tree):
    for name, content in tree.items():
        path = root / name
        if content is None:
            shutil.rmtree(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")


def answer(lint, root, base, changes):
    """What the lint says of the good tree with these changes."""
    with tempfile.TemporaryDirectory() as folder:
        plant(Path(folder), base)
        plant(Path(folder), changes)
        shutil.copy(root / ".clang-format", folder)
        return importlib.import_module(lint).check(Path(folder).resolve())


def try_lint(lint, root):
    """The lint's failures: cases that it let pass, and the good tree when it did not."""
    base = {"src/bus/good.c": FORMATTED} if lint == "format" else GOOD
    found = answer(lint, root, base, {})
    failures = [f"{lint}: the good tree: {line}" for line in found]
    for changes, message in CASES.get(lint, []):
        found = answer(lint, root, base, changes)
        if not any(message in line for line in found):
            failures.append(f"{lint}: nothing like “{message}” in {found}")
    if lint not in CASES:
        failures.append(f"{lint}: has no case that it has to fail")
    return failures


def main(root, lints):
    failures = []
    for lint in lints:
        try:
            failures += try_lint(lint, Path(root).resolve())
        except source.Skip as reason:
            print(f"{lint}: skipped: {reason}")
    for line in failures:
        print(line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

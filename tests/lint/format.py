# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All C is as clang-format would write it."""

import os
import re
import shutil
import subprocess

import source

# What .clang-format was written for; another version has other opinions about the same settings.
VERSION = 14


def formatter():
    for program in (f"clang-format-{VERSION}", "clang-format"):
        path = shutil.which(program)
        if not path:
            continue
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
        if re.search(rf"version {VERSION}\.", answer.stdout):
            return path
    raise source.Skip(f"clang-format {VERSION} is not installed")


def check(root):
    program = formatter()
    files = source.files(root, ".c", ".h", under=("src", "tests"))
    if not files:
        return []
    answer = subprocess.run(
        [program, "--dry-run", "-Werror", f"--style=file:{root / '.clang-format'}", *files],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    if answer.returncode == 0:
        return []
    wrong = {}
    for path, line in re.findall(r"^(/[^:]+):(\d+):\d+: error", answer.stderr, re.MULTILINE):
        wrong.setdefault(path, line)
    if not wrong:
        return [answer.stderr.strip() or f"{program} failed"]
    return [
        f"{source.name(path, root)}:{line}: not formatted; run clang-format -i"
        for path, line in wrong.items()
    ]

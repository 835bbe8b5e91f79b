# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks D-Bus service files: check.py PREFIX FILE…

The bus finds a service by the file's name, and starts nothing but an absolute path. Files of the
desktop's own bus are installed below the prefix."""

import configparser
import os
import shlex
import sys

SECTION = "D-BUS Service"
KEYS = {"Name", "Exec", "SystemdService", "User"}


def check(path, prefix):
    """What is wrong with a file."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    if parser.sections() != [SECTION]:
        return f"groups {parser.sections()} instead of {SECTION}"
    entry = dict(parser[SECTION])
    if set(entry) - KEYS:
        return f"unknown keys {set(entry) - KEYS}"
    if entry.get("Name", "") + ".service" != os.path.basename(path):
        return f"the name {entry.get('Name')} is not the file's"
    program = shlex.split(entry.get("Exec", "")) or [""]
    if not program[0].startswith(prefix + "/"):
        return f"Exec={entry.get('Exec')} is not below {prefix}"
    return None


def main():
    prefix, *paths = sys.argv[1:]
    wrong = [(path, check(path, prefix)) for path in paths]
    for path, reason in wrong:
        if reason:
            print(f"{path}: {reason}")
    sys.exit(any(reason for _, reason in wrong))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""lint.py ROOT NAME: runs one lint over the tree and prints what is wrong, a place a line."""

import importlib
import sys
from pathlib import Path

sys.dont_write_bytecode = True

import source  # noqa: E402

SKIPPED = 77


def main(root, lint):
    try:
        found = importlib.import_module(lint).check(Path(root).resolve())
    except source.Skip as reason:
        print(reason)
        return SKIPPED
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))

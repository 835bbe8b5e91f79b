# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of every test program: unittest's verdict as an exit status that Meson understands."""

import sys
import unittest

SKIPPED = 77


def run():
    result = unittest.main(module='__main__', exit=False, verbosity=2).result

    if not result.wasSuccessful() or result.testsRun == 0:
        sys.exit(1)
    if len(result.skipped) == result.testsRun:
        print('skipped:', *sorted({reason for _, reason in result.skipped}), sep='\n  ')
        sys.exit(SKIPPED)
    sys.exit(0)

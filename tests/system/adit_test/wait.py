# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for a condition, with GLib's main context kept going meanwhile."""

import os
import time

from gi.repository import GLib

# Only an upper bound for what will not come; sanitizers and busy machines need room.
PATIENCE_S = 10 * float(os.environ.get('ADIT_TEST_PATIENCE', '1'))


def until(condition, what, patience_s=PATIENCE_S):
    """Returns the first true value of condition()."""
    context = GLib.MainContext.default()
    deadline = time.monotonic() + patience_s

    while True:
        while context.iteration(False):
            pass
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f'waited in vain: {what}')
        time.sleep(0.01)

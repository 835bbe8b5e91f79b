# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chromium without a window, in a home of its own whose NSS database holds the authorities that it
is to trust: as somebody's would who installed the certificate."""

import os
import shutil
import unittest

from adit_test.case import need_program
from adit_test.process import Process

NAMES = ('chromium', 'chromium-browser', 'google-chrome')
# Everything that a browser does by itself is switched off: this is to be our traffic alone.
OPTIONS = ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-dev-shm-usage', '--disable-background-networking', '--disable-sync',
           '--disable-component-update', '--disable-extensions', '--disable-default-apps',
           '--disable-crash-reporter', '--hide-scrollbars')
# Starting it takes longer than anything else here.
PATIENCE_S = 50


def need_chromium():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise unittest.SkipTest('chromium is not installed')
    return path


class Chromium:
    def __init__(self, test, authorities):
        self._test = test
        self._program = need_chromium()
        self._certutil = need_program('certutil')
        self._database = test.path('home', '.pki', 'nssdb')
        os.makedirs(self._database)
        self._run_certutil('-N', '--empty-password')
        for number, authority in enumerate(authorities):
            self._run_certutil('-A', '-t', 'C,,', '-n', f'authority {number}', '-i', authority)

    def _run_certutil(self, *arguments):
        self._test.assert_ran(self._test.run_program(self._certutil, '-d', f'sql:{self._database}',
                                                     *arguments))

    def start(self, url, *options):
        """Opens the page and goes on until the test ends."""
        return self._test.start(self._program, *OPTIONS, '--remote-debugging-port=0',
                                f'--user-data-dir={self._test.path("profile")}', *options, url)

    def start_driven(self, tools, *options):
        """Without a page, to be driven with the DevTools protocol over these pipes."""
        process = Process(tools.command(self._program, *OPTIONS, '--remote-debugging-pipe',
                                        f'--user-data-dir={self._test.path("profile")}', *options),
                          self._test.environment, tools.inherited)
        self._test.addCleanup(process.end)
        tools.started(process)
        return process

    def dump(self, url, *options):
        """The page's final HTML as text."""
        process = self._test.start(self._program, *OPTIONS, '--dump-dom',
                                   f'--user-data-dir={self._test.path("profile")}', *options, url)
        status = process.wait(PATIENCE_S)
        self._test.assertEqual(status, 0, process.error_text)
        return '\n'.join(process.lines)

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chromium without a window: the page it shows came through a tunnel."""

import os
import shutil
import subprocess
import unittest

import adit_test
from adit_test.live import LiveTest
from adit_test.origin import Certificates, serve_files

PAGE = '''<!doctype html><title>Test</title><p id="answer">waiting</p>
<script>
  fetch('data.txt').then(answer => answer.text())
    .then(text => document.getElementById('answer').textContent = text);
</script>'''
# Starting it takes longer than anything else here.
PATIENCE_S = 50


class Chromium(LiveTest):
    def setUp(self):
        names = ('chromium', 'chromium-browser', 'google-chrome')
        self.chromium = next(filter(None, map(shutil.which, names)), None)
        if self.chromium is None:
            raise unittest.SkipTest('chromium is not installed')
        adit_test.need_program('openssl')
        super().setUp()

    def test_page(self):
        os.mkdir(self.path('files'))
        self.write('files/index.html', PAGE)
        self.write('files/data.txt', 'through the tunnel')
        port = serve_files(self, self.path('files'), Certificates(self.directory))

        result = subprocess.run(
            [self.chromium, '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
             '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking',
             '--disable-component-update', '--disable-sync', '--disable-extensions',
             f'--user-data-dir={self.path("profile")}', '--ignore-certificate-errors',
             f'--proxy-server={self.proxy_url}', '--proxy-bypass-list=<-loopback>',
             '--virtual-time-budget=5000', '--dump-dom', f'https://127.0.0.1:{port}/'],
            env=self.environment, text=True, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=PATIENCE_S)

        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('<p id="answer">through the tunnel</p>', result.stdout, result.stderr)
        self.wait_for_ended(f'127.0.0.1:{port}')


if __name__ == '__main__':
    adit_test.run()

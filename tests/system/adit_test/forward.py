# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests with an engine that is an `http://` and an `https://` proxy on one port, and with origins
whose authority it trusts."""

import functools
import os
import ssl
import subprocess

from adit_test.case import need_program
from adit_test.live import LiveTest
from adit_test.origin import Certificates
from adit_test.wait import until
from adit_test.web import Web

# The most that heads, chunk sizes, records and a handshake add to a body.
ROOM = 16384


def each_proxy(test):
    """The test is run with each proxy's URL in turn."""
    @functools.wraps(test)
    def run(self):
        for url in self.proxies:
            with self.subTest(proxy=url.partition(':')[0]):
                test(self, url)

    return run


def reuses_encrypted_proxy():
    """Whether curl keeps its connection to an https proxy for the next request: newer versions take
    another, for all that the proxy keeps it open."""
    text = subprocess.run(['curl', '--version'], text=True, capture_output=True, check=True).stdout
    return tuple(map(int, text.split()[1].split('.')[:2])) < (8, 15)


class ForwardTest(LiveTest):
    settings = ''

    def setUp(self):
        need_program('openssl')
        super().setUp()
        self.secure_proxy_url = f'https://{self.proxy}'
        self.proxies = (self.proxy_url, self.secure_proxy_url)
        self.authority = self.path('config', 'tls', 'authority.pem')
        until(lambda: os.path.exists(self.authority), 'the proxy’s own authority')
        self.bundle = self.write_bundle()
        self.web = Web(self)
        self.secure_web = Web(self, self.certificates)

    def prepare(self):
        self.certificates = Certificates(self.directory)
        os.mkdir(self.path('config'), 0o700)
        self.write('config/engine.conf',
                   f'[tls]\ntrust={self.certificates.authority}\n{self.settings}')

    def write_bundle(self):
        """Both authorities in a file, for clients that have one list for all."""
        content = ''
        for path in (self.authority, self.certificates.authority):
            with open(path) as file:
                content += file.read()
        return self.write('bundle.pem', content)

    def context(self):
        return ssl.create_default_context(cafile=self.bundle)

    def is_secure(self, proxy_url):
        return proxy_url == self.secure_proxy_url

    def assert_forwarded(self, request, web):
        """What every origin has to find in a request that was not tunnelled."""
        self.assertEqual(request.values('Host'), [web.target])
        self.assertIn('1.1 adit', request.tokens('Via'))
        for name in ('Proxy-Connection', 'Proxy-Authorization', 'Keep-Alive'):
            self.assertEqual(request.values(name), [], name)

    def wait_for_request(self, web, path, is_encrypted, status=200, cause='answered'):
        """The newest row of a forwarded request, once it has ended like this."""
        expected = (web.target, path, is_encrypted, status, cause)

        def row():
            return next((row for row in self.recent() if expected == (
                row['target'], row['path'], row['encrypted'], row['status'], row['cause'])), None)

        return until(row, f'{expected} among {self.recent()}')

    def assert_carried(self, row, sent, received):
        """A row's counters: the bodies, with what chunks add to them."""
        for name, length in (('sent_bytes', sent), ('received_bytes', received)):
            self.assertTrue(length <= row[name] <= length * 1.01 + ROOM, (name, length, row[name]))

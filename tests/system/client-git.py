# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""git clone over https and over http, through both kinds of proxy."""

import os
import shutil

import adit_test
from adit_test.forward import ForwardTest, each_proxy
from adit_test.origin import serve_files
from adit_test.repository import ENVIRONMENT, make_repository


class Git(ForwardTest):
    def setUp(self):
        adit_test.need_program('git')
        super().setUp()
        self.content = os.urandom(100_000)
        self.served = make_repository(self, self.content)

    def check_clone(self, proxy, url):
        clone = self.path('clone')
        self.assert_ran(self.run_program(
            'git', '-c', f'http.proxy={proxy}', '-c', f'http.proxySSLCAInfo={self.authority}', '-c',
            f'http.sslCAInfo={self.certificates.authority}', 'clone', '--quiet', url, clone,
            **ENVIRONMENT))
        with open(os.path.join(clone, 'data'), 'rb') as file:
            self.assertTrue(file.read() == self.content)
        shutil.rmtree(clone)

    def check_received(self, target):
        self.wait_for_live(0)
        received = sum(row['received_bytes'] for row in self.recent() if row['target'] == target)
        self.assertGreater(received, len(self.content))

    @each_proxy
    def test_https(self, proxy):
        port = serve_files(self, self.served, self.certificates)
        self.check_clone(proxy, f'https://localhost:{port}/repository.git')
        self.check_received(f'localhost:{port}')

    @each_proxy
    def test_http(self, proxy):
        port = serve_files(self, self.served)
        self.check_clone(proxy, f'http://localhost:{port}/repository.git')
        self.check_received(f'localhost:{port}')
        self.assertEqual({row['method'] for row in self.recent()
                          if row['target'] == f'localhost:{port}'}, {'GET'})


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""git clone over https and over http, through both kinds of proxy."""

import os
import shutil

import adit_test
from adit_test.forward import ForwardTest, each_proxy
from adit_test.origin import serve_files


class Git(ForwardTest):
    def setUp(self):
        adit_test.need_program('git')
        super().setUp()
        self.content = os.urandom(100_000)
        self.served = self.path('served')
        self.make_repository()

    def git(self, *arguments, **extra):
        return self.assert_ran(self.run_program(
            'git', '-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c',
            'init.defaultBranch=main', *arguments, GIT_CONFIG_NOSYSTEM='1',
            GIT_TERMINAL_PROMPT='0', **extra))

    def make_repository(self):
        source = self.path('source')
        os.mkdir(self.served)
        self.git('init', '--quiet', source)
        self.write('source/data', self.content)
        self.git('-C', source, 'add', 'data')
        self.git('-C', source, 'commit', '--quiet', '--message=Data')
        self.git('clone', '--quiet', '--bare', source, f'{self.served}/repository.git')
        self.git('-C', f'{self.served}/repository.git', 'update-server-info')

    def check_clone(self, proxy, url):
        clone = self.path('clone')
        self.git('-c', f'http.proxy={proxy}', '-c', f'http.proxySSLCAInfo={self.authority}', '-c',
                 f'http.sslCAInfo={self.certificates.authority}', 'clone', '--quiet', url, clone)
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

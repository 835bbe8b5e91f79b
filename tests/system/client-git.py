# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""git clone over https."""

import os

import adit_test
from adit_test.live import LiveTest
from adit_test.origin import Certificates, serve_files


class Git(LiveTest):
    def git(self, *arguments, **extra):
        return self.assert_ran(self.run_program(
            'git', '-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c',
            'init.defaultBranch=main', *arguments, GIT_CONFIG_NOSYSTEM='1',
            GIT_TERMINAL_PROMPT='0', **extra))

    def test_clone(self):
        adit_test.need_program('git')
        adit_test.need_program('openssl')
        certificates = Certificates(self.directory)
        source, served = self.path('source'), self.path('served')
        content = os.urandom(100_000)
        os.mkdir(served)
        self.git('init', '--quiet', source)
        self.write('source/data', content)
        self.git('-C', source, 'add', 'data')
        self.git('-C', source, 'commit', '--quiet', '--message=Data')
        self.git('clone', '--quiet', '--bare', source, f'{served}/repository.git')
        self.git('-C', f'{served}/repository.git', 'update-server-info')
        port = serve_files(self, served, certificates)

        self.git('-c', f'http.proxy={self.proxy_url}', '-c',
                 f'http.sslCAInfo={certificates.authority}', 'clone', '--quiet',
                 f'https://localhost:{port}/repository.git', self.path('clone'))

        with open(self.path('clone', 'data'), 'rb') as file:
            self.assertTrue(file.read() == content)
        self.wait_for_live(0)
        received = sum(row['received_bytes'] for row in self.recent()
                       if row['target'] == f'localhost:{port}')
        self.assertGreater(received, len(content))


if __name__ == '__main__':
    adit_test.run()

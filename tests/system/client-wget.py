# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""wget, which finds its proxy in the environment, to a name instead of an address."""

import os

import adit_test
from adit_test.live import LiveTest
from adit_test.origin import Certificates, serve_files


class Wget(LiveTest):
    def test_https(self):
        adit_test.need_program('wget')
        adit_test.need_program('openssl')
        certificates = Certificates(self.directory)
        content = os.urandom(400_000)
        os.mkdir(self.path('files'))
        self.write('files/data', content)
        port = serve_files(self, self.path('files'), certificates)

        self.assert_ran(self.run_program(
            'wget', '--no-config', '--quiet', '--tries=1',
            f'--ca-certificate={certificates.authority}',
            f'--output-document={self.path("got")}', f'https://localhost:{port}/data',
            https_proxy=self.proxy_url))

        with open(self.path('got'), 'rb') as file:
            self.assertTrue(file.read() == content)
        row = self.wait_for_ended(f'localhost:{port}')[0]
        self.assertGreater(row['received_bytes'], len(content))
        self.assertEqual(row['address'], f'127.0.0.1:{port}')


if __name__ == '__main__':
    adit_test.run()

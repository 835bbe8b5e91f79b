# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python's urllib3, which most Python programs stand on: https through its ProxyManager."""

import os

import adit_test
from adit_test.live import LiveTest
from adit_test.origin import Certificates, serve_files


class Urllib3(LiveTest):
    def setUp(self):
        adit_test.need_module('urllib3')
        adit_test.need_program('openssl')
        super().setUp()

    def test_kept_alive(self):
        """Several requests take one tunnel."""
        import urllib3

        certificates = Certificates(self.directory)
        content = os.urandom(100_000)
        os.mkdir(self.path('files'))
        self.write('files/data', content)
        port = serve_files(self, self.path('files'), certificates)

        with urllib3.ProxyManager(self.proxy_url, ca_certs=certificates.authority) as manager:
            for _ in range(5):
                answer = manager.request('GET', f'https://localhost:{port}/data', retries=False)
                self.assertEqual(answer.status, 200)
                self.assertTrue(answer.data == content)
            rows = self.wait_for_live(1)
            self.assertEqual(rows[0]['target'], f'localhost:{port}')
            self.assertGreater(rows[0]['received_bytes'], 5 * len(content))
        self.wait_for_ended(f'localhost:{port}')
        self.assertEqual(self.bus.get('OpenedTunnels'), 1)

    def test_refused(self):
        import urllib3

        with urllib3.ProxyManager(self.proxy_url) as manager:
            with self.assertRaises(urllib3.exceptions.HTTPError) as caught:
                manager.request('GET', 'https://127.0.0.1:1/', retries=False)
        self.assertIn('502', str(caught.exception))


if __name__ == '__main__':
    adit_test.run()

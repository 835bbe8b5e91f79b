# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python's urllib3, which most Python programs stand on: through its ProxyManager, which knows
every way to an origin, that of whole requests for https:// addresses among them."""

import adit_test
from adit_test import answers
from adit_test.forward import ForwardTest, each_proxy
from adit_test.origin import Certificates
from adit_test.web import Web


class Urllib3(ForwardTest):
    def setUp(self):
        adit_test.need_module('urllib3')
        super().setUp()

    def manager(self, proxy, **options):
        import urllib3

        # the one list is for whom it connects to: the proxy, or an origin through a tunnel
        manager = urllib3.ProxyManager(proxy, ca_certs=self.bundle, retries=False, **options)
        self.addCleanup(manager.clear)
        return manager


class Tunnels(Urllib3):
    @each_proxy
    def test_kept_alive(self, proxy):
        """Several requests take one tunnel."""
        manager, requests_before = self.manager(proxy), len(self.secure_web.requests)
        for _ in range(5):
            answer = manager.request('GET', f'{self.secure_web.url}/fixed')
            self.assertEqual(answer.status, 200)
            self.assertTrue(answer.data == answers.CONTENT)
        row, = self.wait_for_live(1)
        self.assertEqual((row['target'], row['method'], row['encrypted']),
                         (self.secure_web.target, '', self.is_secure(proxy)))
        self.assertGreater(row['received_bytes'], 5 * len(answers.CONTENT))
        requests = self.secure_web.requests[requests_before:]
        self.assertEqual(len({request.connection for request in requests}), 1)
        self.assertEqual([request.values('Via') for request in requests], [[]] * 5)
        del answer  # it keeps its connection for as long, since 2.6
        manager.clear()
        self.wait_for_live(0)

        ended = self.wait_for_ended(self.secure_web.target)[0]
        wire = self.secure_web.wires[-1]
        self.assertEqual((ended['sent_bytes'], ended['received_bytes']),
                         (wire.received, wire.sent))

    @each_proxy
    def test_refused(self, proxy):
        import urllib3

        with self.assertRaises(urllib3.exceptions.HTTPError) as caught:
            self.manager(proxy).request('GET', 'https://127.0.0.1:1/')
        self.assertIn('502', str(caught.exception))


class Forwarded(Urllib3):
    """http:// addresses always; https:// ones with use_forwarding_for_https."""

    def check(self, proxy, web, **options):
        manager = self.manager(proxy, **options)
        content = answers.CONTENT
        for path in ('/fixed', '/chunked', '/gzip', '/close'):
            answer = manager.request('GET', f'{web.url}{path}?q=1', decode_content=False)
            self.assertEqual(answer.status, 200)
            self.assertTrue(answer.data == (answers.GZIP if path == '/gzip' else content), path)
            request = web.requests[-1]
            self.assert_forwarded(request, web)
            self.assertEqual(request.target, f'{path}?q=1')
            row = self.wait_for_request(web, path, self.is_secure(proxy))
            self.assertEqual(row['method'], 'GET')
            self.assert_carried(row, 0, len(answer.data))

        answer = manager.request('POST', f'{web.url}/upload', body=content)
        self.assertEqual((answer.status, answer.data.decode()), (201, answers.DIGEST))
        row = self.wait_for_request(web, '/upload', self.is_secure(proxy), 201)
        self.assert_carried(row, len(content), 64)

    @each_proxy
    def test_http(self, proxy):
        self.check(proxy, self.web)

    def test_https(self):
        self.check(self.secure_proxy_url, self.secure_web, use_forwarding_for_https=True)

    def test_connections_are_kept(self):
        """One to the proxy, one to the origin."""
        manager = self.manager(self.secure_proxy_url, use_forwarding_for_https=True)
        for _ in range(5):
            manager.request('GET', f'{self.secure_web.url}/gzip')
        self.assertEqual(len({request.connection for request in self.secure_web.requests}), 1)
        adit_test.until(lambda: len(self.recent()) == 5, 'five rows')
        self.assertEqual(len({row['client'] for row in self.recent()}), 1)

    def test_cut_off(self):
        """Without close_notify the origin has not said that this was all."""
        import urllib3

        manager = self.manager(self.secure_proxy_url, use_forwarding_for_https=True)
        for path in ('/broken', '/broken-chunks', '/broken-close'):
            with self.subTest(path=path), self.assertRaises(urllib3.exceptions.HTTPError):
                manager.request('GET', f'{self.secure_web.url}{path}')


class Untrusted(Urllib3):
    """The engine trusts one authority for origins, and here it is not theirs."""

    def check(self, web, word):
        manager = self.manager(self.secure_proxy_url, use_forwarding_for_https=True)
        answer = manager.request('GET', f'{web.url}/fixed')
        self.assertEqual(answer.status, 502)
        self.assertIn('error=tls_certificate_error', answer.headers['Proxy-Status'])
        adit_test.until(lambda: [row for row in self.recent() if row['cause'] == word],
                        f'{word} among {self.recent()}')

        self.assertEqual(web.requests, [])

    def test_authority(self):
        self.check(Web(self, Certificates(self.path('other'))), 'certificate-untrusted')

    def test_name(self):
        """The certificate is for localhost and 127.0.0.1."""
        self.check(Web(self, self.certificates, host='127.0.0.2'), 'certificate-wrong-name')


if __name__ == '__main__':
    adit_test.run()

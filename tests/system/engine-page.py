# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proxy's own pages, over http and https, for those who ask it by name and by address."""

import re
import ssl

import adit_test
from adit_test.client import connect
from adit_test.forward import ForwardTest, each_proxy
from adit_test.origin import Wire, read_to_end


class PageTest(ForwardTest):
    def ask(self, proxy, request):
        """The whole answer to a request in HTTP/1.0, or whatever is asked."""
        connection = connect(proxy.partition('://')[2])
        if self.is_secure(proxy):
            connection = self.context().wrap_socket(connection, server_hostname='127.0.0.1')
        with connection:
            connection.sendall(request.encode('latin-1'))
            head, _, body = read_to_end(Wire(connection)).partition(b'\r\n\r\n')
        return head.decode('latin-1'), body

    def get(self, proxy, path, host=None, method='GET'):
        return self.ask(proxy, f'{method} {path} HTTP/1.1\r\nHost: {host or self.proxy}\r\n'
                               'Connection: close\r\n\r\n')

    def assert_status(self, answer, status):
        self.assertRegex(answer[0], rf'^HTTP/1\.[01] {status} ')
        return answer


class Served(PageTest):
    @each_proxy
    def test_front(self, proxy):
        head, body = self.assert_status(self.get(proxy, '/'), 200)
        self.assertIn(f'\r\nContent-Length: {len(body)}\r\n', head)
        self.assertIn("\r\nContent-Security-Policy: default-src 'none'; ", head)
        self.assertIn(f'>http://{self.proxy}<', body.decode())
        self.assertIn(f'>https://{self.proxy}<', body.decode())
        for secret in (self.directory, self.path('home'), 'PRIVATE KEY'):
            self.assertNotIn(secret, body.decode())
        head_again, nothing = self.get(proxy, '/', method='HEAD')
        self.assertEqual((self.without_date(head_again), nothing), (self.without_date(head), b''))

    def without_date(self, head):
        return re.sub(r'\r\nDate: [^\r]*', '', head)

    @each_proxy
    def test_host(self, proxy):
        """The address is shown as the client knows it, where that can be shown."""
        shown = {f'localhost:{self.proxy_port}': f'localhost:{self.proxy_port}',
                 'localhost': self.proxy, 'proxy.example:80': 'proxy.example:80'}
        for host, expected in shown.items():
            body = self.assert_status(self.get(proxy, '/proxy.pac', host), 200)[1].decode()
            self.assertIn(f'"HTTPS {expected}; PROXY {expected}; DIRECT"', body)
        self.assertIn(f'PROXY {self.proxy};', self.ask(
            proxy, 'GET /proxy.pac HTTP/1.0\r\n\r\n')[1].decode())

    @each_proxy
    def test_hostile_host(self, proxy):
        for host in ('<script>alert(1)</script>:80', '"+alert(1)+":80'):
            head, body = self.get(proxy, '/', host)
            self.assertNotIn(b'alert', body, head)

    @each_proxy
    def test_authority(self, proxy):
        head, body = self.assert_status(self.get(proxy, '/adit-authority.crt'), 200)
        self.assertIn('\r\nContent-Type: application/x-x509-ca-cert\r\n', head)
        with open(self.authority) as file:
            self.assertEqual(body.decode().strip(), file.read().strip())
        der = self.assert_status(self.get(proxy, '/adit-authority.cer'), 200)[1]
        self.assertEqual(der, ssl.PEM_cert_to_DER_cert(body.decode().strip()))

    @each_proxy
    def test_others(self, proxy):
        for path in ('/index.html', '/favicon.ico', '/engine.conf', '/../engine.conf', '//'):
            head, _ = self.assert_status(self.get(proxy, path), 404)
            self.assertIn('error=http_request_error', head)
        self.assert_status(self.get(proxy, '/', method='DELETE'), 404)


class TurnedOff(PageTest):
    settings = '[page]\nenabled=false\n'

    @each_proxy
    def test_nothing(self, proxy):
        for path in ('/', '/proxy.pac', '/adit-authority.crt'):
            self.assert_status(self.get(proxy, path), 404)


if __name__ == '__main__':
    adit_test.run()

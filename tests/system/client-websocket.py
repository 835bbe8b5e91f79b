# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""WebSockets: long-lived, both sides speak when they like. Through tunnels with a library that
people use; by hand as an upgrade of a forwarded request, which becomes a tunnel on the way."""

import ssl

import adit_test
from adit_test.client import connect, read_head, split
from adit_test.forward import ForwardTest, each_proxy
from adit_test.origin import Wire
from adit_test.web import Reader
from adit_test.websocket import CLOSE, GREETING, TEXT, accept_key, frame, read_frame

KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
WORDS = (b'one', b'two', b'three')


class Tunnelled(ForwardTest):
    def setUp(self):
        adit_test.need_module('websocket')
        super().setUp()

    def talk(self, url, **options):
        import websocket

        host, port = split(self.proxy)
        connection = websocket.create_connection(url, timeout=8, http_proxy_host=host,
                                                 http_proxy_port=port, proxy_type='http',
                                                 http_no_proxy=['none.invalid'], **options)
        self.assertEqual(connection.recv(), GREETING.decode())
        for word in WORDS:
            connection.send(word.decode())
            self.assertEqual(connection.recv(), word.decode())
        self.assertEqual(len(self.wait_for_live(1)), 1)

        connection.send_close()
        self.assertEqual(connection.recv_frame().opcode, websocket.ABNF.OPCODE_CLOSE)
        self.assertEqual(connection.sock.recv(1), b'', 'nothing is left unread')
        connection.shutdown()

    def check_row(self, web):
        row, = self.wait_for_ended(web.target)
        wire, = web.wires
        self.assertEqual((row['method'], row['sent_bytes'], row['received_bytes']),
                         ('', wire.received, wire.sent))

    def test_plain(self):
        self.talk(f'ws://{self.web.target}/websocket')
        self.check_row(self.web)

    def test_encrypted(self):
        self.talk(f'wss://{self.secure_web.target}/websocket', sslopt={
            'ca_certs': self.certificates.authority, 'cert_reqs': ssl.CERT_REQUIRED})
        self.check_row(self.secure_web)

    def test_proxy_password(self):
        """Nobody asked for it; it does no harm and is told to nobody."""
        self.talk(f'ws://{self.web.target}/websocket', http_proxy_auth=('user', 'secret'))
        self.check_row(self.web)
        self.assertEqual(self.web.requests[0].values('Proxy-Authorization'), [])
        self.assertNotIn('dXNlcjpzZWNyZXQ=', self.engine.error_text)


class Upgraded(ForwardTest):
    def connect(self, proxy):
        connection = connect(proxy.partition('://')[2])
        if self.is_secure(proxy):
            connection = self.context().wrap_socket(connection, server_hostname='127.0.0.1')
        self.addCleanup(connection.close)
        return connection

    def upgrade(self, proxy, web):
        """What a client says that asks the proxy for an upgrade as for any other request."""
        connection = self.connect(proxy)
        connection.sendall(
            f'GET {web.url}/websocket HTTP/1.1\r\nHost: {web.target}\r\nUpgrade: websocket\r\n'
            f'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n'
            .encode())
        return connection, read_head(connection)

    def check(self, proxy, web):
        connection, head = self.upgrade(proxy, web)
        self.assertRegex(head, r'^HTTP/1\.1 101 ')
        self.assertRegex(head, r'(?i)\r\nupgrade: *websocket\r\n')
        self.assertRegex(head, r'(?i)\r\nconnection: *upgrade\r\n')
        self.assertIn(f'\r\nSec-WebSocket-Accept: {accept_key(KEY)}\r\n', head)
        self.assert_forwarded(web.requests[-1], web)

        reader = Reader(Wire(connection))
        self.assertEqual(read_frame(reader), (TEXT, GREETING))
        for word in WORDS:
            connection.sendall(frame(TEXT, word, is_masked=True))
            self.assertEqual(read_frame(reader), (TEXT, word))
        row, = self.wait_for_live(1)
        self.assertEqual((row['target'], row['method'], row['path'], row['encrypted']),
                         (web.target, 'GET', '/websocket', self.is_secure(proxy)))

        connection.sendall(frame(CLOSE, b'', is_masked=True))
        self.assertEqual(read_frame(reader), (CLOSE, b''))
        self.assertEqual(reader.some(), b'', 'the end')
        connection.close()
        self.wait_for_live(0)
        self.assertGreater(self.wait_for_ended(web.target)[0]['received_bytes'], len(GREETING))

    @each_proxy
    def test_plain(self, proxy):
        self.check(proxy, self.web)

    def test_encrypted(self):
        """wss:// without CONNECT: the proxy makes TLS with the origin."""
        self.check(self.secure_proxy_url, self.secure_web)

    @each_proxy
    def test_refused(self, proxy):
        """An origin that does not want to: the connection stays one for requests."""
        connection = self.connect(proxy)
        for _ in range(2):
            connection.sendall(f'GET {self.web.url}/empty HTTP/1.1\r\nHost: {self.web.target}\r\n'
                               'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'.encode())
            self.assertRegex(read_head(connection), r'^HTTP/1\.1 204 ')


if __name__ == '__main__':
    adit_test.run()

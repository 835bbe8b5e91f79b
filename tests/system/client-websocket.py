# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""WebSockets, plain and encrypted: long-lived, both sides speak when they like."""

import base64
import hashlib
import re
import ssl

import adit_test
from adit_test.client import split
from adit_test.live import LiveTest
from adit_test.origin import Certificates, Origin, TlsWire, Wire, read_until

# RFC 6455, section 1.3
SALT = b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11'


def serve(wire):
    """Greets, then sends the payload of each short frame back."""
    request = read_until(wire, b'\r\n\r\n')
    key = re.search(rb'(?i)sec-websocket-key: *(\S+)', request)[1]
    accept = base64.b64encode(hashlib.sha1(key + SALT).digest())
    wire.write(b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n'
               b'Connection: Upgrade\r\nSec-WebSocket-Accept: ' + accept + b'\r\n\r\n')
    wire.write(b'\x81\x08greeting')
    data = b''
    while True:
        while len(data) < 2 or len(data) < 6 + (data[1] & 0x7f):
            more = wire.read()
            if not more:
                return
            data += more
        length = data[1] & 0x7f
        mask, payload, opcode = data[2:6], data[6:6 + length], data[0] & 0x0f
        data = data[6 + length:]
        clear = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        wire.write(bytes((0x80 | opcode, length)) + clear)
        if opcode == 8:
            return


class WebSocket(LiveTest):
    def setUp(self):
        adit_test.need_module('websocket')
        super().setUp()

    def talk(self, url, **options):
        import websocket

        host, port = split(self.proxy)
        connection = websocket.create_connection(url, timeout=8, http_proxy_host=host,
                                                 http_proxy_port=port, proxy_type='http',
                                                 http_no_proxy=['none.invalid'], **options)
        self.assertEqual(connection.recv(), 'greeting')
        for text in ('one', 'two', 'three'):
            connection.send(text)
            self.assertEqual(connection.recv(), text)
        self.assertEqual(len(self.wait_for_live(1)), 1)
        connection.close()

    def test_plain(self):
        origin = Origin(self, lambda connection: serve(Wire(connection)))
        self.talk(f'ws://{origin.target}/')
        self.wait_for_ended(origin.target)

    def test_encrypted(self):
        adit_test.need_program('openssl')
        certificates = Certificates(self.directory)
        context = certificates.context()
        origin = Origin(self, lambda connection: serve(TlsWire(connection, context)))
        self.talk(f'wss://{origin.target}/',
                  sslopt={'ca_certs': certificates.authority, 'cert_reqs': ssl.CERT_REQUIRED})
        self.wait_for_ended(origin.target)


if __name__ == '__main__':
    adit_test.run()

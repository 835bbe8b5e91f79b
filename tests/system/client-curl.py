# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""curl through a tunnel, with and without TLS to the proxy. What it saw, what the origin saw, what
`aditctl tunnels --json` says and what `gdbus call` says are the same bytes."""

import os
import threading

import adit_test
from adit_test.bus import ENGINE_NAME, ENGINE_PATH, TUNNELS_INTERFACE
from adit_test.forward import ForwardTest
from adit_test.live import LiveTest
from adit_test.origin import Certificates, Origin, TlsWire, Wire, read_to_end, read_until
from adit_test.wait import PATIENCE_S
from gi.repository import GLib

BODY = os.urandom(3_000_000)
HEAD = b'HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n'
FIGURES = '%{size_download} %{size_header} %{size_request} %{http_connect} %{response_code}'


class Tunnels:
    """The same for every kind of proxy; `proxy_options` says which."""

    is_encrypted = False

    def setUp(self):
        adit_test.need_program('curl')
        super().setUp()
        self.half_sent = threading.Event()
        self.may_go_on = threading.Event()
        self.wire = None
        self.addCleanup(self.may_go_on.set)

    def serve(self, wire):
        """Half of the body, a rest in which the live row is looked at, the other half."""
        self.wire = wire
        read_until(wire, b'\r\n\r\n')
        wire.write(HEAD + BODY[:1_500_000])
        self.half_sent.set()
        self.may_go_on.wait(PATIENCE_S)
        wire.write(BODY[1_500_000:])
        read_to_end(wire)

    def start_curl(self, *arguments):
        return self.start('curl', '--disable', '--silent', '--show-error', *self.proxy_options(),
                          '--noproxy', '', '--output', self.path('body'), '--dump-header',
                          self.path('head'), '--write-out', FIGURES, *arguments)

    def list_with_gdbus(self):
        """The rows as (sent, received, target), from the text that gdbus prints."""
        result = self.assert_ran(self.run_program(
            'gdbus', 'call', '--session', '--dest', ENGINE_NAME, '--object-path', ENGINE_PATH,
            '--method', TUNNELS_INTERFACE + '.List'))
        kind = GLib.VariantType('(a(tssssxttttsa{sv}))')
        rows = GLib.Variant.parse(kind, result.stdout, None, None).unpack()[0]
        return [(row[6], row[7], row[2]) for row in rows]

    def check_live(self, target):
        self.assertTrue(self.half_sent.wait(PATIENCE_S))
        expected = (self.wire.received, self.wire.sent, target)

        def rows():
            return [(row['sent_bytes'], row['received_bytes'], row['target'])
                    for row in self.live()]

        adit_test.until(lambda: rows() == [expected], f'the row {expected}, not {rows()}')
        self.assertEqual(self.list_with_gdbus(), [expected])
        self.assertEqual(self.bus.get('ActiveTunnels'), 1)

    def finish(self, curl, target):
        """curl's own figures, once the ended row agrees with the origin's."""
        self.may_go_on.set()
        self.assertEqual(curl.wait(), 0, curl.error_text)
        with open(self.path('body'), 'rb') as file:
            self.assertTrue(file.read() == BODY, 'the body is not what was sent')

        row = self.wait_for_ended(target)[0]
        # it leaves once it has all, which newer ones do before they have read the other side's end
        self.assertIn(row['cause'], ('finished', 'client-reset'))
        self.assertEqual((row['status'], row['method'], row['encrypted']),
                         (0, '', self.is_encrypted))
        self.assertEqual((row['sent_bytes'], row['received_bytes']),
                         (self.wire.received, self.wire.sent))
        self.assertEqual((self.bus.get('SentBytes'), self.bus.get('ReceivedBytes')),
                         (self.wire.received, self.wire.sent))
        return row, [int(figure) for figure in curl.lines[0].split()]

    def test_tls(self):
        adit_test.need_program('openssl')
        certificates = Certificates(self.path('origin'))
        context = certificates.context()
        origin = Origin(self, lambda connection: self.serve(TlsWire(connection, context)))

        curl = self.start_curl('--cacert', certificates.authority, f'https://{origin.target}/')
        self.check_live(origin.target)
        row, (download, _, _, connect_status, status) = self.finish(curl, origin.target)

        self.assertEqual((download, connect_status, status), (len(BODY), 200, 200))
        self.assertGreater(row['received_bytes'], download)

    def test_plain(self):
        """Without TLS around them, curl's figures are the tunnel's: all it got and sent, less
        CONNECT and its reply."""
        origin = Origin(self, lambda connection: self.serve(Wire(connection)))

        curl = self.start_curl('--proxytunnel', '--user-agent', 'test', f'http://{origin.target}/')
        self.check_live(origin.target)
        row, (download, header, request, _, _) = self.finish(curl, origin.target)

        with open(self.path('head'), 'rb') as file:
            reply = file.read().partition(b'\r\n\r\n')[0] + b'\r\n\r\n'
        self.assertIn(b' 200 Connection Established\r\n', reply)
        connect = (f'CONNECT {origin.target} HTTP/1.1\r\nHost: {origin.target}\r\n'
                   'User-Agent: test\r\nProxy-Connection: Keep-Alive\r\n\r\n')
        self.assertEqual(row['received_bytes'], download + header - len(reply))
        # since 8.11 curl does not count CONNECT itself
        self.assertIn(row['sent_bytes'], (request, request - len(connect)))

    def test_refused(self):
        """What curl says when the proxy says no."""
        origin = Origin(self, lambda connection: None)
        origin.stop()
        curl = self.start_curl(f'https://{origin.target}/')

        self.assertIn(curl.wait(), (56, 7), curl.error_text)  # 7 since 8.13
        row = self.wait_for_ended(origin.target)[0]
        self.assertEqual((row['cause'], row['status']), ('refused', 502))
        self.assertEqual(self.bus.get('RefusedConnections'), 1)


class Plain(Tunnels, LiveTest):
    def proxy_options(self):
        return '--proxy', self.proxy_url


class Encrypted(Tunnels, ForwardTest):
    """curl's counters are above its TLS to the proxy, as the tunnel's are."""

    is_encrypted = True

    def proxy_options(self):
        return '--proxy', self.secure_proxy_url, '--proxy-cacert', self.authority

    def test_unknown_authority(self):
        """curl does not talk to a proxy whose certificate it cannot check."""
        curl = self.start('curl', '--disable', '--silent', '--show-error', '--proxy',
                          self.secure_proxy_url, '--noproxy', '', self.secure_web.url)
        self.assertEqual(curl.wait(), 60, curl.error_text)
        self.assertEqual(self.secure_web.wires, [])


if __name__ == '__main__':
    adit_test.run()

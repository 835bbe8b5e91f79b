# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tunnels over the bus: their rows, closing exactly those that were named, why others ended, and
the names of errors."""

import adit_test
from adit_test.bus import ENGINE_INTERFACE, ERROR_PREFIX, TUNNELS_INTERFACE
from adit_test.client import ask, connect, echo, open_tunnel, receive
from adit_test.live import LiveTest
from adit_test.origin import Origin
from gi.repository import Gio, GLib


class Tunnels(LiveTest):
    listen = ('127.0.0.1:0', '[::1]:0')

    def setUp(self):
        super().setUp()
        self.origin = Origin(self, echo)

    def open(self):
        """A tunnel that has carried four bytes each way, and its client's address."""
        tunnel = open_tunnel(self, self.proxy, self.origin.target)
        self.assert_works(tunnel)
        return tunnel, '%s:%d' % tunnel.getsockname()

    def assert_works(self, tunnel):
        tunnel.sendall(b'ping')
        self.assertEqual(receive(tunnel, 4), b'ping')

    def assert_over(self, tunnel):
        try:
            self.assertEqual(tunnel.recv(1), b'')
        except ConnectionResetError:
            pass

    def test_row(self):
        before_us = GLib.get_real_time()
        tunnel, client = self.open()
        row = self.wait_for_live(1)[0]

        self.assertEqual((row['client'], row['target'], row['address'], row['phase']),
                         (client, self.origin.target, self.origin.target, 'relay'))
        self.assertEqual((row['sent_bytes'], row['received_bytes']), (4, 4))
        self.assertTrue(before_us <= row['started_us'] <= GLib.get_real_time())
        self.assertIn(client, self.assert_ran(self.ctl('tunnels')).stdout)

    def test_ipv6_listener(self):
        tunnel = open_tunnel(self, self.addresses[1], self.origin.target)
        self.assert_works(tunnel)
        self.assertRegex(self.wait_for_live(1)[0]['client'], r'^\[::1\]:[0-9]+$')

    def test_close_named(self):
        tunnels = [self.open() for _ in range(5)]
        ids = {row['client']: row['id'] for row in self.wait_for_live(5)}
        self.assertEqual(list(ids), [client for _, client in tunnels], 'oldest first')
        doomed, kept = tunnels[1:4:2], tunnels[0::2]

        result = self.ctl_json('close', *(str(ids[client]) for _, client in doomed))
        self.assertEqual(result, {'closed': 2, 'missing': 0})
        for tunnel, _ in doomed:
            self.assert_over(tunnel)
        for tunnel, _ in kept:
            self.assert_works(tunnel)
        self.assertEqual([row['client'] for row in self.wait_for_live(3)],
                         [client for _, client in kept])
        ended = self.wait_for_ended(self.origin.target, 2)
        self.assertEqual({(row['client'], row['cause']) for row in ended},
                         {(client, 'closed') for _, client in doomed})

        result = self.assert_ran(self.ctl('close', str(ids[doomed[0][1]])), 4)
        self.assertIn('not open', result.stderr)
        for tunnel, _ in kept:
            self.assert_works(tunnel)

    def test_close_all(self):
        tunnels = [self.open() for _ in range(3)]
        self.assertEqual(self.ctl_json('close', '--all'), {'closed': 3, 'missing': 0})
        for tunnel, _ in tunnels:
            self.assert_over(tunnel)
        self.wait_for_live(0)
        self.assertEqual(self.ctl_json('close', '--all'), {'closed': 0, 'missing': 0})

    def test_refused_are_told(self):
        gone = Origin(self, echo)
        gone.stop()
        for target, status, cause in ((gone.target, 502, 'refused'), (self.proxy, 502, 'loop'),
                                      ('name.invalid:443', 502, 'name-not-found'),
                                      ('127.0.0.1:0', 400, 'bad-target')):
            with self.subTest(target=target):
                connection, head = ask(self.proxy, target)
                connection.close()
                self.assertRegex(head, f'^HTTP/1.1 {status} ')
                row = adit_test.until(
                    lambda: next((row for row in self.recent() if row['cause'] == cause), None),
                    f'{cause} among {self.recent()}')
                self.assertEqual(row['status'], status)
        self.assertEqual(self.bus.get('RefusedConnections'), 4)
        self.assertEqual(self.bus.get('OpenedTunnels'), 0)

    def test_stop_and_start(self):
        """Tunnels get their grace; the process stays and listens again when told to."""
        tunnel, _ = self.open()
        self.assert_ran(self.ctl('stop'))
        with self.assertRaises(ConnectionRefusedError):
            connect(self.proxy)
        self.assert_works(tunnel)
        tunnel.close()
        self.wait_for_live(0)
        status = self.ctl_json('start')
        self.assertTrue(status['running'])
        self.proxy = status['listeners'][0]['bound']
        self.open()

    def test_listener_by_itself(self):
        """One listener is closed and opened; its tunnels and the other listener go on."""
        tunnel, _ = self.open()
        for close, open_again in (('disable', 'enable'), ('remove', 'add')):
            with self.subTest(verb=close):
                self.assert_ran(self.ctl('listener', close, '127.0.0.1:0'))
                with self.assertRaises(ConnectionRefusedError):
                    connect(self.proxy)
                self.assert_works(tunnel)
                self.assert_works(open_tunnel(self, self.addresses[1], self.origin.target))

                rows = self.ctl_json('listener', open_again, '127.0.0.1:0')['listeners']
                self.proxy = next(row['bound'] for row in rows if row['address'] == '127.0.0.1:0')
                self.open()
                self.assert_works(tunnel)

    def assert_named(self, name, method, signature, *arguments):
        with self.assertRaises(GLib.Error) as caught:
            self.bus.call(ENGINE_INTERFACE, method, GLib.Variant(signature, arguments))
        self.assertEqual(Gio.DBusError.get_remote_error(caught.exception), ERROR_PREFIX + name)

    def test_error_names(self):
        taken = self.origin.target
        self.assert_named('Exists', 'AddListener', '(sa{sv})', '127.0.0.1:0', {})
        self.assert_named('InvalidArgument', 'AddListener', '(sa{sv})', 'nowhere', {})
        self.assert_named('NotFound', 'RemoveListener', '(s)', '127.0.0.1:9')
        self.assert_named('NotFound', 'SetListenerEnabled', '(sb)', '127.0.0.1:9', True)
        self.assert_named('ListenFailed', 'AddListener', '(sa{sv})', taken, {})
        self.assert_ran(self.ctl('listener', 'remove', '127.0.0.1:9'), 4)
        self.assert_ran(self.ctl('listener', 'add', '127.0.0.1:0'), 1)
        with self.assertRaises(GLib.Error):
            self.bus.call(TUNNELS_INTERFACE, 'Frobnicate')


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the engine and a service manager say to each other: it is ready, it reloads, it ends; and
the sockets that it was given are listened on."""

import os
import socket

import adit_test
from adit_test.client import ask, connect, echo, open_tunnel, read_head, receive
from adit_test.origin import Origin
from adit_test.server import ServerTest, address_of, listening_socket


class Notify(ServerTest):
    def test_life(self):
        engine = self.start_server('--listen=127.0.0.1:0')
        self.assertEqual(self.notifications.said()[0], 'READY=1')
        self.notifications.wait_for(f'STATUS=Listening on {self.addresses(engine)[0]}')

        self.reload(engine)
        said = self.notifications.said()
        self.assertLess(said.index('RELOADING=1'), len(said) - said[::-1].index('READY=1') - 1)
        self.assertTrue(any(line.startswith('MONOTONIC_USEC=') for line in said))

        tunnel = open_tunnel(self, self.addresses(engine)[0], Origin(self, echo).target)
        engine.signal(15)
        self.notifications.wait_for('STOPPING=1')
        self.notifications.wait_for('STATUS=Letting 1 connections come to their end')
        tunnel.close()
        self.assertEqual(engine.wait(), 0, engine.error_text)

    def test_not_ready_when_it_cannot_listen(self):
        with listening_socket(self) as taken:
            result = self.run_program(os.environ['ADIT_ENGINE'], '--no-bus',
                                      f'--config-dir={self.path("config")}',
                                      f'--listen={address_of(taken)}')
        self.assertEqual(result.returncode, 1)
        self.assertNotIn('READY=1', self.notifications.said())


class State(ServerTest):
    """Where the configuration is somebody else's, nothing is written there."""

    def test_elsewhere(self):
        self.configure('[listener-1]\naddress=127.0.0.1:0\n')
        self.configure('default allow\n', 'rules.conf')
        os.chmod(self.path('config'), 0o555)
        self.addCleanup(os.chmod, self.path('config'), 0o755)
        engine = self.start_server(f'--state-dir={self.path("state")}')
        self.assertEqual(len(self.addresses(engine)), 1)
        self.stop_server(engine)
        self.assertEqual(engine.errors, [])
        self.assertEqual(set(os.listdir(self.path('config'))), {'engine.conf', 'rules.conf'})
        self.assertLessEqual({'lock', 'tls', 'totals.db', 'engine.conf.good', 'rules.conf.good'},
                             set(os.listdir(self.path('state'))))

        os.chmod(self.path('config'), 0o755)
        self.configure('[listener-1]\naddress=nowhere\n')
        engine = self.start_server(f'--state-dir={self.path("state")}')
        self.assertTrue(self.addresses(engine)[0].startswith('127.0.0.1:'))
        adit_test.until(lambda: engine.errors, 'a complaint')
        self.assertIn('the last good copy', engine.errors[0])

    def test_two_engines(self):
        """One state is one engine's; a configuration that nobody writes may be that of many."""
        self.start_server('--listen=127.0.0.1:0', f'--state-dir={self.path("state")}')
        self.start_server('--listen=127.0.0.1:0', f'--state-dir={self.path("other")}')
        with self.assertRaisesRegex(AssertionError, 'another engine'):
            self.start_server('--listen=127.0.0.1:0', f'--state-dir={self.path("state")}')


class Sockets(ServerTest):
    def assert_works(self, address):
        tunnel = open_tunnel(self, address, Origin(self, echo).target)
        tunnel.sendall(b'ping')
        self.assertEqual(receive(tunnel, 4), b'ping')
        tunnel.close()

    def last_listening(self):
        """What it said last, where that is so: it is ready a moment before it says where."""
        last = self.notifications.said()[-1]
        return last if last.startswith('STATUS=Listening on ') else None

    def test_two(self):
        sockets = [listening_socket(self), listening_socket(self, '::1', family=socket.AF_INET6)]
        engine = self.start_server(sockets=sockets)
        self.assertEqual(sorted(self.addresses(engine, 2)), sorted(map(address_of, sockets)))
        for each in sockets:
            self.assert_works(address_of(each))
        self.stop_server(engine)

    def test_early_client(self):
        """Whoever came before the engine is served by it."""
        listener = listening_socket(self)
        early = connect(address_of(listener))
        self.addCleanup(early.close)
        target = Origin(self, echo).target
        early.sendall(f'CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n'.encode())
        self.start_server(sockets=[listener])
        self.assertRegex(read_head(early), '^HTTP/1.1 200 ')

    def test_options_of_the_configured(self):
        """Of the same address, however that is written; others are there as well."""
        plain = listening_socket(self, '::1', family=socket.AF_INET6)
        other = listening_socket(self)
        port = plain.getsockname()[1]
        self.configure(f'[listener-1]\naddress=[0:0::1]:{port}\nencryption=encrypted\n'
                       '[listener-2]\naddress=127.0.0.1:0\n')
        engine = self.start_server(sockets=[plain, other])
        self.assertEqual(len(self.addresses(engine, 3)), 3)
        connection, head = ask(f'[::1]:{port}', '127.0.0.1:9')
        connection.close()
        self.assertRegex(head, '^HTTP/1.1 400 ')
        self.assert_works(address_of(other))

        self.configure(f'[listener-1]\naddress=[::1]:{port}\nencryption=both\n')
        self.reload(engine)
        for each in (plain, other):
            self.assert_works(address_of(each))
        last = adit_test.until(self.last_listening, 'where it listens')
        self.assertEqual(set(last.removeprefix('STATUS=Listening on ').split(', ')),
                         {address_of(other), address_of(plain)})

    def test_both_families_on_one(self):
        """systemd's ListenStream=3128 is such a socket: programs of this computer stay such."""
        self.configure('[access]\nsign-in=elsewhere\n')
        listener = listening_socket(self, '::', family=socket.AF_INET6, dualstack_ipv6=True)
        port = listener.getsockname()[1]
        self.start_server(sockets=[listener])
        for host in ('127.0.0.1', '[::1]'):
            self.assert_works(f'{host}:{port}')
        connection, head = ask(f'127.0.0.1:{port}', f'127.0.0.1:{port}')
        connection.close()
        self.assertIn('proxy_loop_detected', head)

    def test_closed_and_opened_again(self):
        """While it is off clients wait, as the socket is not the engine's to close."""
        listener = listening_socket(self)
        address = address_of(listener)
        on = f'[listener-1]\naddress={address}\n'
        self.configure(on + 'enabled=false\n[listener-2]\naddress=127.0.0.1:0\n')
        engine = self.start_server(sockets=[listener])
        self.assertNotIn(address, self.addresses(engine))
        waiting = connect(address)
        self.addCleanup(waiting.close)
        waiting.sendall(b'CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n')
        self.configure(on)
        self.reload(engine)
        self.assertRegex(read_head(waiting), '^HTTP/1.1 502 ')

    def assert_refused(self, *sockets):
        self.notifications.said()
        with self.assertRaisesRegex(AssertionError, 'passed'):
            self.start_server(sockets=sockets)

    def test_no_listener(self):
        with socket.socket() as unbound, socket.socket(type=socket.SOCK_DGRAM) as datagrams, \
                socket.socket(socket.AF_UNIX) as local:
            local.bind(self.path('local'))
            local.listen()
            for each in (unbound, datagrams, local):
                self.assert_refused(each)

    def test_twice(self):
        listener = listening_socket(self)
        self.assert_refused(listener, listener)


if __name__ == '__main__':
    adit_test.run()

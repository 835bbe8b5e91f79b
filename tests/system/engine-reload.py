# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""SIGHUP: everything is read again, and no tunnel notices."""

import os
import socket
import ssl
import subprocess

import adit_test
from adit_test.client import ask, basic, connect, echo, open_tunnel, read_head, receive
from adit_test.origin import Origin
from adit_test.server import ServerTest, address_of, listening_socket


def openssl(*arguments):
    return subprocess.run(['openssl', *arguments], check=True, text=True,
                          capture_output=True).stdout


def free_address(host):
    """Of a port that was free a moment ago, on an address of our own: nobody is given it."""
    with socket.create_server((host, 0)) as taken:
        return address_of(taken)


class Reload(ServerTest):
    def setUp(self):
        super().setUp()
        first, second = os.urandom(2)
        self.host = f'127.{first | 1}.{second}.1'
        self.origin = Origin(self, echo)

    def address(self):
        return free_address(self.host)

    def open(self, address):
        tunnel = open_tunnel(self, address, self.origin.target)
        self.assert_works(tunnel)
        return tunnel

    def assert_works(self, tunnel):
        tunnel.sendall(b'ping')
        self.assertEqual(receive(tunnel, 4), b'ping')

    def status(self, address, fields=''):
        connection, head = ask(address, self.origin.target, fields)
        connection.close()
        return int(head.split()[1])

    def test_listeners(self):
        """One goes, one comes, one is switched off, one on, one is told other things, one stays:
        the tunnels through all of them go on."""
        names = ('gone', 'off', 'on', 'told', 'stays', 'new')
        at = {name: self.address() for name in names}
        listener = '[listener-{name}]\naddress={address}\n{options}'

        def write(names, options):
            self.configure(''.join(
                listener.format(name=name, address=at[name], options=options.get(name, ''))
                for name in names))

        write(names[:-1], {'on': 'enabled=false\n'})
        engine = self.start_server()
        tunnels = [self.open(at[name]) for name in ('gone', 'off', 'told', 'stays')]
        inode = self.listening_inode(engine, at['stays'])

        write(names[1:], {'off': 'enabled=false\n', 'told': 'encryption=encrypted\n'})
        self.reload(engine)
        for tunnel in tunnels:
            self.assert_works(tunnel)
        for name in ('gone', 'off'):
            self.assertTrue(self.is_refusing(at[name]), name)
        for name in ('on', 'stays', 'new'):
            self.open(at[name])
        self.assertEqual(self.status(at['told']), 400)
        self.assertEqual(self.listening_inode(engine, at['stays']), inode, 'it was opened anew')
        self.assertEqual(engine.errors, [])
        for tunnel in tunnels:
            self.assert_works(tunnel)

    def listening_inode(self, engine, address):
        """The very socket: /proc/net/tcp's inode of it."""
        host, _, port = address.rpartition(':')
        local = socket.inet_aton(host)[::-1].hex().upper() + f':{int(port):04X}'
        with open(f'/proc/{engine.pid}/net/tcp') as file:
            rows = [line.split() for line in file]
        return [row[9] for row in rows if row[1] == local and row[3] == '0A']

    def test_same_port_other_address(self):
        """What goes makes room for what comes."""
        port = self.address().rpartition(':')[2]
        self.configure(f'[listener-1]\naddress={self.host}:{port}\n')
        engine = self.start_server()
        tunnel = self.open(f'{self.host}:{port}')
        self.configure(f'[listener-1]\naddress=0.0.0.0:{port}\n')
        self.reload(engine)
        self.assert_works(tunnel)
        self.open(f'127.0.0.1:{port}')
        self.assertEqual(engine.errors, [])

    def test_cannot_listen(self):
        """The row says so, the others and all tunnels go on; the next reload tries again."""
        kept = self.address()
        taken = listening_socket(self, self.host)
        self.configure(f'[listener-1]\naddress={kept}\n')
        engine = self.start_server()
        tunnel = self.open(kept)
        self.configure(f'[listener-1]\naddress={kept}\n'
                       f'[listener-2]\naddress={address_of(taken)}\n')
        self.reload(engine)
        adit_test.until(lambda: engine.errors, 'a complaint')
        self.assertIn(address_of(taken), engine.errors[0])
        self.assert_works(tunnel)
        self.open(kept)

        address = address_of(taken)
        taken.close()
        self.reload(engine)
        self.open(address)

    def test_invalid_settings(self):
        """The whole of the old file stays in force, and it is said where and why."""
        first, second = self.address(), self.address()
        self.configure(f'[listener-1]\naddress={first}\n')
        engine = self.start_server()
        tunnel = self.open(first)
        self.configure(f'[listener-1]\naddress={second}\n[limits]\nidle-seconds=soon\n')
        self.reload(engine)
        adit_test.until(lambda: engine.errors, 'a complaint')
        for piece in ('engine.conf', '[limits] idle-seconds=soon', 'the last good copy'):
            self.assertIn(piece, engine.errors[0])
        self.assert_works(tunnel)
        self.open(first)
        self.assertTrue(self.is_refusing(second))

        self.configure(f'[listener-1]\naddress={second}\n')
        self.reload(engine)
        self.assert_works(tunnel)
        self.open(second)
        self.assertTrue(self.is_refusing(first))

    def test_limits_and_access(self):
        address = self.address()
        self.configure(f'[listener-1]\naddress={address}\n')
        engine = self.start_server()
        tunnel = self.open(address)
        self.configure(f'[listener-1]\naddress={address}\n[access]\nsign-in=always\n'
                       '[limits]\nhead-seconds=1\n[page]\nenabled=false\n')
        self.reload(engine)
        self.assertEqual(self.status(address), 407)
        with connect(address) as slow:
            slow.sendall(b'CONNECT ')
            self.assertRegex(read_head(slow), '^HTTP/1.1 408 ')
        with connect(address) as browser:
            browser.sendall(b'GET / HTTP/1.1\r\nHost: proxy\r\n\r\n')
            self.assertRegex(read_head(browser), '^HTTP/1.1 404 ')
        self.assert_works(tunnel)

    def test_connections(self):
        """A lower limit ends nobody; those who come wait until there is room."""
        address = self.address()
        self.configure(f'[listener-1]\naddress={address}\n')
        engine = self.start_server()
        tunnels = [self.open(address) for _ in range(3)]
        self.configure(f'[listener-1]\naddress={address}\n[limits]\nconnections=2\n')
        self.reload(engine)
        waiting = [connect(address) for _ in range(2)]
        for each in waiting:
            self.addCleanup(each.close)
        for tunnel in tunnels:
            self.assert_works(tunnel)
        self.configure(f'[listener-1]\naddress={address}\n[limits]\nconnections=10\n')
        self.reload(engine)
        for each in waiting:
            each.sendall(b'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n')
            self.assertRegex(read_head(each), '^HTTP/1.1 502 ')
        for tunnel in tunnels:
            self.assert_works(tunnel)

    def test_rules(self):
        address = self.address()
        self.configure(f'[listener-1]\naddress={address}\n')
        self.configure('default allow\n', 'rules.conf')
        engine = self.start_server()
        tunnel = self.open(address)
        self.configure('default deny\n', 'rules.conf')
        self.reload(engine)
        self.assertEqual(self.status(address), 403)
        self.configure('default perhaps\n', 'rules.conf')
        self.reload(engine)
        adit_test.until(lambda: engine.errors, 'a complaint')
        self.assertIn('rules.conf', engine.errors[0])
        self.assertEqual(self.status(address), 403)
        self.assert_works(tunnel)

    def test_users(self):
        """Those who are gone lose their tunnels, the others keep them; nobody is lost to a file
        that is no good."""
        address = self.address()
        self.configure(f'[listener-1]\naddress={address}\n[access]\nsign-in=always\n')
        self.configure_users('alice')
        engine = self.start_server()
        hers = self.signed_tunnel(address, 'alice')
        self.assertEqual(self.signed_status(address, 'bob'), 407)

        self.configure_users('alice', 'bob')
        self.reload(engine)
        self.assert_works(hers)
        his = self.signed_tunnel(address, 'bob')

        self.configure('[user', 'users.conf')
        self.reload(engine)
        adit_test.until(lambda: engine.errors, 'a complaint')
        self.assertIn('users.conf', engine.errors[0])
        self.assert_works(hers)
        self.assert_works(his)
        self.assertEqual(self.signed_status(address, 'bob'), 200)

        self.configure_users('bob')
        self.reload(engine)
        self.assert_works(his)
        try:
            self.assertEqual(hers.recv(1), b'')
        except ConnectionResetError:
            pass
        self.assertEqual(self.signed_status(address, 'alice'), 407)

    def test_certificate(self):
        """Other files, then the same ones with other contents, then no good ones."""
        address = self.address()
        listener = f'[listener-1]\naddress={address}\n'
        own = listener + '[tls]\ncertificate={0}/own.pem\nkey={0}/own.pem\n'.format(self.directory)
        self.configure(listener)
        engine = self.start_server()
        first = self.served(address)

        self.make_certificate()
        self.configure(own)
        self.reload(engine)
        second = self.served(address)
        self.assertNotEqual(first, second)

        self.make_certificate()
        self.reload(engine)
        third = self.served(address)
        self.assertNotEqual(second, third)

        self.write('own.pem', 'nothing')
        self.reload(engine)
        adit_test.until(lambda: engine.errors, 'a complaint')
        self.assertIn('own.pem', engine.errors[0])
        self.assertEqual(self.served(address), third)

        self.configure(listener)
        self.reload(engine)
        self.assertEqual(self.served(address), first)

    def make_certificate(self):
        self.write('own.pem', openssl(
            'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
            '-subj', '/CN=proxy', '-days', '2', '-keyout', '-', '-out', '-'))

    def signed_tunnel(self, address, name):
        tunnel = open_tunnel(self, address, self.origin.target, basic(name, 'secret'))
        self.assert_works(tunnel)
        return tunnel

    def signed_status(self, address, name):
        return self.status(address, fields=basic(name, 'secret'))

    def served(self, address):
        host, _, port = address.rpartition(':')
        return ssl.get_server_certificate((host, int(port)))


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HAProxy before a listener: it names its clients with both versions of the PROXY protocol, and
they are who the engine sees, admits and turns away."""

import os
import socket

import adit_test
from adit_test.client import echo, read_head, receive
from adit_test.live import LiveTest
from adit_test.origin import Origin
from adit_test.process import Process
from adit_test.wait import until

ENGINE = '''[engine]
running=true
[access]
clients=127.0.0.7;127.0.0.8
sign-in=never
[listener-1]
address=127.0.0.1:0
proxy-protocol=127.0.0.1
'''

# The origins are on this computer, where the balancer's clients are not.
RULES = 'allow-local address 127.0.0.0/8\n'

HAPROXY = '''defaults
  mode tcp
  timeout connect 10s
  timeout client 30s
  timeout server 30s
'''

# It inherits the socket that it listens on: no port is guessed.
LISTEN = '''listen {name}
  bind fd@{fd}
  server adit {proxy} {option}
'''

OPTIONS = {
    'v1': 'send-proxy',
    'v2': 'send-proxy-v2',
    'v2-more': 'send-proxy-v2 proxy-v2-options crc32c,unique-id',
    'v1-checked': 'send-proxy check inter 50ms',
    'v2-checked': 'send-proxy-v2 check inter 50ms',
}


def ask(connection, target):
    connection.sendall(f'CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n'.encode())
    return read_head(connection)


class HAProxy(LiveTest):
    listen = ()

    def setUp(self):
        self.haproxy = adit_test.need_program('haproxy')
        super().setUp()

    def prepare(self):
        os.mkdir(self.path('config'), 0o700)
        self.write('config/engine.conf', ENGINE)
        self.write('config/rules.conf', RULES)

    def start_engine(self, *options):
        engine = super().start_engine(*options)
        self.listen = ('127.0.0.1',)  # the one of the configuration tells where it is
        return engine

    def start_balancer(self, option):
        """Returns its address."""
        listener = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(listener.close)
        config = self.write('haproxy.conf', HAPROXY + LISTEN.format(
            name='balancer', fd=listener.fileno(), proxy=self.proxy, option=OPTIONS[option]))
        process = Process((self.haproxy, '-db', '-f', config), self.environment,
                          inherited=(listener.fileno(),))
        self.addCleanup(process.end)
        return listener.getsockname()

    def connect_from(self, host, balancer):
        connection = socket.create_connection(balancer, 30, (host, 0))
        self.addCleanup(connection.close)
        return connection

    def assert_named(self, option):
        origin = Origin(self, echo)
        balancer = self.start_balancer(option)
        connection = self.connect_from('127.0.0.7', balancer)
        name = '{}:{}'.format(*connection.getsockname())

        head = ask(connection, origin.target)
        self.assertRegex(head, r'^HTTP/1.1 200 ')
        connection.sendall(b'through both')
        self.assertEqual(receive(connection, 12), b'through both')
        row = self.wait_for_live(1)[0]
        self.assertEqual((row['client'], row['target']), (name, origin.target))

    def assert_turned_away(self, option):
        """The balancer is on this computer; its clients are not, whatever their addresses."""
        balancer = self.start_balancer(option)
        connection = self.connect_from('127.0.0.1', balancer)
        name = '{}:{}'.format(*connection.getsockname())

        self.assertRegex(ask(connection, '127.0.0.1:9'), r'^HTTP/1.1 403 ')
        rows = self.wait_for_ended('127.0.0.1:9')
        self.assertEqual([(row['client'], row['cause']) for row in rows],
                         [(name, 'client-not-allowed')])

    def test_v1(self):
        self.assert_named('v1')

    def test_v2(self):
        self.assert_named('v2')

    def test_v2_more(self):
        self.assert_named('v2-more')

    def test_v1_turned_away(self):
        self.assert_turned_away('v1')

    def test_v2_turned_away(self):
        self.assert_turned_away('v2')

    def assert_checked(self, option):
        """Its health checks are no errors, and do not keep it from serving."""
        balancer = self.start_balancer(option)
        until(lambda: len(self.recent()) >= 3, 'three health checks')
        self.assertEqual({row['cause'] for row in self.recent()}, {'silent'})

        self.assertRegex(ask(self.connect_from('127.0.0.8', balancer), '127.0.0.1:9'),
                         r'^HTTP/1.1 502 ')

    def test_v1_checked(self):
        self.assert_checked('v1-checked')

    def test_v2_checked(self):
        self.assert_checked('v2-checked')


if __name__ == '__main__':
    adit_test.run()

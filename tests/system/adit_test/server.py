# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An engine as a server has it: no bus, a service manager that is played by the test."""

import os
import signal
import socket
import sys

from adit_test.case import SystemTest, need_program
from adit_test.process import Process
from adit_test.wait import PATIENCE_S, until

# What a service manager does between fork and exec: the sockets become descriptors 3, 4, …
ACTIVATE = '''import os, sys
fds = [int(fd) for fd in sys.argv[1].split(',')]
high = [os.dup2(fd, 100 + i) for i, fd in enumerate(fds)]
for i, fd in enumerate(high):
    os.dup2(fd, 3 + i)
    os.close(fd)
os.environ.update(LISTEN_FDS=str(len(fds)), LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
'''


class Notifications:
    """The socket that a service is to talk to, and what it has said: sd_notify(3)."""

    def __init__(self, test):
        self.path = test.path('notify')
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        self._socket.setblocking(False)
        self._said = []
        test.addCleanup(self._socket.close)

    def said(self):
        """All lines so far."""
        while True:
            try:
                self._said += self._socket.recv(65536).decode().split('\n')
            except BlockingIOError:
                return self._said

    def wait_for(self, line, count=1):
        until(lambda: self.said().count(line) >= count, f'{line} ×{count} in {self.said()}')


class ServerTest(SystemTest):
    """`config` is the folder of its configuration, which the test may write before and while."""

    def setUp(self):
        if 'ADIT_UNITS' not in os.environ:
            self.skipTest('built without libsystemd: the engine does not say when it is ready')
        super().setUp()
        os.mkdir(self.path('config'), 0o700)
        self.notifications = Notifications(self)
        self.environment['NOTIFY_SOCKET'] = self.notifications.path

    def configure(self, text, name='engine.conf'):
        self.write(f'config/{name}', text)

    def configure_users(self, *names, password='secret'):
        """These and no others; their hashes are the same each time."""
        need_program('openssl')
        hashed = self.assert_ran(self.run_program(
            'openssl', 'passwd', '-5', '-salt', 'adit', password)).stdout.strip()
        self.configure('[users]\nversion=1\n' + ''.join(
            f'[user-{name}]\nname={name}\npassword={hashed}\n' for name in names), 'users.conf')

    def start_server(self, *options, sockets=(), name='config'):
        """Returns it once it is ready; `sockets` are handed to it."""
        arguments = (os.environ['ADIT_ENGINE'], '--no-bus', f'--config-dir={self.path(name)}',
                     *options)
        fds = tuple(each.fileno() for each in sockets)
        if fds:
            arguments = (sys.executable, '-c', ACTIVATE, ','.join(map(str, fds)), *arguments)
        ready = self.notifications.said().count('READY=1')
        engine = Process(arguments, self.environment, inherited=fds)
        self.addCleanup(engine.end)
        until(lambda: self.notifications.said().count('READY=1') > ready
              or not engine.is_running(), f'the engine to be ready: {engine.errors}')
        if not engine.is_running():
            engine.wait()
            raise AssertionError(f'the engine ended: {engine.errors}')
        return engine

    def addresses(self, engine, count=1):
        """Where it listens, at so many addresses. That it is ready may be known before its output
        was read."""
        engine.wait_for_lines(count)
        return [line.removeprefix('listening ') for line in engine.lines]

    def reload(self, engine):
        """Returns once it has read everything again."""
        ready = self.notifications.said().count('READY=1')
        engine.signal(signal.SIGHUP)
        self.notifications.wait_for('READY=1', ready + 1)

    def stop_server(self, engine):
        engine.signal(signal.SIGTERM)
        self.assertEqual(engine.wait(), 0, engine.error_text)

    def is_refusing(self, address):
        host, _, port = address.rpartition(':')
        try:
            socket.create_connection((host.strip('[]'), int(port)), PATIENCE_S).close()
        except ConnectionRefusedError:
            return True
        except ConnectionResetError:
            pass  # it was in the backlog when that was closed
        return False


def listening_socket(test, host='127.0.0.1', **options):
    listener = socket.create_server((host, 0), **options)
    test.addCleanup(listener.close)
    return listener


def address_of(listener):
    host, port = listener.getsockname()[:2]
    return f'[{host}]:{port}' if ':' in host else f'{host}:{port}'

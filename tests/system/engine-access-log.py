# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The access log: what is in it, what never is, and that nothing of it holds anybody up."""

import json
import os
import re
import signal
import time

import adit_test
from adit_test.case import need_program
from adit_test.client import basic, connect, echo, open_tunnel, receive
from adit_test.origin import Origin
from adit_test.server import ServerTest


def answer(connection):
    """An origin of one small answer."""
    request = b''
    while not request.endswith(b'\r\n\r\n'):
        request += connection.recv(65536)
    connection.sendall(b'HTTP/1.1 201 Created\r\nContent-Length: 5\r\n'
                       b'Connection: close\r\n\r\nhello')


class LogTest(ServerTest):
    def start_with(self, access='json', file=None, more='', users=''):
        self.log = self.path('access.log') if file is None else file
        self.more, self.users = more, users
        self.configure(f'{users}[log]\naccess={access}\nfile={self.log}\n{more}')
        self.engine = self.start_server('--listen=127.0.0.1:0')
        self.proxy = self.addresses(self.engine)[0]

    def read(self, name='access.log'):
        try:
            with open(self.path(name)) as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def wait_for_lines(self, count, name='access.log'):
        return adit_test.until(lambda: len(self.read(name)) >= count and self.read(name),
                               f'{count} lines in {name}')

    def tunnel(self, target=None):
        tunnel = open_tunnel(self, self.proxy, target or Origin(self, echo).target)
        tunnel.sendall(b'ping')
        receive(tunnel, 4)
        tunnel.close()

    def ask(self, request):
        with connect(self.proxy) as client:
            client.sendall(request.encode())
            answer = b''
            while more := client.recv(65536):
                answer += more
        return answer.decode()


class Content(LogTest):
    def test_json(self):
        self.start_with()
        target = Origin(self, echo).target
        began = time.time()
        self.tunnel(target)
        line = json.loads(self.wait_for_lines(1)[0])
        self.assertEqual({name: line[name] for name in (
            'user', 'method', 'target', 'path', 'address', 'status', 'cause', 'error', 'encrypted',
            'sent', 'received')}, {
                'user': None, 'method': 'CONNECT', 'target': target, 'path': None,
                'address': target, 'status': 200, 'cause': 'finished', 'error': False,
                'encrypted': False, 'sent': 4, 'received': 4})
        self.assertTrue(line['client'].startswith('127.0.0.1:'))
        self.assertLessEqual(0, line['seconds'])
        self.assertLessEqual(line['seconds'], time.time() - began + 1)
        self.assertRegex(line['time'], r'^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$')

    def test_text(self):
        self.start_with('text')
        target = Origin(self, answer).target
        self.ask(f'GET http://{target}/a/b?token=hidden HTTP/1.1\r\nHost: {target}\r\n'
                 'Connection: close\r\n\r\n')
        self.assertRegex(
            self.wait_for_lines(1)[0],
            r'^127\.0\.0\.1 - - \[\d\d/[A-Z][a-z][a-z]/20\d\d:\d\d:\d\d:\d\d [+-]\d{4}\] '
            rf'"GET {target}/a/b" 201 5 0 answered \d+\.\d{{3}}$')

    def test_refused(self):
        self.start_with()
        self.ask('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n')
        self.ask('nonsense\r\n\r\n')
        lines = [json.loads(line) for line in self.wait_for_lines(2)]
        self.assertEqual([(line['status'], line['cause'], line['error'], line['target'])
                          for line in lines],
                         [(502, 'refused', True, '127.0.0.1:1'), (400, 'bad-request', True, None)])

    def test_denied(self):
        self.configure('deny port 1\n', 'rules.conf')
        self.start_with()
        for _ in range(600):
            self.ask('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n')
        lines = [json.loads(line) for line in self.wait_for_lines(600)]
        self.assertEqual({(line['status'], line['cause'], line['error'], line['target'])
                          for line in lines}, {(403, 'denied-by-rule', True, '127.0.0.1:1')})
        self.assertTrue(self.engine.is_running())

    def test_no_secrets(self):
        """Not in any of the formats: the query, the password, what is asked for wrongly."""
        self.configure_users('alice', password='hidden')
        self.start_with(users='[access]\nsign-in=always\n')
        target = Origin(self, answer).target
        for password in ('hidden', 'hidden-wrong'):
            field = basic('alice', password)
            self.ask(f'GET http://{target}/p?hidden=hidden HTTP/1.1\r\nHost: {target}\r\n'
                     f'{field}Cookie: hidden\r\n'
                     'Authorization: Bearer hidden\r\nConnection: close\r\n\r\n')
        self.ask('GET /?hidden HTTP/1.1\r\nHost: x\r\n\r\n')
        lines = self.wait_for_lines(3)
        self.assertEqual([(line['user'], line['status'], line['path'])
                          for line in map(json.loads, lines[:2])],
                         [('alice', 201, '/p'), (None, 407, '/p')])
        self.configure('[access]\nsign-in=always\n[log]\naccess=text\n'
                       f'file={self.path("other.log")}\n')
        self.reload(self.engine)
        self.ask(f'GET http://{target}/p?hidden=hidden HTTP/1.1\r\nHost: {target}\r\n'
                 f'{field}Connection: close\r\n\r\n')
        text = '\n'.join(lines + self.wait_for_lines(1, 'other.log'))
        for secret in ('hidden', *(basic('alice', password).split()[-1]
                                   for password in ('hidden', 'hidden-wrong'))):
            self.assertNotIn(secret, text)

    def test_silent_clients(self):
        """Health checks are not what anybody wants to read about."""
        self.start_with()
        for _ in range(3):
            connect(self.proxy).close()
        self.tunnel()
        self.wait_for_lines(1)
        self.stop_server(self.engine)
        self.assertEqual([json.loads(line)['cause'] for line in self.read()], ['finished'])

    def test_standard_error(self):
        """Which is the journal's where systemd has started the engine."""
        self.start_with(file='')
        self.tunnel()
        adit_test.until(lambda: self.engine.errors, 'a line')
        self.assertEqual(json.loads(self.engine.errors[0])['cause'], 'finished')


class Files(LogTest):
    def test_mode(self):
        self.start_with()
        self.tunnel()
        self.wait_for_lines(1)
        self.assertEqual(os.stat(self.log).st_mode & 0o777, 0o600)

    def test_begun_anew(self):
        """By size: a MiB is some 140 lines with so long a path."""
        self.start_with(more='size-mib=1\nkeep=2\n')
        target = Origin(self, answer).target
        path = '/' + 'x' * 7000
        request = f'GET http://127.0.0.1:1{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
        for _ in range(400):
            self.ask(request)
        adit_test.until(lambda: os.path.exists(self.path('access.log.2')), 'the third file')
        self.stop_server(self.engine)
        names = ('access.log', 'access.log.1', 'access.log.2')
        sizes = [os.stat(self.path(name)).st_size for name in names]
        self.assertTrue(all(size <= 1 << 20 for size in sizes), sizes)
        self.assertGreater(sizes[1], 900000)
        self.assertEqual(sum(len(self.read(name)) for name in names), 400)
        for name in names:
            for line in self.read(name):
                json.loads(line)

    def assert_reopened(self, number):
        self.start_with()
        self.tunnel()
        self.wait_for_lines(1)
        os.rename(self.log, self.path('away'))
        self.tunnel()
        self.wait_for_lines(2, 'away')
        self.engine.signal(number)
        adit_test.until(lambda: self.tunnel() or self.read(), 'a line in the new file')
        self.assertGreaterEqual(len(self.read('away') + self.read()), 3)

    def test_sigusr1(self):
        self.assert_reopened(signal.SIGUSR1)

    def test_sighup(self):
        self.assert_reopened(signal.SIGHUP)

    def test_logrotate(self):
        """The real one, as an administrator writes it down."""
        logrotate = need_program('logrotate')
        self.start_with()
        self.tunnel()
        self.wait_for_lines(1)
        config = self.write('logrotate.conf', f'{self.log} {{\n  rotate 3\n  size 1\n'
                            f'  postrotate\n    kill -USR1 {self.engine.pid}\n  endscript\n}}\n')
        os.chmod(config, 0o600)
        self.assert_ran(self.run_program(logrotate, '-s', self.path('state'), config))
        adit_test.until(lambda: self.tunnel() or self.read(), 'a line in the new file')
        self.assertGreaterEqual(len(self.read('access.log.1')), 1)

    def test_written_at_the_end(self):
        """What ends with the engine is in the log as well."""
        self.start_with(more='[limits]\ngrace-seconds=0\n')
        tunnels = [open_tunnel(self, self.proxy, Origin(self, echo).target) for _ in range(5)]
        self.stop_server(self.engine)
        self.assertEqual([json.loads(line)['cause'] for line in self.read()],
                         ['stopped'] * len(tunnels))


class Trouble(LogTest):
    def lost(self):
        """How many lines, as the metrics tell."""
        text = self.ask('GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        return int(re.search(r'adit_access_log_lines_total\{result="lost"\} (\d+)', text)[1])

    def test_full_disk(self):
        """Tunnels go on, what is lost is said, and counted."""
        if not os.path.exists('/dev/full'):
            self.skipTest('there is no /dev/full')
        self.start_with(file='/dev/full', more='[metrics]\nclients=127.0.0.1\n')
        for _ in range(20):
            self.tunnel()
        adit_test.until(lambda: 'were lost' in self.engine.error_text, 'a complaint')
        self.assertRegex(self.engine.error_text,
                         r'lines of the access log were lost: /dev/full: No space left on device')
        counts = []
        adit_test.until(lambda: counts.append(self.lost()) or counts[-1] >= 20, '20 lost lines')
        self.assertLessEqual(counts[-1], 20 + len(counts))  # each question is a line, too
        self.tunnel()
        self.stop_server(self.engine)

    def test_no_folder(self):
        self.start_with(file=self.path('missing', 'access.log'))
        self.tunnel()
        adit_test.until(lambda: 'were lost' in self.engine.error_text, 'a complaint')
        self.assertIn('No such file or directory', self.engine.error_text)
        os.mkdir(self.path('missing'))
        self.tunnel()
        self.wait_for_lines(1, 'missing/access.log')

    def test_pipe_nobody_reads(self):
        """Nor does the end wait for it."""
        os.mkfifo(self.path('pipe'))
        reader = os.open(self.path('pipe'), os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        self.start_with(file=self.path('pipe'))
        request = f'GET http://127.0.0.1:1/{"x" * 7000} HTTP/1.1\r\nHost: x\r\n' \
            'Connection: close\r\n\r\n'
        for _ in range(40):
            self.ask(request)
        began = time.monotonic()
        self.tunnel()
        self.stop_server(self.engine)
        self.assertLess(time.monotonic() - began, 8)


if __name__ == '__main__':
    adit_test.run()

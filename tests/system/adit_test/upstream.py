# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Upstream proxies that want a sign-in, of each kind. Whatever is reached through one is answered
by itself, with one line."""

import base64

from adit_test.client import read_head, receive
from adit_test.origin import Origin

GREETING = b'through the upstream\n'


class Upstream:
    """`seen`: for each who came, the user and the password that they said, or None."""

    def __init__(self, test, kind, user, password, certificates=None):
        self.wanted = (user, password)
        self.seen = []
        self._tls = certificates.context() if kind == 'https' else None
        self._serve = self._socks if kind == 'socks5' else self._http
        self.address = Origin(test, self._accept).target

    def _accept(self, connection):
        if not self._tls:
            self._answer(connection)
            return
        with self._tls.wrap_socket(connection, server_side=True) as secure:
            self._answer(secure)
            secure.unwrap()

    def _answer(self, connection):
        if self._serve(connection):
            connection.sendall(GREETING)

    def _check(self, said):
        self.seen.append(said)
        return said == self.wanted

    def _http(self, connection):
        said = None
        for line in read_head(connection).split('\r\n'):
            name, _, value = line.partition(': ')
            if name.lower() == 'proxy-authorization':
                said = tuple(base64.b64decode(value.removeprefix('Basic ')).decode().split(':', 1))
        if self._check(said):
            connection.sendall(b'HTTP/1.1 200 OK\r\n\r\n')
            return True
        connection.sendall(b'HTTP/1.1 407 Proxy Authentication Required\r\n'
                           b'Proxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n')
        return False

    def _socks(self, connection):
        methods = receive(connection, receive(connection, 2)[1])
        if 2 not in methods:
            self.seen.append(None)
            connection.sendall(b'\x05\xff')
            return False
        connection.sendall(b'\x05\x02')
        user = receive(connection, receive(connection, 2)[1]).decode()
        password = receive(connection, receive(connection, 1)[0]).decode()
        if not self._check((user, password)):
            connection.sendall(b'\x01\x01')
            return False
        connection.sendall(b'\x01\x00')
        kind = receive(connection, 4)[3]
        length = receive(connection, 1)[0] if kind == 3 else {1: 4, 4: 16}[kind]
        receive(connection, length + 2)
        connection.sendall(b'\x05\x00\x00\x01' + bytes(6))
        return True

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client of our own, where a real one could not show what is meant."""

import base64
import socket

from adit_test.wait import PATIENCE_S


def split(address):
    host, _, port = address.rpartition(':')
    return host.strip('[]'), int(port)


def connect(address):
    connection = socket.create_connection(split(address), PATIENCE_S)
    connection.settimeout(PATIENCE_S)
    return connection


def read_head(connection):
    """Not a byte more than the reply's head."""
    head = b''
    while not head.endswith(b'\r\n\r\n'):
        byte = connection.recv(1)
        if not byte:
            raise ConnectionError(f'closed after {head!r}')
        head += byte
    return head.decode('ascii')


def basic(user, password):
    """The header field that signs in."""
    word = base64.b64encode(f'{user}:{password}'.encode()).decode()
    return f'Proxy-Authorization: Basic {word}\r\n'


def ask(proxy, target, fields=''):
    """Asks for a tunnel, with more header fields; returns the connection and the reply's head."""
    connection = connect(proxy)
    connection.sendall(f'CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{fields}\r\n'.encode())
    return connection, read_head(connection)


def open_tunnel(test, proxy, target, fields=''):
    connection, head = ask(proxy, target, fields)
    test.addCleanup(connection.close)
    test.assertRegex(head, r'^HTTP/1.1 200 ')
    return connection


def receive(connection, count):
    data = bytearray()
    while len(data) < count:
        more = connection.recv(min(count - len(data), 1 << 18))
        if not more:
            raise ConnectionError(f'closed after {len(data)} of {count} bytes')
        data += more
    return bytes(data)


def echo(connection):
    """An origin's handler: sends back what comes, until the client is done."""
    while data := connection.recv(65536):
        connection.sendall(data)

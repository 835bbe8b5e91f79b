# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Servers on loopback for the clients to reach through a tunnel."""

import contextlib
import errno
import functools
import http.server
import os
import socket
import ssl
import subprocess
import threading

from adit_test.wait import PATIENCE_S


class Origin:
    """Accepts on a free port and runs handle(connection) for each client in a thread of its own.
    What a handler raises fails the test when the origin is stopped; a client that leaves early is
    no failure."""

    def __init__(self, test, handle, host='127.0.0.1'):
        self._handle = handle
        self._errors = []
        self._socket = socket.create_server((host, 0))
        self.port = self._socket.getsockname()[1]
        self.target = f'{host}:{self.port}'
        threading.Thread(target=self._accept, daemon=True).start()
        test.addCleanup(self.stop)

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE_S)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            try:
                self._handle(connection)
            except (ConnectionError, ssl.SSLError):
                pass
            except Exception as error:
                self._errors.append(error)

    def stop(self):
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        if self._errors:
            raise self._errors[0]


class Wire:
    """A plain connection that counts what really goes over it."""

    def __init__(self, connection):
        self.connection = connection
        self.sent = 0
        self.received = 0

    def write(self, data):
        self.connection.sendall(data)
        self.sent += len(data)

    def read(self):
        data = self.connection.recv(65536)
        self.received += len(data)
        return data

    def end(self):
        """Says that no more is sent."""
        try:
            self.connection.shutdown(socket.SHUT_WR)
        except OSError as error:
            if error.errno != errno.ENOTCONN:
                raise
            raise ConnectionError('the client left before the end') from error


class TlsWire(Wire):
    """TLS by hand over a counted connection: records and handshakes count, as a tunnel sees
    them. It is among `wires` before its handshake, which the client may break off."""

    def __init__(self, connection, context, wires=None):
        super().__init__(connection)
        if wires is not None:
            wires.append(self)
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._drive(self._tls.do_handshake)

    def _flush(self):
        if self._outgoing.pending:
            super().write(self._outgoing.read())

    def _drive(self, step):
        while True:
            try:
                result = step()
                self._flush()
                return result
            except ssl.SSLWantReadError:
                self._flush()
                data = super().read()
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()

    def write(self, data):
        self._drive(functools.partial(self._tls.write, data))

    def read(self):
        try:
            return self._drive(functools.partial(self._tls.read, 65536))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b''

    def end(self):
        """With close_notify, without which it would be cut off rather than at its end."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.unwrap()
        self._flush()
        super().end()


def read_until(wire, end):
    data = b''
    while end not in data:
        more = wire.read()
        if not more:
            raise ConnectionError(f'the client left after {data!r}')
        data += more
    return data


def read_to_end(wire):
    data = b''
    while more := wire.read():
        data += more
    return data


class Certificates:
    """An authority made for this test, and a server's certificate by it."""

    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.authority = f'{directory}/ca.pem'
        self.certificate = f'{directory}/server.pem'
        self.key = f'{directory}/server-key.pem'
        key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
        common = ['openssl', 'req', '-x509', '-days', '2', *key]
        self._run([*common, '-subj', '/CN=Test Authority', '-keyout', f'{directory}/ca-key.pem',
                   '-out', self.authority, '-addext', 'keyUsage=critical,keyCertSign'])
        self._run(['openssl', 'req', *key, '-subj', '/CN=localhost', '-keyout', self.key, '-out',
                   f'{directory}/server.csr'])
        with open(f'{directory}/server.ext', 'w') as file:
            file.write('subjectAltName=DNS:localhost,IP:127.0.0.1\n'
                       'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n')
        self._run(['openssl', 'x509', '-req', '-days', '2', '-in', f'{directory}/server.csr',
                   '-CA', self.authority, '-CAkey', f'{directory}/ca-key.pem', '-CAcreateserial',
                   '-extfile', f'{directory}/server.ext', '-out', self.certificate])

    @staticmethod
    def _run(command):
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)

    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *arguments):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address, handler, context):
        super().__init__(address, handler)
        self._context = context

    def finish_request(self, request, client_address):
        """The handshake belongs into the connection's thread."""
        if self._context is None:
            super().finish_request(request, client_address)
            return
        with self._context.wrap_socket(request, server_side=True) as tls:
            super().finish_request(tls, client_address)

    def handle_error(self, request, client_address):
        pass


def serve_files(test, directory, certificates=None):
    """Files over https, or over http where there are no certificates; returns the port. There are
    no session tickets: git's libcurl, with GnuTLS, stalls when one comes together with an answer
    inside two layers of TLS. It does not look whether the outer layer still holds something."""
    handler = functools.partial(QuietHandler, directory=directory)
    context = certificates.context() if certificates else None
    if context:
        context.num_tickets = 0
    server = QuietServer(('127.0.0.1', 0), handler, context)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    test.addCleanup(server.server_close)
    test.addCleanup(server.shutdown)
    return server.server_address[1]

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An HTTP/1.1 origin that remembers what it was asked, byte for byte, and answers in every way that
HTTP knows; what it answers is in `answers`. It is strict: a request that no origin should get
fails the test."""

import dataclasses
import itertools
import threading

from adit_test import answers
from adit_test.origin import Origin, TlsWire, Wire
from adit_test.wait import PATIENCE_S


@dataclasses.dataclass
class Request:
    method: str
    target: str
    version: str
    fields: list  # (name, value), in order, as written
    connection: int  # a number for each connection that the origin accepted
    body: bytes = b''
    trailers: list = dataclasses.field(default_factory=list)

    @property
    def path(self):
        return self.target.partition('?')[0]

    def values(self, name):
        return [value for other, value in self.fields if other.lower() == name.lower()]

    def tokens(self, name):
        """The members of a comma-separated field, in lower case."""
        return [token.strip().lower() for value in self.values(name) for token in value.split(',')]


class Reader:
    """Takes from a wire what a message's syntax asks for, and not a byte more."""

    def __init__(self, wire):
        self.wire = wire
        self._data = b''

    def _more(self):
        data = self.wire.read()
        if not data:
            raise ConnectionError(f'the client left after {self._data[-100:]!r}')
        self._data += data

    def until(self, end):
        while end not in self._data:
            self._more()
        found, _, self._data = self._data.partition(end)
        return found

    def exactly(self, count):
        while len(self._data) < count:
            self._more()
        found, self._data = self._data[:count], self._data[count:]
        return found

    def some(self):
        """What has come, at least a byte; nothing at the end."""
        found, self._data = self._data or self.wire.read(), b''
        return found


def read_fields(lines):
    fields = []
    for line in lines:
        name, colon, value = line.partition(':')
        if not colon or name != name.strip() or '\n' in line or '\r' in line:
            raise ValueError(f'no field: {line!r}')
        fields.append((name, value.strip(' \t')))
    return fields


def read_request(reader, connection):
    """The head; its body is read when the answer wants it."""
    lines = reader.until(b'\r\n\r\n').decode('latin-1').split('\r\n')
    method, target, version = lines[0].split(' ')
    request = Request(method, target, version, read_fields(lines[1:]), connection)
    if not target.startswith('/') and (method, target) != ('OPTIONS', '*'):
        raise ValueError(f'no target for an origin: {lines[0]!r}')
    if len(request.values('Host')) != 1:
        raise ValueError(f'not one Host in {request}')
    return request


class Exchange:
    """One request and its answer."""

    def __init__(self, web, reader, request):
        self.web = web
        self.reader = reader
        self.wire = reader.wire
        self.request = request
        self.is_last = 'close' in request.tokens('Connection') or request.version != 'HTTP/1.1'

    def read_body(self):
        if '100-continue' in self.request.tokens('Expect'):
            self.wire.write(b'HTTP/1.1 100 Continue\r\n\r\n')
        if self.request.values('Transfer-Encoding') == ['chunked']:
            self._read_chunks()
        elif lengths := self.request.values('Content-Length'):
            self.request.body = self.reader.exactly(int(*lengths))

    def _read_chunks(self):
        while size := int(self.reader.until(b'\r\n').partition(b';')[0], 16):
            self.request.body += self.reader.exactly(size)
            if self.reader.exactly(2) != b'\r\n':
                raise ValueError('a chunk that does not end')
        while line := self.reader.until(b'\r\n'):
            self.request.trailers += read_fields([line.decode('latin-1')])

    def write_head(self, status, fields=()):
        lines = [f'HTTP/1.1 {status}', *(f'{name}: {value}' for name, value in fields)]
        self.wire.write(('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1'))

    def write_body(self, data):
        if self.request.method != 'HEAD':
            self.wire.write(data)

    def answer(self, status, fields=(), body=b''):
        self.write_head(status, [*fields, ('Content-Length', len(body))])
        self.write_body(body)

    def end(self):
        """The body is what came until now."""
        self.wire.end()
        self.is_last = True

    def break_off(self):
        """The connection is closed, and the end of what is sent is not announced."""
        self.is_last = True

    def wait(self):
        """Until the test says that it goes on."""
        if not self.web.may_go_on.wait(PATIENCE_S):
            raise AssertionError('the test did not let the answer go on')


class Web:
    """`pages` are files by their path: (content type, content)."""

    def __init__(self, test, certificates=None, host='127.0.0.1'):
        self.requests = []
        self.wires = []
        self.pages = {}
        self.may_go_on = threading.Event()
        self._context = certificates.context() if certificates else None
        self._numbers = itertools.count(1)
        self._origin = Origin(test, self._serve, host)
        test.addCleanup(self.may_go_on.set)
        self.port = self._origin.port
        self.target = self._origin.target
        self.scheme = 'https' if certificates else 'http'
        self.url = f'{self.scheme}://{self.target}'

    def _serve(self, connection):
        if self._context:
            wire = TlsWire(connection, self._context, self.wires)
        else:
            wire = Wire(connection)
            self.wires.append(wire)
        reader, number = Reader(wire), next(self._numbers)
        is_last = False
        while not is_last:
            exchange = Exchange(self, reader, read_request(reader, number))
            answers.answer(exchange)
            is_last = exchange.is_last

    def stop(self):
        """Nobody listens there any more."""
        self._origin.stop()

    def asked(self, path, method=None):
        """The requests for this path that were read to their end."""
        return [request for request in self.requests
                if request.path == path and method in (None, request.method)]

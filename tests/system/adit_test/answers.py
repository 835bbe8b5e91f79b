# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the web origin serves: a path for each way in which HTTP can answer. A handler reads the
request's body when it wants it; the request is remembered as soon as it was read."""

import gzip
import hashlib
import random

from adit_test.websocket import accept_websocket, echo_frames

CONTENT = random.Random(9110).randbytes(1_000_000)
HALF = len(CONTENT) // 2
TEXT = b'the same again and again\n' * 4000
GZIP = gzip.compress(TEXT, mtime=0)
FIRST = CONTENT[:5]
DIGEST = hashlib.sha256(CONTENT).hexdigest()
COOKIES = ['one=1; Path=/', 'two=2; Expires=Wed, 09 Jun 2100 10:18:14 GMT', 'one=3']
EARLY_LINK = '</style.css>; rel=preload; as=style'


def fixed(exchange):
    """With fields that a proxy has no business with: their order, case, and duplicates stay."""
    exchange.answer('200 OK', [('X-Twice', 'first'), ('x-lower', 'kept'), ('X-Twice', 'second'),
                               ('ETag', '"a,b"'), ('X-Empty', '')], CONTENT)


def hop_by_hop(exchange):
    """Fields that are for the proxy alone: RFC 9110, section 7.6.1."""
    exchange.answer('200 OK', [('Connection', 'X-Hop, keep-alive'), ('X-Hop', '1'),
                               ('Keep-Alive', 'timeout=5'), ('Proxy-Connection', 'keep-alive'),
                               ('X-End', '1')], TEXT)


def chunk(data, extension=b''):
    return b'%x%s\r\n%s\r\n' % (len(data), extension, data)


def chunked(exchange):
    exchange.write_head('200 OK', [('Transfer-Encoding', 'chunked'), ('Trailer', 'X-Digest')])
    exchange.write_body(chunk(CONTENT[:1]) + chunk(CONTENT[1:HALF], b';name="a;b"'))
    exchange.write_body(chunk(CONTENT[HALF:]) + b'0\r\nX-Digest: %s\r\n\r\n' % DIGEST.encode())


def until_close(exchange):
    exchange.write_head('200 OK', [('Content-Type', 'application/octet-stream')])
    exchange.write_body(CONTENT)
    exchange.end()


def redirect(exchange):
    exchange.answer('302 Found', [('Location', '/fixed')])


def cookies(exchange):
    exchange.answer('200 OK', [('Set-Cookie', cookie) for cookie in COOKIES], TEXT)


def early(exchange):
    """RFC 8297"""
    exchange.write_head('103 Early Hints', [('Link', EARLY_LINK)])
    exchange.answer('200 OK', [], TEXT)


def upload(exchange):
    digest = hashlib.sha256(exchange.request.body).hexdigest()
    exchange.answer('201 Created', [('Content-Type', 'text/plain')], digest.encode())


def refuse(exchange):
    """Before the body, which is not asked for: RFC 9110, section 10.1.1."""
    exchange.answer('413 Content Too Large', [('Connection', 'close')])
    exchange.end()


def broken(exchange):
    exchange.write_head('200 OK', [('Content-Length', len(CONTENT))])
    exchange.write_body(CONTENT[:HALF])
    exchange.break_off()


def broken_chunks(exchange):
    """Between two chunks, where it might look like an end."""
    exchange.write_head('200 OK', [('Transfer-Encoding', 'chunked')])
    exchange.write_body(chunk(CONTENT[:HALF]))
    exchange.break_off()


def broken_close(exchange):
    """With TLS, an end that was not announced is none: RFC 8446, section 6.1."""
    exchange.write_head('200 OK')
    exchange.write_body(CONTENT[:HALF])
    exchange.break_off()


def compressed(exchange):
    exchange.answer('200 OK', [('Content-Encoding', 'gzip'), ('Vary', 'Accept-Encoding')], GZIP)


def slow(exchange):
    """The head and the first bytes at once, the rest when the test says so."""
    exchange.write_head('200 OK', [('Content-Length', len(CONTENT))])
    exchange.write_body(FIRST)
    exchange.wait()
    exchange.write_body(CONTENT[len(FIRST):])


def late(exchange):
    """Not even the first byte before the test says so."""
    exchange.wait()
    exchange.answer('200 OK', [], TEXT)


def empty(exchange):
    exchange.write_head('204 No Content', [('X-End', '1')])


def unchanged(exchange):
    """The length is that of what is not sent: RFC 9110, section 15.4.5."""
    exchange.write_head('304 Not Modified', [('ETag', '"1"'), ('Content-Length', len(CONTENT))])


def private(exchange):
    """Basic with user and password `user`, `secret`."""
    if exchange.request.values('Authorization') == ['Basic dXNlcjpzZWNyZXQ=']:
        exchange.answer('200 OK', [], TEXT)
    else:
        exchange.answer('401 Unauthorized', [('WWW-Authenticate', 'Basic realm="test"')])


def websocket(exchange):
    accept_websocket(exchange)
    echo_frames(exchange.reader, exchange.wire)
    exchange.is_last = True
    exchange.end()


HANDLERS = {
    '/fixed': fixed, '/hop-by-hop': hop_by_hop, '/chunked': chunked, '/close': until_close,
    '/redirect': redirect, '/cookies': cookies, '/early': early, '/upload': upload,
    '/refuse': refuse, '/broken': broken, '/broken-chunks': broken_chunks,
    '/broken-close': broken_close, '/gzip': compressed, '/slow': slow, '/late': late,
    '/empty': empty, '/unchanged': unchanged, '/private': private, '/websocket': websocket,
}


def page(exchange):
    path = exchange.request.path
    if path in exchange.web.pages:
        content_type, content = exchange.web.pages[path]
        exchange.answer('200 OK', [('Content-Type', content_type)], content)
    else:
        exchange.answer('404 Not Found')


def answer(exchange):
    handler = HANDLERS.get(exchange.request.path, page)
    if handler is not refuse:
        exchange.read_body()
    exchange.web.requests.append(exchange.request)
    handler(exchange)

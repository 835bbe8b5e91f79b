# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""curl asking for http:// addresses without a tunnel, over both kinds of proxy: every way in which
an answer can be framed, and what may not change on the way."""

import hashlib
import os

import adit_test
from adit_test import answers
from adit_test.forward import ForwardTest, each_proxy, reuses_encrypted_proxy
from adit_test.web import Web, read_fields


class CurlTest(ForwardTest):
    def setUp(self):
        adit_test.need_program('curl')
        super().setUp()

    def options(self, proxy, *arguments):
        """--silent shows no progress; whatever the machine's owner configured is left out."""
        return ('curl', '--disable', '--silent', '--show-error', '--proxy', proxy,
                '--proxy-cacert', self.authority, '--noproxy', '', '--cacert',
                self.certificates.authority, '--output', self.path('body'), '--dump-header',
                self.path('head'), '--write-out', '%{response_code}\n', *arguments)

    def curl(self, proxy, *arguments, status=200, exit_status=0):
        for name in ('body', 'head'):
            self.write(name, b'')
        result = self.assert_ran(self.run_program(*self.options(proxy, *arguments)), exit_status)
        self.assertEqual(result.stdout.split()[-1], str(status), result.stderr)
        return result

    def body(self):
        with open(self.path('body'), 'rb') as file:
            return file.read()

    def assert_body(self, content):
        body = self.body()
        self.assertTrue(body == content, f'{len(body)} bytes, not those {len(content)}')

    def heads(self):
        """Status line and fields of each answer, the interim ones and trailers included."""
        with open(self.path('head'), newline='') as file:
            blocks = file.read().strip('\r\n').split('\r\n\r\n')
        return [(block.split('\r\n')[0], read_fields(block.split('\r\n')[1:])) for block in blocks]

    def fields(self):
        return self.heads()[0][1]

    def values(self, name):
        return [value for other, value in self.fields() if other.lower() == name.lower()]


class Requests(CurlTest):
    """What arrives at the origin."""

    @each_proxy
    def test_get(self, proxy):
        self.curl(proxy, '--header', 'X-Twice: one', '--header', 'x-lower: kept', '--header',
                  'X-Twice: two', '--header', 'Connection: X-Hop', '--header', 'X-Hop: 1',
                  '--header', 'Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=',
                  f'{self.web.url}/fixed?query=hidden')
        self.assert_body(answers.CONTENT)
        request = self.web.requests[-1]
        self.assert_forwarded(request, self.web)
        self.assertEqual((request.method, request.target), ('GET', '/fixed?query=hidden'))
        self.assertEqual([field for field in request.fields if field[0][:2].lower() == 'x-'],
                         [('X-Twice', 'one'), ('x-lower', 'kept'), ('X-Twice', 'two')])
        row = self.wait_for_request(self.web, '/fixed', self.is_secure(proxy))
        self.assertEqual((row['method'], row['address']), ('GET', self.web.target))
        self.assert_carried(row, 0, len(answers.CONTENT))
        self.assert_quiet('dXNlcjpzZWNyZXQ=', 'query=hidden')

    def assert_quiet(self, *secrets):
        """Neither the log nor the bus tells them."""
        told = self.engine.error_text + '\n'.join(self.engine.lines) + str(self.recent())
        for secret in secrets:
            self.assertNotIn(secret, told)

    @each_proxy
    def test_head(self, proxy):
        self.curl(proxy, '--head', f'{self.web.url}/fixed')
        self.assertEqual(self.values('Content-Length'), [str(len(answers.CONTENT))])
        self.assertEqual(self.web.requests[-1].method, 'HEAD')
        self.wait_for_request(self.web, '/fixed', self.is_secure(proxy))

    def test_methods(self):
        for method in ('DELETE', 'OPTIONS', 'PATCH', 'PROPFIND', 'made-up'):
            self.curl(self.proxy_url, '--request', method, f'{self.web.url}/gzip')
            self.assertEqual(self.web.requests[-1].method, method)

    def check_upload(self, proxy, content, *arguments):
        self.write('content', content)
        self.curl(proxy, *arguments, '--upload-file', self.path('content'),
                  f'{self.web.url}/upload', status=201)
        request = self.web.requests[-1]
        self.assert_body(hashlib.sha256(content).hexdigest().encode())
        self.assertTrue(request.body == content)
        row = self.wait_for_request(self.web, '/upload', self.is_secure(proxy), 201)
        self.assert_carried(row, len(content), 64)
        return request

    @each_proxy
    def test_upload_expect(self, proxy):
        """100 is the origin's, and comes before the body does."""
        request = self.check_upload(proxy, answers.CONTENT, '--header', 'Expect: 100-continue',
                                    '--expect100-timeout', '60')
        self.assertEqual(request.values('Expect'), ['100-continue'])
        self.assertEqual([head[0].split()[1] for head in self.heads()], ['100', '201'])

    @each_proxy
    def test_upload(self, proxy):
        request = self.check_upload(proxy, answers.CONTENT, '--header', 'Expect:')
        self.assertEqual(request.values('Content-Length'), [str(len(answers.CONTENT))])

    @each_proxy
    def test_upload_chunked(self, proxy):
        request = self.check_upload(proxy, answers.CONTENT, '--header',
                                    'Transfer-Encoding: chunked')
        self.assertEqual(request.values('Content-Length'), [])

    @each_proxy
    def test_upload_refused(self, proxy):
        """Whoever waits for 100 and gets something else keeps the body."""
        self.write('content', answers.CONTENT)
        result = self.curl(proxy, '--header', 'Expect: 100-continue', '--expect100-timeout',
                           '60', '--upload-file', self.path('content'), '--write-out',
                           '%{size_upload} %{response_code}\n', f'{self.web.url}/refuse',
                           status=413)
        self.assertEqual(result.stdout.split()[-2], '0')

    @each_proxy
    def test_origin_authentication(self, proxy):
        self.curl(proxy, f'{self.web.url}/private', status=401)
        self.assertEqual(self.values('WWW-Authenticate'), ['Basic realm="test"'])
        self.curl(proxy, '--user', 'user:secret', f'{self.web.url}/private')
        self.assert_body(answers.TEXT)
        self.assert_quiet('dXNlcjpzZWNyZXQ=')

    @each_proxy
    def test_http_1_0(self, proxy):
        """The client gets no chunks, and learns the end from the end."""
        for path in ('/fixed', '/chunked', '/close'):
            self.curl(proxy, '--http1.0', f'{self.web.url}{path}')
            self.assert_body(answers.CONTENT)
            self.assertEqual(self.values('Transfer-Encoding'), [])
            self.assertIn('1.0 adit', self.web.requests[-1].tokens('Via'))


class Answers(CurlTest):
    """What arrives at the client."""

    def check(self, proxy, path, content, *arguments):
        self.curl(proxy, *arguments, f'{self.web.url}{path}')
        self.assert_body(content)
        row = self.wait_for_request(self.web, path, self.is_secure(proxy))
        self.assert_carried(row, 0, len(content))

    @each_proxy
    def test_fields(self, proxy):
        self.curl(proxy, f'{self.web.url}/fixed')
        kept = [field for field in self.fields()
                if field[0].lower() not in ('via', 'date', 'content-length', 'connection')]
        self.assertEqual(kept, [('X-Twice', 'first'), ('x-lower', 'kept'),
                                ('X-Twice', 'second'), ('ETag', '"a,b"'), ('X-Empty', '')])
        self.assertIn('1.1 adit', self.values('Via')[0])

    @each_proxy
    def test_hop_by_hop(self, proxy):
        self.curl(proxy, f'{self.web.url}/hop-by-hop')
        self.assertEqual(self.values('X-End'), ['1'])
        for name in ('X-Hop', 'Keep-Alive'):
            self.assertEqual(self.values(name), [], name)
        self.assertNotIn('X-Hop', ' '.join(self.values('Connection')))

    @each_proxy
    def test_chunked(self, proxy):
        self.check(proxy, '/chunked', answers.CONTENT)
        self.assertEqual(self.values('Transfer-Encoding'), ['chunked'])
        with open(self.path('head')) as file:
            self.assertTrue(file.read().endswith(f'\n\nX-Digest: {answers.DIGEST}\n'))

    @each_proxy
    def test_until_close(self, proxy):
        self.check(proxy, '/close', answers.CONTENT)

    @each_proxy
    def test_compressed(self, proxy):
        """Nobody asked the proxy to look into it."""
        self.check(proxy, '/gzip', answers.GZIP)
        self.assertEqual(self.values('Content-Encoding'), ['gzip'])

    @each_proxy
    def test_cookies(self, proxy):
        self.check(proxy, '/cookies', answers.TEXT)
        self.assertEqual(self.values('Set-Cookie'), answers.COOKIES)

    @each_proxy
    def test_early_hints(self, proxy):
        self.check(proxy, '/early', answers.TEXT)
        (early, fields), (final, _) = self.heads()
        self.assertEqual((early.split()[1], final.split()[1]), ('103', '200'))
        self.assertIn(('Link', answers.EARLY_LINK), fields)

    @each_proxy
    def test_redirect(self, proxy):
        self.curl(proxy, f'{self.web.url}/redirect', status=302)
        self.assertEqual(self.values('Location'), ['/fixed'])
        self.curl(proxy, '--location', f'{self.web.url}/redirect')
        self.assert_body(answers.CONTENT)

    @each_proxy
    def test_no_content(self, proxy):
        for path, status in (('/empty', 204), ('/unchanged', 304)):
            self.curl(proxy, f'{self.web.url}{path}', f'{self.web.url}/gzip', '--output',
                      self.path('second'))
            self.assertEqual(self.heads()[0][0].split()[1], str(status))
            self.assertEqual(self.body(), b'')
            with open(self.path('second'), 'rb') as file:
                self.assertTrue(file.read() == answers.GZIP)

    @each_proxy
    def test_first_byte(self, proxy):
        """The first byte goes out when it is there; the rest has not even been sent."""
        self.web.may_go_on.clear()
        self.write('body', b'')
        curl = self.start(*self.options(proxy, '--no-buffer', f'{self.web.url}/slow'))
        adit_test.until(lambda: self.body() == answers.FIRST, 'the first bytes')
        self.assertEqual([row['method'] for row in self.live()], ['GET'])
        self.web.may_go_on.set()
        self.assertEqual(curl.wait(), 0, curl.error_text)
        self.assert_body(answers.CONTENT)

    @each_proxy
    def test_late(self, proxy):
        self.web.may_go_on.clear()
        curl = self.start(*self.options(proxy, f'{self.web.url}/late'))
        adit_test.until(lambda: self.live(), 'the request that waits')
        self.web.may_go_on.set()
        self.assertEqual(curl.wait(), 0, curl.error_text)
        self.assert_body(answers.TEXT)

    @each_proxy
    def test_broken(self, proxy):
        """What the origin did not finish looks unfinished: curl's 18 is a partial file."""
        for path in ('/broken', '/broken-chunks'):
            self.curl(proxy, f'{self.web.url}{path}', exit_status=18)
            self.assert_body(answers.CONTENT[:answers.HALF])
            self.wait_for_request(self.web, path, self.is_secure(proxy),
                                  cause='response-incomplete')

    @each_proxy
    def test_refused(self, proxy):
        gone = Web(self)
        gone.stop()
        self.curl(proxy, f'{gone.url}/', status=502)
        self.assertIn('error=connection_refused', self.values('Proxy-Status')[0])
        self.wait_for_request(gone, '/', self.is_secure(proxy), 502, 'refused')


class Connections(CurlTest):
    @each_proxy
    def test_kept_alive(self, proxy):
        """One connection to the proxy for several origins, one to each of them."""
        other = Web(self)
        urls = [f'{web.url}/gzip' for web in (self.web, other) * 3]
        result = self.curl(proxy, '--write-out', '%{num_connects} %{response_code}\n', *urls,
                           *(['--output', '/dev/null'] * (len(urls) - 1)))
        said = result.stdout.split()
        self.assertEqual(said[1::2], ['200'] * len(urls))
        if not self.is_secure(proxy) or reuses_encrypted_proxy():
            self.assertEqual(said[0::2], ['1'] + ['0'] * (len(urls) - 1))
        for web in (self.web, other):
            numbers = {request.connection for request in web.requests[-3:]}
            self.assertEqual(len(numbers), 1)

    @each_proxy
    def test_parallel(self, proxy):
        """Thirty at a time, of three kinds; each gets its own."""
        paths = ('/fixed', '/chunked', '/gzip')
        asked_before = len(self.web.requests)
        arguments = []
        for number in range(30):
            arguments += ['--output', self.path(f'got-{number}'),
                          f'{self.web.url}{paths[number % 3]}']
        options = [option for option in self.options(proxy) if option != self.path('body')]
        options.remove('--output')
        self.assert_ran(self.run_program(*options, '--parallel', '--parallel-max', '30',
                                         *arguments))
        for number in range(30):
            with open(self.path(f'got-{number}'), 'rb') as file:
                self.assertTrue(file.read() == (
                    answers.GZIP if number % 3 == 2 else answers.CONTENT), number)
            os.unlink(self.path(f'got-{number}'))
        self.assertEqual(len(self.web.requests) - asked_before, 30)

    @each_proxy
    def test_tunnel(self, proxy):
        """--proxytunnel: the same without the proxy's hand in it."""
        for version in ('--http1.1', '--http1.0'):
            self.curl(proxy, '--proxytunnel', version, f'{self.web.url}/fixed')
            self.assert_body(answers.CONTENT)
            self.assertEqual(self.web.requests[-1].values('Via'), [])

    def test_tunnel_1_0(self):
        self.curl(self.proxy_url, '--proxy1.0', self.proxy, '--proxytunnel',
                  f'{self.web.url}/fixed')
        self.assert_body(answers.CONTENT)


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real clients that sign in: with Basic and with Digest, for tunnels and for forwarded requests."""

import os
import ssl

import adit_test
from adit_test import answers
from adit_test.client import split
from adit_test.forward import ForwardTest, each_proxy, reuses_encrypted_proxy
from adit_test.origin import serve_files
from adit_test.sign_in import PASSWORD, PLAIN_PASSWORD, PLAIN_USER, USER, SignInTest


class SignIn(SignInTest):
    def curl(self, proxy, *arguments, status=0):
        return self.assert_ran(self.run_program(
            'curl', '--silent', '--show-error', '--proxy', proxy, '--proxy-cacert', self.authority,
            '--cacert', self.certificates.authority, '--output', self.path('body'), '--write-out',
            '%{http_code} %{http_connect} %{num_connects}', *arguments), status).stdout


class Basic(SignIn):
    @each_proxy
    def test_curl(self, proxy):
        adit_test.need_program('curl')
        sign_in = ('--proxy-user', f'{USER}:{PASSWORD}')
        said = self.curl(proxy, *sign_in, f'{self.web.url}/fixed')
        self.assertTrue(said.startswith('200 '), said)
        self.assert_user(self.web.target)
        said = self.curl(proxy, *sign_in, f'{self.secure_web.url}/fixed')
        self.assertTrue(said.startswith('200 200 '), said)
        self.assert_user(self.secure_web.target)
        self.assert_secret()

    @each_proxy
    def test_curl_without(self, proxy):
        adit_test.need_program('curl')
        self.assertTrue(self.curl(proxy, f'{self.web.url}/fixed').startswith('407 '))
        self.assertTrue(self.curl(proxy, '--proxy-user', f'{USER}:wrong',
                                  f'{self.web.url}/fixed').startswith('407 '))
        self.assertEqual(self.web.requests, [])

    @each_proxy
    def test_curl_asks_first(self, proxy):
        """Without a name for the scheme it asks once more, on the same connection."""
        adit_test.need_program('curl')
        said = self.curl(proxy, '--proxy-anyauth', '--proxy-user', f'{USER}:{PASSWORD}',
                         f'{self.web.url}/fixed')
        is_kept = not self.is_secure(proxy) or reuses_encrypted_proxy()
        self.assertEqual(said, f'200 000 {1 if is_kept else 2}')

    def test_requests(self):
        """It writes names and passwords in Latin-1, whatever the proxy says it reads."""
        adit_test.need_module('requests')
        import requests

        proxy = self.with_password(self.proxy_url)
        with requests.Session() as session:
            session.trust_env = False
            session.proxies = {'http': proxy, 'https': proxy}
            session.verify = self.certificates.authority
            for web in (self.web, self.secure_web):
                self.assertTrue(session.get(f'{web.url}/fixed').content == answers.CONTENT)
        self.assert_user(self.web.target, PLAIN_USER)
        self.assert_user(self.secure_web.target, PLAIN_USER)
        self.assert_secret()

    @each_proxy
    def test_urllib3(self, proxy):
        """Forwarded, through a tunnel, and https:// forwarded."""
        adit_test.need_module('urllib3')
        import urllib3

        headers = urllib3.make_headers(proxy_basic_auth=f'{PLAIN_USER}:{PLAIN_PASSWORD}')
        for is_forwarding in (False, True):
            with urllib3.ProxyManager(proxy, proxy_headers=headers, ca_certs=self.bundle,
                                      retries=False,
                                      use_forwarding_for_https=is_forwarding) as manager:
                for web in (self.web, self.secure_web):
                    answer = manager.request('GET', f'{web.url}/fixed')
                    self.assertEqual(answer.status, 200)
                    self.assertTrue(answer.data == answers.CONTENT)
        for web in (self.web, self.secure_web):
            self.assert_user(web.target, PLAIN_USER)
        self.assert_secret()

    def test_urllib3_without(self):
        adit_test.need_module('urllib3')
        import urllib3

        with urllib3.ProxyManager(self.proxy_url, ca_certs=self.bundle, retries=False) as manager:
            self.assertEqual(manager.request('GET', f'{self.web.url}/fixed').status, 407)
            with self.assertRaisesRegex(urllib3.exceptions.HTTPError, '407'):
                manager.request('GET', f'{self.secure_web.url}/fixed')
        self.assertEqual(self.web.requests + self.secure_web.requests, [])

    def websocket(self, web, scheme, **options):
        import websocket

        host, port = split(self.proxy)
        return websocket.create_connection(
            f'{scheme}://{web.target}/websocket', timeout=8, http_proxy_host=host,
            http_proxy_port=port, proxy_type='http', http_no_proxy=['none.invalid'],
            sslopt={'ca_certs': self.certificates.authority, 'cert_reqs': ssl.CERT_REQUIRED},
            **options)

    def test_websocket(self):
        adit_test.need_module('websocket')
        for web, scheme in ((self.web, 'ws'), (self.secure_web, 'wss')):
            connection = self.websocket(web, scheme, http_proxy_auth=(USER, PASSWORD))
            connection.recv()
            connection.send('word')
            self.assertEqual(connection.recv(), 'word')
            connection.close()
            self.assert_user(web.target)
        self.assert_secret()

    def test_websocket_without(self):
        adit_test.need_module('websocket')
        import websocket

        for options in ({}, {'http_proxy_auth': (USER, 'wrong')}):
            with self.assertRaisesRegex(websocket.WebSocketProxyException, '407'):
                self.websocket(self.web, 'ws', **options)
        self.assertEqual(self.web.requests, [])

    def test_removed(self):
        """What somebody has open ends with them; that curl tries again is of no use to it."""
        adit_test.need_program('curl')
        self.web.may_go_on.clear()
        curl = self.start('curl', '--silent', '--proxy', self.proxy_url, '--proxy-user',
                          f'{USER}:{PASSWORD}', '--output', self.path('body'),
                          f'{self.web.url}/late')
        adit_test.until(lambda: [row for row in self.live() if row['user'] == USER],
                        'the request that waits')
        self.assert_ran(self.ctl('user', 'remove', USER))
        adit_test.until(lambda: not curl.is_running(), 'curl’s end')
        ended = {(row['user'], row['cause']) for row in self.recent()}
        self.assertIn((USER, 'user-removed'), ended)


class Digest(SignIn):
    schemes = 'digest'

    @each_proxy
    def test_curl(self, proxy):
        adit_test.need_program('curl')
        for option in ('--proxy-digest', '--proxy-anyauth'):
            for web in (self.web, self.secure_web):
                said = self.curl(proxy, option, '--proxy-user', f'{USER}:{PASSWORD}',
                                 f'{web.url}/fixed')
                self.assertTrue(said.startswith('200 '), (option, said))
        said = self.curl(proxy, '--proxy-digest', '--proxy-user', f'{USER}:wrong',
                         f'{self.web.url}/fixed')
        self.assertTrue(said.startswith('407 '), said)


class Git(SignInTest):
    """The same with its own way to sign in: name and password are in the proxy's address."""
    schemes = 'both'

    def setUp(self):
        adit_test.need_program('git')
        super().setUp()
        self.served = self.path('served')
        os.mkdir(self.served)
        self.git('init', '--quiet', '--bare', f'{self.served}/repository.git')
        self.git('-C', f'{self.served}/repository.git', 'update-server-info')

    def git(self, *arguments, status=0):
        return self.assert_ran(self.run_program('git', *arguments, GIT_CONFIG_NOSYSTEM='1',
                                                GIT_TERMINAL_PROMPT='0'), status)

    def ls_remote(self, proxy, url, method, status=0):
        return self.git('-c', f'http.proxy={proxy}', '-c', f'http.proxyAuthMethod={method}', '-c',
                        f'http.proxySSLCAInfo={self.authority}', '-c',
                        f'http.sslCAInfo={self.certificates.authority}', 'ls-remote', url,
                        status=status)

    @each_proxy
    def test_every_method(self, proxy):
        ports = {'http': serve_files(self, self.served),
                 'https': serve_files(self, self.served, self.certificates)}
        for scheme, port in ports.items():
            url = f'{scheme}://localhost:{port}/repository.git'
            for method in ('basic', 'digest', 'anyauth'):
                with self.subTest(url=scheme, method=method):
                    self.ls_remote(self.with_password(proxy), url, method)
            self.assert_user(f'localhost:{port}', PLAIN_USER)
        self.assert_secret()

    def test_without(self):
        port = serve_files(self, self.served)
        self.ls_remote(self.proxy_url, f'http://localhost:{port}/repository.git', 'basic', 128)
        self.assertEqual({row['cause'] for row in self.recent()}, {'sign-in-needed'})


class Rules(ForwardTest):
    def test_denied(self):
        """The client is told which rule it was, and aditctl tells before."""
        adit_test.need_program('curl')
        port = self.web.port
        self.assert_ran(self.ctl('rules', 'add', f'deny port {port}'))
        said = self.assert_ran(self.run_program(
            'curl', '--silent', '--include', '--proxy', self.proxy_url,
            f'http://localhost:{port}/fixed')).stdout
        self.assertIn(' 403 Forbidden', said)
        self.assertIn('rule 1, line 1', said)
        why = self.ctl('rules', 'test', f'localhost:{port}')
        self.assertIn(f'deny port {port}', why.stdout)
        self.assertEqual(self.web.requests, [])


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real clients that sign in: with Basic and with Digest, for tunnels and for forwarded requests."""

import os
import subprocess
import urllib.request
from urllib.parse import quote

import adit_test
from adit_test import answers
from adit_test.forward import ForwardTest, each_proxy
from adit_test.wait import PATIENCE_S

USER, PASSWORD = 'alice', 'se:cret äß'
NEEDED = '[access]\nsign-in=always\nschemes={}\n'


class SignIn(ForwardTest):
    settings = NEEDED.format('basic')

    def setUp(self):
        super().setUp()
        self.add_user(USER, PASSWORD)

    def add_user(self, name, password):
        with open(self.write('password', password)) as file:
            self.assert_ran(subprocess.run(
                [os.environ['ADITCTL'], 'user', 'add', name, f'--password-fd={file.fileno()}'],
                env=self.environment, text=True, stdin=subprocess.DEVNULL, capture_output=True,
                pass_fds=[file.fileno()], timeout=PATIENCE_S))

    def curl(self, proxy, *arguments, status=0):
        return self.assert_ran(self.run_program(
            'curl', '--silent', '--show-error', '--proxy', proxy, '--proxy-cacert', self.authority,
            '--cacert', self.certificates.authority, '--output', self.path('body'), '--write-out',
            '%{http_code} %{http_connect} %{num_connects}', *arguments), status).stdout

    def assert_user(self, target, user=USER):
        row = self.wait_for_ended(target)[0]
        self.assertEqual(row['user'], user)


class Basic(SignIn):
    @each_proxy
    def test_curl(self, proxy):
        adit_test.need_program('curl')
        sign_in = ('--proxy-user', f'{USER}:{PASSWORD}')
        said = self.curl(proxy, *sign_in, f'{self.web.url}/fixed')
        self.assertTrue(said.startswith('200 '), said)
        self.assert_user(self.web.target)
        self.assertEqual(self.web.requests[-1].values('Proxy-Authorization'), [])
        said = self.curl(proxy, *sign_in, f'{self.secure_web.url}/fixed')
        self.assertTrue(said.startswith('200 200 '), said)
        self.assert_user(self.secure_web.target)

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
        self.assertEqual(said, '200 000 1')

    def fetch_with_requests(self, user, password):
        import requests
        proxy = self.proxy_url.replace('://', f'://{quote(user)}:{quote(password)}@')
        with requests.Session() as session:
            session.trust_env = False
            session.proxies = {'http': proxy, 'https': proxy}
            session.verify = self.certificates.authority
            for web in (self.web, self.secure_web):
                self.assertTrue(session.get(f'{web.url}/fixed').content == answers.CONTENT)

    def test_requests(self):
        """It writes names and passwords in Latin-1, whatever the proxy says it reads."""
        adit_test.need_module('requests')
        for name, password in (('bob', 'pass:word'), ('zoë', PASSWORD)):
            self.add_user(name, password)
            self.fetch_with_requests(name, password)
            self.assert_user(self.secure_web.target, name)

    def test_requests_beyond_latin_1(self):
        """What Latin-1 does not have it refuses by itself, unless it is told the bytes of UTF-8."""
        adit_test.need_module('requests')
        password = 'пароль €'
        self.add_user('bob', password)
        with self.assertRaises(UnicodeEncodeError):
            self.fetch_with_requests('bob', password)
        self.fetch_with_requests('bob', password.encode().decode('latin-1'))
        self.assert_user(self.secure_web.target, 'bob')

    def test_others(self):
        """Each in its own encoding."""
        for name, fetch in (('urllib3', self.fetch_with_urllib3), ('urllib', self.fetch_with_urllib),
                            ('libsoup', self.fetch_with_soup)):
            with self.subTest(client=name):
                self.assertEqual(fetch(f'{self.web.url}/fixed'), answers.CONTENT)

    def fetch_with_urllib3(self, url):
        adit_test.need_module('urllib3')
        import urllib3
        headers = urllib3.make_headers(proxy_basic_auth=f'{USER}:{PASSWORD}')
        return urllib3.ProxyManager(self.proxy_url, proxy_headers=headers).request('GET', url).data

    def fetch_with_urllib(self, url):
        proxy = self.proxy_url.replace('://', f'://{USER}:{quote(PASSWORD)}@')
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({'http': proxy}))
        with opener.open(url) as answer:
            return answer.read()

    def fetch_with_soup(self, url):
        import gi
        try:
            gi.require_version('Soup', '3.0')
            from gi.repository import Gio, Soup
        except (ImportError, ValueError) as error:
            self.skipTest(str(error))

        def sign_in(message, auth, is_retrying):
            if not is_retrying:
                auth.authenticate(USER, PASSWORD)
            return not is_retrying

        session = Soup.Session()
        session.set_proxy_resolver(Gio.SimpleProxyResolver.new(self.proxy_url, None))
        message = Soup.Message.new('GET', url)
        message.connect('authenticate', sign_in)
        return session.send_and_read(message, None).get_data()

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
    settings = NEEDED.format('digest')

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

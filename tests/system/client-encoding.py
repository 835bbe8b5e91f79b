# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and passwords beyond ASCII, which real clients write in one of two encodings, whatever the
proxy says it reads: all of them sign in."""

import urllib.request
from urllib.parse import quote

import adit_test
from adit_test import answers
from adit_test.sign_in import PASSWORD, USER, SignInTest

BEYOND_LATIN_1 = 'пароль €'


class Requests(SignInTest):
    """In Latin-1."""

    def setUp(self):
        adit_test.need_module('requests')
        super().setUp()

    def fetch(self, user, password):
        import requests

        proxy = self.proxy_url.replace('://', f'://{quote(user)}:{quote(password)}@')
        with requests.Session() as session:
            session.trust_env = False
            session.proxies = {'http': proxy, 'https': proxy}
            session.verify = self.certificates.authority
            for web in (self.web, self.secure_web):
                self.assertTrue(session.get(f'{web.url}/fixed').content == answers.CONTENT)

    def test_latin_1(self):
        self.add_user('zoë', PASSWORD)
        self.fetch('zoë', PASSWORD)
        self.assert_user(self.web.target, 'zoë')
        self.assert_user(self.secure_web.target, 'zoë')

    def test_beyond(self):
        """What Latin-1 does not have it refuses by itself, unless it is told the bytes of UTF-8."""
        self.add_user('eve', BEYOND_LATIN_1)
        with self.assertRaises(UnicodeEncodeError):
            self.fetch('eve', BEYOND_LATIN_1)
        self.fetch('eve', BEYOND_LATIN_1.encode().decode('latin-1'))
        self.assert_user(self.secure_web.target, 'eve')


class Others(SignInTest):
    def assert_fetched(self, content):
        self.assertEqual(content, answers.CONTENT)
        self.assert_user(self.web.target)

    def test_urllib3(self):
        """In Latin-1."""
        adit_test.need_module('urllib3')
        import urllib3

        headers = urllib3.make_headers(proxy_basic_auth=f'{USER}:{PASSWORD}')
        with urllib3.ProxyManager(self.proxy_url, proxy_headers=headers) as manager:
            self.assert_fetched(manager.request('GET', f'{self.web.url}/fixed').data)

    def test_urllib(self):
        """In UTF-8."""
        proxy = self.proxy_url.replace('://', f'://{USER}:{quote(PASSWORD)}@')
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({'http': proxy}))
        with opener.open(f'{self.web.url}/fixed') as answer:
            self.assert_fetched(answer.read())

    def fetch_with_soup(self, user, password):
        import gi
        try:
            gi.require_version('Soup', '3.0')
            from gi.repository import Gio, Soup
        except (ImportError, ValueError) as error:
            self.skipTest(str(error))

        def sign_in(message, auth, is_retrying):
            if not is_retrying:
                auth.authenticate(user, password)
            return not is_retrying

        session = Soup.Session()
        session.set_proxy_resolver(Gio.SimpleProxyResolver.new(self.proxy_url, None))
        message = Soup.Message.new('GET', f'{self.web.url}/fixed')
        message.connect('authenticate', sign_in)
        return session.send_and_read(message, None).get_data()

    def test_soup(self):
        """In Latin-1 where that has all of it."""
        self.assert_fetched(self.fetch_with_soup(USER, PASSWORD))

    def test_soup_beyond(self):
        """In UTF-8 then."""
        self.add_user('eve', BEYOND_LATIN_1)
        self.assertEqual(self.fetch_with_soup('eve', BEYOND_LATIN_1), answers.CONTENT)
        self.assert_user(self.web.target, 'eve')


if __name__ == '__main__':
    adit_test.run()

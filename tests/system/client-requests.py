# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python's requests, which is told of proxies by its caller or by the environment."""

import os
import unittest.mock

import adit_test
from adit_test import answers
from adit_test.forward import ForwardTest, each_proxy

# What this environment says must not get in; the bundles would even win over a session's own.
VARIABLES = ('http_proxy', 'https_proxy', 'all_proxy', 'no_proxy', 'requests_ca_bundle',
             'curl_ca_bundle')


class Requests(ForwardTest):
    def setUp(self):
        adit_test.need_module('requests')
        super().setUp()
        cleared = {name: value for name, value in os.environ.items()
                   if name.lower() not in VARIABLES}
        environment = unittest.mock.patch.dict(os.environ, cleared, clear=True)
        environment.start()
        self.addCleanup(environment.stop)

    def session(self):
        import requests
        import urllib3

        # 2.28 does not check an https:// proxy on the way to an http:// address, as urllib3 warns
        urllib3.disable_warnings()
        session = requests.Session()
        self.addCleanup(session.close)
        return session

    def check(self, session, proxy):
        """Forwarded where the address is http://, through a tunnel where it is https://."""
        for web in (self.web, self.secure_web):
            answer = session.get(f'{web.url}/redirect')
            self.assertEqual((answer.status_code, answer.url), (200, f'{web.url}/fixed'))
            self.assertTrue(answer.content == answers.CONTENT)
            self.assertEqual(session.get(f'{web.url}/gzip').content, answers.TEXT)
            session.get(f'{web.url}/cookies')
            self.assertEqual(session.cookies.get_dict(), {'one': '3', 'two': '2'})
            self.assertEqual(session.get(f'{web.url}/private', auth=('user', 'secret')).text,
                             answers.TEXT.decode())
            self.check_uploads(session, web)
            session.cookies.clear()

        self.assert_forwarded(self.web.requests[-1], self.web)
        self.assertEqual(self.secure_web.requests[-1].values('Via'), [])
        self.wait_for_request(self.web, '/fixed', self.is_secure(proxy))
        del answer  # urllib3 keeps its connection for as long, since 2.6
        session.close()
        row = self.wait_for_ended(self.secure_web.target)[0]
        self.assertEqual((row['method'], row['encrypted']), ('', self.is_secure(proxy)))

    def check_uploads(self, session, web):
        """With a length, and from an iterator as chunks."""
        for data in (answers.CONTENT, iter((answers.CONTENT[:1], answers.CONTENT[1:]))):
            answer = session.post(f'{web.url}/upload', data=data)
            self.assertEqual((answer.status_code, answer.text), (201, answers.DIGEST))
        self.assertEqual(web.requests[-1].values('Transfer-Encoding'), ['chunked'])

    @each_proxy
    def test_proxies(self, proxy):
        session = self.session()
        session.proxies = {'http': proxy, 'https': proxy}
        session.verify = self.bundle
        self.check(session, proxy)

    @each_proxy
    def test_environment(self, proxy):
        with unittest.mock.patch.dict(os.environ, http_proxy=proxy, https_proxy=proxy,
                                      REQUESTS_CA_BUNDLE=self.bundle):
            self.check(self.session(), proxy)

    @each_proxy
    def test_stream(self, proxy):
        """The first bytes are there before the last have been sent."""
        self.web.may_go_on.clear()
        answer = self.session().get(f'{self.web.url}/slow', proxies={'http': proxy},
                                    verify=self.bundle, stream=True)
        self.assertEqual(answer.raw.read(len(answers.FIRST)), answers.FIRST)
        self.web.may_go_on.set()
        self.assertTrue(answer.raw.read() == answers.CONTENT[len(answers.FIRST):])

    @each_proxy
    def test_broken(self, proxy):
        import requests

        for path in ('/broken', '/broken-chunks'):
            # requests 2.28 looks at the length only when it is told to stream
            answer = self.session().get(f'{self.web.url}{path}', proxies={'http': proxy},
                                        verify=self.bundle, stream=True)
            answer.raw.enforce_content_length = True
            with self.assertRaises(requests.exceptions.RequestException):
                answer.content


if __name__ == '__main__':
    adit_test.run()

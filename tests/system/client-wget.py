# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""wget, which finds its proxies in the environment: a tunnel for https://, and whole requests for
http://. It knows no https:// proxies."""

import adit_test
from adit_test import answers
from adit_test.forward import ForwardTest


class Wget(ForwardTest):
    def setUp(self):
        adit_test.need_program('wget')
        super().setUp()

    def wget(self, *arguments, status=0):
        result = self.run_program(
            'wget', '--no-config', '--no-hsts', '--quiet', '--tries=1',
            f'--ca-certificate={self.certificates.authority}',
            f'--output-document={self.path("got")}', *arguments, http_proxy=self.proxy_url,
            https_proxy=self.proxy_url)
        self.assert_ran(result, status)
        with open(self.path('got'), 'rb') as file:
            return file.read()

    def test_https(self):
        """To a name instead of an address."""
        target = f'localhost:{self.secure_web.port}'
        self.assertTrue(self.wget(f'https://{target}/fixed') == answers.CONTENT)
        row = self.wait_for_ended(target)[0]
        wire, = self.secure_web.wires
        self.assertEqual((row['sent_bytes'], row['received_bytes']), (wire.received, wire.sent))
        self.assertEqual(row['address'], self.secure_web.target)

    def test_http(self):
        for path in ('/fixed', '/chunked', '/close', '/redirect'):
            self.assertTrue(self.wget(f'{self.web.url}{path}') == answers.CONTENT, path)
            self.assert_forwarded(self.web.requests[-1], self.web)
        self.wait_for_request(self.web, '/redirect', False, 302)
        row = self.wait_for_request(self.web, '/chunked', False)
        self.assert_carried(row, 0, len(answers.CONTENT))

    def test_name(self):
        target = f'localhost:{self.web.port}'
        self.assertTrue(self.wget(f'http://{target}/fixed') == answers.CONTENT)
        self.assertEqual(self.web.requests[-1].values('Host'), [target])
        self.assertEqual(self.wait_for_ended(target)[0]['address'], self.web.target)

    def test_continue(self):
        """What is missing of a file that was cut off; wget's 4 is a network failure."""
        self.assertTrue(self.wget(f'{self.web.url}/broken', status=4) ==
                        answers.CONTENT[:answers.HALF])

    def test_post(self):
        self.write('content', answers.CONTENT)
        digest = self.wget(f'--post-file={self.path("content")}', f'{self.web.url}/upload')
        self.assertEqual(digest.decode(), answers.DIGEST)


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""`aditctl run`: commands whose traffic goes through the proxy, with their own exit status, signals
and arguments; with the programs that people run."""

import os
import signal
import sys

import adit_test
from adit_test import answers
from adit_test.case import SystemTest
from adit_test.forward import ForwardTest
from adit_test.origin import serve_files
from adit_test.repository import ENVIRONMENT, make_repository

PYTHON = '''
import sys, urllib.request
sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())
'''
SHOW = 'import os; print(os.environ.get("http_proxy"), os.environ.get("HTTP_PROXY"))'


class Clients(ForwardTest):
    """Everything is on loopback, which is not left out then."""

    def through(self, *command, options=(), status=0, **extra):
        return self.assert_ran(self.ctl('run', '--no-proxy=', *options, '--', *command, **extra),
                               status)

    def test_curl(self):
        adit_test.need_program('curl')
        for url, web in ((self.web.url, self.web), (self.secure_web.url, self.secure_web)):
            self.through('curl', '--silent', '--show-error', '--fail', '--output',
                         self.path('got'), '--cacert', self.certificates.authority,
                         f'{url}/fixed')
            self.assert_got()
            self.wait_for_ended(web.target)

    def test_curl_encrypted(self):
        """curl is told of the authority on its command line; it is where JSON says."""
        adit_test.need_program('curl')
        authority = self.ctl_json('env', '--encrypted')['authority']
        self.assertEqual(authority, self.authority)
        self.through('curl', '--silent', '--fail', '--output', self.path('got'), '--cacert',
                     self.certificates.authority, '--proxy-cacert', authority,
                     f'{self.secure_web.url}/fixed', options=['--encrypted'])
        self.assert_got()
        self.assertTrue(self.wait_for_ended(self.secure_web.target)[0]['encrypted'])

    def test_wget(self):
        adit_test.need_program('wget')
        for url, web in ((self.web.url, self.web), (self.secure_web.url, self.secure_web)):
            self.through('wget', '--no-config', '--no-hsts', '--quiet', '--tries=1',
                         f'--ca-certificate={self.certificates.authority}',
                         f'--output-document={self.path("got")}', f'{url}/fixed')
            self.assert_got()
            self.wait_for_ended(web.target)

    def test_python(self):
        for url, web in ((self.web.url, self.web), (self.secure_web.url, self.secure_web)):
            result = self.through(sys.executable, '-c', PYTHON + 'print()', f'{url}/cookies',
                                  SSL_CERT_FILE=self.certificates.authority)
            self.assertEqual(result.stdout, answers.TEXT.decode() + '\n')
            self.wait_for_ended(web.target)

    def git_clone(self, options):
        adit_test.need_program('git')
        port = serve_files(self, make_repository(self, 'data'), self.certificates)
        self.through('git', '-c', f'http.sslCAInfo={self.certificates.authority}', 'clone',
                     '--quiet', f'https://localhost:{port}/repository.git', self.path('clone'),
                     options=options, **ENVIRONMENT)
        self.assertTrue(os.path.exists(self.path('clone', 'data')))
        return self.wait_for_ended(f'localhost:{port}')[0]

    def test_git(self):
        self.assertFalse(self.git_clone([])['encrypted'])

    def test_git_encrypted(self):
        """It takes the proxy's authority from the environment."""
        self.assertTrue(self.git_clone(['--encrypted'])['encrypted'])

    def test_left_out(self):
        """What is not to go through the proxy does not, and this computer is not by default."""
        adit_test.need_program('curl')
        self.assert_ran(self.ctl('run', 'curl', '--silent', '--fail', '--output', self.path('got'),
                                 f'{self.web.url}/fixed'))
        self.assert_got()
        self.assertEqual([row for row in self.recent() if row['target'] == self.web.target], [])

    def assert_got(self):
        with open(self.path('got'), 'rb') as file:
            self.assertTrue(file.read() == answers.CONTENT)
        os.remove(self.path('got'))

    def test_status(self):
        for status in (0, 1, 2, 3, 4, 125, 255):
            self.assert_ran(self.ctl('run', 'sh', '-c', f'exit {status}'), status)
        self.assert_ran(self.ctl('run', '--', self.path('nobody')), 127)
        self.assert_ran(self.ctl('run', '--', 'no-such-program'), 127)
        result = self.assert_ran(self.ctl('run', self.directory), 126)
        self.assertIn(self.directory, result.stderr)

    def test_arguments(self):
        for arguments in (['--json', '-x', '--', 'a b', ''], ['--help'], ['run', '--encrypted']):
            for separator in ([], ['--']):
                result = self.through_printf([*separator, 'printf', '%s\\n', *arguments])
                self.assertEqual(result.stdout.split('\n')[:-1], arguments)

    def through_printf(self, words):
        return self.assert_ran(self.ctl('run', *words))

    def test_signals(self):
        """aditctl becomes the command."""
        process = self.start_ctl('run', sys.executable, '-uc',
                                 'import os, signal; print(os.getpid()); signal.pause()')
        self.assertEqual(process.wait_for_lines(1), [str(process.pid)])
        process.signal(signal.SIGTERM)
        self.assertEqual(process.wait(), -signal.SIGTERM)

    def test_other_proxies_are_gone(self):
        result = self.assert_ran(self.ctl('run', sys.executable, '-c', SHOW,
                                          HTTP_PROXY='http://other.example',
                                          http_proxy='http://other.example'))
        self.assertEqual(result.stdout, f'{self.proxy_url} None\n')

    def test_off(self):
        self.assert_ran(self.ctl('stop'))
        result = self.assert_ran(self.ctl('run', 'echo', 'ran'), 125)
        self.assertEqual(result.stdout, '')
        self.assertIn('The proxy is off', result.stderr)

        result = self.assert_ran(self.ctl('run', '--start', 'echo', 'ran'))
        self.assertEqual(result.stdout, 'ran\n')
        self.assertTrue(self.bus.get('Running'))


class Activation(SystemTest):
    """The engine is started where there is none; a first start opens no port, unless told to."""

    def test_started(self):
        os.makedirs(self.path('home', 'config', 'adit'))
        self.write('home/config/adit/engine.conf', '[listener-1]\naddress=127.0.0.1:0\n')
        self.start_bus([os.environ['ADIT_SERVICES']])
        self.assert_ran(self.ctl('run', '--no-activate', 'true'), 125)
        self.assertFalse(self.bus.has_engine())
        self.assert_ran(self.ctl('run', 'true'), 125)
        self.assertTrue(self.bus.has_engine())

        result = self.assert_ran(self.ctl('run', '--start', sys.executable, '-c', SHOW))
        bound = self.bus.get('Listeners')[0][3]
        self.assertEqual(result.stdout, f'http://{bound} None\n')

    def test_wrong(self):
        for arguments in ([], ['--'], ['--frobnicate', 'true'], ['--json', 'true']):
            result = self.assert_ran(self.ctl('run', *arguments), 125)
            self.assertIn('aditctl help', result.stderr)


if __name__ == '__main__':
    adit_test.run()

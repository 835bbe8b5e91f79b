# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""`aditctl env`: the variables that point programs at the proxy as it listens, in each shell's own
words."""

import json
import os

import adit_test
from adit_test.fake import STATE, FakeTest

NASTY = "it's a \"test\" $HOME `id` !! \\ \\\\n;#*?~"
DEFAULT = 'localhost,127.0.0.1,::1'

# Listeners as (bound, encryption), and the proxies that are chosen: without and with TLS.
LISTENERS = (
    ([('127.0.0.1:3128', 'both')], 'http://127.0.0.1:3128', 'https://127.0.0.1:3128'),
    ([('0.0.0.0:8080', 'both')], 'http://127.0.0.1:8080', 'https://127.0.0.1:8080'),
    ([('[::]:8080', 'both')], 'http://[::1]:8080', 'https://[::1]:8080'),
    ([('192.0.2.1:3128', 'both'), ('[::1]:3128', 'both')], 'http://[::1]:3128',
     'https://[::1]:3128'),
    ([('[::1]:3128', 'both'), ('127.0.0.1:1', 'both')], 'http://127.0.0.1:1',
     'https://127.0.0.1:1'),
    ([('192.0.2.1:3128', 'both'), ('', 'both')], 'http://192.0.2.1:3128',
     'https://192.0.2.1:3128'),
    ([('127.0.0.1:1', 'encrypted'), ('192.0.2.1:2', 'plain')], 'http://192.0.2.1:2',
     'https://127.0.0.1:1'),
    ([('127.0.0.1:1', 'plain')], 'http://127.0.0.1:1', None),
    ([('127.0.0.1:1', 'encrypted')], None, 'https://127.0.0.1:1'),
    ([('', 'both')], None, None),
    ([], None, None),
    # at an interface, with all its addresses
    ([('192.0.2.1:1 [2001:db8::1]:1 127.0.0.1:1', 'both')], 'http://127.0.0.1:1',
     'https://127.0.0.1:1'),
    ([('[fd00::1]:1 192.0.2.1:1', 'both')], 'http://[fd00::1]:1', 'https://[fd00::1]:1'),
)


def state(listeners=(('127.0.0.1:3128', 'both'),), **properties):
    rows = [[f'127.0.0.1:{number}', True, 'listening' if bound else 'failed',
             bound.partition(' ')[0], '', encryption, {'addresses': ['as', bound.split()]}]
            for number, (bound, encryption) in enumerate(listeners)]
    return {**STATE, 'Source': 'files', 'Listeners': rows, **properties}


class Env(FakeTest):
    def start_with(self, *arguments, **properties):
        self.start_fake(properties=state(*arguments, **properties))

    def env(self, *arguments, status=0, **extra):
        return self.assert_ran(self.ctl('env', *arguments, **extra), status)

    def env_json(self, *arguments, **extra):
        return json.loads(self.env('--json', *arguments, **extra).stdout)

    def test_choice(self):
        for listeners, plain, encrypted in LISTENERS:
            for arguments, proxy in ((), plain), (('--encrypted',), encrypted):
                with self.subTest(listeners=listeners, arguments=arguments):
                    self.doCleanups()
                    self.setUp()
                    self.start_with(listeners)
                    if proxy is None:
                        self.assertEqual(self.env(*arguments, status=1).stdout, '')
                    else:
                        self.assertEqual(self.env_json(*arguments)['proxy'], proxy)

    def test_variables(self):
        self.start_with()
        proxy = 'http://127.0.0.1:3128'
        answer = self.env_json()
        self.assertEqual(answer, {
            'proxy': proxy, 'authority': '',
            'variables': {'http_proxy': proxy, 'https_proxy': proxy, 'HTTPS_PROXY': proxy,
                          'all_proxy': proxy, 'ALL_PROXY': proxy, 'no_proxy': DEFAULT,
                          'NO_PROXY': DEFAULT},
            'unset': ['GIT_PROXY_SSL_CAINFO', 'HTTP_PROXY']})
        text = self.assert_ran(self.ctl('help', 'env')).stdout
        for member in answer:
            self.assertRegex(text, rf'\b{member}\b')

    def test_no_proxy(self):
        self.start_with()
        for arguments, environment, expected in (
                ((), {}, DEFAULT), ((), {'no_proxy': 'a.example'}, 'a.example'),
                ((), {'NO_PROXY': 'b.example'}, 'b.example'), ((), {'no_proxy': ''}, DEFAULT),
                (('--no-proxy=c',), {'no_proxy': 'a'}, 'c'), (('--no-proxy=',), {}, '')):
            with self.subTest(arguments=arguments, environment=environment):
                answer = self.env_json(*arguments, **environment)
                self.assertEqual(answer['variables']['no_proxy'], expected)

    def test_off(self):
        self.start_with(Running=False)
        for arguments in ((), ('--json',), ('--encrypted',), ('--shell=csh',)):
            result = self.env(*arguments, status=1)
            self.assertEqual((result.stdout, result.stderr),
                             ('', 'aditctl: The proxy is off; “aditctl start” switches it on\n'))

    def test_needs_encryption(self):
        self.start_with([('127.0.0.1:1', 'encrypted')])
        self.assertIn('--encrypted', self.env(status=1).stderr)

    def test_authority(self):
        """Only the file that holds what the engine shows is named."""
        folder = self.path("it's")
        os.mkdir(folder)
        self.start_with(Source='local', CertificatePath=f'{folder}/certificate.pem',
                        Authority='ours\n')
        self.assertIn('authority.pem', self.env('--encrypted', status=1).stderr)
        path = self.write("it's/authority.pem", 'another\n')
        self.assertIn('not the authority', self.env('--encrypted', status=1).stderr)
        self.write("it's/authority.pem", 'ours\n')
        answer = self.env_json('--encrypted')
        self.assertEqual(answer['authority'], path)
        self.assertEqual(answer['variables']['GIT_PROXY_SSL_CAINFO'], path)
        self.assertEqual(self.env_json()['authority'], '')

    def test_wrong(self):
        self.start_with()
        for arguments in (['--shell=ksh2'], ['--shell'], ['more'], ['--unset', '--encrypted'],
                          ['--unset', '--no-proxy=x']):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.env(*arguments, status=2).stdout, '')
        self.env('--no-activate', '--unset')

    def test_unset_needs_no_engine(self):
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={self.path("nobody")}'
        self.assertIn('unset http_proxy;\n', self.env('--unset').stdout)
        self.env(status=3)

    def check_shell(self, shell, take, *command):
        """`take`: evaluates what aditctl prints, with the arguments that follow."""
        adit_test.need_program(command[0])
        self.start_with()
        ctl = os.environ['ADITCTL']
        show = 'env | grep -i _proxy= | sort'
        script = '\n'.join([take.format(f"{ctl} env {shell} --no-proxy=$NASTY_QUOTED"), show,
                            'echo UNSET', take.format(f'{ctl} env {shell} --unset'), show, 'true'])
        script = script.replace('$NASTY_QUOTED', '"$NASTY"' if 'csh' not in shell else '"$NASTY:q"')
        result = self.assert_ran(self.run_program(
            *command, self.write('script', script), NASTY=NASTY, HTTP_PROXY='http://other.example'))
        before, after = result.stdout.split('UNSET\n')
        proxy = 'http://127.0.0.1:3128'
        self.assertEqual(dict(line.split('=', 1) for line in before.splitlines()), {
            'http_proxy': proxy, 'https_proxy': proxy, 'HTTPS_PROXY': proxy, 'all_proxy': proxy,
            'ALL_PROXY': proxy, 'no_proxy': NASTY, 'NO_PROXY': NASTY})
        self.assertEqual(after, '')

    def test_dash(self):
        self.check_shell('', 'eval "$({})"', 'dash')

    def test_bash(self):
        self.check_shell('--shell=sh', 'eval "$({})"', 'bash')

    def test_zsh(self):
        self.check_shell('', 'eval "$({})"', 'zsh', '-f')

    def test_fish(self):
        self.check_shell('--shell=fish', '{} | source', 'fish', '--no-config')

    def test_csh(self):
        self.check_shell('--shell=csh', 'eval `{}`', 'tcsh', '-f')


if __name__ == '__main__':
    adit_test.run()

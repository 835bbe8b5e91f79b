# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How aditctl ends: each exit code, and a message that says what is wrong."""

import json
import os
import subprocess

import adit_test
from adit_test.bus import ERROR_PREFIX
from adit_test.case import SystemTest
from adit_test.fake import FakeTest

OK, FAILED, USAGE, UNREACHABLE, NOTHING_SUCH = range(5)

WRONG = (
    [], ['frobnicate'], ['--json'], ['status', 'more'], ['status', '--frobnicate'], ['close'],
    ['close', '--all', '7'], ['close', 'seven'], ['close', '18446744073709551616'],
    ['monitor', '--interval', '99'], ['monitor', '--interval', '60001'],
    ['monitor', '--interval', 'often'], ['monitor', '--interval'], ['listener'],
    ['listener', 'add'], ['listener', 'list', '127.0.0.1:1'], ['listener', 'paint', '127.0.0.1:1'],
    ['listener', 'add', 'name:1'], ['listener', 'add', '127.0.0.1'],
    ['listener', 'encryption', '127.0.0.1:1'], ['listener', 'encryption', '127.0.0.1:1', 'tls'],
    ['listener', 'add', '127.0.0.1:1', '--encryption=tls'],
    ['listener', 'list', '--encryption=both'], ['listener', 'add', '127.0.0.1:1', 'both'],
    ['listener', 'encryption', '127.0.0.1:1', 'both', 'more'],
    ['listener', 'remove', '127.0.0.1:1', '--encryption=both'],
    ['certificate'], ['certificate', 'paint'], ['certificate', 'show', 'more'],
    ['certificate', 'show', '--force'], ['certificate', 'renew', '--local'], ['certificate', 'use'],
    ['certificate', 'use', 'c.pem'], ['certificate', 'use', 'c.pem', 'k.pem', '--local'],
    ['certificate', 'use', 'c.pem', 'k.pem', '--force'], ['certificate', 'export', 'a', 'b'],
    ['certificate', 'export', '--local'],
    ['listener', 'add', '127.0.0.1:65536'], ['listener', 'add', '::1:3128'], ['help', 'frobnicate'],
)
NEEDS_ENGINE = (
    ['status'], ['start'], ['stop'], ['tunnels'], ['tunnels', '--recent'], ['close', '1'],
    ['close', '--all'], ['monitor'], ['listener', 'list'], ['listener', 'add', '127.0.0.1:1'],
    ['certificate', 'show'], ['certificate', 'export'], ['certificate', 'renew'],
    ['certificate', 'use', 'c.pem', 'k.pem'], ['certificate', 'use', '--local'],
)


class WithoutEngine(SystemTest):
    def assert_unreachable(self, arguments, *words):
        result = self.assert_ran(self.ctl(*arguments), UNREACHABLE)
        self.assertEqual(result.stdout, '')
        for word in words:
            self.assertIn(word, result.stderr)

    def test_wrong_usage(self):
        for arguments in WRONG:
            with self.subTest(arguments=arguments):
                result = self.assert_ran(self.ctl(*arguments), USAGE)
                self.assertEqual(result.stdout, '')
                self.assertIn('aditctl help', result.stderr)

    def test_help_and_version(self):
        text = self.assert_ran(self.ctl('help')).stdout
        verbs = ('status', 'start', 'stop', 'tunnels', 'close', 'monitor', 'listener',
                 'certificate', 'help')

        for verb in verbs:
            self.assertIn(f'\n  {verb} ', text)
            self.assertIn(verb, self.assert_ran(self.ctl('help', verb)).stdout)
            self.assertIn('Exit codes:', self.assert_ran(self.ctl(verb, '--help')).stdout)
        self.assertEqual(self.assert_ran(self.ctl('--help')).stdout, text)
        self.assertRegex(self.assert_ran(self.ctl('--version')).stdout, r'^aditctl [0-9.]+\n$')

    def test_no_bus(self):
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={self.path("nobody")}'
        for arguments in NEEDS_ENGINE:
            with self.subTest(arguments=arguments):
                self.assert_unreachable(arguments, 'no session bus')

    def test_not_installed(self):
        self.start_bus()
        for arguments in NEEDS_ENGINE:
            with self.subTest(arguments=arguments):
                self.assert_unreachable(arguments, 'not installed')

    def test_lost_output(self):
        with open('/dev/full', 'w') as full:
            result = subprocess.run([os.environ['ADITCTL'], 'help'], env=self.environment,
                                    stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(result.returncode, FAILED)
        self.assertIn('could not be written', result.stderr)


class FailingEngine(FakeTest):
    def test_cannot_be_started(self):
        self.start_fake()
        os.remove(self.path('script.json'))
        result = self.assert_ran(self.ctl('status'), UNREACHABLE)
        self.assertIn('could not be started', result.stderr)

    def test_passive(self):
        self.start_fake()
        for arguments in NEEDS_ENGINE:
            with self.subTest(arguments=arguments):
                result = self.assert_ran(self.ctl(*arguments, '--no-activate'), UNREACHABLE)
                self.assertIn('not running', result.stderr)
        self.assertFalse(self.bus.has_engine())

        self.assert_ran(self.ctl('status'))
        self.assert_ran(self.ctl('status', '--no-activate'))

    def test_dies_in_a_call(self):
        for method, arguments in (('Start', ['start']), ('List', ['tunnels']),
                                  ('Subscribe', ['monitor'])):
            with self.subTest(method=method):
                self.tearDown_bus()
                self.start_fake(dies_at=method)
                result = self.assert_ran(self.ctl(*arguments), UNREACHABLE)
                self.assertIn('did not answer', result.stderr)

    def tearDown_bus(self):
        self.doCleanups()
        self.setUp()

    def test_tells_no_state(self):
        self.start_fake(properties={'Version': '1'})
        result = self.assert_ran(self.ctl('status', '--json'), UNREACHABLE)
        self.assertIn('did not tell its state', result.stderr)
        self.assertEqual(result.stdout, '')
        result = self.assert_ran(self.ctl('certificate', 'show'), UNREACHABLE)
        self.assertIn('did not tell its state', result.stderr)

    def test_errors(self):
        error = ERROR_PREFIX
        self.start_fake(errors={
            'Start': [error + 'ListenFailed', 'No listener\x1b[2J could be opened'],
            'Stop': [error + 'SaveFailed', 'The disk is full'],
            'AddListener': [error + 'Exists', 'There is one already'],
            'RemoveListener': [error + 'NotFound', 'There is no such listener'],
            'SetListenerEnabled': [error + 'Failed', 'Just so'],
            'SetListenerEncryption': [error + 'NotFound', 'There is no such listener'],
            'Renew': [error + 'Failed', 'No entropy'],
            'Use': [error + 'InvalidArgument', 'They do not belong together'],
            'List': ['org.freedesktop.DBus.Error.AccessDenied', 'Not for you'],
        })
        for arguments, code, message in (
                (['start'], FAILED, r'aditctl: No listener\x1b[2J could be opened'),
                (['stop'], FAILED, 'aditctl: The disk is full'),
                (['listener', 'add', '127.0.0.1:1'], FAILED, 'aditctl: There is one already'),
                (['listener', 'remove', '127.0.0.1:1'], NOTHING_SUCH,
                 'aditctl: There is no such listener'),
                (['listener', 'enable', '127.0.0.1:1'], FAILED, 'aditctl: Just so'),
                (['listener', 'encryption', '127.0.0.1:1', 'plain'], NOTHING_SUCH,
                 'aditctl: There is no such listener'),
                (['certificate', 'renew'], FAILED, 'aditctl: No entropy'),
                (['certificate', 'use', '/c', '/k'], FAILED,
                 'aditctl: They do not belong together'),
                (['tunnels'], FAILED, 'aditctl: Not for you')):
            with self.subTest(arguments=arguments):
                result = self.assert_ran(self.ctl(*arguments), code)
                self.assertEqual(result.stderr, message + '\n')
                self.assertEqual(result.stdout, '')

    def test_close(self):
        self.start_fake(answers={'Close': [1], 'CloseAll': [0]})

        self.assertEqual(self.assert_ran(self.ctl('close', '5', '5')).stdout, '1 tunnel closed\n')
        self.assertEqual(self.assert_ran(self.ctl('close', '--all')).stdout, '0 tunnels closed\n')
        result = self.assert_ran(self.ctl('close', '5', '6', '7', '--json'), NOTHING_SUCH)
        self.assertEqual(json.loads(result.stdout), {'closed': 1, 'missing': 2})
        self.assertIn('2 of these are not open', result.stderr)


if __name__ == '__main__':
    adit_test.run()

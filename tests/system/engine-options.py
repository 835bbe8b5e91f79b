# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The engine's command line, and what it says when it cannot begin."""

import os
import socket

import adit_test
from adit_test.case import SystemTest


class Options(SystemTest):
    def run_engine(self, *options):
        return self.run_program(os.environ['ADIT_ENGINE'], f'--config-dir={self.path("config")}',
                                *options)

    def test_version(self):
        result = self.assert_ran(self.run_engine('--version'))
        self.assertRegex(result.stdout, r'^adit-engine [0-9]+\.[0-9]+\.[0-9]+\n$')
        version = self.assert_ran(self.ctl('--version')).stdout.split()[1]
        self.assertEqual(result.stdout.split()[1], version)

    def test_help(self):
        text = self.assert_ran(self.run_engine('--help')).stdout
        for option in ('--no-bus', '--config-dir', '--state-dir', '--listen', '--tls-certificate',
                       '--tls-key', '--version'):
            self.assertIn(option, text)

    def test_wrong_usage(self):
        for options in (['--frobnicate'], ['more'], ['--listen'], ['--listen=name:1'],
                        ['--listen=127.0.0.1'], ['--listen=127.0.0.1:65536']):
            with self.subTest(options=options):
                result = self.assert_ran(self.run_engine('--no-bus', *options), 2)
                self.assertTrue(result.stderr.startswith('adit-engine: '), result.stderr)
                self.assertEqual(result.stdout, '')

    def test_no_bus_there(self):
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={self.path("nobody")}'
        result = self.assert_ran(self.run_engine('--listen=127.0.0.1:0'), 1)
        self.assertIn('--no-bus', result.stderr)

    def test_second_on_the_bus(self):
        self.start_bus()
        first = self.start(os.environ['ADIT_ENGINE'], f'--config-dir={self.path("config")}')
        self.bus.wait_for_engine(first)
        result = self.assert_ran(self.run_program(
            os.environ['ADIT_ENGINE'], f'--config-dir={self.path("other")}'), 1)
        self.assertIn('another engine is running on this bus', result.stderr)
        self.assertTrue(first.is_running())
        self.assert_ran(self.ctl('status'))

    def test_port_in_use_and_no_other(self):
        """Without a bus nobody could start it later."""
        with socket.create_server(('127.0.0.1', 0)) as taken:
            address = f'127.0.0.1:{taken.getsockname()[1]}'
            result = self.assert_ran(self.run_engine('--no-bus', f'--listen={address}'), 1)
        self.assertIn(address, result.stderr)
        self.assertEqual(result.stdout, '')


if __name__ == '__main__':
    adit_test.run()

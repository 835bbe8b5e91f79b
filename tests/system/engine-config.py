# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the engine remembers: on disk, for nobody else's eyes, and over a restart; and what it does
with a file that it cannot read."""

import configparser
import os
import signal
import socket
import stat

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

import adit_test
from adit_test.bus import ENGINE_INTERFACE, ERROR_PREFIX
from adit_test.client import echo, open_tunnel, receive
from adit_test.live import LiveTest
from adit_test.case import SystemTest
from adit_test.origin import Origin

CONFIG = '''# kept by hand
[engine]
running={running}
[listener-1]
address=127.0.0.1:0
enabled=true
[future]
unknown=kept
'''


class ConfigTest(SystemTest):
    def setUp(self):
        super().setUp()
        self.start_bus()
        os.mkdir(self.path('config'), 0o700)

    def write_config(self, text):
        self.write('config/engine.conf', text)

    def read_config(self):
        with open(self.path('config', 'engine.conf')) as file:
            text = file.read()
        config = configparser.ConfigParser(interpolation=None)
        config.read_string(text)
        return text, config

    def start_engine(self):
        self.engine = self.start(os.environ['ADIT_ENGINE'],
                                 f'--config-dir={self.path("config")}')
        self.bus.wait_for_engine(self.engine)

    def restart(self):
        self.engine.signal(signal.SIGTERM)
        self.assertEqual(self.engine.wait(), 0, self.engine.error_text)
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')
        self.start_engine()

    def status(self):
        return LiveTest.ctl_json(self, 'status')

    def listeners(self):
        return {row['address']: (row['enabled'], row['state'])
                for row in self.status()['listeners']}


class Saved(ConfigTest):
    def test_start_and_stop(self):
        self.write_config(CONFIG.format(running='false'))
        self.start_engine()
        self.assertFalse(self.status()['running'])
        self.assertEqual(self.engine.lines, [])

        self.assert_ran(self.ctl('start'))
        self.check_file('true')
        self.restart()
        self.assertTrue(self.status()['running'])
        address = self.engine.wait_for_lines(1)[0].removeprefix('listening ')
        self.check_relays(address)

        self.assert_ran(self.ctl('stop'))
        self.check_file('false')
        with self.assertRaises(ConnectionRefusedError):
            open_tunnel(self, address, '127.0.0.1:1')
        self.restart()
        self.assertFalse(self.status()['running'])
        self.assertEqual(self.listeners(), {'127.0.0.1:0': (True, 'off')})

    def check_file(self, running):
        text, config = self.read_config()
        self.assertEqual(config['engine']['running'], running)
        self.assertEqual(config['future']['unknown'], 'kept')
        self.assertIn('# kept by hand', text)
        path = self.path('config', 'engine.conf')
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual({name for name in os.listdir(self.path('config'))
                          if not name.startswith(('engine.conf', 'totals.db'))}, {'lock', 'tls'})

    def check_relays(self, address):
        tunnel = open_tunnel(self, address, Origin(self, echo).target)
        tunnel.sendall(b'ping')
        self.assertEqual(receive(tunnel, 4), b'ping')
        tunnel.close()

    def test_listeners(self):
        self.write_config(CONFIG.format(running='true'))
        self.start_engine()
        self.assert_ran(self.ctl('listener', 'add', '[::1]:0'))
        self.assert_ran(self.ctl('listener', 'disable', '127.0.0.1:0'))
        expected = {'127.0.0.1:0': (False, 'off'), '[::1]:0': (True, 'listening')}
        self.assertEqual(self.listeners(), expected)
        self.restart()
        self.assertEqual(self.listeners(), expected)

        self.assert_ran(self.ctl('listener', 'enable', '127.0.0.1:0'))
        self.assert_ran(self.ctl('listener', 'remove', '[::1]:0'))
        self.restart()
        self.assertEqual(self.listeners(), {'127.0.0.1:0': (True, 'listening')})

    def test_encryption(self):
        """The socket stays, and so does what was chosen."""
        self.write_config(CONFIG.format(running='true'))
        self.start_engine()
        before = self.status()['listeners'][0]
        self.assertEqual(before['encryption'], 'both')
        self.assert_ran(self.ctl('listener', 'encryption', '127.0.0.1:0', 'encrypted'))
        self.assertEqual(self.status()['listeners'], [{**before, 'encryption': 'encrypted'}])
        self.assert_ran(self.ctl('listener', 'add', '[::1]:0', '--encryption=plain'))
        self.assert_ran(self.ctl('listener', 'encryption', '127.0.0.1:1', 'plain'), 4)

        self.restart()
        self.assertEqual({row['address']: row['encryption'] for row in self.status()['listeners']},
                         {'127.0.0.1:0': 'encrypted', '[::1]:0': 'plain'})

    def test_bad_encryption(self):
        self.start_engine()
        rows = self.status()['listeners']
        for method, kind, arguments in (
                ('SetListenerEncryption', '(ss)', ('127.0.0.1:3128', 'tls')),
                ('AddListener', '(sa{sv})',
                 ('127.0.0.1:0', {'encryption': GLib.Variant('s', 'tls')}))):
            with self.subTest(method=method), self.assertRaises(GLib.Error) as caught:
                self.bus.call(ENGINE_INTERFACE, method, GLib.Variant(kind, arguments))
            self.assertEqual(Gio.DBusError.get_remote_error(caught.exception),
                             ERROR_PREFIX + 'InvalidArgument')
        self.assertEqual(self.status()['listeners'], rows)

    def test_cannot_be_saved(self):
        """The directory is a file: that stops root as well."""
        os.rmdir(self.path('config'))
        self.write('config', '')
        self.start_engine()
        self.assert_ran(self.ctl('listener', 'remove', '127.0.0.1:3128'), 1)
        result = self.assert_ran(self.ctl('stop'), 1)
        self.assertIn('not saved', result.stderr)
        self.assert_ran(self.ctl('status'))


class Invalid(ConfigTest):
    def test_default(self):
        for text in ('no group\n', '[engine]\nrunning=perhaps\n', '\xff\xfe\0'.encode('latin-1'),
                     '[listener-1]\naddress=nowhere\n'):
            with self.subTest(text=text):
                self.write_config(text)
                self.start_engine()
                self.assertFalse(self.status()['running'])
                self.engine.signal(signal.SIGTERM)
                self.assertEqual(self.engine.wait(), 0, self.engine.error_text)
                self.assertIn(self.path('config', 'engine.conf'), self.engine.error_text)

    def test_last_good_copy(self):
        self.write_config(CONFIG.format(running='true'))
        self.start_engine()
        self.write_config('broken by hand\n')
        self.restart()

        self.assertEqual(self.listeners(), {'127.0.0.1:0': (True, 'listening')})
        adit_test.until(lambda: 'last good copy' in self.engine.error_text, 'a complaint')

        self.assert_ran(self.ctl('stop'))
        self.assertEqual(self.read_config()[1]['engine']['running'], 'false')
        with open(self.path('config', 'engine.conf.bad')) as file:
            self.assertEqual(file.read(), 'broken by hand\n')


class Locked(ConfigTest):
    def test_second_engine(self):
        """On another bus or without one; it says so and changes nothing."""
        self.start_engine()
        result = self.assert_ran(self.run_program(
            os.environ['ADIT_ENGINE'], '--no-bus', f'--config-dir={self.path("config")}',
            '--listen=127.0.0.1:0'), 1)
        self.assertEqual(result.stdout, '')
        self.assertIn(f'another engine uses the configuration in {self.path("config")}',
                      result.stderr)
        self.assert_ran(self.ctl('status'))

    def test_ends_with_the_process(self):
        self.start_engine()
        self.engine.signal(signal.SIGKILL)
        self.engine.wait()
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')
        self.start_engine()
        self.assertEqual(stat.S_IMODE(os.stat(self.path('config', 'lock')).st_mode), 0o600)


class Taken(ConfigTest):
    def test_port_in_use(self):
        """That listener says so; the others run; it can be tried again."""
        with socket.create_server(('127.0.0.1', 0)) as taken:
            address = f'127.0.0.1:{taken.getsockname()[1]}'
            self.write_config(CONFIG.format(running='true') +
                              f'[listener-2]\naddress={address}\nenabled=true\n')
            self.start_engine()
            rows = {row['address']: row for row in self.status()['listeners']}
            self.assertEqual(rows[address]['state'], 'failed')
            self.assertRegex(rows[address]['error'], '(?i)in use')
            self.assertEqual(rows[address]['bound'], '')
            self.assertEqual(rows['127.0.0.1:0']['state'], 'listening')
            adit_test.until(lambda: address in self.engine.error_text, 'the complaint')
            result = self.assert_ran(self.ctl('listener', 'enable', address), 1)
            self.assertRegex(result.stderr, '(?i)in use')

        self.assert_ran(self.ctl('listener', 'enable', address))
        self.assertEqual(self.listeners()[address], (True, 'listening'))


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The certificate that the engine shows: its own and somebody's files, changed over the bus, kept
over a restart, and what is said when files cannot be used."""

import os
import shutil
import signal
import stat
import subprocess
import time

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

import adit_test
from adit_test.bus import CERTIFICATE_INTERFACE, ERROR_PREFIX
from adit_test.case import SystemTest, need_program
from adit_test.live import LiveTest
from adit_test.origin import Certificates


def openssl(*arguments):
    return subprocess.run(['openssl', *arguments], check=True, text=True, capture_output=True,
                          stdin=subprocess.DEVNULL).stdout


def fingerprint(path):
    return openssl('x509', '-in', path, '-noout', '-fingerprint', '-sha256').strip().split('=')[1]


class CertificateTest(LiveTest):
    def setUp(self):
        need_program('openssl')
        super().setUp()

    def show(self):
        return self.ctl_json('certificate', 'show')

    def wait_for(self, **members):
        def has_all():
            shown = self.show()
            return all(shown[name] == value for name, value in members.items())

        adit_test.until(has_all, f'{members}')

    def make_files(self, name):
        os.mkdir(self.path(name))
        return Certificates(self.path(name))

    def use(self, files, status=0):
        return self.assert_ran(self.ctl('certificate', 'use', files.certificate, files.key), status)


class Local(CertificateTest):
    def test_made_for_this_computer(self):
        shown = self.show()
        self.assertEqual((shown['source'], shown['error']), ('local', ''))
        for name in ('localhost', '127.0.0.1', '::1'):
            self.assertIn(name, shown['names'])
        self.assertGreater(shown['not_after_us'], (time.time() + 24 * 3600) * 1_000_000)
        self.assertEqual(shown['fingerprint'], fingerprint(shown['certificate_path']))

        directory = self.path('config', 'tls')
        self.assertEqual(stat.S_IMODE(os.stat(directory).st_mode), 0o700)
        for name in os.listdir(directory):
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(directory, name)).st_mode), 0o600)

    def test_export_is_whom_to_trust(self):
        self.assert_ran(self.ctl('certificate', 'export', self.path('ca.pem')))
        openssl('verify', '-CAfile', self.path('ca.pem'), self.show()['certificate_path'])

    def test_renew(self):
        before = self.show()
        authority = self.assert_ran(self.ctl('certificate', 'export')).stdout
        after = self.ctl_json('certificate', 'renew')

        self.assertNotEqual(after['fingerprint'], before['fingerprint'])
        self.assertEqual(after['names'], before['names'])
        self.assertEqual(self.assert_ran(self.ctl('certificate', 'export')).stdout, authority)

    def test_kept(self):
        before = self.show()
        self.engine.signal(signal.SIGTERM)
        self.assertEqual(self.engine.wait(), 0, self.engine.error_text)
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')
        self.engine = self.start_engine()
        self.bus.wait_for_engine(self.engine)
        self.assertEqual(self.show(), before)


class Files(CertificateTest):
    def test_used_and_back(self):
        local = self.show()
        files = self.make_files('files')
        self.use(files)
        shown = self.show()
        self.assertEqual((shown['source'], shown['error']), ('files', ''))
        self.assertEqual((shown['certificate_path'], shown['key_path']),
                         (files.certificate, files.key))
        self.assertEqual(shown['names'], ['localhost', '127.0.0.1'])
        self.assertEqual(shown['fingerprint'], fingerprint(files.certificate))
        self.assert_ran(self.ctl('certificate', 'export'), 1)

        self.assert_ran(self.ctl('certificate', 'use', '--local'))
        self.assertEqual(self.show(), local)

    def test_bad_ones_are_refused(self):
        before = self.show()
        files, others = self.make_files('files'), self.make_files('others')
        for certificate, key in ((files.certificate, others.key), (files.key, files.key),
                                 (files.certificate, self.path('missing.pem')),
                                 (self.write('empty.pem', ''), files.key)):
            with self.subTest(certificate=certificate, key=key):
                result = self.assert_ran(self.ctl('certificate', 'use', certificate, key), 1)
                self.assertRegex(result.stderr, '^aditctl: .')
                self.assertEqual(self.show(), before)

    def test_relative_ones_are_refused(self):
        for paths in (('c.pem', '/k.pem'), ('/c.pem', ''), ('', '')):
            with self.subTest(paths=paths):
                with self.assertRaises(GLib.Error) as caught:
                    self.bus.call(CERTIFICATE_INTERFACE, 'Use', GLib.Variant('(ss)', paths))
                self.assertEqual(Gio.DBusError.get_remote_error(caught.exception),
                                 ERROR_PREFIX + 'InvalidArgument')

    def test_read_anew(self):
        files, others = self.make_files('files'), self.make_files('others')
        self.use(files)
        shutil.copy(others.key, files.key)
        shutil.copy(others.certificate, files.certificate)
        self.wait_for(fingerprint=fingerprint(others.certificate), error='')

    def test_broken_later(self):
        """The old one serves, and why is told to whoever listens."""
        files = self.make_files('files')
        self.use(files)
        before = self.show()
        told = self.watch()
        with open(files.certificate, 'w') as file:
            file.write('broken')
        adit_test.until(lambda: told.get('Error'), 'the error to be told')
        self.assertEqual({**self.show(), 'error': ''}, before)
        self.assertEqual(self.show()['error'], told['Error'])
        status = self.assert_ran(self.ctl('status')).stdout
        self.assertIn(told['Error'], status)

    def watch(self):
        """What PropertiesChanged tells of the certificate, as it comes."""
        told = {}

        def on_changed(connection, sender, path, interface, name, arguments):
            if arguments[0] == CERTIFICATE_INTERFACE:
                told.update(arguments[1])

        subscription = self.bus.connection.signal_subscribe(
            None, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', None, None,
            Gio.DBusSignalFlags.NONE, on_changed)
        self.addCleanup(self.bus.connection.signal_unsubscribe, subscription)
        return told


class Options(SystemTest):
    def setUp(self):
        need_program('openssl')
        super().setUp()
        os.mkdir(self.path('files'))
        self.files = Certificates(self.path('files'))

    def options(self, certificate=None, key=None):
        return [f'--config-dir={self.path("config")}',
                f'--tls-certificate={certificate or self.files.certificate}',
                f'--tls-key={key or self.files.key}']

    def run_engine(self, *options):
        return self.run_program(os.environ['ADIT_ENGINE'], '--no-bus', '--listen=127.0.0.1:0',
                                *options)

    def test_for_this_run(self):
        self.start_bus()
        engine = self.start(os.environ['ADIT_ENGINE'], *self.options())
        self.bus.wait_for_engine(engine)
        shown = LiveTest.ctl_json(self, 'certificate', 'show')
        self.assertEqual((shown['source'], shown['certificate_path']),
                         ('files', self.files.certificate))

        self.assert_ran(self.ctl('listener', 'remove', '[::1]:3128'))
        with open(self.path('config', 'engine.conf')) as file:
            self.assertNotIn(self.files.certificate, file.read())

    def test_both_or_none(self):
        for option in self.options()[1:]:
            result = self.assert_ran(self.run_engine(option), 2)
            self.assertIn('go together', result.stderr)

    def test_unusable(self):
        missing = self.path('missing.pem')
        result = self.assert_ran(self.run_engine(*self.options(key=missing)), 1)
        self.assertRegex(result.stderr, '^adit-engine: .')
        self.assertEqual(result.stdout, '')


class Settings(SystemTest):
    def test_unusable_files_stop_nothing(self):
        os.mkdir(self.path('config'))
        self.write('config/engine.conf', '[tls]\ncertificate=/no/c.pem\nkey=/no/k.pem\n'
                                         '[listener-1]\naddress=127.0.0.1:0\n')
        self.start_bus()
        engine = self.start(os.environ['ADIT_ENGINE'], f'--config-dir={self.path("config")}',
                            '--start')
        self.bus.wait_for_engine(engine)
        engine.wait_for_lines(1)
        shown = LiveTest.ctl_json(self, 'certificate', 'show')
        self.assertEqual((shown['source'], shown['not_after_us'], shown['fingerprint']),
                         ('files', 0, ''))
        self.assertIn('/no/', shown['error'])
        adit_test.until(lambda: shown['error'] in engine.error_text, 'a complaint')

        shown = LiveTest.ctl_json(self, 'certificate', 'use', '--local')
        self.assertEqual((shown['source'], shown['error']), ('local', ''))
        with open(self.path('config', 'engine.conf')) as file:
            self.assertIn('certificate=\nkey=\n', file.read())


if __name__ == '__main__':
    adit_test.run()

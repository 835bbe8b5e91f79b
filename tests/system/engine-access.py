# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who has to sign in, set over the bus and kept."""

import os

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

import adit_test
from adit_test.bus import ACCESS_INTERFACE, ERROR_PREFIX
from adit_test.case import SystemTest
from adit_test.live import LiveTest

DEFAULTS = {'sign_in': 'elsewhere', 'schemes': 'basic', 'plain_basic': True, 'blocked': [],
            'clients': ['local'], 'private': False}


class Access(SystemTest):
    def setUp(self):
        super().setUp()
        self.start_bus()
        self.start_engine()

    def start_engine(self):
        self.engine = LiveTest.start_engine(self)
        self.bus.wait_for_engine(self.engine)

    def show(self):
        return LiveTest.ctl_json(self, 'access', 'show')

    def test_changed_and_kept(self):
        self.assertEqual(self.show(), DEFAULTS)
        expected = dict(DEFAULTS)
        for words, member, value in ((('sign-in', 'always'), 'sign_in', 'always'),
                                     (('schemes', 'both'), 'schemes', 'both'),
                                     (('plain-basic', 'no'), 'plain_basic', False),
                                     (('private', 'yes'), 'private', True),
                                     (('clients', 'none'), 'clients', []),
                                     (('clients', '10.0.0.0/8', 'local', '192.0.2.1'), 'clients',
                                      ['local', '10.0.0.0/8', '192.0.2.1'])):
            expected[member] = value
            self.assert_ran(self.ctl('access', *words))
            self.assertEqual(self.show(), expected)

        LiveTest.stop_engine(self)
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')
        self.start_engine()
        self.assertEqual(self.show(), expected)
        self.assertIn('always', self.assert_ran(self.ctl('access', 'show')).stdout)

    def test_refused(self):
        """Together or not at all."""
        good = {'sign-in': GLib.Variant('s', 'always')}
        for bad in ({'sign-in': GLib.Variant('s', 'sometimes')},
                    {'sign-in': GLib.Variant('b', True)},
                    {'schemes': GLib.Variant('s', 'ntlm')}, {'realm': GLib.Variant('s', 'Adit')},
                    {'plain-basic': GLib.Variant('s', 'no')},
                    {'private': GLib.Variant('i', 1)}, {'clients': GLib.Variant('s', 'local')},
                    {'clients': GLib.Variant('as', ['local', 'everybody'])},
                    {'clients': GLib.Variant('as', ['192.0.2.1/24'])}):
            with self.subTest(bad=bad), self.assertRaises(GLib.Error) as caught:
                self.bus.call(ACCESS_INTERFACE, 'Set', GLib.Variant('(a{sv})', ({**good, **bad},)))
            self.assertEqual(Gio.DBusError.get_remote_error(caught.exception),
                             ERROR_PREFIX + 'InvalidArgument')
        for words in (('sign-in', 'sometimes'), ('plain-basic', 'maybe'), ('show', 'me'),
                      ('sign-in',), ('lift',), ('clients',), ('clients', 'local', 'everybody'),
                      ('clients', 'none', 'local'), ('private', 'perhaps'),
                      ('private', 'yes', 'no')):
            with self.subTest(words=words):
                self.assert_ran(self.ctl('access', *words), 2)
        self.assertEqual(self.show(), DEFAULTS)

    def test_nobody_to_lift(self):
        self.assert_ran(self.ctl('access', 'lift', '192.0.2.1'), 4)
        self.assert_ran(self.ctl('access', 'lift', 'somebody'), 1)
        self.assertNotIn('192', self.assert_ran(self.ctl('access', 'blocked')).stdout)

    def test_digest_is_forgotten(self):
        """What only Digest needs is as good as a password: it is not kept for nothing."""
        def schemes():
            return LiveTest.ctl_json(self, 'user', 'list')['users'][0]['schemes']

        self.assert_ran(self.ctl('access', 'schemes', 'both'))
        with open(self.write('password', 'secret')) as file:
            self.bus.call('io.github.aditproxy.Adit.Users', 'Add', GLib.Variant(
                '(sa{sv})', ('alice', {'password': GLib.Variant('s', file.read())})))
        self.assertEqual(schemes(), ['basic', 'digest'])
        self.assert_ran(self.ctl('access', 'schemes', 'basic'))
        self.assertEqual(schemes(), ['basic'])
        with open(os.path.join(self.path('config'), 'users.conf')) as file:
            self.assertNotRegex(file.read(), 'digest-[a-z0-9-]+=[0-9a-f]')


if __name__ == '__main__':
    adit_test.run()

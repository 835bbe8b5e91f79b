# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users over the bus: added with passwords that come from a terminal or a descriptor, changed, kept
in a file for nobody else's eyes, imported with a word on each line that cannot be."""

import json
import os
import pty
import re
import select
import stat
import subprocess

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

import adit_test
from adit_test.bus import ERROR_PREFIX, USERS_INTERFACE
from adit_test.live import LiveTest
from adit_test.wait import PATIENCE_S

BCRYPT = '$2y$05$abcdefghijklmnopqrstuu5s8Ntp8NYJmCWvb1BVNIPf2MKPRVtTK'
SECRET = 'pass:word äß €'


def tell_from(row, *names):
    return {name: row[name] for name in names}


class UsersTest(LiveTest):
    def rows(self):
        return {row['name']: row for row in self.ctl_json('user', 'list')['users']}

    def users(self):
        return {name: tell_from(row, 'enabled', 'schemes', 'expires')
                for name, row in self.rows().items()}

    def read_file(self):
        with open(self.path('config', 'users.conf')) as file:
            return file.read()

    def hash_of(self, name):
        text = self.assert_ran(self.ctl('user', 'export')).stdout
        return dict(line.split(':', 1) for line in text.splitlines()).get(name)


class Changes(UsersTest):
    def test_life(self):
        self.assertEqual(self.users(), {})
        self.assert_ran(self.ctl_with_password(SECRET + '\nmore\n', 'user', 'add', 'alice'))
        self.assert_ran(self.ctl('user', 'add', 'bob', '--no-password', '--disabled',
                                 '--expires=2027-12-31'))
        expected = {'alice': {'enabled': True, 'schemes': ['basic'], 'expires': ''},
                    'bob': {'enabled': False, 'schemes': [], 'expires': '2027-12-31'}}
        self.assertEqual(self.users(), expected)

        self.assert_ran(self.ctl('user', 'enable', 'bob'))
        self.assert_ran(self.ctl('user', 'disable', 'alice'))
        self.assert_ran(self.ctl('user', 'limit', 'alice', '--expires=2028-02-29'))
        self.assert_ran(self.ctl('user', 'limit', 'bob', '--expires=never'))
        expected = {'alice': {'enabled': False, 'schemes': ['basic'], 'expires': '2028-02-29'},
                    'bob': {'enabled': True, 'schemes': [], 'expires': ''}}
        self.assertEqual(self.users(), expected)

        self.stop_engine()
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')
        self.engine = self.start_engine('--listen=127.0.0.1:0')
        self.bus.wait_for_engine(self.engine)
        self.assertEqual(self.users(), expected)

        self.assert_ran(self.ctl('user', 'remove', 'alice'))
        self.assertEqual(list(self.users()), ['bob'])

    def test_limits(self):
        names = ('own_limits', 'rate', 'quota', 'quota_period', 'quota_end', 'tunnels')
        common = dict(zip(names, (False, 0, 0, 'month', 'refuse', 0)))
        own = dict(zip(names, (True, 10**12, 10**18, 'day', 'end', 10**6)))

        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password'))
        self.assertEqual(tell_from(self.rows()['alice'], *names), common)
        self.assert_ran(self.ctl('user', 'limit', 'alice', '--rate=1000000000000',
                                 '--quota=1000000000000000000', '--quota-period=day',
                                 '--quota-end=end', '--tunnels=1000000'))
        self.assertEqual(tell_from(self.rows()['alice'], *names), own)
        self.assertIn('quota-end=end', self.read_file())

        self.assert_ran(self.ctl('user', 'limit', 'alice', '--tunnels=7'))
        self.assertEqual(tell_from(self.rows()['alice'], *names), {**own, 'tunnels': 7})
        self.assert_ran(self.ctl('user', 'limit', 'alice', '--common-limits'))
        self.assertEqual(tell_from(self.rows()['alice'], *names), common)

    def test_common_limits(self):
        names = ('own_limits', 'rate', 'quota_period', 'tunnels')
        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password', '--rate=5'))
        self.assert_ran(self.ctl('user', 'add', 'bob', '--no-password'))
        answer = json.loads(self.assert_ran(self.ctl(
            'user', 'limit', '--everyone', '--tunnels=7', '--quota-period=day', '--json')).stdout)
        self.assertEqual(answer['common_limits'], {'rate': 0, 'quota': 0, 'quota_period': 'day',
                                                   'quota_end': 'refuse', 'tunnels': 7})
        self.assertEqual(tell_from(self.rows()['alice'], *names),
                         dict(zip(names, (True, 5, 'month', 0))))
        self.assertEqual(tell_from(self.rows()['bob'], *names),
                         dict(zip(names, (False, 0, 'day', 7))))
        self.assert_ran(self.ctl('user', 'limit', '--everyone', '--rate=2000000'))
        self.assertIn('without limits of their own: 2.0 MB/s each way, 7 tunnels',
                      self.assert_ran(self.ctl('user', 'list')).stdout)

        before = self.read_file()
        for arguments, status in ((('--tunnels=1000001',), 1), (('--rate=x',), 1), ((), 2),
                                  (('--expires=never',), 2), (('--common-limits',), 2),
                                  (('--tunnels=1', 'bob'), 2)):
            with self.subTest(arguments=arguments):
                self.assert_ran(self.ctl('user', 'limit', '--everyone', *arguments), status)
                self.assertEqual(self.read_file(), before)

    def test_limits_are_told(self):
        told = []
        subscription = self.bus.connection.signal_subscribe(
            None, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', None, USERS_INTERFACE,
            Gio.DBusSignalFlags.NONE, lambda *signal: told.append(signal[5].unpack()[1]))
        self.addCleanup(self.bus.connection.signal_unsubscribe, subscription)
        self.assert_ran(self.ctl('user', 'limit', '--everyone', '--tunnels=7'))
        adit_test.until(lambda: told, 'the properties')
        self.assertEqual(told[-1]['Limits']['tunnels'], 7)

    def test_removed_and_back(self):
        """With password, limits and end; and only once, and not over somebody else."""
        self.assert_ran(self.ctl_with_password(SECRET, 'user', 'add', 'alice',
                                               '--expires=2027-12-31', '--rate=5'))
        before, password = self.rows(), self.hash_of('alice')
        self.assert_ran(self.ctl('user', 'restore', 'alice'), 4)
        self.assert_ran(self.ctl('user', 'remove', 'alice'))
        self.assertEqual(self.rows(), {})
        self.assert_ran(self.ctl('user', 'restore', 'alice'))
        self.assertEqual(self.rows(), before)
        self.assertEqual(self.hash_of('alice'), password)
        self.assert_ran(self.ctl('user', 'restore', 'alice'), 4)

        self.assert_ran(self.ctl('user', 'remove', 'alice'))
        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password'))
        self.assert_ran(self.ctl('user', 'restore', 'alice'), 1)
        self.assertEqual(self.rows()['alice']['expires'], '')

    def test_back_without_digest(self):
        """What the schemes do not need any more does not come back."""
        self.assert_ran(self.ctl('access', 'schemes', 'both'))
        self.assert_ran(self.ctl_with_password(SECRET, 'user', 'add', 'alice'))
        self.assertEqual(self.users()['alice']['schemes'], ['basic', 'digest'])
        self.assert_ran(self.ctl('user', 'remove', 'alice'))
        self.assert_ran(self.ctl('access', 'schemes', 'basic'))
        self.assert_ran(self.ctl('user', 'restore', 'alice'))
        self.assertEqual(self.users()['alice']['schemes'], ['basic'])

    def test_file(self):
        """For its owner alone, and without the password."""
        self.assert_ran(self.ctl_with_password(SECRET, 'user', 'add', 'alice'))
        path = self.path('config', 'users.conf')
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertNotIn(SECRET, self.read_file())
        self.assertRegex(self.read_file(), r'password=\$y\$')
        self.assertEqual(self.engine.error_text, '')

    def test_new_password(self):
        self.assert_ran(self.ctl_with_password('one', 'user', 'add', 'alice'))
        before = self.hash_of('alice')
        self.assert_ran(self.ctl_with_password('one', 'user', 'password', 'alice'))
        self.assertRegex(self.hash_of('alice'), r'^\$y\$')
        self.assertNotEqual(self.hash_of('alice'), before)

    def test_refused(self):
        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password'))
        before = self.read_file()
        for arguments, status in ((('add', 'alice', '--no-password'), 1),
                                  (('add', 'a:b', '--no-password'), 1),
                                  (('add', 'bob', '--no-password', '--expires=2027-02-29'), 1),
                                  (('limit', 'alice', '--expires=soon'), 1),
                                  (('limit', 'alice', '--rate=1000000000001'), 1),
                                  (('limit', 'alice', '--quota=1000000000000000001'), 1),
                                  (('limit', 'alice', '--tunnels=1000001'), 1),
                                  (('limit', 'alice', '--tunnels=4294967296'), 1),
                                  (('limit', 'alice', '--rate=-1'), 1),
                                  (('limit', 'alice', '--quota=1G'), 1),
                                  (('limit', 'alice', '--quota-period=week'), 1),
                                  (('limit', 'alice', '--quota-end=warn'), 1),
                                  (('limit', 'bob', '--tunnels=1'), 4),
                                  (('remove', 'alice', '--tunnels=1'), 2),
                                  (('remove', 'bob'), 4), (('enable', 'bob'), 4),
                                  (('disable', 'bob'), 4),
                                  (('limit', 'bob', '--expires=never'), 4), (('limit', 'alice'), 2),
                                  (('remove', 'alice', '--disabled'), 2), (('list', 'alice'), 2),
                                  (('add',), 2), (('rename', 'alice'), 2)):
            with self.subTest(arguments=arguments):
                self.assert_ran(self.ctl('user', *arguments), status)
                self.assertEqual(self.read_file(), before)

    def test_passwords_at_their_limits(self):
        self.assert_ran(self.ctl_with_password('x' * 511, 'user', 'add', 'alice'))
        for password in ('x' * 512, '', '\n', 'a\tb', 'a\0b'):
            with self.subTest(password=password):
                result = self.assert_ran(self.ctl_with_password(password, 'user', 'add', 'bob'), 1)
                self.assertRegex(result.stderr, '^aditctl: .')
        self.assertEqual(list(self.users()), ['alice'])

    def test_unknown_options(self):
        """None that does nothing; and the error does not repeat what may be a password."""
        for options in ({'quota': GLib.Variant('s', 'secret')},
                        {'password': GLib.Variant('ay', b'secret')},
                        {'expires': GLib.Variant('s', 'secret')}):
            with self.subTest(options=options), self.assertRaises(GLib.Error) as caught:
                self.bus.call(USERS_INTERFACE, 'Add', GLib.Variant('(sa{sv})', ('bob', options)))
            self.assertEqual(Gio.DBusError.get_remote_error(caught.exception),
                             ERROR_PREFIX + 'InvalidArgument')
            self.assertNotIn('secret', str(caught.exception))

    def test_told(self):
        """At once, then at most once a second, and the last change is never missed."""
        told = []
        subscription = self.bus.connection.signal_subscribe(
            None, USERS_INTERFACE, 'Changed', None, None, Gio.DBusSignalFlags.NONE,
            lambda *_: told.append(len(self.users())))
        self.addCleanup(self.bus.connection.signal_unsubscribe, subscription)
        for number in range(20):
            self.bus.call(USERS_INTERFACE, 'Add', GLib.Variant('(sa{sv})', (f'user{number}', {})))
        adit_test.until(lambda: told and told[-1] == 20, 'the last change')
        self.assertLess(len(told), 10)

    def test_removed_while_hashing(self):
        self.bus.call(USERS_INTERFACE, 'Add', GLib.Variant('(sa{sv})', ('alice', {})))
        answers = []
        self.bus.connection.call(
            'io.github.aditproxy.Adit.Engine', '/io/github/aditproxy/Adit/Engine', USERS_INTERFACE,
            'SetPassword', GLib.Variant('(ss)', ('alice', 'secret')), None,
            Gio.DBusCallFlags.NONE, -1, None, lambda source, result: answers.append(result))
        self.bus.call(USERS_INTERFACE, 'Remove', GLib.Variant('(s)', ('alice',)))
        adit_test.until(lambda: answers, 'the answer')
        with self.assertRaises(GLib.Error) as caught:
            self.bus.connection.call_finish(answers[0])
        self.assertEqual(Gio.DBusError.get_remote_error(caught.exception),
                         ERROR_PREFIX + 'NotFound')
        self.assertEqual(self.users(), {})


class Terminal(UsersTest):
    def read_some(self, terminal):
        """Nothing once the program has gone."""
        if not select.select([terminal], [], [], PATIENCE_S)[0]:
            self.fail('nothing comes from the terminal')
        try:
            return os.read(terminal, 1000)
        except OSError:
            return b''

    def run_on_terminal(self, *typed):
        """What the terminal showed, and the exit status."""
        terminal, end = pty.openpty()
        with os.fdopen(terminal, closefd=True), subprocess.Popen(
                ['setsid', '--ctty', os.environ['ADITCTL'], 'user', 'add', 'alice'],
                env=self.environment, stdin=end, stdout=end, stderr=end) as process:
            os.close(end)
            shown = b''
            for prompts, text in enumerate(typed, 1):
                while shown.count(b': ') < prompts:
                    more = self.read_some(terminal)
                    self.assertTrue(more, shown)
                    shown += more
                os.write(terminal, text)
            while more := self.read_some(terminal):
                shown += more
            return shown.decode(), process.wait(PATIENCE_S)

    def test_asked_twice_without_echo(self):
        shown, status = self.run_on_terminal(b'secret\n', b'secret\n')
        self.assertEqual(status, 0, shown)
        self.assertNotIn('secret', shown)
        self.assertEqual(list(self.users()), ['alice'])

    def test_another_the_second_time(self):
        shown, status = self.run_on_terminal(b'secret\n', b'sceret\n')
        self.assertEqual(status, 1, shown)
        self.assertEqual(self.users(), {})

    def test_given_up(self):
        shown, status = self.run_on_terminal(b'sec\x03')
        self.assertEqual(status, -2, shown)
        self.assertEqual(self.users(), {})

    def test_no_terminal(self):
        result = subprocess.run([os.environ['ADITCTL'], 'user', 'add', 'alice'],
                                env=self.environment, text=True, stdin=subprocess.DEVNULL,
                                capture_output=True, start_new_session=True, timeout=PATIENCE_S)
        self.assertIn('--password-fd', self.assert_ran(result, 1).stderr)


class Files(UsersTest):
    def test_import(self):
        self.assert_ran(self.ctl('user', 'add', 'bob', '--no-password'))
        path = self.write('htpasswd', f'# staff\nalice:{BCRYPT}\nbob:{BCRYPT}\n'
                                      'carol:$apr1$abcdefgh$0123456789012345678901\n'
                                      f'nonsense\nalice:{BCRYPT}\ndave:{BCRYPT}\n')
        result = self.assert_ran(self.ctl('user', 'import', path, '--json'), 1)
        answer = json.loads(result.stdout)
        self.assertEqual(answer['added'], 2)
        self.assertEqual([(row['line'], row['name']) for row in answer['refused']],
                         [(3, 'bob'), (4, 'carol'), (5, ''), (6, 'alice')])
        self.assertEqual({name: row['schemes'] for name, row in self.users().items()},
                         {'bob': [], 'alice': ['basic'], 'dave': ['basic']})
        self.assertEqual(self.hash_of('dave'), BCRYPT)

        result = self.assert_ran(self.ctl('user', 'import', path), 1)
        self.assertRegex(result.stderr, f'(?m)^{re.escape(path)}:4: carol: .')
        self.assertNotIn('apr1', result.stderr)

    def test_export_is_import(self):
        text = f'alice:{BCRYPT}\nbob:{BCRYPT}\n'
        self.assert_ran(self.ctl('user', 'import', self.write('htpasswd', text)))
        self.assertEqual(self.assert_ran(self.ctl('user', 'export')).stdout, text)

    def test_missing(self):
        self.assert_ran(self.ctl('user', 'import', self.path('missing')), 1)


class ByHand(UsersTest):
    """The file is edited while the engine runs."""

    def error(self):
        return self.bus.get('Error', USERS_INTERFACE)

    def append(self, text):
        with open(self.path('config', 'users.conf'), 'a') as file:
            file.write(text)

    def test_holds_at_once(self):
        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password'))
        self.append('\n# a friend\n[user-2]\nname=bob\ntunnels=3\n\n[template]\nrate=5\n')
        adit_test.until(lambda: 'bob' in self.rows(), 'the edit')
        self.assertEqual(self.rows()['bob']['tunnels'], 3)
        self.assertEqual(self.rows()['alice']['rate'], 5)

        # an edit over the bus right after one by hand loses neither
        self.append('[user-3]\nname=carol\n')
        self.assert_ran(self.ctl('user', 'add', 'dave', '--no-password'))
        self.assertEqual(list(self.rows()), ['alice', 'bob', 'carol', 'dave'])
        self.assertIn('# a friend', self.read_file())

    def test_not_valid(self):
        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password'))
        line = self.read_file().count('\n') + 3
        self.append('\n[user-2]\nname=b:b\n')
        adit_test.until(self.error, 'the error')
        self.assertRegex(self.error(), re.escape(self.path('config', 'users.conf')) +
                         f': line {line}: .*b:b')
        self.assertEqual(list(self.rows()), ['alice'])
        adit_test.until(lambda: f'line {line}' in self.engine.error_text, 'the complaint')

        text = self.read_file()
        self.write('config/users.conf', text.replace('b:b', 'bob'))
        adit_test.until(lambda: not self.error(), 'the error to go')
        self.assertEqual(list(self.rows()), ['alice', 'bob'])


class Unsaved(UsersTest):
    def test_answered(self):
        """Every change says that it was not saved, and nothing changes."""
        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password'))
        os.makedirs(self.path('config', 'users.conf.bad', 'in-the-way'))
        self.write('config/users.conf', 'broken\n')
        for arguments in (('add', 'bob', '--no-password'), ('remove', 'alice'),
                          ('disable', 'alice'), ('limit', 'alice', '--tunnels=1'),
                          ('limit', '--everyone', '--tunnels=1')):
            with self.subTest(arguments=arguments):
                result = self.assert_ran(self.ctl('user', *arguments), 1)
                self.assertIn('not saved', result.stderr)
        self.assertEqual(self.users(), {'alice': {'enabled': True, 'schemes': [], 'expires': ''}})


class Unreadable(UsersTest):
    def prepare(self):
        os.mkdir(self.path('config'), 0o700)
        self.write('config/users.conf', 'broken\n')

    def test_told_and_set_aside(self):
        adit_test.until(lambda: self.path('config', 'users.conf') in self.engine.error_text,
                        'the complaint')
        self.assertEqual(self.users(), {})
        self.assert_ran(self.ctl('user', 'add', 'alice', '--no-password'))
        with open(self.path('config', 'users.conf.bad')) as file:
            self.assertEqual(file.read(), 'broken\n')


if __name__ == '__main__':
    adit_test.run()

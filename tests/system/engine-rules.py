# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules over the bus and in their file: comments stay, edits by hand are noticed, and what is not
valid changes nothing but says where and why."""

import os
import stat

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

import adit_test
from adit_test.bus import ERROR_PREFIX, RULES_INTERFACE
from adit_test.live import LiveTest

TEXT = '''# what the house agreed on

# mail is not for guests
deny   port 25,465    # and neither is this
  allow host *.example.org,example.org
default deny
'''


class RulesTest(LiveTest):
    initial = TEXT

    def prepare(self):
        os.mkdir(self.path('config'), 0o700)
        if self.initial is not None:
            self.write('config/rules.conf', self.initial)

    def read(self, name='rules.conf'):
        with open(self.path('config', name)) as file:
            return file.read()

    def rules(self):
        return [row['text'] for row in self.ctl_json('rules', 'list')['rules']]

    def restart(self):
        self.stop_engine()
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')
        self.engine = LiveTest.start_engine(self, '--listen=127.0.0.1:0')
        self.bus.wait_for_engine(self.engine)

    def wait_for_error(self, *parts):
        def has_all():
            error = self.ctl_json('rules', 'list')['error']
            return all(part in error for part in parts) and error

        return adit_test.until(has_all, f'an error with {parts}')


class Edits(RulesTest):
    def test_list(self):
        self.assertEqual(self.ctl_json('rules', 'list'), {
            'rules': [
                {'number': 1, 'line': 4, 'text': 'deny port 25,465', 'action': 'deny'},
                {'number': 2, 'line': 5, 'text': 'allow host *.example.org,example.org',
                 'action': 'allow'}],
            'default': 'deny', 'error': ''})
        self.assertEqual(self.assert_ran(self.ctl('rules', 'show')).stdout, TEXT)

    def test_comments_are_kept(self):
        """Byte for byte, but for the lines that an edit is about."""
        self.assert_ran(self.ctl('rules', 'add', 'allow', 'user', 'alice'))
        lines = TEXT.splitlines()
        self.assertEqual(self.read().splitlines(), [*lines[:5], 'allow user alice', lines[5]])
        self.assert_ran(self.ctl('rules', 'replace', '1', 'deny port 25'))
        self.assertIn('# and neither is this', self.read())
        self.assert_ran(self.ctl('rules', 'remove', '3'))
        self.assert_ran(self.ctl('rules', 'move', '2', '1'))
        self.assertEqual(self.rules(), ['allow host *.example.org,example.org', 'deny port 25'])
        self.assert_ran(self.ctl('rules', 'default', 'allow'))
        for comment in ('# what the house agreed on\n\n', '# mail is not for guests\n'):
            self.assertIn(comment, self.read())
        self.assertEqual(stat.S_IMODE(os.stat(self.path('config', 'rules.conf')).st_mode), 0o600)

        before = self.ctl_json('rules', 'list')
        self.restart()
        self.assertEqual(self.ctl_json('rules', 'list'), before)

    def test_at(self):
        self.assert_ran(self.ctl('rules', 'add', '--at', '1', 'allow user alice'))
        self.assertEqual(self.rules()[0], 'allow user alice')

    def test_refused(self):
        """With line and reason, and nothing is changed."""
        for arguments, reason, status in (
                (('add', 'alow host example.org'), '.', 1),
                (('add', 'deny port 65536'), '65536', 1),
                (('replace', '1', 'allow address 10.0.0.0/33'), '10.0.0.0/33', 1),
                (('default', 'via', 'nowhere'), 'nowhere', 1),
                (('remove', '3'), '3', 4), (('move', '1', '3'), '3', 4),
                (('edit-file', self.write('new.conf', 'allow\n\ndeny prt 1\n')), 'line 3', 1)):
            with self.subTest(arguments=arguments):
                result = self.assert_ran(self.ctl('rules', *arguments), status)
                self.assertRegex(result.stderr, reason)
                self.assertEqual(self.read(), TEXT)
                self.assertEqual(len(self.rules()), 2)

    def test_whole_text(self):
        path = self.write('new.conf', '# all new\r\ndeny\r\n')
        self.assert_ran(self.ctl('rules', 'edit-file', path))
        with open(self.path('config', 'rules.conf'), newline='') as file:
            self.assertEqual(file.read(), '# all new\r\ndeny\r\n')
        self.assertEqual(self.rules(), ['deny'])

    def test_no_rule_0(self):
        for method, kind, arguments in (('Remove', '(u)', (0,)), ('Move', '(uu)', (0, 1)),
                                        ('Move', '(uu)', (1, 0)), ('Replace', '(us)', (0, 'deny'))):
            with self.subTest(method=method), self.assertRaises(GLib.Error) as caught:
                self.bus.call(RULES_INTERFACE, method, GLib.Variant(kind, arguments))
            self.assertEqual(Gio.DBusError.get_remote_error(caught.exception),
                             ERROR_PREFIX + 'NotFound')

    def test_told(self):
        """Whoever has the answer to a call has been told before."""
        told = []
        subscription = self.bus.connection.signal_subscribe(
            None, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', None, RULES_INTERFACE,
            Gio.DBusSignalFlags.NONE, lambda *arguments: told.append(arguments[5][1]))
        self.addCleanup(self.bus.connection.signal_unsubscribe, subscription)
        self.bus.call(RULES_INTERFACE, 'SetDefault', GLib.Variant('(s)', ('allow',)))
        adit_test.until(lambda: told, 'the change to be told')
        self.assertEqual(told[0]['Default'], 'allow')
        self.assertEqual(told[0]['Text'], TEXT.replace('default deny', 'default allow'))

    def test_cannot_be_saved(self):
        """A directory in the way of the temporary file's new name stops root as well."""
        os.remove(self.path('config', 'rules.conf'))
        os.makedirs(self.path('config', 'rules.conf', 'full'))
        os.makedirs(self.path('config', 'rules.conf.bad', 'full'))
        result = self.assert_ran(self.ctl('rules', 'add', 'deny'), 1)
        self.assertIn('not saved', result.stderr)


class ByHand(RulesTest):
    def test_noticed(self):
        self.write('config/rules.conf', '# more\nallow user bob\n' + TEXT)
        adit_test.until(lambda: 'allow user bob' in self.rules(), 'the new rule')

    def test_noticed_when_replaced(self):
        """As most editors do."""
        os.rename(self.write('config/new', 'deny user carol\n'),
                  self.path('config', 'rules.conf'))
        adit_test.until(lambda: self.rules() == ['deny user carol'], 'the new rule')

    def test_invalid(self):
        """The last good ones stay, over a restart too; the next edit sets the file aside."""
        before = self.rules()
        bad = TEXT + 'allow hst example.org\n'
        self.write('config/rules.conf', bad)
        error = self.wait_for_error(self.path('config', 'rules.conf'), 'line 7', 'hst')
        self.assertEqual(self.rules(), before)
        adit_test.until(lambda: error in self.engine.error_text, 'the complaint')
        self.assertIn(error, self.assert_ran(self.ctl('rules', 'list')).stderr)

        self.restart()
        self.assertEqual(self.rules(), before)
        self.wait_for_error('line 7')

        self.assert_ran(self.ctl('rules', 'add', 'allow user alice'))
        self.assertEqual(self.read('rules.conf.bad'), bad)
        self.assertEqual(self.rules(), [*before, 'allow user alice'])
        self.assertEqual(self.ctl_json('rules', 'list')['error'], '')

    def test_repaired(self):
        self.write('config/rules.conf', 'nonsense\n')
        self.wait_for_error('line 1')
        self.write('config/rules.conf', TEXT)
        self.wait_for_error()
        adit_test.until(lambda: self.ctl_json('rules', 'list')['error'] == '', 'no error')

    def test_not_overwritten(self):
        """An edit that comes right after one by hand is made to that."""
        self.write('config/rules.conf', 'allow user bob\n' + TEXT)
        self.assert_ran(self.ctl('rules', 'add', 'allow user carol'))
        rules = self.rules()
        self.assertEqual((rules[0], rules[-1]), ('allow user bob', 'allow user carol'))


class Nothing(RulesTest):
    initial = None

    def test_everything_is_allowed(self):
        self.assertEqual(self.ctl_json('rules', 'list'),
                         {'rules': [], 'default': 'allow', 'error': ''})
        self.assertFalse(os.path.exists(self.path('config', 'rules.conf')))
        self.assert_ran(self.ctl('rules', 'add', 'deny port 25'))
        self.assertEqual(self.read(), 'deny port 25\n')

    def test_file_appears(self):
        self.write('config/rules.conf', 'default deny\n')
        adit_test.until(lambda: self.ctl_json('rules', 'list')['default'] == 'deny', 'the file')


class NeverGood(RulesTest):
    initial = 'nonsense\n'

    def test_everything_is_denied(self):
        shown = self.ctl_json('rules', 'list')
        self.assertEqual((shown['rules'], shown['default']), ([], 'deny'))
        self.assertIn('line 1', shown['error'])


class Why(RulesTest):
    def why(self, target, *options):
        return self.ctl_json('rules', 'test', target, *options)

    def test_rule(self):
        self.assertEqual(
            self.why('example.org:25'),
            {'verdict': 'deny', 'sentence': 'Rule 1, line 4: deny port 25,465', 'rule': 1,
             'line': 4, 'address': ''})
        self.assertEqual(self.why('www.example.org:443')['rule'], 2)
        default = self.why('192.0.2.1:443')
        self.assertEqual((default['verdict'], default['rule'], default['line']), ('deny', 0, 6))
        text = self.assert_ran(self.ctl('rules', 'test', 'example.org:25')).stdout
        self.assertEqual(text, 'deny\nRule 1, line 4: deny port 25,465\n')

    def test_user_and_client(self):
        self.assert_ran(self.ctl('rules', 'add', '--at=1', 'allow user alice from 192.0.2.0/24'))
        options = ('--user=alice', '--client=192.0.2.9')
        self.assertEqual(self.why('8.8.8.8:443', *options)['rule'], 1)
        self.assertEqual(self.why('8.8.8.8:443', options[0])['verdict'], 'deny')
        self.assertEqual(self.why('8.8.8.8:443', options[1])['verdict'], 'deny')

    def test_built_in(self):
        """Asked of the address that a name leads to."""
        self.assert_ran(self.ctl('rules', 'default', 'allow'))
        denied = self.why('localhost:443', '--client=192.0.2.9')
        self.assertEqual((denied['verdict'], denied['rule']), ('deny', 0))
        self.assertIn(denied['address'], ('127.0.0.1', '::1'))
        self.assertEqual(self.why('localhost:443')['verdict'], 'allow')

    def test_unusable(self):
        for arguments in (('example.org',), ('example.org:0',), ('example.org:1', '--client=bob')):
            with self.subTest(arguments=arguments):
                self.assert_ran(self.ctl('rules', 'test', *arguments), 1)

    def test_not_found(self):
        self.assert_ran(self.ctl('rules', 'add', '--at=1', 'deny address 10.0.0.0/8'))
        result = self.assert_ran(self.ctl('rules', 'test', 'nobody.invalid:443'), 1)
        self.assertIn('nobody.invalid', result.stderr)


if __name__ == '__main__':
    adit_test.run()

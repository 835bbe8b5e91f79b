# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who would reach a listener is said before aditctl opens it to others; for what is public, a word
more is needed."""

import json

import adit_test
from adit_test.fake import STATE, FakeTest

INTERFACES = [['lo', [['127.0.0.1', 8, 'loopback'], ['::1', 128, 'loopback']]],
              ['wlan0', [['192.168.1.20', 24, 'private'], ['2600:1::5', 64, 'public'],
                         ['fe80::5', 64, 'link-local']]],
              ['eth0', [['10.0.0.7', 8, 'private']]]]
SOMEBODY = ['alice', True, ['basic'], '', {}]


def listener(address, is_enabled=False, public=False):
    return [address, is_enabled, 'listening' if is_enabled else 'off', '', '', 'both',
            {'public': ['b', public]}]


class Listener(FakeTest):
    def start(self, users=(), **state):
        self.start_fake(properties={**STATE, **state},
                        answers={'ListInterfaces': [INTERFACES], 'List': [list(users)]})

    def changes(self):
        return [call for call in self.calls() if call[1] in ('AddListener', 'MoveListener',
                                                             'SetListenerEnabled')]

    def assert_said(self, result, said, unsaid=()):
        for text in said:
            self.assertIn(text, result.stderr)
        for text in unsaid:
            self.assertNotIn(text, result.stderr)

    def test_this_computer(self):
        """There is nothing to say."""
        self.start()
        result = self.assert_ran(self.ctl('listener', 'move', '0.0.0.0:3128', '127.0.0.1:3128'))
        self.assertEqual(result.stderr, '')
        self.assertEqual(self.changes(), [
            ('Engine', 'MoveListener', ['0.0.0.0:3128', '127.0.0.1:3128', {}])])

    def test_private(self):
        """It is said, and done."""
        self.start()
        result = self.assert_ran(self.ctl('listener', 'move', '127.0.0.1:3128', '%eth0:3128'))
        self.assert_said(result, ['10.0.0.7 (eth0)', 'same private network', 'have to sign in',
                                  'no user yet', 'aditctl user add'], ['internet', 'later'])
        self.assertEqual(len(self.changes()), 1)

    def test_public_stays_closed(self):
        self.start(users=[SOMEBODY])
        result = self.assert_ran(self.ctl('listener', 'add', '%wlan0:3128'))
        self.assert_said(result, ['192.168.1.20 (wlan0)', 'closed to others', '2600:1::5'],
                         ['internet', 'no user yet', 'fe80'])
        self.assertEqual(self.changes(), [('Engine', 'AddListener', ['%wlan0:3128', {}])])

    def test_public(self):
        """Without --yes nothing happens."""
        self.start(SignIn='never', Clients=['203.0.113.0/24'])
        for words, call in (
                (('move', '[::1]:1', '[::]:1'), ('MoveListener', ['[::1]:1', '[::]:1', {}])),
                (('add', '[2600:1::5]:1'), ('AddListener', ['[2600:1::5]:1', {}])),
                (('add', '%wlan0:1', '--public'),
                 ('AddListener', ['%wlan0:1', {'public': True}])),
                (('move', '%wlan0:1', '%wlan0:1', '--public'),
                 ('MoveListener', ['%wlan0:1', '%wlan0:1', {'public': True}]))):
            with self.subTest(words=words):
                before = len(self.changes())
                refused = self.assert_ran(self.ctl('listener', *words), 1)
                self.assert_said(refused, ['internet', '2600:1::5 (wlan0)', 'Nothing was changed',
                                           '--yes', '203.0.113.0/24', 'Nobody has to sign in'],
                                 ['no user yet'])
                self.assertEqual(len(self.changes()), before)
                done = self.assert_ran(self.ctl('listener', *words, '--yes'))
                self.assert_said(done, ['internet'], ['Nothing was changed'])
                self.assertEqual(self.changes()[-1], ('Engine', *call))

    def test_enable(self):
        """As adding does, where it was off; a public address stays off without --yes."""
        self.start(users=[SOMEBODY], Listeners=[
            listener('127.0.0.1:1'), listener('%wlan0:1'), listener('%wlan0:2', public=True),
            listener('[::]:1'), listener('[::]:2', is_enabled=True)])
        for address, said, is_refused in (
                ('127.0.0.1:1', [], False),
                ('%wlan0:1', ['192.168.1.20 (wlan0)', 'closed to others'], False),
                ('%wlan0:2', ['internet', '2600:1::5 (wlan0)'], True),
                ('[::]:1', ['internet', '2600:1::5 (wlan0)'], True),
                ('[::]:2', [], False),     # it is open already
                ('[::1]:9', [], False)):   # there is none: the engine says so
            with self.subTest(address=address):
                before = self.changes()
                if is_refused:
                    refused = self.assert_ran(self.ctl('listener', 'enable', address), 1)
                    self.assert_said(refused, [*said, 'Nothing was changed', '--yes'])
                    self.assertEqual(self.changes(), before)
                    done = self.assert_ran(self.ctl('listener', 'enable', address, '--yes'))
                else:
                    done = self.assert_ran(self.ctl('listener', 'enable', address))
                self.assert_said(done, said, ['Nothing was changed'])
                if not said:
                    self.assertEqual(done.stderr, '')
                self.assertEqual(self.changes()[len(before):],
                                 [('Engine', 'SetListenerEnabled', [address, True])])

    def test_usage(self):
        self.start()
        for words in (('add', 'wlan0:3128'), ('add', 'localhost:1'), ('move', '[::1]:1'),
                      ('move', '[::1]:1', 'here'), ('move', '[::1]:1', '[::1]:2', '[::1]:3'),
                      ('remove', '[::1]:1', '--yes'), ('disable', '[::1]:1', '--yes'),
                      ('enable', '[::1]:1', '--public'), ('encryption', '[::1]:1', 'both', 'plain'),
                      ('encryption', '[::1]:1'), ('proxy-protocol', '[::1]:1'),
                      ('proxy-protocol', '[::1]:1', 'lb'), ('list', '[::1]:1'), ('list', '--yes'),
                      ('move', '[::1]:1', '[::1]:2', '--encryption=both')):
            with self.subTest(words=words):
                self.assert_ran(self.ctl('listener', *words), 2)
        self.assertEqual(self.calls(), [])

    def test_interfaces(self):
        self.start()
        text = self.assert_ran(self.ctl('listener', 'interfaces')).stdout
        self.assertRegex(text, r'wlan0 +192\.168\.1\.20/24 +private\n')
        document = json.loads(self.assert_ran(self.ctl('listener', 'interfaces', '--json')).stdout)
        self.assertEqual(document['interfaces'][2], {
            'name': 'eth0', 'addresses': [{'address': '10.0.0.7', 'prefix': 8,
                                           'class': 'private'}]})


if __name__ == '__main__':
    adit_test.run()

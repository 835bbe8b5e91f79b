# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What aditctl prints: readable columns, stable JSON, and nothing that drives the terminal."""

import json

import adit_test
from adit_test.fake import STATE, FakeTest, tunnel

NASTY = 'evil\x1b]0;owned\x07\u202egpj.\u009b31m\x7f:443'
NASTY_SHOWN = r'evil\x1b]0;owned\x07\u202egpj.\x9b31m\x7f:443'
LISTENERS = [['127.0.0.1:0', True, 'listening', '127.0.0.1:40001', ''],
             ['[::1]:3128', True, 'failed', '', 'Address already in use']]


class Status(FakeTest):
    def setUp(self):
        super().setUp()
        self.start_fake(properties={**STATE, 'Listeners': LISTENERS, 'ActiveTunnels': 3,
                                    'OpenedTunnels': 2**40, 'RefusedConnections': 5,
                                    'SentBytes': 1_234_567, 'ReceivedBytes': 2**62})

    def test_json(self):
        document = json.loads(self.assert_ran(self.ctl('status', '--json')).stdout)

        self.assertEqual(document, {
            'version': '9.8.7', 'running': True, 'started_us': 1_700_000_000_000_000,
            'listeners': [
                {'address': '127.0.0.1:0', 'enabled': True, 'state': 'listening',
                 'bound': '127.0.0.1:40001', 'error': ''},
                {'address': '[::1]:3128', 'enabled': True, 'state': 'failed', 'bound': '',
                 'error': 'Address already in use'}],
            'active_tunnels': 3, 'opened_tunnels': 2**40, 'refused_connections': 5,
            'sent_bytes': 1_234_567, 'received_bytes': 2**62})

    def test_columns(self):
        lines = self.assert_ran(self.ctl('status')).stdout.splitlines()
        second_column = lines[0].index('running')

        self.assertTrue(lines[0].startswith('Proxy '))
        self.assertIn('127.0.0.1:0  listening: 127.0.0.1:40001', lines[1])
        self.assertEqual(lines[2][second_column:], '[::1]:3128  failed: Address already in use')
        for line in lines:
            self.assertEqual(line[second_column - 2:second_column], '  ')
            self.assertNotEqual(line[second_column], ' ')

    def test_listeners(self):
        document = json.loads(self.assert_ran(self.ctl('--json', 'listener', 'list')).stdout)
        lines = self.assert_ran(self.ctl('listener', 'list')).stdout.splitlines()

        self.assertEqual([row['address'] for row in document['listeners']],
                         ['127.0.0.1:0', '[::1]:3128'])
        self.assertEqual(len(lines), 3)
        self.assertEqual(lines[0].index('State'), lines[1].index('listening'))
        self.assertEqual(lines, [line.rstrip() for line in lines])


class Tunnels(FakeTest):
    def setUp(self):
        super().setUp()
        self.start_fake(answers={
            'List': [[tunnel(7, sent=1500, received=2**50, sent_rate=10, received_rate=20),
                      tunnel(8, target=NASTY), tunnel(9, target='', address='', phase='parse'),
                      tunnel(10, target='名前.example:443')]],
            'Recent': [[[tunnel(3, target=NASTY, phase='account', cause='refused'),
                         1_700_000_005_000_000, 502]]]})

    def test_json(self):
        rows = json.loads(self.assert_ran(self.ctl('tunnels', '--json')).stdout)['tunnels']

        self.assertEqual(rows[0], {
            'id': 7, 'client': '127.0.0.1:40000', 'target': 'example.org:443',
            'address': '192.0.2.1:443', 'phase': 'relay', 'started_us': 1_700_000_000_000_000,
            'sent_bytes': 1500, 'received_bytes': 2**50, 'sent_rate': 10, 'received_rate': 20})
        self.assertEqual(rows[1]['target'], NASTY)
        self.assertEqual(rows[2]['target'], '')

    def test_recent_json(self):
        rows = json.loads(self.assert_ran(self.ctl('tunnels', '--recent', '--json')).stdout)
        row = rows['recent'][0]

        self.assertEqual((row['id'], row['cause'], row['status'], row['ended_us']),
                         (3, 'refused', 502, 1_700_000_005_000_000))

    def test_columns(self):
        lines = self.assert_ran(self.ctl('tunnels')).stdout.splitlines()

        self.assertEqual(len(lines), 5)
        self.assertIn('1.5 kB', lines[1])
        client = lines[0].index('Client')
        self.assertEqual(lines[1][client:client + 15], '127.0.0.1:40000')
        # two wide characters take four columns of the terminal
        self.assertEqual(lines[4][client - 2:client + 13], '127.0.0.1:40000')

    def test_terminal_is_safe(self):
        for arguments in (['tunnels'], ['tunnels', '--recent'], ['tunnels', '--json'],
                          ['tunnels', '--recent', '--json']):
            with self.subTest(arguments=arguments):
                output = self.assert_ran(self.ctl(*arguments)).stdout
                for character in '\x1b\x07\x7f\u009b\u202e':
                    self.assertNotIn(character, output)
                if '--json' not in arguments:
                    self.assertIn(NASTY_SHOWN, output)

    def test_json_is_utf8_in_any_locale(self):
        result = self.assert_ran(self.ctl('tunnels', '--json', LC_ALL='C'))

        self.assertEqual(json.loads(result.stdout)['tunnels'][3]['target'], '名前.example:443')


class Nothing(FakeTest):
    def setUp(self):
        super().setUp()
        self.start_fake(answers={'List': [[]], 'Recent': [[]]})

    def test_words(self):
        self.assertEqual(self.assert_ran(self.ctl('tunnels')).stdout, 'No tunnel is open\n')
        self.assertEqual(self.assert_ran(self.ctl('tunnels', '--recent')).stdout,
                         'No tunnel has ended yet\n')

    def test_json(self):
        document = json.loads(self.assert_ran(self.ctl('tunnels', '--json')).stdout)
        self.assertEqual(document, {'tunnels': []})


if __name__ == '__main__':
    adit_test.run()

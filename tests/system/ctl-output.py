# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What aditctl prints: readable columns, stable JSON, and nothing that drives the terminal."""

import json
import os

import adit_test
from adit_test.fake import STATE, FakeTest, tunnel

NASTY = 'evil\x1b]0;owned\x07\u202egpj.\u009b31m\x7f:443'
NASTY_SHOWN = r'evil\x1b]0;owned\x07\u202egpj.\x9b31m\x7f:443'
LISTENERS = [['127.0.0.1:0', True, 'listening', '127.0.0.1:40001', '', 'encrypted',
              {'proxy-protocol': ['as', ['192.0.2.1']], 'public': ['b', True]}],
             ['[::1]:3128', True, 'failed', '', 'Address already in use', 'both', {}]]

CERTIFICATE = {'source': 'local', 'names': ['localhost', '127.0.0.1'],
               'not_after_us': 1_900_000_000_000_000, 'fingerprint': 'AB:CD',
               'certificate_path': '/tls/proxy.pem', 'key_path': '/tls/key.pem', 'error': ''}


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
                 'bound': '127.0.0.1:40001', 'error': '', 'encryption': 'encrypted',
                 'addresses': ['127.0.0.1:40001'], 'proxy_protocol': ['192.0.2.1'],
                 'public': True},
                {'address': '[::1]:3128', 'enabled': True, 'state': 'failed', 'bound': '',
                 'error': 'Address already in use', 'encryption': 'both', 'addresses': [],
                 'proxy_protocol': [], 'public': False}],
            'certificate': CERTIFICATE,
            'active_tunnels': 3, 'opened_tunnels': 2**40, 'refused_connections': 5,
            'sent_bytes': 1_234_567, 'received_bytes': 2**62})

    def test_help_names_the_members(self):
        document = json.loads(self.assert_ran(self.ctl('status', '--json')).stdout)
        text = self.assert_ran(self.ctl('help', 'status')).stdout
        for member in (*document, *document['listeners'][0], *document['certificate']):
            self.assertRegex(text, rf'\b{member}\b')

    def test_columns(self):
        lines = self.assert_ran(self.ctl('status')).stdout.splitlines()
        second_column = lines[0].index('running')

        self.assertTrue(lines[0].startswith('Proxy '))
        self.assertEqual(lines[1][second_column:],
                         '127.0.0.1:0  listening: 127.0.0.1:40001, encrypted only')
        self.assertEqual(lines[2][second_column:], '[::1]:3128  failed: Address already in use')
        self.assertRegex(lines[3], '^Certificate +until 2030-03-17 [0-9]{2}:[0-9]{2}, by Adit$')
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
            'sent_bytes': 1500, 'received_bytes': 2**50, 'sent_rate': 10, 'received_rate': 20,
            'user': '', 'method': '', 'path': '', 'status': 0, 'encrypted': False})
        text = self.assert_ran(self.ctl('help', 'tunnels')).stdout
        for member in rows[0]:
            self.assertRegex(text, rf'\b{member}\b')
        self.assertEqual(rows[1]['target'], NASTY)
        self.assertEqual(rows[2]['target'], '')

    def test_recent_json(self):
        rows = json.loads(self.assert_ran(self.ctl('tunnels', '--recent', '--json')).stdout)
        row = rows['recent'][0]

        self.assertEqual((row['id'], row['cause'], row['status'], row['ended_us']),
                         (3, 'refused', 502, 1_700_000_005_000_000))
        text = self.assert_ran(self.ctl('help', 'tunnels')).stdout
        for member in row:
            self.assertRegex(text, rf'\b{member}\b')

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


class Forwarded(FakeTest):
    def setUp(self):
        super().setUp()
        request = {'method': ['s', 'GET'], 'encrypted': ['b', True],
                   'path': ['s', '/a\u202eb']}
        self.start_fake(answers={
            'List': [[tunnel(7, target='example.org:80', details=request),
                      tunnel(8, target='example.org:80', details={'later': ['i', 5]})]],
            'Recent': [[[tunnel(3, target='example.org:8080', phase='account', cause='answered',
                                details={**request, 'status': ['q', 404]}),
                         1_700_000_005_000_000, 404]]]})

    def test_json(self):
        rows = self.assert_ran(self.ctl('tunnels', '--json')).stdout
        first, second = json.loads(rows)['tunnels']
        recent = self.assert_ran(self.ctl('tunnels', '--json', '--recent')).stdout
        ended = json.loads(recent)['recent'][0]

        self.assertEqual((first['method'], first['path'], first['status'], first['encrypted']),
                         ('GET', '/a\u202eb', 0, True))
        self.assertEqual((second['method'], second['path'], second['status'], second['encrypted']),
                         ('', '', 0, False))
        self.assertEqual((ended['method'], ended['status'], ended['encrypted']),
                         ('GET', 404, True))

    def test_columns(self):
        lines = self.assert_ran(self.ctl('tunnels')).stdout.splitlines()
        self.assertIn(r' GET example.org/a\u202eb ', lines[1])
        self.assertIn(' example.org:80 ', lines[2])
        column = lines[0].index('Encrypted')
        self.assertEqual([line[column:column + 3] for line in lines[1:]], ['yes', 'no '])

        lines = self.assert_ran(self.ctl('tunnels', '--recent')).stdout.splitlines()
        self.assertIn(r' GET example.org:8080/a\u202eb ', lines[1])
        status = lines[0].index('Status')
        self.assertEqual(lines[1][status:status + 6], '   404')


class Certificate(FakeTest):
    def start_with(self, **properties):
        self.start_fake(properties={**STATE, **properties})

    def show(self):
        return self.assert_ran(self.ctl('certificate', 'show')).stdout

    def test_show(self):
        self.start_with()
        document = json.loads(self.assert_ran(self.ctl('certificate', 'show', '--json')).stdout)
        self.assertEqual(document, CERTIFICATE)
        text = self.show()
        for pattern in ('^Source +Adit’s own authority$', '^Names +localhost$', '^ +127.0.0.1$',
                        '^Valid until +2030-03-1[78] [0-9:]{5}$', '^SHA-256 +AB:CD$',
                        '^Certificate +/tls/proxy.pem$', '^Key +/tls/key.pem$'):
            self.assertRegex(text, '(?m)' + pattern)
        self.assertNotIn('Error', text)

    def test_files(self):
        self.start_with(Source='files', Authority='', Error='no\x1bsuch file')
        text = self.show()
        self.assertRegex(text, '(?m)^Source +files$')
        self.assertRegex(text, r'(?m)^Error +no\\x1bsuch file$')
        status = self.assert_ran(self.ctl('status')).stdout
        self.assertRegex(status, r'(?m)^Certificate +until .*, from files; no\\x1bsuch file$')

        result = self.assert_ran(self.ctl('certificate', 'export'), 1)
        self.assertIn('from files', result.stderr)
        self.assertEqual(result.stdout, '')

    def test_none(self):
        self.start_with(NotAfter=0, Names=[], Fingerprint='', Authority='',
                        Error='The disk is full')
        self.show()
        status = self.assert_ran(self.ctl('status')).stdout
        self.assertRegex(status, '(?m)^Certificate +The disk is full$')
        result = self.assert_ran(self.ctl('certificate', 'export'), 1)
        self.assertEqual(result.stderr, 'aditctl: The disk is full\n')

    def test_changes_answer_with_the_state(self):
        self.start_with()
        for arguments in (['renew'], ['use', 'c.pem', 'k.pem'], ['use', '--local']):
            text = self.assert_ran(self.ctl('certificate', *arguments, '--json')).stdout
            self.assertEqual(json.loads(text), CERTIFICATE)
        here = os.path.join(os.getcwd(), '')
        self.assertIn(('Certificate', 'Use', [here + 'c.pem', here + 'k.pem']), self.calls())

    def test_export(self):
        self.start_with()
        self.assertEqual(self.assert_ran(self.ctl('certificate', 'export')).stdout,
                         STATE['Authority'])

        path = self.path('ca.pem')
        self.assertEqual(self.assert_ran(self.ctl('certificate', 'export', path)).stdout, '')
        self.assert_holds(path, STATE['Authority'])
        document = self.assert_ran(self.ctl('certificate', 'export', '--json')).stdout
        self.assertEqual(json.loads(document), {'authority': STATE['Authority'], 'file': ''})

    def test_export_over_a_file(self):
        self.start_with()
        path = self.write('ca.pem', 'mine')
        result = self.assert_ran(self.ctl('certificate', 'export', path), 1)
        self.assertEqual(result.stderr,
                         f'aditctl: {path}: it exists already; --force replaces it\n')
        self.assert_holds(path, 'mine')

        document = self.ctl('certificate', 'export', path, '--force', '--json')
        self.assertEqual(json.loads(self.assert_ran(document).stdout)['file'], path)
        self.assert_holds(path, STATE['Authority'])

        result = self.assert_ran(self.ctl('certificate', 'export', self.path('no', 'ca.pem')), 1)
        self.assertIn(self.path('no', 'ca.pem'), result.stderr)

    def assert_holds(self, path, text):
        with open(path) as file:
            self.assertEqual(file.read(), text)


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

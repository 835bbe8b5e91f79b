# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""`aditctl monitor` follows, ends cleanly when it is told to, and says when the engine left."""

import json
import signal

import adit_test
from adit_test.fake import FakeTest, tunnel

ENDED = [tunnel(2, cause='finished', phase='account', sent=9, received=10),
         1_700_000_005_000_000, 0]
ENDED_LATER = [tunnel(4, cause='refused', phase='account'), 1_700_000_006_000_000, 502]
CHANGES = [
    [True, [tunnel(1), tunnel(2, target='bad\x1b[2Jname:1')], [], []],
    [False, [tunnel(3, target='', phase='parse')], [[1, 'relay', 1000, 2000, 3, 4],
                                                   [99, 'relay', 1, 1, 1, 1]],
     [ENDED_LATER, ENDED]],
    [False, [tunnel(3, target='example.net:80')], [], []],
]


REQUEST = {'method': ['s', 'GET'], 'path': ['s', '/a'], 'encrypted': ['b', True]}
REQUESTS = [
    [True, [tunnel(1, target='example.org:80', details=REQUEST)], [], []],
    [False, [], [], [[tunnel(1, target='example.org:80', phase='account', cause='answered',
                             details={**REQUEST, 'status': ['q', 404]}),
                      1_700_000_005_000_000, 404]]],
]


class Monitor(FakeTest):
    def expect_unsubscribed(self, interval_ms):
        # aditctl does not wait for the answer, so the engine may hear of it after it has gone.
        expected = [('Tunnels', 'Subscribe', [interval_ms]), ('Tunnels', 'Unsubscribe', [])]
        adit_test.until(lambda: self.calls() == expected, 'the end of the subscription')

    def test_json_lines(self):
        self.start_fake(answers={'Subscribe': [500]}, changes=CHANGES)
        monitor = self.start_ctl('monitor', '--json', '--interval', '500')
        lines = [json.loads(line) for line in monitor.wait_for_lines(3)]
        monitor.signal(signal.SIGINT)

        self.assertEqual(monitor.wait(), 0, monitor.error_text)
        self.assertEqual([line['snapshot'] for line in lines], [True, False, False])
        self.assertEqual([row['id'] for row in lines[0]['opened']], [1, 2])
        self.assertEqual(lines[1]['updated'][0],
                         {'id': 1, 'phase': 'relay', 'sent_bytes': 1000, 'received_bytes': 2000,
                          'sent_rate': 3, 'received_rate': 4})
        self.assertEqual((lines[1]['closed'][1]['cause'], lines[1]['closed'][1]['received_bytes']),
                         ('finished', 10))
        self.assertEqual(monitor.errors, [])
        self.expect_unsubscribed(500)

    def test_text_lines(self):
        self.start_fake(answers={'Subscribe': [1000]}, changes=CHANGES)
        monitor = self.start_ctl('monitor')
        lines = monitor.wait_for_lines(7)
        monitor.signal(signal.SIGTERM)

        self.assertEqual(monitor.wait(), 0, monitor.error_text)
        words = [line.split()[1:3] for line in monitor.lines]
        self.assertEqual(words, [['open', '1'], ['open', '2'], ['opened', '3'], ['updated', '1'],
                                 ['closed', '2'], ['closed', '4'], ['updated', '3']])
        self.assertIn(r'bad\x1b[2Jname:1', lines[1])
        self.assertIn('1.0 kB', lines[3])
        self.assertIn('example.org:443', lines[3])
        self.assertIn('Both sides were done', lines[4])
        self.expect_unsubscribed(1000)

    def test_requests(self):
        self.start_fake(answers={'Subscribe': [1000]}, changes=REQUESTS)
        monitor = self.start_ctl('monitor')
        lines = monitor.wait_for_lines(2)
        monitor.signal(signal.SIGINT)

        self.assertEqual(monitor.wait(), 0, monitor.error_text)
        self.assertIn(' GET example.org/a ', lines[0])
        self.assertTrue(lines[0].endswith('  relay, encrypted'), lines[0])
        self.assertTrue(lines[1].endswith('  The request was answered, 404, encrypted'), lines[1])

    def test_engine_leaves(self):
        self.start_fake(answers={'Subscribe': [1000]}, changes=CHANGES, dies_after_changes=True)
        monitor = self.start_ctl('monitor', '--json')

        self.assertEqual(monitor.wait(), 3, monitor.error_text)
        self.assertEqual(len(monitor.lines), 3)
        self.assertEqual(monitor.errors, ['aditctl: The engine left the bus'])

    def test_bus_closes(self):
        self.start_fake(answers={'Subscribe': [1000]}, changes=CHANGES[:1])
        monitor = self.start_ctl('monitor', '--json')
        monitor.wait_for_lines(1)
        self.bus.stop()

        self.assertEqual(monitor.wait(), 3, monitor.error_text)
        self.assertRegex(monitor.error_text, 'The (session bus closed|engine left the bus)')

    def test_killed_while_starting(self):
        self.start_fake(answers={'Subscribe': [1000]})
        monitor = self.start_ctl('monitor')
        adit_test.until(lambda: self.calls(), 'the subscription')
        monitor.signal(signal.SIGTERM)
        self.assertIn(monitor.wait(), (0, -signal.SIGTERM))


if __name__ == '__main__':
    adit_test.run()

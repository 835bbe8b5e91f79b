# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users have carried is told, and kept through an end and a kill."""

import os
import signal

import adit_test
from adit_test.client import basic, echo, open_tunnel, receive
from adit_test.live import LiveTest
from adit_test.origin import Origin

N_BYTES = 100000


class Totals(LiveTest):
    def setUp(self):
        super().setUp()
        self.add_user('alice', 'secret')
        self.origin = Origin(self, echo)

    def row(self):
        return self.ctl_json('user', 'list')['users'][0]

    def open_tunnel(self):
        proxy = self.ctl_json('status')['listeners'][0]['bound']
        return open_tunnel(self, proxy, self.origin.target, basic('alice', 'secret'))

    def carry(self, tunnel):
        tunnel.sendall(b'x' * N_BYTES)
        receive(tunnel, N_BYTES)

    def start_again(self):
        self.engine = self.start_engine('--listen=127.0.0.1:0')
        self.bus.wait_for_engine(self.engine)

    def wait_for_bus(self):
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')

    def assert_carried(self, row, n_times):
        self.assertEqual([row[name] for name in ('sent', 'received', 'today', 'month')],
                         [n_times * N_BYTES, n_times * N_BYTES,
                          2 * n_times * N_BYTES, 2 * n_times * N_BYTES])

    def test_while_it_runs(self):
        tunnel = self.open_tunnel()
        self.carry(tunnel)
        adit_test.until(lambda: self.row()['received'] == N_BYTES, 'the bytes to be counted')
        self.assert_carried(self.row(), 1)
        self.assertEqual(self.row()['active'], 1)
        self.assertGreater(self.row()['last_seen_us'], 0)
        self.assertFalse(self.row()['used_up'])

        self.assert_ran(self.ctl('user', 'limit', 'alice', '--quota=1', '--quota-end=end'))
        adit_test.until(lambda: self.row()['active'] == 0, 'the tunnel to be ended')
        self.assertTrue(self.row()['used_up'])
        self.assertEqual(self.recent()[0]['cause'], 'quota-reached')

    def test_rate_and_address(self):
        self.assertEqual([self.row()[name] for name in ('sent_rate', 'received_rate', 'address')],
                         [0, 0, ''])
        tunnel = self.open_tunnel()

        def rates():
            self.carry(tunnel)
            row = self.row()
            return row['sent_rate'] >= N_BYTES and row['received_rate'] >= N_BYTES
        adit_test.until(rates, 'a rate')
        self.assertEqual(self.row()['address'], '127.0.0.1')
        self.assertEqual(self.row()['sent_today'], self.row()['sent'])
        self.assertEqual(self.row()['received_today'], self.row()['received'])
        adit_test.until(lambda: self.row()['sent_rate'] == 0, 'rest')

    def test_removed_and_back(self):
        """What was carried comes back, also when the engine is killed right then."""
        self.carry(self.open_tunnel())
        adit_test.until(lambda: self.row()['received'] == N_BYTES, 'the bytes to be counted')
        seen = self.row()['last_seen_us']
        self.assert_ran(self.ctl('user', 'remove', 'alice'))
        adit_test.until(lambda: self.recent(), 'the tunnel to be ended')
        self.assertEqual(self.recent()[0]['cause'], 'user-removed')
        self.assert_ran(self.ctl('user', 'restore', 'alice'))
        self.engine.signal(signal.SIGKILL)
        self.engine.wait()
        self.wait_for_bus()
        self.start_again()
        self.assert_carried(self.row(), 1)

        # saves go on; nothing of that is counted twice
        self.assert_ran(self.ctl('user', 'remove', 'alice'))
        self.assert_ran(self.ctl('user', 'restore', 'alice'))
        self.assert_carried(self.row(), 1)
        self.carry(self.open_tunnel())
        adit_test.until(lambda: self.row()['received'] == 2 * N_BYTES, 'the bytes to be counted')
        self.assertGreater(self.row()['last_seen_us'], seen)

    def test_another_of_that_name(self):
        """Begins with nothing, however soon they come."""
        self.carry(self.open_tunnel())
        adit_test.until(lambda: self.row()['received'] == N_BYTES, 'the bytes to be counted')
        self.assert_ran(self.ctl('user', 'remove', 'alice'))
        self.add_user('alice', 'secret')
        self.assert_carried(self.row(), 0)
        self.stop_engine()
        self.wait_for_bus()
        self.start_again()
        self.assert_carried(self.row(), 0)

    def test_ended_by_hand(self):
        """Who is removed from the file, or disabled there, has nothing open a moment later."""
        self.open_tunnel()
        path = self.path('config', 'users.conf')
        with open(path) as file:
            text = file.read()
        self.write('config/users.conf', text + 'enabled=false\n')
        self.wait_for_live(0)

        self.write('config/users.conf', text)
        adit_test.until(lambda: self.row()['enabled'], 'the edit')
        self.open_tunnel()
        self.write('config/users.conf', '[users]\nversion=1\n')
        self.wait_for_live(0)
        self.assertEqual(self.recent()[0]['cause'], 'user-removed')

    def test_end(self):
        self.carry(self.open_tunnel())
        self.stop_engine()
        self.wait_for_bus()
        self.start_again()
        self.assert_carried(self.row(), 1)

        self.carry(self.open_tunnel())
        adit_test.until(lambda: self.row()['received'] == 2 * N_BYTES, 'the bytes to be counted')
        self.assert_carried(self.row(), 2)

    def test_kill(self):
        """What was carried a few seconds before is there."""
        self.carry(self.open_tunnel())
        path = self.path('config', 'totals.db-wal')
        adit_test.until(lambda: os.path.exists(path) and os.path.getsize(path) > 0,
                        'the first save to begin')
        before = os.path.getsize(path)
        self.carry(self.open_tunnel())
        adit_test.until(lambda: os.path.getsize(path) > before, 'the next save')
        self.engine.signal(signal.SIGKILL)
        self.engine.wait()
        self.wait_for_bus()
        self.start_again()

        self.assertIn(self.row()['received'], (N_BYTES, 2 * N_BYTES))
        self.assertEqual(self.row()['active'], 0)


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Subscriptions: what happens to a tunnel arrives, only where it was asked for, and a subscriber
that is gone gets nothing more."""

import json
import signal

import adit_test
from adit_test.bus import ENGINE_PATH, TUNNELS_INTERFACE
from adit_test.client import echo, open_tunnel, receive
from adit_test.live import LiveTest
from adit_test.origin import Origin
from gi.repository import Gio, GLib


class Monitor(LiveTest):
    """With aditctl."""

    def lines(self, monitor):
        return [json.loads(line) for line in monitor.lines]

    def test_life_of_a_tunnel(self):
        origin = Origin(self, echo)
        early = open_tunnel(self, self.proxy, origin.target)
        self.wait_for_live(1)
        monitor = self.start_ctl('monitor', '--json', '--interval', '100')
        first = json.loads(monitor.wait_for_lines(1)[0])
        self.assertTrue(first['snapshot'])
        self.assertEqual([row['client'] for row in first['opened']],
                         ['%s:%d' % early.getsockname()])

        tunnel = open_tunnel(self, self.proxy, origin.target)
        client = '%s:%d' % tunnel.getsockname()
        opened = adit_test.until(lambda: [
            row for line in self.lines(monitor)[1:] for row in line['opened']
            if row['client'] == client and row['address'] == origin.target], 'the new tunnel')
        number = opened[-1]['id']

        tunnel.sendall(b'x' * 100_000)
        receive(tunnel, 100_000)
        adit_test.until(lambda: [
            row for line in self.lines(monitor)[1:] for row in line['updated']
            if (row['id'], row['sent_bytes'], row['received_bytes']) ==
            (number, 100_000, 100_000)], 'the bytes')

        tunnel.close()
        closed = adit_test.until(lambda: [
            row for line in self.lines(monitor) for row in line['closed']], 'the end')
        self.assertEqual([(row['id'], row['sent_bytes'], row['received_bytes'], row['cause'])
                          for row in closed], [(number, 100_000, 100_000, 'finished')])
        self.assertGreaterEqual(closed[0]['ended_us'], closed[0]['started_us'])

        monitor.signal(signal.SIGINT)
        self.assertEqual(monitor.wait(), 0, monitor.error_text)
        self.assertEqual(sum(line['snapshot'] for line in self.lines(monitor)), 1)

    def test_engine_ends(self):
        monitor = self.start_ctl('monitor')
        tunnel = open_tunnel(self, self.proxy, Origin(self, echo).target)
        monitor.wait_for_lines(1)
        tunnel.close()
        self.stop_engine()
        self.assertEqual(monitor.wait(), 3, monitor.error_text)
        self.assertEqual(monitor.errors, ['aditctl: The engine left the bus'])

    def test_engine_is_killed(self):
        monitor = self.start_ctl('monitor', '--json')
        monitor.wait_for_lines(1)
        self.engine.signal(signal.SIGKILL)
        self.assertEqual(monitor.wait(), 3, monitor.error_text)


class Subscriber:
    """One participant of the bus, and the Changed signals that it got."""

    def __init__(self, test):
        self.bus = test.bus
        self.connection = test.bus.connect()
        self.changes = []
        self._id = self.connection.signal_subscribe(
            None, TUNNELS_INTERFACE, 'Changed', ENGINE_PATH, None, Gio.DBusSignalFlags.NONE,
            lambda *arguments: self.changes.append(arguments[5].unpack()))
        test.addCleanup(self.leave)

    def subscribe(self, interval_ms):
        return self.bus.call(TUNNELS_INTERFACE, 'Subscribe', GLib.Variant('(u)', (interval_ms,)),
                             self.connection)[0]

    def leave(self):
        if not self.connection.is_closed():
            self.connection.signal_unsubscribe(self._id)
            self.connection.close_sync(None)


class Watch:
    """Everything on the bus, seen from a connection that has become a monitor."""

    def __init__(self, test):
        self.signals = []
        self._connection = test.bus.connect()
        rule = f"type='signal',interface='{TUNNELS_INTERFACE}'"
        self._connection.add_filter(self._on_message)
        self._connection.call_sync(
            'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus.Monitoring',
            'BecomeMonitor', GLib.Variant('(asu)', ([rule], 0)), None, Gio.DBusCallFlags.NONE, -1,
            None)
        test.addCleanup(self._connection.close_sync, None)

    def _on_message(self, connection, message, is_incoming):
        if message.get_message_type() == Gio.DBusMessageType.SIGNAL and \
                message.get_member() == 'Changed':
            self.signals.append(message.get_destination())
        return message


class Subscriptions(LiveTest):
    def open_and_close(self):
        open_tunnel(self, self.proxy, Origin(self, echo).target).close()

    def test_bounds(self):
        subscriber = Subscriber(self)
        for asked, granted in ((0, 100), (99, 100), (100, 100), (101, 101), (60000, 60000),
                               (60001, 60000), (2**32 - 1, 60000)):
            with self.subTest(asked=asked):
                self.assertEqual(subscriber.subscribe(asked), granted)

    def test_asking_again_tells_all(self):
        subscriber = Subscriber(self)
        open_tunnel(self, self.proxy, Origin(self, echo).target)
        self.wait_for_live(1)
        for count in (1, 2):
            subscriber.subscribe(100)
            snapshots = adit_test.until(
                lambda: (found := [change for change in subscriber.changes if change[0]])
                and len(found) == count and found, f'{count} snapshots')
            self.assertEqual(len(snapshots[-1][1]), 1)

    def test_only_subscribers(self):
        subscriber, bystander = Subscriber(self), Subscriber(self)
        watch = Watch(self)
        subscriber.subscribe(100)
        self.open_and_close()
        adit_test.until(lambda: any(change[3] for change in subscriber.changes), 'the end')
        self.assertEqual(bystander.changes, [])
        adit_test.until(lambda: watch.signals, 'the signals')
        self.assertEqual(set(watch.signals), {subscriber.connection.get_unique_name()})

    def assert_dropped(self, gone, leave):
        """After `leave`, one that stayed is told of a tunnel; the other is not even tried."""
        stayed = Subscriber(self)
        stayed.subscribe(100)
        gone_name = gone.connection.get_unique_name()
        gone.subscribe(100)
        adit_test.until(lambda: gone.changes and stayed.changes, 'the snapshots')
        leave()
        watch, told_before = Watch(self), len(stayed.changes)
        # two rounds: what is sent in the first is seen before what is sent in the second
        for count in (1, 2):
            self.open_and_close()
            adit_test.until(lambda: sum(len(change[3]) for change in stayed.changes) == count,
                            'the end')
        stayed_name = stayed.connection.get_unique_name()
        adit_test.until(
            lambda: watch.signals.count(stayed_name) == len(stayed.changes) - told_before,
            'the signals')
        self.assertNotIn(gone_name, watch.signals)

    def test_vanished(self):
        gone = Subscriber(self)

        def leave():
            name = gone.connection.get_unique_name()
            gone.leave()
            adit_test.until(lambda: not self.bus.ask_bus(
                'NameHasOwner', GLib.Variant('(s)', (name,)))[0], 'it to leave')
            # the engine has seen it go when it answers what was asked afterwards
            self.bus.get('Version')

        self.assert_dropped(gone, leave)

    def test_unsubscribed(self):
        gone = Subscriber(self)
        self.assert_dropped(gone, lambda: self.bus.call(
            TUNNELS_INTERFACE, 'Unsubscribe', None, gone.connection))

    def test_unsubscribe_without_subscription(self):
        self.bus.call(TUNNELS_INTERFACE, 'Unsubscribe')


class Counters(LiveTest):
    def test_properties_change(self):
        """The counters are told without being asked for."""
        seen = {}
        connection = self.bus.connect()
        self.addCleanup(connection.close_sync, None)
        connection.signal_subscribe(
            None, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', ENGINE_PATH, None,
            Gio.DBusSignalFlags.NONE, lambda *arguments: seen.update(arguments[5].unpack()[1]))
        connection.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                             'org.freedesktop.DBus', 'GetId', None, None,
                             Gio.DBusCallFlags.NONE, -1, None)
        tunnel = open_tunnel(self, self.proxy, Origin(self, echo).target)
        tunnel.sendall(b'ping')
        receive(tunnel, 4)
        tunnel.close()

        expected = {'ActiveTunnels': 0, 'OpenedTunnels': 1, 'RefusedConnections': 0,
                    'SentBytes': 4, 'ReceivedBytes': 4}
        adit_test.until(lambda: {key: seen.get(key) for key in expected} == expected,
                        f'{expected} in {seen}')


if __name__ == '__main__':
    adit_test.run()

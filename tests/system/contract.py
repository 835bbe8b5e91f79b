# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The XML in data/dbus is what everybody relies on: aditctl calls all of it and nothing else, with
the types written there."""

import os

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio

import adit_test
from adit_test.fake import FakeTest

CALLS = (
    (['start'], [('Engine', 'Start', [])]),
    (['stop'], [('Engine', 'Stop', [])]),
    (['listener', 'add', '[::1]:0'], [('Engine', 'AddListener', ['[::1]:0', {}])]),
    (['listener', 'remove', '[::1]:0'], [('Engine', 'RemoveListener', ['[::1]:0'])]),
    (['listener', 'enable', '[::1]:0'], [('Engine', 'SetListenerEnabled', ['[::1]:0', True])]),
    (['listener', 'disable', '[::1]:0'], [('Engine', 'SetListenerEnabled', ['[::1]:0', False])]),
    (['tunnels'], [('Tunnels', 'List', [])]),
    (['tunnels', '--recent'], [('Tunnels', 'Recent', [])]),
    (['close', '18446744073709551615'], [('Tunnels', 'Close', [[18446744073709551615]])]),
    (['close', '--all'], [('Tunnels', 'CloseAll', [])]),
)


def interfaces():
    directory = os.environ['ADIT_DBUS_XML']
    for name in sorted(os.listdir(directory)):
        if name.endswith('.xml'):
            with open(os.path.join(directory, name)) as file:
                yield Gio.DBusNodeInfo.new_for_xml(file.read()).interfaces[0]


class Ctl(FakeTest):
    """GDBus refuses a call that does not fit the XML, so what the fake saw did fit."""

    def test_calls(self):
        self.start_fake(answers={'List': [[]], 'Recent': [[]], 'Close': [1], 'CloseAll': [1],
                                 'Subscribe': [100]}, changes=[[True, [], [], []]])
        expected = []
        for arguments, calls in CALLS:
            self.assert_ran(self.ctl(*arguments))
            expected += calls
        monitor = self.start_ctl('monitor', '--json', '--interval', '100')
        monitor.wait_for_lines(1)
        monitor.signal(2)
        self.assertEqual(monitor.wait(), 0, monitor.error_text)
        expected += [('Tunnels', 'Subscribe', [100]), ('Tunnels', 'Unsubscribe', [])]

        self.assertEqual(self.calls(), expected)
        declared = {(info.name.rpartition('.')[2], method.name)
                    for info in interfaces() for method in info.methods}
        self.assertEqual({call[:2] for call in self.calls()}, declared)


if __name__ == '__main__':
    adit_test.run()

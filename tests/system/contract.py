# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The XML in data/dbus is what everybody relies on: the engine exports exactly that, and aditctl
calls all of it and nothing else, with the types written there."""


import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

import adit_test
from adit_test.bus import ENGINE_NAME, ENGINE_PATH, interfaces
from adit_test.fake import FakeTest
from adit_test.live import LiveTest

CALLS = (
    (['start'], [('Engine', 'Start', [])]),
    (['stop'], [('Engine', 'Stop', [])]),
    (['listener', 'add', '[::1]:0'], [('Engine', 'AddListener', ['[::1]:0', {}])]),
    (['listener', 'remove', '[::1]:0'], [('Engine', 'RemoveListener', ['[::1]:0'])]),
    (['listener', 'enable', '[::1]:0'], [('Engine', 'SetListenerEnabled', ['[::1]:0', True])]),
    (['listener', 'disable', '[::1]:0'], [('Engine', 'SetListenerEnabled', ['[::1]:0', False])]),
    (['listener', 'add', '[::1]:0', '--encryption=plain'],
     [('Engine', 'AddListener', ['[::1]:0', {'encryption': 'plain'}])]),
    (['listener', 'encryption', '[::1]:0', 'encrypted'],
     [('Engine', 'SetListenerEncryption', ['[::1]:0', 'encrypted'])]),
    (['listener', 'move', '[::1]:0', '127.0.0.1:0'],
     [('Engine', 'MoveListener', ['[::1]:0', '127.0.0.1:0', {}])]),
    (['listener', 'proxy-protocol', '[::1]:0', '192.0.2.1', '10.0.0.0/8'],
     [('Engine', 'SetListenerSenders', ['[::1]:0', ['192.0.2.1', '10.0.0.0/8']])]),
    (['listener', 'proxy-protocol', '[::1]:0', 'none'],
     [('Engine', 'SetListenerSenders', ['[::1]:0', []])]),
    (['listener', 'interfaces'], [('Engine', 'ListInterfaces', [])]),
    (['certificate', 'renew'], [('Certificate', 'Renew', [])]),
    (['certificate', 'use', '/a/../c.pem', '/k.pem'],
     [('Certificate', 'Use', ['/c.pem', '/k.pem'])]),
    (['certificate', 'use', '--local'], [('Certificate', 'UseLocal', [])]),
    (['user', 'list'], [('Users', 'List', [])]),
    (['user', 'add', 'al', '--no-password', '--disabled', '--expires=2027-12-31'],
     [('Users', 'Add', ['al', {'enabled': False, 'expires': '2027-12-31'}]),
      ('Users', 'List', [])]),
    (['user', 'remove', 'al'], [('Users', 'Remove', ['al']), ('Users', 'List', [])]),
    (['user', 'restore', 'al'], [('Users', 'Restore', ['al']), ('Users', 'List', [])]),
    (['user', 'limit', '--everyone', '--tunnels=3'],
     [('Users', 'SetLimits', [{'tunnels': 3}]), ('Users', 'List', [])]),
    (['user', 'enable', 'al'], [('Users', 'SetEnabled', ['al', True]), ('Users', 'List', [])]),
    (['user', 'disable', 'al'], [('Users', 'SetEnabled', ['al', False]), ('Users', 'List', [])]),
    (['user', 'limit', 'al', '--expires=never'],
     [('Users', 'SetOptions', ['al', {'expires': ''}]), ('Users', 'List', [])]),
    (['user', 'limit', 'al', '--rate=5000000000', '--quota=0', '--quota-period=day',
      '--quota-end=end', '--tunnels=3'],
     [('Users', 'SetOptions', ['al', {'rate': 5000000000, 'quota': 0, 'quota-period': 'day',
                                      'quota-end': 'end', 'tunnels': 3}]), ('Users', 'List', [])]),
    (['user', 'limit', 'al', '--common-limits'],
     [('Users', 'SetOptions', ['al', {'own-limits': False}]), ('Users', 'List', [])]),
    (['user', 'import', '/dev/null'], [('Users', 'Import', [''])]),
    (['user', 'export'], [('Users', 'Export', [])]),
    (['access', 'sign-in', 'always'], [('Access', 'Set', [{'sign-in': 'always'}])]),
    (['access', 'schemes', 'both'], [('Access', 'Set', [{'schemes': 'both'}])]),
    (['access', 'plain-basic', 'no'], [('Access', 'Set', [{'plain-basic': False}])]),
    (['access', 'clients', 'local', '10.0.0.0/8'],
     [('Access', 'Set', [{'clients': ['local', '10.0.0.0/8']}])]),
    (['access', 'clients', 'none'], [('Access', 'Set', [{'clients': []}])]),
    (['access', 'private', 'yes'], [('Access', 'Set', [{'private': True}])]),
    (['access', 'lift', '192.0.2.1'], [('Access', 'Lift', ['192.0.2.1'])]),
    (['rules', 'add', 'deny', 'port', '25'], [('Rules', 'Insert', [0, 'deny port 25'])]),
    (['rules', 'add', '--at=2', 'deny port 25'], [('Rules', 'Insert', [2, 'deny port 25'])]),
    (['rules', 'remove', '3'], [('Rules', 'Remove', [3])]),
    (['rules', 'replace', '3', 'allow', 'port', '25'],
     [('Rules', 'Replace', [3, 'allow port 25'])]),
    (['rules', 'move', '3', '1'], [('Rules', 'Move', [3, 1])]),
    (['rules', 'default', 'via', 'work'], [('Rules', 'SetDefault', ['via work'])]),
    (['rules', 'edit-file', '/dev/null'], [('Rules', 'SetText', [''])]),
    (['rules', 'test', '[::1]:80', '--user=al', '--client=192.0.2.1'],
     [('Rules', 'Test', ['al', '192.0.2.1', '[::1]:80'])]),
    (['rules', 'remove', '3', '--end-denied'],
     [('Rules', 'Remove', [3]), ('Rules', 'EndDenied', [])]),
    (['rules', 'denied'], [('Rules', 'Denied', [])]),
    (['rules', 'end-denied'], [('Rules', 'EndDenied', [])]),
    (['rules', 'upstream-set', 'up', 'https', 'a:1', 'user', 'al'],
     [('Rules', 'SetUpstream', ['upstream up https a:1 user al'])]),
    (['rules', 'upstream-remove', 'up'],
     [('Rules', 'RemoveUpstream', ['up']), ('Rules', 'ClearUpstreamPassword', ['up'])]),
    (['rules', 'upstream-forget', 'up'], [('Rules', 'ClearUpstreamPassword', ['up'])]),
    (['login', 'on'], [('Login', 'SetStartAtLogin', [True, ''])]),
    (['login', 'off'], [('Login', 'SetStartAtLogin', [False, ''])]),
    (['login', 'ask'], [('Login', 'AskForBackground', [''])]),
    (['system-proxy', 'on'], [('Engine', 'SetSystemProxy', [True])]),
    (['system-proxy', 'off'], [('Engine', 'SetSystemProxy', [False])]),
    (['tunnels'], [('Tunnels', 'List', [])]),
    (['tunnels', '--recent'], [('Tunnels', 'Recent', [])]),
    (['close', '18446744073709551615'], [('Tunnels', 'Close', [[18446744073709551615]])]),
    (['close', '--all'], [('Tunnels', 'CloseAll', [])]),
)


def describe(info):
    """An interface as a value that can be compared."""
    def args(items):
        return [(arg.name, arg.signature) for arg in items]

    def constancy(item):
        return {annotation.key: annotation.value for annotation in item.annotations}

    return {
        'methods': {method.name: (args(method.in_args), args(method.out_args))
                    for method in info.methods},
        'signals': {signal.name: args(signal.args) for signal in info.signals},
        'properties': {item.name: (item.signature, int(item.flags), constancy(item))
                       for item in info.properties},
    }


class Engine(LiveTest):
    def test_introspection(self):
        xml = self.bus.connection.call_sync(
            ENGINE_NAME, ENGINE_PATH, 'org.freedesktop.DBus.Introspectable', 'Introspect', None,
            None, Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
        exported = {info.name: info for info in Gio.DBusNodeInfo.new_for_xml(xml).interfaces
                    if not info.name.startswith('org.freedesktop.DBus.')}
        declared = {info.name: info for info in interfaces()}

        self.assertEqual(set(exported), set(declared))
        for name, info in declared.items():
            with self.subTest(interface=name):
                self.assertEqual(describe(exported[name]), describe(info))

    def test_properties(self):
        """Each can be read and has its type."""
        for info in interfaces():
            values = self.bus.connection.call_sync(
                ENGINE_NAME, ENGINE_PATH, 'org.freedesktop.DBus.Properties', 'GetAll',
                GLib.Variant('(s)', (info.name,)), None, Gio.DBusCallFlags.NONE, -1, None)
            kinds = {}
            for entry in range(values.get_child_value(0).n_children()):
                pair = values.get_child_value(0).get_child_value(entry)
                kinds[pair.get_child_value(0).get_string()] = \
                    pair.get_child_value(1).get_variant().get_type_string()
            self.assertEqual(kinds, {item.name: item.signature for item in info.properties})


class Ctl(FakeTest):
    """GDBus refuses a call that does not fit the XML, so what the fake saw did fit."""

    def set_password(self, password, *words):
        self.assert_ran(self.ctl_with_password(password + '\nnot this\n', *words))

    def test_calls(self):
        self.start_fake(answers={'List': [[]], 'Recent': [[]], 'Close': [1], 'CloseAll': [1],
                                 'Subscribe': [100], 'ListInterfaces': [[]],
                                 'Import': [0, []], 'Export': [''],
                                 'Test': ['deny', 'Rule 1', 1, 1, ''], 'Denied': [[3, 4]],
                                 'EndDenied': [2], 'AskForBackground': [True]},
                        changes=[[True, [], [], []]])
        expected = []
        self.set_password('secret', 'user', 'password', 'al')
        self.set_password('secret', 'rules', 'upstream-password', 'up')
        expected += [('Users', 'SetPassword', ['al', 'secret']), ('Users', 'List', []),
                     ('Rules', 'SetUpstreamPassword', ['up', 'secret'])]
        for arguments, calls in CALLS:
            self.assert_ran(self.ctl(*arguments))
            expected += calls
        monitor = self.start_ctl('monitor', '--json', '--interval', '100')
        monitor.wait_for_lines(1)
        monitor.signal(2)
        self.assertEqual(monitor.wait(), 0, monitor.error_text)
        expected += [('Tunnels', 'Subscribe', [100]), ('Tunnels', 'Unsubscribe', [])]

        # the last one is not waited for by aditctl
        adit_test.until(lambda: len(self.calls()) == len(expected), f'{expected}')
        self.assertEqual(self.calls(), expected)
        declared = {(info.name.rpartition('.')[2], method.name)
                    for info in interfaces() for method in info.methods}
        self.assertEqual({call[:2] for call in self.calls()}, declared)


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The programs that are installed as examples, each run with the real engine; and the pairs of
commands in the manual page that are said to do the same."""

import os
import re
import signal
import sys

import adit_test
from adit_test import client
from adit_test.bus import USERS_INTERFACE, interfaces
from adit_test.fake import STATE, FakeTest
from adit_test.live import LiveTest
from adit_test.origin import Origin
from gi.repository import GLib

EXAMPLES = os.environ['ADIT_EXAMPLES']
PAGE = os.environ['ADITCTL_TEMPLATE']

# The last call of aditctl monitor, which does not wait for the answer: it may be told late.
UNSUBSCRIBE = ('Tunnels', 'Unsubscribe')


class Examples(LiveTest):
    def setUp(self):
        super().setUp()
        self.put_ctl_in_path()
        self.origin = Origin(self, client.echo)

    def example(self, name, *arguments, status=0):
        return self.assert_ran(self.run_program(os.path.join(EXAMPLES, name), *arguments),
                               status).stdout

    def carry(self, size):
        connection = client.open_tunnel(self, self.proxy, self.origin.target)
        connection.sendall(b'x' * size)
        client.receive(connection, size)
        connection.close()
        self.wait_for_live(0)

    def test_switch(self):
        for program in ('busctl', 'jq'):
            adit_test.need_program(program)
        self.assertEqual(self.example('switch.sh', 'off'), '')
        self.assertFalse(self.bus.get('Running'))
        listening = self.example('switch.sh', 'on')
        self.assertTrue(self.bus.get('Running'))
        self.assertEqual(listening, f'listening on {self.bus.get("Listeners")[0][3]}\n')
        self.example('switch.sh', status=2)

    def test_away(self):
        adit_test.need_program('gdbus')
        self.bus.call(USERS_INTERFACE, 'Add', GLib.Variant('(sa{sv})', ('alice', {})))
        for arguments, enabled in ((['alice'], False), (['--back', 'alice'], True)):
            self.example('away.sh', *arguments)
            user, = self.ctl_json('user', 'list')['users']
            self.assertEqual(user['enabled'], enabled)
        self.example('away.sh', 'nobody', status=1)
        self.example('away.sh', status=2)

    def test_hosts(self):
        adit_test.need_program('jq')
        self.carry(1000)
        self.carry(500)
        connection = client.open_tunnel(self, self.proxy, self.origin.target)
        connection.sendall(b'x')
        client.receive(connection, 1)
        adit_test.until(lambda: self.example('hosts.sh') == f'3002\t3\t{self.origin.target}\n',
                        'the sum')

    def test_watch(self):
        connection = client.open_tunnel(self, self.proxy, self.origin.target)
        watch = self.start(sys.executable, os.path.join(EXAMPLES, 'watch.py'))
        line, = watch.wait_for_lines(1)
        self.assertTrue(line.endswith(f' opened: {self.origin.target}'), line)
        connection.sendall(b'x' * 1000)
        client.receive(connection, 1000)
        connection.close()
        adit_test.until(lambda: '1000 bytes sent, 1000 received' in watch.lines[-1], 'its end')
        self.carry(10)
        adit_test.until(lambda: '10 bytes sent' in watch.lines[-1], 'the second one')
        watch.signal(signal.SIGINT)
        self.assertEqual(watch.wait(), 0, watch.error_text)

    def test_all_are_run(self):
        with open(__file__) as file:
            text = file.read()
        for name in os.listdir(EXAMPLES):
            if name.endswith(('.sh', '.py')):
                self.assertIn(f"'{name}'", text)
                self.assertTrue(os.access(os.path.join(EXAMPLES, name), os.X_OK), name)


def blocks():
    """The literal displays of the page's section about D-Bus: the set-up, and the pairs."""
    with open(PAGE) as file:
        section = file.read().partition('THE SAME OVER D')[2].partition('\n.Sh ')[0]
    section = section.replace('\\-', '-').replace('\\e', '\\')
    return re.findall(r'^\.Bd.*?\n(.*?)^\.Ed$', section, re.S | re.M)


class Pairs(FakeTest):
    """Each pair is run: both lines with the same fake engine, which tells what it was asked."""

    def test_pairs(self):
        for program in ('bash', 'gdbus'):
            adit_test.need_program(program)
        self.put_ctl_in_path()
        for name in ('password', 'htpasswd', 'rules.conf'):
            self.write(name, 'secret')
        self.start_fake(properties=STATE, answers={
            'Close': [0], 'CloseAll': [0], 'Import': [0, []], 'Export': [''], 'Subscribe': [1000],
            'List': [[]], 'Recent': [[]], 'Test': ['deny', '', 0, 0, ''],
            'ListInterfaces': [[]], 'Denied': [[]], 'EndDenied': [0],
            'AskForBackground': [True]})
        set_up, pairs = blocks()
        lines = pairs.rstrip('\n').split('\n')
        self.assertEqual(len(lines) % 2, 0)

        for ours, theirs in zip(lines[::2], lines[1::2]):
            with self.subTest(command=ours):
                self.assertTrue(ours.startswith('aditctl ') and theirs.startswith('    $'))
                self.check(set_up, ours, theirs)

    def check(self, set_up, ours, theirs):
        ours = f'timeout --preserve-status --signal=INT 1 {ours}' if 'monitor' in ours else ours
        asked = [self.asked(line) for line in (ours, f'{set_up}\neval {quote(theirs)}')]
        if '$properties' in theirs:
            self.assertEqual(asked[1], [])
        else:
            self.assertEqual(len(asked[1]), 1)
            self.assertIn(asked[1][0], asked[0])

    def asked(self, script):
        count = len(self.calls())
        self.run_program('bash', '-ec', f'cd {self.directory}; {script}')
        return [call for call in self.calls()[count:] if call[:2] != UNSUBSCRIBE]

    def test_every_method_is_there(self):
        called = set(re.findall(r'\$engine\.(\w+\.\w+)', blocks()[1]))
        declared = {f'{info.name.rpartition(".")[2]}.{method.name}'
                    for info in interfaces() for method in info.methods}
        missing = declared - called - {'.'.join(UNSUBSCRIBE)}
        self.assertEqual(missing, set(), 'to be added to data/man/aditctl.1.in')
        self.assertLessEqual(called, declared)


def quote(line):
    """For eval: what a variable stands for is taken apart, what is quoted is not."""
    return "'" + line.strip().replace("'", "'\\''") + "'"


if __name__ == '__main__':
    adit_test.run()

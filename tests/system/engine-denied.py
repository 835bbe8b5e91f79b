# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who is denied learns which rule it was, everywhere the same; and what runs although rules deny it
by now can be ended."""

import os

import adit_test
from adit_test.client import ask, echo, open_tunnel, receive
from adit_test.live import LiveTest
from adit_test.origin import Origin

RULES = '''# house rules

allow host localhost
deny address 127.0.0.0/8 port 1-9 # no
default deny
'''


class DeniedTest(LiveTest):
    def prepare(self):
        os.mkdir(self.path('config'), 0o700)
        self.write('config/rules.conf', RULES)
        self.environment['G_MESSAGES_DEBUG'] = 'adit-session'


class Refused(DeniedTest):
    def check(self, target, rule, line, detail):
        connection, head = ask(self.proxy, target)
        connection.close()
        self.assertRegex(head, r'^HTTP/1.1 403 ')
        self.assertIn(f'({detail})"', head.partition('Proxy-Status: ')[2].partition('\r\n')[0])

        row = self.wait_for_ended(target)[0]
        self.assertEqual((row['cause'], row['detail']), ('denied-by-rule', detail))
        self.assertIn(f'A rule denies it ({detail})',
                      self.assert_ran(self.ctl('tunnels', '--recent')).stdout)

        why = self.ctl_json('rules', 'test', target)
        self.assertEqual((why['verdict'], why['rule'], why['line']), ('deny', rule, line))

        logged = f'{target}: denied-by-rule ({detail}), status 403'
        adit_test.until(lambda: any(logged in text
                                    for text in self.engine.lines + self.engine.errors),
                        f'the log to say {logged}')

    def test_rule(self):
        self.check('127.0.0.1:1', 2, 4, 'rule 2, line 4')

    def test_default(self):
        self.check('192.0.2.1:443', 0, 5, 'default, line 5')


class Running(DeniedTest):
    def setUp(self):
        super().setUp()
        self.origin = Origin(self, echo)
        self.by_name = f'localhost:{self.origin.port}'
        self.assert_ran(self.ctl('rules', 'add',
                                 f'allow address 127.0.0.1 port {self.origin.port}'))
        self.tunnels = [open_tunnel(self, self.proxy, target)
                        for target in (self.by_name, self.origin.target, self.by_name)]
        self.ids = [row['id'] for row in self.wait_for_live(3)]

    def assert_alive(self, tunnel):
        tunnel.sendall(b'ping')
        self.assertEqual(receive(tunnel, 4), b'ping')

    def assert_ended(self, tunnel):
        with self.assertRaises(ConnectionError):
            receive(tunnel, 1)

    def test_none(self):
        self.assertEqual(self.ctl_json('rules', 'denied'), {'denied': []})
        self.assertEqual(self.ctl_json('rules', 'end-denied'), {'ended': 0})
        for tunnel in self.tunnels:
            self.assert_alive(tunnel)

    def test_they_go_on(self):
        self.assert_ran(self.ctl('rules', 'replace', '1', 'deny host localhost'))
        for tunnel in self.tunnels:
            self.assert_alive(tunnel)
        denied = self.ctl_json('rules', 'denied')['denied']
        rows = {row['id']: row['target'] for row in self.live()}
        self.assertEqual({rows[number] for number in denied}, {self.by_name})
        self.assertEqual(len(denied), 2)
        text = self.assert_ran(self.ctl('rules', 'denied')).stdout
        self.assertEqual([int(line) for line in text.split()], denied)

        self.assertEqual(self.assert_ran(self.ctl('rules', 'end-denied')).stdout,
                         '2 tunnels ended\n')
        self.assert_ended(self.tunnels[0])
        self.assert_alive(self.tunnels[1])
        self.assert_ended(self.tunnels[2])
        for row in self.wait_for_ended(self.by_name, 2):
            self.assertEqual((row['cause'], row['detail']), ('denied-by-rule', 'rule 1, line 3'))

    def test_flag(self):
        """One rule less, and all that it let through are ended: here they judge the address."""
        number = str(len(self.ctl_json('rules', 'list')['rules']))
        shown = self.ctl_json('rules', 'remove', number, '--end-denied')
        self.assertEqual((shown['ended'], shown['default']), (1, 'deny'))
        self.assert_alive(self.tunnels[0])
        self.assert_ended(self.tunnels[1])
        text = self.assert_ran(self.ctl('rules', 'replace', '1', 'deny host localhost',
                                        '--end-denied')).stdout
        self.assertRegex(text, r'2 tunnels ended\n$')

    def test_usage(self):
        for arguments in (('list', '--end-denied'), ('denied', '--end-denied'),
                          ('test', 'a:1', '--end-denied'), ('denied', '1'),
                          ('upstream-remove', 'up', '--end-denied')):
            with self.subTest(arguments=arguments):
                self.assert_ran(self.ctl('rules', *arguments), 2)


if __name__ == '__main__':
    adit_test.run()

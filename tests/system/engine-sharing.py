# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A listener is shared with a real neighbour, on the other end of a cable: it has to sign in, is
blocked when it fails to, and the owner at the desk never is."""

import os
import subprocess

import adit_test
from adit_test import network
from adit_test.live import LiveTest
from adit_test.wait import PATIENCE_S, until
from adit_test.web import Web

network.enter()

OWN, NEIGHBOUR, STRANGER = '10.77.0.1', '10.77.0.2', '10.99.0.2'
DESK = '127.0.0.1:3128'
SHARED = f'{OWN}:3128'
PLACE = f'%{network.HERE}:3128'
RIGHT, WRONG = 'alice:right', 'alice:wrong'
ROUNDS, AT_ONCE, BEYOND = 3, 4, 2  # these many more than block

# The origin is on this computer.
RULES = 'allow-local address 127.0.0.0/8\n'


class Sharing(LiveTest):
    listen = ()

    def setUp(self):
        network.need_network()
        adit_test.need_program('curl')
        # before the engine, which sees the cable come then
        super(LiveTest, self).setUp()
        self.start_bus()
        os.mkdir(self.path('config'), 0o700)
        self.write('config/rules.conf', RULES)
        self.write('config/engine.conf', f'[engine]\nrunning=true\n[listener-1]\naddress={DESK}\n')
        self.neighbour = network.Neighbour(self, f'{OWN}/24', f'{NEIGHBOUR}/24')
        self.engine = self.start_engine()
        self.bus.wait_for_engine(self.engine)
        self.web = Web(self)
        # Connections end with the answer: none waits while passwords are guessed.
        self.url = f'http://127.0.0.1:{self.web.port}/close'

    def curl(self, proxy, user=None, *options):
        return ['curl', '--silent', '--output', '/dev/null', '--write-out', '%{http_code}',
                '--proxy', f'http://{proxy}', *(['--proxy-user', user] if user else []), *options,
                self.url]

    def run_command(self, command):
        """curl's exit status, and the answer's."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True,
                              timeout=PATIENCE_S)
        return done.returncode, done.stdout

    def from_desk(self, user=None, *options):
        return self.run_command(self.curl(DESK, user, *options))

    def from_neighbour(self, user=None, *options, proxy=SHARED):
        return self.run_command(self.neighbour.command(*self.curl(proxy, user, *options)))

    def fail_often(self, proxy, wrap=lambda *command: command, beyond=0):
        """More often than is borne, a few at a time, so that not all wait for the others' delay.
        As many as @beyond may come after the block."""
        answers = []
        for attempt in range(ROUNDS):
            attempts = [self.start(*wrap(*self.curl(proxy, f'alice:wrong-{attempt}-{number}')))
                        for number in range(AT_ONCE)]
            for each in attempts:
                each.wait(3 * PATIENCE_S)
                answers += each.lines
        n_blocked = answers.count('429')
        self.assertLessEqual(n_blocked, beyond)
        self.assertEqual(answers.count('407'), ROUNDS * AT_ONCE - n_blocked, answers)

    def add_user(self):
        with open(self.write('password', 'right')) as file:
            self.assert_ran(subprocess.run(
                [os.environ['ADITCTL'], 'user', 'add', 'alice', f'--password-fd={file.fileno()}'],
                env=self.environment, text=True, stdin=subprocess.DEVNULL, capture_output=True,
                pass_fds=[file.fileno()], timeout=PATIENCE_S))

    def share(self):
        said = self.assert_ran(self.ctl('listener', 'move', DESK, PLACE)).stderr
        self.assertIn(f'{OWN} ({network.HERE})', said)

    def listener(self):
        return self.ctl_json('listener', 'list')['listeners'][0]

    def test_share(self):
        """From nothing to a neighbour that is served."""
        self.assertEqual(self.from_neighbour()[0], 7)  # could not connect
        self.share()
        row = self.listener()
        self.assertEqual((row['address'], row['bound']), (PLACE, SHARED))
        self.assertIn(DESK, row['addresses'])

        self.assertEqual(self.from_neighbour(), (0, '407'))
        self.assertEqual(self.from_neighbour(RIGHT), (0, '407'))
        self.assertEqual(self.web.requests, [])
        self.add_user()
        self.assertEqual(self.from_neighbour(RIGHT), (0, '200'))
        self.assertEqual(self.from_neighbour(WRONG), (0, '407'))
        self.assertEqual(self.from_desk(), (0, '200'))
        self.assertEqual(len(self.web.requests), 2)

        pac = subprocess.run(self.neighbour.command('curl', '--silent',
                                                    f'http://{SHARED}/proxy.pac'),
                             capture_output=True, text=True, timeout=PATIENCE_S).stdout
        self.assertIn(SHARED, pac)

        # and back
        self.assert_ran(self.ctl('listener', 'move', PLACE, DESK))
        self.assertEqual(self.from_neighbour(RIGHT)[0], 7)
        self.assertEqual(self.from_desk(), (0, '200'))

    def test_strangers(self):
        """Somebody who is in no network of ours is refused, until named."""
        self.add_user()
        self.share()
        self.neighbour.ip('address', 'add', f'{STRANGER}/32', 'dev', network.THERE)
        network.ip('route', 'add', STRANGER, 'dev', network.HERE)
        stranger = ('--interface', STRANGER)
        self.assertEqual(self.from_neighbour(RIGHT, *stranger), (0, '403'))
        self.assertEqual(self.from_neighbour(RIGHT), (0, '200'))
        self.assert_ran(self.ctl('access', 'clients', 'local', STRANGER))
        self.assertEqual(self.from_neighbour(RIGHT, *stranger), (0, '200'))
        self.assert_ran(self.ctl('access', 'clients', 'none'))
        self.assertEqual(self.from_neighbour(RIGHT), (0, '403'))
        self.assertEqual(self.from_desk(), (0, '200'))

    def test_blocked(self):
        self.add_user()
        self.share()
        self.assertEqual(self.from_neighbour(RIGHT), (0, '200'))
        self.fail_often(SHARED, self.neighbour.command, BEYOND)
        blocked = until(lambda: self.ctl_json('access', 'blocked')['blocked'], 'a block')
        self.assertEqual([(row['address'], row['user']) for row in blocked],
                         [(NEIGHBOUR, 'alice')])
        before = len(self.web.requests)
        self.assertEqual(self.from_neighbour(RIGHT), (0, '429'))
        self.assertEqual(len(self.web.requests), before)
        self.assertEqual(self.from_desk(), (0, '200'))

        self.assert_ran(self.ctl('access', 'lift', NEIGHBOUR))
        self.assertEqual(self.ctl_json('access', 'blocked')['blocked'], [])
        self.assertEqual(self.from_neighbour(RIGHT), (0, '200'))

    def test_owner_is_never_locked_out(self):
        """Programs here may fail as often as they like: who knows the password still gets in."""
        self.add_user()
        self.share()
        self.assert_ran(self.ctl('access', 'sign-in', 'always'))
        self.assertEqual(self.from_desk(), (0, '407'))
        self.fail_often(DESK)
        self.fail_often(SHARED)
        self.assertEqual(self.ctl_json('access', 'blocked')['blocked'], [])
        self.assertEqual(self.from_desk(RIGHT), (0, '200'))
        self.assertEqual(self.from_neighbour(RIGHT), (0, '200'))

    def test_address_comes_and_goes(self):
        """What is under way goes on."""
        self.add_user()
        self.share()
        self.web.may_go_on.clear()
        self.url = f'http://127.0.0.1:{self.web.port}/late'
        request = self.start(*self.neighbour.command(*self.curl(SHARED, RIGHT)))
        until(self.live, 'the request that waits')

        network.ip('address', 'add', '10.77.0.9/24', 'dev', network.HERE)
        until(lambda: '10.77.0.9:3128' in self.listener()['addresses'], 'the address to be open')
        self.url = f'http://127.0.0.1:{self.web.port}/close'
        self.assertEqual(self.from_neighbour(RIGHT, proxy='10.77.0.9:3128'), (0, '200'))
        network.ip('address', 'delete', '10.77.0.9/24', 'dev', network.HERE)
        until(lambda: '10.77.0.9:3128' not in self.listener()['addresses'], 'it to be closed')

        self.web.may_go_on.set()
        self.assertEqual(request.wait(), 0)
        self.assertEqual(request.lines, ['200'])


if __name__ == '__main__':
    adit_test.run()

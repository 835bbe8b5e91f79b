# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Killed at any moment, again and again, while it is edited over the bus and carries traffic: what
was answered is there, what was not is there whole or not at all, and counters lose a few seconds.

ADIT_TEST_KILLS says how often; hundreds for a long run. ADIT_TEST_SEED repeats one."""

import os
import random
import re
import shutil
import signal
import threading
import time

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

import adit_test
from adit_test.bus import RULES_INTERFACE, USERS_INTERFACE
from adit_test.case import SystemTest
from adit_test.changes import Changes, Secret, new_state, observe
from adit_test.client import basic, connect, echo, read_head, receive
from adit_test.origin import Origin
from adit_test.wait import PATIENCE_S

KILLS = int(os.environ.get('ADIT_TEST_KILLS', '36'))
SEED = int(os.environ.get('ADIT_TEST_SEED') or random.randrange(10**9))
BREAKABLE = ('engine.conf', 'users.conf', 'rules.conf')
LISTENER = '127.0.0.1:0'
CARRIER, PASSWORD = 'carrier', 'pass:word'
CONFIG = f'''[engine]
running=true
[access]
sign-in=always
[listener-1]
address={LISTENER}
enabled=true
'''

# One life in so many is long enough for totals to be saved, and quiet; the others are over soon.
LONG_LIFE_EVERY = 12
LONG_LIFE_S, SHORT_LIFE_S = 5, 0.3
QUIET_S = 0.05
# The engine saves every 3 s; what is added is for a busy machine.
LOSS_MAX_S = 3 + 0.3 * PATIENCE_S
BLOCK = b'x' * 1000
GONE = ('NoReply', 'ServiceUnknown', 'NameHasNoOwner', 'Disconnected')
FILES = re.compile(r'lock|totals\.db(-wal|-shm)?|(engine|users|rules)\.conf(\.good|\.bad)?|'
                   r'tls(/(authority|certificate|key|authority-key)\.pem)?')


class Traffic:
    """One user's bytes there and back, as long as the engine lives. `samples`: (time, how many had
    come back), over all lives."""

    def __init__(self, target):
        self._target = target
        self.count = 0
        self.samples = [(time.monotonic(), 0)]

    def start(self, proxy):
        thread = threading.Thread(target=self._carry, args=(proxy,))
        thread.start()
        return thread

    def _carry(self, proxy):
        try:
            with connect(proxy) as tunnel:
                tunnel.sendall(f'CONNECT {self._target} HTTP/1.1\r\n'
                               f'{basic(CARRIER, PASSWORD)}\r\n'.encode())
                if ' 200 ' in read_head(tunnel):
                    self._talk(tunnel)
        except OSError:
            pass  # it was killed

    def _talk(self, tunnel):
        while True:
            tunnel.sendall(BLOCK)
            self.count += len(receive(tunnel, len(BLOCK)))
            self.samples.append((time.monotonic(), self.count))
            time.sleep(0.002)

    def counted_at(self, moment):
        return max((count for when, count in self.samples if when <= moment), default=0)


class Killed(SystemTest):
    def setUp(self):
        super().setUp()
        self.start_bus()
        os.mkdir(self.path('config'), 0o700)
        self.write('config/engine.conf', CONFIG)
        self.random = random.Random(SEED)
        self.changes = Changes(SEED, LISTENER, CARRIER)
        self.state = new_state(LISTENER, CARRIER)
        self.hashes = {}  # (user, Secret): what the file had for it
        self.n_answered = self.n_kept = 0
        self.was_received = 0
        self.traffic = Traffic(Origin(self, echo).target)

    # ---- Lives ----

    def start_engine(self):
        engine = self.start(os.environ['ADIT_ENGINE'], f'--config-dir={self.path("config")}')
        self.bus.wait_for_engine(engine)
        self.proxy = engine.wait_for_lines(1)[0].removeprefix('listening ')
        self.assertTrue(self.proxy.startswith('127.0.0.1:'), engine.lines)
        return engine

    def wait_for_end(self, engine):
        engine.wait()
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')

    def kill_at_start(self):
        """Before anything can be asked of it; sometimes while it makes its certificates."""
        if self.random.random() < 0.5:
            shutil.rmtree(self.path('config', 'tls'))
        engine = self.start(os.environ['ADIT_ENGINE'], f'--config-dir={self.path("config")}')
        time.sleep(self.random.uniform(0, 0.08))
        engine.signal(signal.SIGKILL)
        self.wait_for_end(engine)

    def kill_at_end(self, engine):
        engine.signal(signal.SIGTERM)
        time.sleep(self.random.uniform(0, 0.02))
        engine.signal(signal.SIGKILL)
        self.wait_for_end(engine)

    def live(self, engine, life_s, pause_s=0):
        """Edits and traffic until it is killed. Returns the edit that was not answered."""
        traffic = self.traffic.start(self.proxy)
        killer = threading.Timer(life_s, engine.signal, (signal.SIGKILL,))
        killer.start()
        unanswered = self.edit_until_gone(pause_s)
        self.killed_at = time.monotonic()
        killer.join()
        self.wait_for_end(engine)
        traffic.join()
        return unanswered

    def edit_until_gone(self, pause_s):
        while True:
            edit = self.changes.next(self.state)
            time.sleep(pause_s)
            try:
                self.bus.call(edit.interface, edit.method, edit.arguments)
            except GLib.Error as error:
                name = Gio.DBusError.get_remote_error(error) or ''
                self.assertTrue(name.endswith(GONE), f'{edit}: {error.message}')
                return edit
            self.state = edit.after
            self.n_answered += 1

    # ---- What is found ----

    def assert_no_litter(self):
        names = [*os.listdir(self.path('config')),
                 *(f'tls/{name}' for name in os.listdir(self.path('config', 'tls')))]
        self.assertEqual([name for name in names if not FILES.fullmatch(name)], [])

    def assert_no_complaint(self, engine):
        self.assertEqual(self.bus.call('org.freedesktop.DBus.Properties', 'Get', GLib.Variant(
            '(ss)', (USERS_INTERFACE, 'Error')))[0], '')
        self.assertEqual(engine.error_text, '')

    def is_secret(self, name, secret, found):
        """Whether what the file has is for this secret."""
        if secret is None or secret.hash:
            return found == (secret.hash if secret else None)
        known = self.hashes.get((name, secret))
        if known or not found:
            return known == found
        self.hashes[name, secret] = found if self.can_sign_in(name, secret) else None
        return self.hashes[name, secret] is not None

    def can_sign_in(self, name, secret):
        """Or could, were it not for limits and rules."""
        with connect(self.proxy) as client:
            client.sendall('CONNECT 127.0.0.1:1 HTTP/1.1\r\n'
                           f'{basic(name, secret.password)}\r\n'.encode())
            return not read_head(client).startswith('HTTP/1.1 407 ')

    def agrees(self, state, found):
        users = {name: {**user, 'secret': None} for name, user in state['users'].items()}
        bare = {name: {**user, 'secret': None} for name, user in found['users'].items()}
        return ({**state, 'users': users} == {**found, 'users': bare} and
                all(self.is_secret(name, user['secret'], found['users'][name]['secret'])
                    for name, user in state['users'].items()))

    def check_state(self, unanswered):
        found = observe(self.bus)
        if self.agrees(self.state, found):
            return
        self.assertTrue(unanswered and self.agrees(unanswered.after, found),
                        f'seed {SEED}: {found} is not {self.state}, nor with {unanswered}')
        self.state = unanswered.after
        self.n_kept += 1

    def received(self):
        rows, = self.bus.call(USERS_INTERFACE, 'List')
        return next(row[4]['received'] for row in rows if row[0] == CARRIER)

    def check_counters(self):
        """What is lost of one life is lost for good, so it is reckoned from what was there."""
        received = self.received()
        lived = self.traffic.count - self.count_before
        least = self.traffic.counted_at(self.killed_at - LOSS_MAX_S) - self.count_before
        self.assertGreaterEqual(received - self.was_received, max(least, 0), f'seed {SEED}')
        self.assertLessEqual(received - self.was_received, lived + len(BLOCK), f'seed {SEED}')
        self.was_received = received
        return received

    def begin(self):
        engine = self.start_engine()
        self.bus.call(USERS_INTERFACE, 'Add', GLib.Variant('(sa{sv})', (CARRIER, {
            'password': GLib.Variant('s', PASSWORD)})))
        self.bus.call(RULES_INTERFACE, 'Insert', GLib.Variant('(us)', (
            1, self.state['rules'][0])))
        self.state['users'][CARRIER]['secret'] = Secret(PASSWORD)
        return engine

    def test_any_moment(self):
        began = time.monotonic()
        engine = self.begin()
        for number in range(KILLS):
            life = ((LONG_LIFE_S, QUIET_S) if number % LONG_LIFE_EVERY == 0
                    else (self.random.uniform(0, SHORT_LIFE_S), 0))
            self.count_before = self.traffic.count
            unanswered = self.live(engine, *life)
            if number % 4 == 1:
                self.kill_at_start()
            engine = self.start_engine()
            self.check_state(unanswered)
            self.check_counters()
            self.assert_no_litter()
            self.assert_no_complaint(engine)
            if number % 8 == 3:
                self.kill_at_end(engine)
                engine = self.start_engine()
                self.check_state(None)

        print(f'{KILLS} kills (seed {SEED}) in {time.monotonic() - began:.0f} s: '
              f'{self.n_answered} edits answered, 0 lost; {KILLS} unanswered, of these '
              f'{self.n_kept} kept; {self.was_received} of {self.traffic.count} bytes counted')
        self.assertGreater(self.n_answered, KILLS)
        self.assertGreater(self.was_received, 0)

    def test_broken_by_hand(self):
        """While a bad file is set aside and written over, the last good copy is not forgotten."""
        engine = self.begin()
        for _ in range(max(KILLS // 4, 3)):
            self.write(f'config/{self.random.choice(BREAKABLE)}', 'broken by hand\n')
            engine.signal(signal.SIGKILL)
            self.wait_for_end(engine)

            engine = self.start_engine()
            unanswered = self.live(engine, self.random.uniform(0, 0.05))
            engine = self.start_engine()
            self.check_state(unanswered)
            self.assert_no_litter()


if __name__ == '__main__':
    adit_test.run()

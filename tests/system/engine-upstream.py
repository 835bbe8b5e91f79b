# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Upstream proxies that want a sign-in: the password is in the keyring, or systemd passes it; it is
used for all kinds of them, and shown nowhere."""

import json
import os
import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import GLib

import adit_test
from adit_test import secret_service
from adit_test.bus import RULES_INTERFACE
from adit_test.case import SystemTest, need_program
from adit_test.client import ask, receive
from adit_test.live import LiveTest
from adit_test.origin import Certificates
from adit_test.upstream import GREETING, Upstream

KINDS = ('http', 'https', 'socks5')
SECRET = 'öpen:sesame'
TARGET = 'far.example.org:443'


class UpstreamTest(LiveTest):
    """With a keyring, unless a test wants none."""

    keyring = ()
    rules = ''

    def prepare(self):
        need_program('openssl')
        self.certificates = Certificates(self.directory)
        self.upstreams = {kind: Upstream(self, kind, 'alice', SECRET, self.certificates)
                          for kind in KINDS}
        os.mkdir(self.path('config'), 0o700)
        self.write('config/engine.conf', f'[tls]\ntrust={self.certificates.authority}\n')
        self.write('config/rules.conf', self.write_rules())
        self.environment['G_MESSAGES_DEBUG'] = 'adit-session adit-upstreams'
        if self.keyring is not None:
            self.start_keyring(*self.keyring)

    def write_rules(self):
        lines = [f'upstream up-{kind} {kind} {upstream.address} user alice\n'
                 f'via up-{kind} host {kind}.example.org\n'
                 for kind, upstream in self.upstreams.items()]
        return '# where we go\n' + ''.join(lines) + self.rules

    def start_keyring(self, *options):
        self.service = self.start(sys.executable, secret_service.__file__,
                                  self.path('items.json'), *options)
        self.service.wait_for_lines(1)

    def items(self):
        if not os.path.exists(self.path('items.json')):
            return []
        with open(self.path('items.json')) as file:
            return json.load(file)

    def set_password(self, name, password=SECRET, status=0):
        result = self.ctl_with_password(password + '\n', 'rules', 'upstream-password', name)
        return self.assert_ran(result, status)

    def states(self):
        rows = self.ctl_json('rules', 'upstreams')['upstreams']
        return {row['name'].removeprefix('up-'): row['password'] for row in rows}

    def wait_for_states(self, state):
        adit_test.until(lambda: set(self.states().values()) == {state}, f'passwords {state}')

    def get_through(self, kind):
        connection, head = ask(self.proxy, f'{kind}.example.org:443')
        with connection:
            self.assertRegex(head, r'^HTTP/1.1 200 ')
            self.assertEqual(receive(connection, len(GREETING)), GREETING)

    def refusals(self, target):
        return sum(row['target'] == target and row['cause'] == 'upstream-sign-in'
                   for row in self.recent())

    def be_refused(self, kind):
        target = f'{kind}.example.org:443'
        before = self.refusals(target)
        connection, head = ask(self.proxy, target)
        connection.close()
        self.assertRegex(head, r'^HTTP/1.1 502 ')
        adit_test.until(lambda: self.refusals(target) > before, 'the row of what was refused')

    def assert_told_nowhere(self):
        """Not in the log, not on the bus, not in the files."""
        for text in (SECRET, 'sesame', 'b3BlbjpzZXNhbWU'):
            self.assertNotIn(text, self.engine.error_text)
            self.assertNotIn(text, '\n'.join(self.engine.lines))
            self.assertNotIn(text, str(self.recent()))
            self.assertNotIn(text, self.assert_ran(self.ctl('rules', 'show')).stdout)
            self.assertNotIn(text, self.assert_ran(self.ctl('rules', 'upstreams')).stdout)


class Keyring(UpstreamTest):
    def test_all_kinds(self):
        self.wait_for_states('missing')
        for kind in KINDS:
            with self.subTest(kind=kind):
                self.be_refused(kind)
                self.assertEqual(self.upstreams[kind].seen, [])
                self.set_password(f'up-{kind}')
                self.assertEqual(self.states()[kind], 'keyring')
                self.get_through(kind)
                self.assertEqual(self.upstreams[kind].seen, [('alice', SECRET)])
        self.assert_told_nowhere()

        kept = {item['attributes']['name']: item for item in self.items()}
        for kind in KINDS:
            item = kept[f'up-{kind}']
            self.assertEqual(item['secret'], SECRET)
            self.assertEqual(item['attributes'], {
                'xdg:schema': 'io.github.aditproxy.Adit.Upstream', 'name': f'up-{kind}',
                'kind': kind, 'host': '127.0.0.1', 'user': 'alice',
                'port': self.upstreams[kind].address.rpartition(':')[2]})

    def test_restart(self):
        for kind in KINDS:
            self.set_password(f'up-{kind}')
        self.stop_engine()
        adit_test.until(lambda: not self.bus.has_engine(), 'the engine to leave the bus')
        self.engine = self.start_engine('--listen=127.0.0.1:0')
        self.bus.wait_for_engine(self.engine)
        self.proxy = self.engine.wait_for_lines(1)[0].removeprefix('listening ')
        self.wait_for_states('keyring')
        for kind in KINDS:
            self.get_through(kind)

    def test_wrong_then_right(self):
        self.set_password('up-http', 'wrong')
        self.be_refused('http')
        self.set_password('up-http')
        self.get_through('http')
        self.assertEqual(self.upstreams['http'].seen, [('alice', 'wrong'), ('alice', SECRET)])
        self.assertEqual(len(self.items()), 1)

    def test_forget(self):
        self.set_password('up-http')
        self.assert_ran(self.ctl('rules', 'upstream-forget', 'up-http'))
        self.assertEqual(self.states()['http'], 'missing')
        self.assertEqual(self.items(), [])
        self.be_refused('http')

    def test_never_elsewhere(self):
        """Whoever writes another address, kind or user behind the name gets no password."""
        self.set_password('up-http')
        address = self.upstreams['http'].address
        for definition in (f'http {self.upstreams["https"].address} user alice',
                           f'socks5 {address} user alice', f'http {address} user bob'):
            with self.subTest(definition=definition):
                self.assert_ran(self.ctl('rules', 'upstream-set', 'up-http', *definition.split()))
                adit_test.until(lambda: self.states()['http'] == 'missing', 'no password')
        self.assert_ran(self.ctl('rules', 'upstream-set', 'up-http', 'http', address, 'user',
                                 'alice'))
        adit_test.until(lambda: self.states()['http'] == 'keyring', 'the password again')

    def test_upstreams(self):
        self.assert_ran(self.ctl('rules', 'upstream-set', 'tor', 'socks5', '127.0.0.1:9050'))
        self.assertIn({'name': 'tor', 'kind': 'socks5', 'address': '127.0.0.1:9050', 'user': '',
                       'password': 'none'}, self.ctl_json('rules', 'upstreams')['upstreams'])
        self.assert_ran(self.ctl('rules', 'upstream-remove', 'tor'))
        self.assertNotIn('tor', self.states())
        self.set_password('up-http')
        self.assert_ran(self.ctl('rules', 'upstream-remove', 'up-http'), 1)  # a rule needs it
        self.assert_ran(self.ctl('rules', 'remove', '1'))
        self.assert_ran(self.ctl('rules', 'upstream-remove', 'up-http'))
        self.assertEqual(self.items(), [])
        self.assertTrue(self.assert_ran(self.ctl('rules', 'show')).stdout
                        .startswith('# where we go\n'))

    def test_refused(self):
        self.assert_ran(self.ctl('rules', 'upstream-set', 'tor', 'socks5', '127.0.0.1:9050'))
        self.set_password('nowhere', status=4)
        self.assertIn('nobody signs in', self.set_password('tor', status=1).stderr)
        self.set_password('up-socks5', 'x' * 255)
        self.assertIn('255', self.set_password('up-socks5', 'x' * 256, status=1).stderr)
        result = self.assert_ran(self.ctl('rules', 'upstream-password', 'up-http'), 1)
        self.assertIn('--password-fd', result.stderr)
        self.assert_ran(self.ctl('rules', 'upstream-password', 'up-http', SECRET), 2)

    def test_bus(self):
        self.bus.call(RULES_INTERFACE, 'SetUpstreamPassword',
                      GLib.Variant('(ss)', ('up-http', SECRET)))
        self.get_through('http')
        self.bus.call(RULES_INTERFACE, 'ClearUpstreamPassword', GLib.Variant('(s)', ('up-http',)))
        self.be_refused('http')


class Locked(UpstreamTest):
    """The person refuses to unlock it."""

    keyring = ('locked',)

    def test_locked(self):
        adit_test.until(lambda: set(self.states().values()) <= {'missing', 'failed'}, 'no password')
        self.set_password('up-http', status=1)
        self.be_refused('http')


class NoKeyring(UpstreamTest):
    """Nobody answers on the bus."""

    keyring = None

    def test_none(self):
        self.wait_for_states('failed')
        self.assertIn('keyring', self.set_password('up-http', status=1).stderr)
        self.be_refused('http')
        self.assertEqual(self.upstreams['http'].seen, [])


class Credential(UpstreamTest):
    """As in a unit with LoadCredential=; the keyring is not asked."""

    def prepare(self):
        super().prepare()
        os.mkdir(self.path('credentials'))
        for kind in KINDS:
            self.write(f'credentials/upstream-up-{kind}', SECRET + '\n')
        self.environment['CREDENTIALS_DIRECTORY'] = self.path('credentials')

    def test_used(self):
        self.assertEqual(set(self.states().values()), {'credential'})
        for kind in KINDS:
            self.get_through(kind)
        self.assertIn('upstream-up-http', self.set_password('up-http', status=1).stderr)
        self.assert_told_nowhere()


class NoBus(SystemTest):
    """A server: what systemd passes, or a clear refusal."""

    def serve(self, **environment):
        engine = self.start(os.environ['ADIT_ENGINE'], f'--config-dir={self.path("config")}',
                            '--no-bus', '--listen=127.0.0.1:0', **environment)
        return engine, engine.wait_for_lines(1)[0].removeprefix('listening ')

    def setUp(self):
        super().setUp()
        self.upstream = Upstream(self, 'http', 'alice', SECRET)
        os.mkdir(self.path('config'), 0o700)
        self.write('config/rules.conf', f'upstream up http {self.upstream.address} user alice\n'
                                        'via up\n')

    def test_refusal(self):
        engine, proxy = self.serve()
        connection, head = ask(proxy, TARGET)
        connection.close()
        self.assertRegex(head, r'^HTTP/1.1 502 ')
        self.assertIn('proxy_configuration_error', head)
        self.assertEqual(self.upstream.seen, [])
        adit_test.until(lambda: 'credential upstream-up' in engine.error_text, 'what is missing')

    def test_credential(self):
        os.mkdir(self.path('credentials'))
        self.write('credentials/upstream-up', SECRET)
        engine, proxy = self.serve(CREDENTIALS_DIRECTORY=self.path('credentials'))
        connection, head = ask(proxy, TARGET)
        with connection:
            self.assertRegex(head, r'^HTTP/1.1 200 ')
        self.assertEqual(self.upstream.seen, [('alice', SECRET)])

    def test_bad_credential(self):
        os.mkdir(self.path('credentials'))
        self.write('credentials/upstream-up', 'a\tb\n')
        engine, proxy = self.serve(CREDENTIALS_DIRECTORY=self.path('credentials'))
        connection, head = ask(proxy, TARGET)
        connection.close()
        self.assertRegex(head, r'^HTTP/1.1 502 ')
        adit_test.until(lambda: 'upstream-up cannot be used' in engine.error_text, 'what is wrong')


if __name__ == '__main__':
    adit_test.run()

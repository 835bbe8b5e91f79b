# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desktop's proxy setting names the proxy while it serves, and is put back as a person had it:
in every order of ending, and never over what a person has set meanwhile."""

import json
import os
import shutil
import signal
import time

import gi
gi.require_version('Gio', '2.0')
from gi.repository import GLib

import adit_test
from adit_test.case import SystemTest, need_program
from adit_test.wait import until

SCHEMA = 'org.gnome.system.proxy'
AUTO = (('', 'mode', "'auto'"), ('', 'autoconfig-url', "'http://192.0.2.1/p.pac'"),
        ('', 'ignore-hosts', "['intern.example', '::1']"), ('.http', 'host', "'old.example'"),
        ('.http', 'port', '8080'), ('.http', 'use-authentication', 'true'))
# GLib looks at a changed key file at most once a second.
NOTICED_S = 2.5
KEYS = AUTO + (('.https', 'host', ''), ('.https', 'port', ''))


DCONF_SERVICE = '/usr/share/dbus-1/services/ca.desrt.dconf.service'
DCONF_NAME = 'ca.desrt.dconf'


class SystemProxy(SystemTest):
    """With settings in a key file, which every GLib has."""
    backend = 'keyfile'
    services = ()

    def setUp(self):
        super().setUp()
        need_program('gsettings')
        self.environment['GSETTINGS_BACKEND'] = self.backend
        if self.run_program('gsettings', 'list-keys', SCHEMA).returncode != 0:
            self.skipTest(f'the schema {SCHEMA} is not installed')
        os.makedirs(self.path('config'))
        os.makedirs(self.path('services'))
        for path in self.services:
            shutil.copy(path, self.path('services'))
        self.start_bus([self.path('services')])

    def get(self, child, key):
        result = self.run_program('gsettings', 'get', SCHEMA + child, key)
        self.assert_ran(result)
        return result.stdout.strip()

    def set(self, child, key, value):
        self.assert_ran(self.run_program('gsettings', 'set', SCHEMA + child, key, value))

    def set_before(self):
        for row in AUTO:
            self.set(*row)
        self.before = self.all()

    def all(self):
        return [self.get(child, key) for child, key, _ in KEYS]

    def configure(self, is_on, encryption='both'):
        self.write('config/engine.conf', '[engine]\nrunning=true\n'
                   f'system-proxy={"true" if is_on else "false"}\n'
                   '[listener-1]\naddress=127.0.0.1:0\nenabled=true\n'
                   f'encryption={encryption}\n')

    def start_engine(self, *options, **extra):
        self.engine = self.start(os.environ['ADIT_ENGINE'], *options,
                                 f'--config-dir={self.path("config")}',
                                 f'--state-dir={self.path("state")}', **extra)
        if '--no-bus' not in options:
            self.bus.wait_for_engine(self.engine)
        return self.engine.wait_for_lines(1)[0].removeprefix('listening ').rpartition(':')[2]

    def wait_for_port(self, port):
        until(lambda: self.get('', 'mode') == "'manual'" and self.get('.https', 'port') == port and
              self.get('.http', 'port') == port, f'the port {port}')

    def wait_for_before(self):
        until(lambda: self.all() == self.before, 'what was there before')

    def end_engine(self, number=signal.SIGTERM):
        self.engine.signal(number)
        self.engine.wait()

    def begin(self):
        self.set_before()
        self.configure(True)
        self.wait_for_port(self.start_engine())

    def test_names_the_proxy_and_ends(self):
        self.begin()
        self.assertEqual(self.get('.http', 'host'), "'127.0.0.1'")
        self.assertEqual(self.get('.http', 'use-authentication'), 'false')
        self.assertEqual(self.get('', 'ignore-hosts'),
                         "['intern.example', '::1', 'localhost', '127.0.0.0/8']")
        self.end_engine()
        self.assertEqual(self.all(), self.before)

    def test_stops_and_starts(self):
        self.begin()
        self.assert_ran(self.ctl('stop'))
        self.wait_for_before()
        self.assert_ran(self.ctl('start'))
        until(lambda: self.get('', 'mode') == "'manual'", 'the setting again')

    def test_follows_listeners(self):
        self.begin()
        self.assert_ran(self.ctl('listener', 'encryption', '127.0.0.1:0', 'encrypted'))
        self.wait_for_before()
        until(lambda: 'without encryption' in self.engine.error_text, 'a complaint')
        self.assert_ran(self.ctl('listener', 'encryption', '127.0.0.1:0', 'plain'))
        until(lambda: self.get('', 'mode') == "'manual'", 'the setting again')

    def test_switches_off_at_reload(self):
        self.begin()
        self.configure(False)
        self.engine.signal(signal.SIGHUP)
        self.wait_for_before()

    def test_keeps_what_was_there_over_a_kill(self):
        self.begin()
        self.end_engine(signal.SIGKILL)
        self.assertEqual(self.get('', 'mode'), "'manual'")
        self.wait_for_port(self.start_engine())
        self.end_engine()
        self.assertEqual(self.all(), self.before)

    def test_restores_after_a_kill_when_off(self):
        self.begin()
        self.end_engine(signal.SIGKILL)
        self.configure(False)
        self.start_engine()
        self.wait_for_before()

    def test_leaves_what_a_person_set(self):
        self.begin()
        self.set('.http', 'host', "'mine.example'")
        time.sleep(NOTICED_S)
        self.end_engine()
        self.assertEqual(self.get('.http', 'host'), "'mine.example'")
        self.assertEqual(self.get('', 'mode'), "'manual'")

    def test_leaves_the_mode_a_person_set(self):
        self.begin()
        self.set('', 'mode', "'none'")
        time.sleep(NOTICED_S)
        self.assert_ran(self.ctl('listener', 'add', '127.0.0.2:0'))
        self.end_engine()
        self.assertEqual(self.all(), ["'none'"] + self.before[1:])

    def test_follows_listeners_with_hosts_a_person_set(self):
        self.begin()
        self.set('', 'ignore-hosts', "['mine.example']")
        time.sleep(NOTICED_S)
        self.assert_ran(self.ctl('listener', 'move', '127.0.0.1:0', '127.0.0.2:0'))
        until(lambda: self.get('.http', 'host') == "'127.0.0.2'", 'the other address')
        self.assertEqual(self.state(), (True, 'set'))
        self.end_engine()
        self.before[2] = "['mine.example']"
        self.assertEqual(self.all(), self.before)

    def test_tells_that_a_person_set_it(self):
        self.begin()
        self.assertEqual(self.state(), (True, 'set'))
        self.set('', 'mode', "'none'")
        until(lambda: self.state() == (True, 'changed'), 'it is told')
        self.assert_ran(self.ctl('system-proxy', 'off'))
        self.assert_ran(self.ctl('system-proxy', 'on'))
        self.assertEqual(self.state(), (True, 'set'))
        self.end_engine()
        self.assertEqual(self.get('', 'mode'), "'none'")

    def kill_before_the_settings(self):
        """As if the listener's other address had been written to the file, and nowhere else."""
        self.begin()
        rows = [(child, key) for child in ('.http', '.https') for key in ('host', 'port')]
        was = [(*row, self.get(*row)) for row in rows]
        self.assert_ran(self.ctl('listener', 'move', '127.0.0.1:0', '127.0.0.2:0'))
        until(lambda: self.get('.https', 'host') == "'127.0.0.2'", 'the other address')
        self.end_engine(signal.SIGKILL)
        for row in was:
            self.set(*row)

    def test_killed_before_the_settings(self):
        self.kill_before_the_settings()
        self.wait_for_port(self.start_engine())
        self.end_engine()
        self.assertEqual(self.all(), self.before)

    def test_killed_before_the_settings_and_off(self):
        self.kill_before_the_settings()
        self.configure(False)
        self.start_engine()
        self.wait_for_before()

    def state(self):
        shown = json.loads(self.ctl('system-proxy', 'show', '--json').stdout)
        return shown['system_proxy'], shown['state']

    def saved(self):
        """Another file, or another text of it, is not the same."""
        found = os.stat(self.path('state/system-proxy.conf'))
        return found.st_ino, found.st_mtime_ns

    def test_over_the_bus(self):
        self.set_before()
        self.configure(False)
        port = self.start_engine()
        self.assertEqual(self.state(), (False, 'off'))
        self.assert_ran(self.ctl('system-proxy', 'on'))
        self.wait_for_port(port)
        self.assertEqual(self.state(), (True, 'set'))

        saved = self.saved()
        self.assert_ran(self.ctl('listener', 'add', '127.0.0.2:0'))
        self.assertEqual(self.saved(), saved, 'nothing new, nothing written')

        self.assert_ran(self.ctl('stop'))
        self.assertEqual(self.state(), (True, 'waiting'))
        self.wait_for_before()
        with open(self.path('config/engine.conf')) as file:
            self.assertIn('system-proxy=true\n', file.read())
        self.assert_ran(self.ctl('start'))
        until(lambda: self.state() == (True, 'set'), 'it is set again')
        self.assert_ran(self.ctl('system-proxy', 'off'))
        self.assertEqual(self.state(), (False, 'off'))
        self.wait_for_before()

    def test_refused_where_there_is_none(self):
        os.makedirs(self.path('empty'))
        self.configure(False)
        self.start_engine(XDG_DATA_DIRS=self.path('empty'))
        self.assertEqual(self.state(), (False, 'missing'))
        self.assertIn(SCHEMA, self.ctl('system-proxy', 'on').stderr)
        self.assertEqual(self.state(), (False, 'missing'))

    def test_without_bus_touches_nothing(self):
        self.set_before()
        self.configure(True)
        self.start_engine('--no-bus')
        self.assertEqual(self.all(), self.before)

    def test_without_schema_says_so(self):
        os.makedirs(self.path('empty'))
        self.configure(True)
        self.start_engine(XDG_DATA_DIRS=self.path('empty'))
        until(lambda: SCHEMA in self.engine.error_text, 'a complaint')


class Dconf(SystemProxy):
    """The same with what desktops have."""
    backend = 'dconf'
    services = (DCONF_SERVICE,)

    def setUp(self):
        if not os.path.exists(DCONF_SERVICE):
            self.skipTest('dconf is not installed')
        super().setUp()

    def lose_settings(self):
        os.unlink(self.path('services', os.path.basename(DCONF_SERVICE)))
        self.bus.ask_bus('ReloadConfig')
        name = GLib.Variant('(s)', (DCONF_NAME,))
        os.kill(self.bus.ask_bus('GetConnectionUnixProcessID', name)[0], signal.SIGKILL)
        until(lambda: not self.bus.ask_bus('NameHasOwner', name)[0], 'the end of dconf')

    def test_cannot_put_it_back(self):
        """As at the end of a session: then what was there before is not forgotten."""
        self.begin()
        self.lose_settings()
        self.end_engine()
        self.assertNotEqual(self.all(), self.before)

        shutil.copy(DCONF_SERVICE, self.path('services'))
        self.bus.ask_bus('ReloadConfig')
        self.wait_for_port(self.start_engine())
        self.end_engine()
        self.assertEqual(self.all(), self.before)

    def test_bus_goes_first(self):
        self.begin()
        self.bus.stop()
        self.engine.wait()
        self.start_bus([self.path('services')])
        self.configure(False)
        self.start_engine()
        self.wait_for_before()


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A message bus of our own: nothing of the session is reachable on it, and nothing that is
installed can be started by it except what the test offers."""

import os
import signal
import subprocess

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

from adit_test.wait import PATIENCE_S, until

ENGINE_NAME = 'io.github.aditproxy.Adit.Engine'
ENGINE_PATH = '/io/github/aditproxy/Adit/Engine'
ENGINE_INTERFACE = 'io.github.aditproxy.Adit.Engine'
TUNNELS_INTERFACE = 'io.github.aditproxy.Adit.Tunnels'
CERTIFICATE_INTERFACE = 'io.github.aditproxy.Adit.Certificate'
USERS_INTERFACE = 'io.github.aditproxy.Adit.Users'
ACCESS_INTERFACE = 'io.github.aditproxy.Adit.Access'
RULES_INTERFACE = 'io.github.aditproxy.Adit.Rules'
ERROR_PREFIX = 'io.github.aditproxy.Adit.Error.'

CONFIG = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={directory}</listen>
  {services}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''


def interfaces():
    """All that are declared in data/dbus."""
    directory = os.environ['ADIT_DBUS_XML']
    for name in sorted(os.listdir(directory)):
        if name.endswith('.xml'):
            with open(os.path.join(directory, name)) as file:
                yield Gio.DBusNodeInfo.new_for_xml(file.read()).interfaces[0]


class Bus:
    def __init__(self, directory, environment, service_dirs=()):
        config = os.path.join(directory, 'bus.conf')
        services = ''.join(f'<servicedir>{path}</servicedir>' for path in service_dirs)
        with open(config, 'w') as file:
            file.write(CONFIG.format(directory=directory, services=services))

        self._process = subprocess.Popen(
            ['dbus-daemon', '--nofork', '--print-address=1', f'--config-file={config}'],
            env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.address = self._process.stdout.readline().strip()
        self.connection = self.connect()

    def connect(self):
        """One more participant; connections are closed by whoever made them."""
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
                 Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        connection = Gio.DBusConnection.new_for_address_sync(self.address, flags, None, None)
        connection.set_exit_on_close(False)
        return connection

    def ask_bus(self, method, arguments=None):
        return self.connection.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                         'org.freedesktop.DBus', method, arguments, None,
                                         Gio.DBusCallFlags.NONE, -1, None).unpack()

    def has_engine(self):
        return self.ask_bus('NameHasOwner', GLib.Variant('(s)', (ENGINE_NAME,)))[0]

    def wait_for_engine(self, process):
        until(lambda: self.has_engine() or not process.is_running(), 'the engine on the bus')
        if not self.has_engine():
            raise AssertionError(f'the engine ended: {process.errors}')

    def engine_pid(self):
        return self.ask_bus('GetConnectionUnixProcessID', GLib.Variant('(s)', (ENGINE_NAME,)))[0]

    def call(self, interface, method, arguments=None, connection=None):
        """A method of the engine; raises GLib.Error."""
        return (connection or self.connection).call_sync(
            ENGINE_NAME, ENGINE_PATH, interface, method, arguments, None,
            Gio.DBusCallFlags.NO_AUTO_START, int(PATIENCE_S * 1000), None).unpack()

    def get(self, name, interface=ENGINE_INTERFACE):
        return self.call('org.freedesktop.DBus.Properties', 'Get',
                         GLib.Variant('(ss)', (interface, name)))[0]

    def stop(self):
        """Ends the bus and what it has started: the process that owns the engine's name."""
        if self._process.poll() is None:
            if self.has_engine():
                self._end_engine()
            self._process.terminate()
        self._process.wait(PATIENCE_S)
        self._process.stdout.close()

    def stop_alone(self):
        """Ends the bus under everybody's feet."""
        self._process.kill()
        self._process.wait(PATIENCE_S)

    def _end_engine(self):
        pid = self.engine_pid()
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return
        until(lambda: not self.has_engine(), 'the engine to leave the bus')

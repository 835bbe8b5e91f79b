# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The desktop's side of the portals: a backend that the real front end calls, and that answers as a
test tells it."""

import threading

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

NAME = 'io.github.aditproxy.TestPortal'
PATH = '/org/freedesktop/portal/desktop'
APPEARANCE = 'org.freedesktop.appearance'

XML = '''<node>
  <interface name="org.freedesktop.impl.portal.Access">
    <method name="AccessDialog">
      <arg type="o" direction="in"/> <arg type="s" direction="in"/>
      <arg type="s" direction="in"/> <arg type="s" direction="in"/>
      <arg type="s" direction="in"/> <arg type="s" direction="in"/>
      <arg type="a{sv}" direction="in"/>
      <arg type="u" direction="out"/> <arg type="a{sv}" direction="out"/>
    </method>
  </interface>
  <interface name="org.freedesktop.impl.portal.Background">
    <method name="GetAppState"> <arg type="a{sv}" direction="out"/> </method>
    <method name="NotifyBackground">
      <arg type="o" direction="in"/> <arg type="s" direction="in"/>
      <arg type="s" direction="in"/>
      <arg type="u" direction="out"/> <arg type="a{sv}" direction="out"/>
    </method>
    <method name="EnableAutostart">
      <arg type="s" direction="in"/> <arg type="b" direction="in"/>
      <arg type="as" direction="in"/> <arg type="u" direction="in"/>
      <arg type="b" direction="out"/>
    </method>
    <signal name="RunningApplicationsChanged"/>
  </interface>
  <interface name="org.freedesktop.impl.portal.Settings">
    <method name="ReadAll">
      <arg type="as" direction="in"/> <arg type="a{sa{sv}}" direction="out"/>
    </method>
    <method name="Read">
      <arg type="s" direction="in"/> <arg type="s" direction="in"/>
      <arg type="v" direction="out"/>
    </method>
    <signal name="SettingChanged">
      <arg type="s"/> <arg type="s"/> <arg type="v"/>
    </signal>
    <property name="version" type="u" access="read"/>
  </interface>
</node>'''


class Portal:
    """Serves in a thread of its own. `is_allowing`: what it answers to questions; `questions`: the
    app of each, for the front end does not pass its window on; `autostart`: what is to run at
    login, by app."""

    def __init__(self):
        self.is_allowing = True
        self.questions = []
        self.autostart = {}
        self._is_dark = False
        self._ready = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()
        if not self._ready.wait(30):
            raise RuntimeError('the portal did not get its name')

    def _serve(self):
        context = GLib.MainContext()
        context.push_thread_default()
        self._connection = Gio.DBusConnection.new_for_address_sync(
            Gio.dbus_address_get_for_bus_sync(Gio.BusType.SESSION, None),
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        for interface in Gio.DBusNodeInfo.new_for_xml(XML).interfaces:
            self._connection.register_object(PATH, interface, self._on_call, self._on_get, None)
        Gio.bus_own_name_on_connection(self._connection, NAME, Gio.BusNameOwnerFlags.NONE,
                                       lambda *_: self._ready.set(), None)
        GLib.MainLoop(context).run()

    def _on_get(self, connection, sender, path, interface, name):
        return GLib.Variant('u', 1)

    def _on_call(self, connection, sender, path, interface, method, arguments, invocation):
        try:
            invocation.return_value(getattr(self, method)(*arguments.unpack()))
        except KeyError as error:
            invocation.return_dbus_error('org.freedesktop.portal.Error.NotFound', str(error))

    # ---- What the front end asks ----

    def AccessDialog(self, handle, app, window, title, subtitle, body, options):
        self.questions.append(app)
        return GLib.Variant('(ua{sv})', (0 if self.is_allowing else 1, {}))

    def GetAppState(self):
        return GLib.Variant('(a{sv})', ({},))

    def NotifyBackground(self, handle, app, name):
        return GLib.Variant('(ua{sv})', (0, {'result': GLib.Variant('u', 2)}))

    def EnableAutostart(self, app, is_enabled, command, flags):
        if is_enabled:
            self.autostart[app] = command
        else:
            self.autostart.pop(app, None)
        return GLib.Variant('(b)', (is_enabled,))

    def _scheme(self):
        return GLib.Variant('u', 1 if self._is_dark else 0)

    def ReadAll(self, namespaces):
        return GLib.Variant('(a{sa{sv}})', ({APPEARANCE: {'color-scheme': self._scheme()}},))

    def Read(self, namespace, key):
        if (namespace, key) != (APPEARANCE, 'color-scheme'):
            raise KeyError(key)
        return GLib.Variant('(v)', (self._scheme(),))

    # ---- What a person does ----

    def set_dark(self, is_dark):
        self._is_dark = is_dark
        self._connection.emit_signal(
            None, PATH, 'org.freedesktop.impl.portal.Settings', 'SettingChanged',
            GLib.Variant('(ssv)', (APPEARANCE, 'color-scheme', self._scheme())))
        self._connection.flush_sync(None)

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A keyring of the tests' own: as much of the Secret Service as libsecret asks for, on the private
bus.

    secret_service.py ITEMS.json [locked]

It writes all it keeps to the file, after every change, as a list of {label, attributes, secret}. It
speaks no encryption, which libsecret accepts. `locked`: the collection is, and the person, when
asked to unlock it, refuses."""

import json
import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

NAME = 'org.freedesktop.secrets'
PATH = '/org/freedesktop/secrets'
COLLECTION = PATH + '/collection/login'
ALIAS = PATH + '/aliases/default'
SECRET = '(oayays)'

XML = f'''<node>
  <interface name="org.freedesktop.Secret.Service">
    <method name="OpenSession">
      <arg name="algorithm" type="s" direction="in"/><arg name="input" type="v" direction="in"/>
      <arg name="output" type="v" direction="out"/><arg name="result" type="o" direction="out"/>
    </method>
    <method name="SearchItems">
      <arg name="attributes" type="a{{ss}}" direction="in"/>
      <arg name="unlocked" type="ao" direction="out"/><arg name="locked" type="ao" direction="out"/>
    </method>
    <method name="Unlock">
      <arg name="objects" type="ao" direction="in"/>
      <arg name="unlocked" type="ao" direction="out"/><arg name="prompt" type="o" direction="out"/>
    </method>
    <method name="GetSecrets">
      <arg name="items" type="ao" direction="in"/><arg name="session" type="o" direction="in"/>
      <arg name="secrets" type="a{{o{SECRET}}}" direction="out"/>
    </method>
    <method name="ReadAlias">
      <arg name="name" type="s" direction="in"/><arg name="collection" type="o" direction="out"/>
    </method>
    <property name="Collections" type="ao" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Collection">
    <method name="CreateItem">
      <arg name="properties" type="a{{sv}}" direction="in"/>
      <arg name="secret" type="{SECRET}" direction="in"/>
      <arg name="replace" type="b" direction="in"/>
      <arg name="item" type="o" direction="out"/><arg name="prompt" type="o" direction="out"/>
    </method>
    <property name="Items" type="ao" access="read"/>
    <property name="Label" type="s" access="read"/>
    <property name="Locked" type="b" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Item">
    <method name="Delete"><arg name="prompt" type="o" direction="out"/></method>
    <property name="Locked" type="b" access="read"/>
    <property name="Attributes" type="a{{ss}}" access="read"/>
    <property name="Label" type="s" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Prompt">
    <method name="Prompt"><arg name="window" type="s" direction="in"/></method>
    <signal name="Completed">
      <arg name="dismissed" type="b"/><arg name="result" type="v"/>
    </signal>
  </interface>
</node>'''


class SecretService:
    def __init__(self, path, is_locked):
        self.path = path
        self.is_locked = is_locked
        self.items = {}  # object path: {label, attributes, secret}
        self.registrations = {}
        self.last_item = 0
        self.infos = {info.name.rpartition('.')[2]: info
                      for info in Gio.DBusNodeInfo.new_for_xml(XML).interfaces}
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.export(PATH, 'Service')
        self.export(COLLECTION, 'Collection')
        self.export(ALIAS, 'Collection')
        self.export(PATH + '/prompt/1', 'Prompt')

    def export(self, path, interface):
        return self.connection.register_object(path, self.infos[interface], self.on_call,
                                               self.on_get, None)

    def save(self):
        with open(self.path, 'w') as file:
            json.dump(list(self.items.values()), file)

    def find(self, attributes):
        return [path for path, item in self.items.items()
                if attributes.items() <= item['attributes'].items()]

    def on_get(self, connection, sender, path, interface, name):
        item = self.items.get(path)
        values = {
            'Collections': GLib.Variant('ao', [COLLECTION]),
            'Items': GLib.Variant('ao', list(self.items)),
            'Locked': GLib.Variant('b', self.is_locked),
            'Attributes': GLib.Variant('a{ss}', item['attributes'] if item else {}),
            'Label': GLib.Variant('s', item['label'] if item else 'Login'),
        }
        return values[name]

    def on_call(self, connection, sender, path, interface, method, arguments, invocation):
        getattr(self, method)(invocation, path, *arguments.unpack())

    def OpenSession(self, invocation, path, algorithm, _input):
        if algorithm != 'plain':
            invocation.return_dbus_error('org.freedesktop.DBus.Error.NotSupported', algorithm)
            return
        invocation.return_value(GLib.Variant('(vo)', (GLib.Variant('s', ''), PATH + '/session/1')))

    def SearchItems(self, invocation, path, attributes):
        found = self.find(attributes)
        split = ([], found) if self.is_locked else (found, [])
        invocation.return_value(GLib.Variant('(aoao)', split))

    def Unlock(self, invocation, path, objects):
        if self.is_locked:
            invocation.return_value(GLib.Variant('(aoo)', ([], PATH + '/prompt/1')))
        else:
            invocation.return_value(GLib.Variant('(aoo)', (objects, '/')))

    def Prompt(self, invocation, path, _window):
        invocation.return_value(None)
        self.connection.emit_signal(None, path, 'org.freedesktop.Secret.Prompt', 'Completed',
                                    GLib.Variant('(bv)', (True, GLib.Variant('ao', []))))

    def GetSecrets(self, invocation, path, items, session):
        secrets = {item: (session, b'', self.items[item]['secret'].encode(), 'text/plain')
                   for item in items if item in self.items}
        invocation.return_value(GLib.Variant(f'(a{{o{SECRET}}})', (secrets,)))

    def ReadAlias(self, invocation, path, name):
        invocation.return_value(GLib.Variant('(o)', (COLLECTION if name == 'default' else '/',)))

    def CreateItem(self, invocation, path, properties, secret, replace):
        if self.is_locked:
            invocation.return_dbus_error('org.freedesktop.Secret.Error.IsLocked', 'It is locked')
            return
        attributes = properties['org.freedesktop.Secret.Item.Attributes']
        same = [path for path in self.find(attributes) if replace]
        if not same:
            self.last_item += 1
            same = [f'{COLLECTION}/{self.last_item}']
            self.registrations[same[0]] = self.export(same[0], 'Item')
        self.items[same[0]] = {'label': properties['org.freedesktop.Secret.Item.Label'],
                               'attributes': attributes, 'secret': bytes(secret[2]).decode()}
        self.save()
        invocation.return_value(GLib.Variant('(oo)', (same[0], '/')))

    def Delete(self, invocation, path):
        del self.items[path]
        self.save()
        invocation.return_value(GLib.Variant('(o)', ('/',)))
        self.connection.unregister_object(self.registrations.pop(path))


def main():
    service = SecretService(sys.argv[1], sys.argv[2:] == ['locked'])
    loop = GLib.MainLoop()
    Gio.bus_own_name_on_connection(service.connection, NAME, Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print('ready', flush=True), lambda *_: loop.quit())
    loop.run()


if __name__ == '__main__':
    main()

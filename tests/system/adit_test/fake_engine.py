# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An engine that does what a script tells it, for what the real one cannot easily be brought to.

    fake_engine.py SCRIPT.json CALLS.log

It exports the real XML (in ADIT_DBUS_XML) under the real name, writes each call to the log as a
line of JSON, and answers from the script's members, all optional:

- `properties`: values by name; what is missing cannot be read
- `answers`: the results of a method, a list by the method's name, or `Users.List` where several
  interfaces have one of that name
- `errors`: by method, a D-Bus error name and a message to answer with
- `changes`: the arguments of Changed signals to send after Subscribe
- `dies_at`: the method that ends the process in place of an answer
- `dies_after_changes`: true: it ends once the signals were sent"""

import json
import os
import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

NAME = 'io.github.aditproxy.Adit.Engine'
PATH = '/io/github/aditproxy/Adit/Engine'


def to_variant(kind, value):
    return GLib.Variant(kind, with_tuples(kind, value))


def split(kinds):
    """The complete types that a signature is made of."""
    types = []
    while kinds:
        end = next(end for end in range(1, len(kinds) + 1)
                   if GLib.VariantType.string_is_valid(kinds[:end]))
        types.append(kinds[:end])
        kinds = kinds[end:]
    return types


def with_tuples(kind, value):
    """GLib.Variant takes tuples for structures, JSON has only lists; and in a dictionary of
    variants each value is written [signature, value]."""
    if kind.startswith('('):
        return tuple(map(with_tuples, split(kind[1:-1]), value))
    if kind == 'a{sv}':
        return {key: GLib.Variant(*item) for key, item in value.items()}
    if kind.startswith('a'):
        return [with_tuples(kind[1:], item) for item in value]
    return value


class FakeEngine:
    def __init__(self, script, log):
        self.script = script
        self.log = log
        self.infos = {}
        self.connection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        for file in sorted(os.listdir(os.environ['ADIT_DBUS_XML'])):
            if file.endswith('.xml'):
                self.export(os.path.join(os.environ['ADIT_DBUS_XML'], file))

    def export(self, path):
        with open(path) as file:
            info = Gio.DBusNodeInfo.new_for_xml(file.read()).interfaces[0]
        self.infos[info.name] = info
        self.connection.register_object(PATH, info, self.on_call, self.on_get, None)

    def on_get(self, connection, sender, path, interface, name):
        properties = self.script.get('properties', {})
        if name not in properties:
            return None
        kind = self.infos[interface].lookup_property(name).signature
        return to_variant(kind, properties[name])

    def on_call(self, connection, sender, path, interface, method, arguments, invocation):
        with open(self.log, 'a') as log:
            print(json.dumps([interface, method, arguments.unpack()]), file=log)
        if self.script.get('dies_at') == method:
            os._exit(1)
        if method in self.script.get('errors', {}):
            invocation.return_dbus_error(*self.script['errors'][method])
            return

        info = self.infos[interface].lookup_method(method)
        kind = '(' + ''.join(arg.signature for arg in info.out_args) + ')'
        answers = self.script.get('answers', {})
        full_name = f'{interface.rpartition(".")[2]}.{method}'
        answer = answers.get(full_name, answers.get(method, []))
        invocation.return_value(to_variant(kind, answer))
        if method == 'Subscribe':
            self.send_changes(sender)

    def send_changes(self, subscriber):
        interface = 'io.github.aditproxy.Adit.Tunnels'
        args = self.infos[interface].lookup_signal('Changed').args
        kind = '(' + ''.join(arg.signature for arg in args) + ')'

        for change in self.script.get('changes', []):
            self.connection.emit_signal(subscriber, PATH, interface, 'Changed',
                                        to_variant(kind, change))
        self.connection.flush_sync(None)
        if self.script.get('dies_after_changes'):
            os._exit(1)


def main():
    with open(sys.argv[1]) as file:
        engine = FakeEngine(json.load(file), sys.argv[2])
    loop = GLib.MainLoop()
    Gio.bus_own_name_on_connection(engine.connection, NAME, Gio.BusNameOwnerFlags.NONE, None,
                                   lambda *_: loop.quit())
    loop.run()


if __name__ == '__main__':
    main()

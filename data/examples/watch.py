#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""watch.py: follows Adit's tunnels as they open and end, until Ctrl+C.

A program that stays on the bus subscribes, and gets signals for itself alone, at most as often as
it asked for; the first holds all that lives.
"""

import sys

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

NAME = 'io.github.aditproxy.Adit.Engine'
PATH = '/io/github/aditproxy/Adit/Engine'
TUNNELS = 'io.github.aditproxy.Adit.Tunnels'
INTERVAL_MS = 500

# The places of what is used here in a row; the documentation of the interface has them all.
ID, TARGET, SENT, RECEIVED, CAUSE = 0, 2, 6, 7, 10


def on_changed(proxy, sender, signal, arguments, announced):
    if signal != 'Changed':
        return
    _, opened, _, closed = arguments.unpack()
    for row in opened:
        # a row comes again once more is known of it
        if row[TARGET] and row[ID] not in announced:
            announced.add(row[ID])
            print(f'{row[ID]} opened: {row[TARGET]}', flush=True)
    for row, _, status in closed:
        announced.discard(row[ID])
        print(f'{row[ID]} ended: {row[TARGET]}, {row[CAUSE]}, '
              f'{row[SENT]} bytes sent, {row[RECEIVED]} received', flush=True)


def main():
    proxy = Gio.DBusProxy.new_for_bus_sync(Gio.BusType.SESSION, Gio.DBusProxyFlags.NONE, None, NAME,
                                           PATH, TUNNELS, None)
    proxy.connect('g-signal', on_changed, set())
    proxy.call_sync('Subscribe', GLib.Variant('(u)', (INTERVAL_MS,)), Gio.DBusCallFlags.NONE, -1,
                    None)
    loop = GLib.MainLoop()
    proxy.connect('notify::g-name-owner', lambda *_: loop.quit())  # another engine knows nothing
    loop.run()                                                     # of our subscription


if __name__ == '__main__':
    try:
        main()
    except KeyboardInterrupt:
        pass
    except GLib.Error as error:
        sys.exit(error.message)

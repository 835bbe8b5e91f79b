# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subscriber to the engine's tunnels, as a program of its own (python3-gi).

Says "subscribed MS" with the interval that was granted, then counts change signals; at SIGTERM it
prints what it counted as JSON: signals, and rows opened, updated and closed in them.
"""

import json
import signal
import sys

from gi.repository import Gio, GLib

NAME = "io.github.aditproxy.Adit.Engine"
PATH = "/io/github/aditproxy/Adit/Engine"
INTERFACE = "io.github.aditproxy.Adit.Tunnels"
CALL_LIMIT_MS = 30000


class Counter:
    def __init__(self):
        self.counts = {"signals": 0, "opened": 0, "updated": 0, "closed": 0}

    def on_changed(self, connection, sender, path, interface, name, parameters):
        self.counts["signals"] += 1
        for index, field in ((1, "opened"), (2, "updated"), (3, "closed")):
            self.counts[field] += parameters.get_child_value(index).n_children()


def main():
    interval_ms = int(sys.argv[1])
    loop = GLib.MainLoop()
    counter = Counter()
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    connection.signal_subscribe(NAME, INTERFACE, "Changed", PATH, None,
                                Gio.DBusSignalFlags.NONE, counter.on_changed)
    granted = connection.call_sync(NAME, PATH, INTERFACE, "Subscribe",
                                   GLib.Variant("(u)", (interval_ms,)), None,
                                   Gio.DBusCallFlags.NO_AUTO_START, CALL_LIMIT_MS, None)
    print(f"subscribed {granted.unpack()[0]}", flush=True)
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
    loop.run()
    print(json.dumps(counter.counts))


if __name__ == "__main__":
    main()

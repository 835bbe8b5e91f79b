# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrows between the layers, and between the engine's modules, point down only.

    app   cli   engine        never include one another
      \\    |    /
         bus
          |
        model
"""

import re

import source

LAYERS = {
    "model": {"model"},
    "bus": {"bus", "model"},
    "engine": {"engine", "bus", "model"},
    "cli": {"cli", "bus", "model"},
    "app": {"app", "bus", "model"},
}
PROGRAMS = {"engine", "cli", "app"}

# The engine's folders, each with the folders it may use. Files right in src/engine may use all.
STAGES = {"accept", "parse", "authorise", "connect", "relay", "account", "reply"}
BASE = {"net", "worker", "tls", "channel"}
MODULES = {
    "net": {"net"},
    "worker": {"worker"},
    "tls": {"net", "worker", "tls"},
    "channel": {"net", "worker", "tls", "channel"},
    "certificate": {"certificate"},
    "log": {"net", "account", "log"},
    "login": {"certificate", "login"},
    "metrics": {"account", "log", "metrics"},
    **{stage: STAGES | BASE for stage in STAGES},
    "session": STAGES | BASE | {"log", "metrics", "session"},
    "control": STAGES | BASE | {"certificate", "login", "session", "control"},
}

WINDOW_HEADERS = re.compile(r"^(gtk/|gdk/|gsk/|pango/|adwaita|libadwaita)")
SOCKET_HEADERS = re.compile(
    r"^(sys/(socket|epoll|un|sendfile)|netinet/|arpa/inet|netdb|poll|gio/gnetworking)"
)
ADDRESS_HEADERS = {"sys/socket.h", "netinet/in.h", "arpa/inet.h"}
SOCKET_CALLS = (
    r"(?<![\w.>])(socket|socketpair|bind|listen|accept4?|connect|shutdown|send|sendto|sendmsg|recv"
    r"|recvfrom|recvmsg|[gs]etsockopt|getaddrinfo|epoll_\w+|g_socket_\w+)\s*\("
)


def layer_of(path):
    parts = path.split("/")
    return parts[0] if len(parts) > 1 and parts[0] in LAYERS else None


def module_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "engine" and len(parts) > 2 else None


def check_arrow(own, other):
    """What is wrong with the file `own` including `other`; both relative to src."""
    layer, target = layer_of(own), layer_of(other)
    if target is None:
        return None
    if target not in LAYERS[layer]:
        return f"{layer} may not include {target}"
    module, target = module_of(own), module_of(other)
    if module and target is None and other.startswith("engine/"):
        return f"engine/{module} may not include what is above it"
    if module and module in MODULES and target and target not in MODULES[module]:
        return f"engine/{module} may not include engine/{target}"
    return None


def check_system_header(layer, header):
    if WINDOW_HEADERS.match(header) and layer != "app":
        return "the window's libraries belong in src/app"
    if SOCKET_HEADERS.match(header) and layer != "engine":
        if layer == "model" and header in ADDRESS_HEADERS:
            return None
        return "sockets belong in src/engine"
    return None


def check_source(path, root):
    own = source.name(path, root / "src")
    layer = layer_of(own)
    if layer is None:
        return [f"src/{own}: in none of the layers {', '.join(LAYERS)}"]

    found = []
    module = module_of(own)
    if module and module not in MODULES:
        found.append(f"src/{own}: engine/{module} is no module that tests/lint/layers.py knows")
    for line, mark, other in source.includes(path):
        wrong = check_arrow(own, other) if mark == '"' else check_system_header(layer, other)
        if wrong:
            found.append(f"src/{own}:{line}: {other}: {wrong}")
    if layer != "engine":
        for line, match in source.matches(path, SOCKET_CALLS, source.code(path)):
            found.append(f"src/{own}:{line}: {match[1]} (): sockets belong in src/engine")
    return found


def check_test(path, root):
    """A test is of one program: it never includes two of them."""
    programs = {
        other.split("/")[0]
        for _, mark, other in source.includes(path)
        if mark == '"' and layer_of(other) in PROGRAMS
    }
    if len(programs) < 2:
        return []
    return [f"{source.name(path, root)}: includes of {' and '.join(sorted(programs))} together"]


def check(root):
    found = []
    for path in source.files(root, ".c", ".h", under=("src",)):
        found += check_source(path, root)
    for path in source.files(root, ".c", ".h", under=("tests",)):
        found += check_test(path, root)
    return found

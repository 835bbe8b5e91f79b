# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a desktop and its programs do with an installed Flatpak: commands, calls over the bus,
windows on the screen."""

import os
import shutil
import subprocess
import time

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib

APP = 'io.github.aditproxy.Adit'
APP_PATH = '/io/github/aditproxy/Adit'
ENGINE = APP + '.Engine'
ENGINE_PATH = APP_PATH + '/Engine'
CTL = ['flatpak', 'run', '--user', '--command=aditctl', APP]
PATIENCE_S = 30
STORE = ('org.freedesktop.impl.portal.PermissionStore',
         '/org/freedesktop/impl/portal/PermissionStore',
         'org.freedesktop.impl.portal.PermissionStore')


def run(*command):
    """What it says; it has to succeed."""
    result = subprocess.run(command, text=True, capture_output=True, timeout=120, check=False)
    assert result.returncode == 0, f'{" ".join(command)}: {result.stdout}{result.stderr}'
    return result.stdout


def until(what, find):
    """What find() returns once that is something."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = find()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f'waited in vain for {what}')


# ---- Flatpak ----

def flatpak(verb, *arguments):
    quiet = [] if verb in ('list', 'remote-add', 'info') else ['--noninteractive', '-y']
    return run('flatpak', verb, '--user', *quiet, *arguments)


def ctl(*arguments):
    """aditctl inside the sandbox."""
    return run(*CTL, *arguments)


def runtime(name):
    return f'org.gnome.{name}/{run("flatpak", "--default-arch").strip()}/51'


def location():
    return run('flatpak', 'info', '--user', '--show-location', APP).strip()


def config(name):
    """A folder of the app's configuration."""
    return os.path.join(os.environ['HOME'], '.var', 'app', APP, 'config', name)


def files_below(folder, below):
    found = []
    for path, _, names in os.walk(os.path.join(folder, below)):
        found += [os.path.relpath(os.path.join(path, name), folder) for name in names]
    return sorted(found)


def publish(out, repo, mark):
    """What was built becomes the newest version in the repository; `mark` tells it from others."""
    path = os.path.join(out, 'build', 'files', 'share', 'adit-update')
    if mark:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(mark)
    try:
        run('flatpak', 'build-export', repo, os.path.join(out, 'build'), 'stable')
    finally:
        if mark:
            os.remove(path)


def remove_all():
    """As if it had never been there."""
    subprocess.run(['flatpak', 'kill', APP], capture_output=True, check=False)
    subprocess.run(['flatpak', 'uninstall', '--user', '-y', '--noninteractive', APP],
                   capture_output=True, check=False)
    subprocess.run(['flatpak', 'remote-delete', '--user', '--force', 'adit-test'],
                   capture_output=True, check=False)
    shutil.rmtree(os.path.join(os.environ['HOME'], '.var', 'app', APP), ignore_errors=True)


# ---- The bus ----

def bus():
    return Gio.bus_get_sync(Gio.BusType.SESSION, None)


def call(name, path, method, *arguments):
    """With gdbus, as a script does. The text of the first result, or None."""
    text = run('gdbus', 'call', '--session', '--timeout', str(PATIENCE_S), '--dest', name,
               '--object-path', path, '--method', method, *arguments)
    result = GLib.Variant.parse(None, text, None, None).unpack()
    return result[0] if result else None


def gdbus(method, *arguments):
    """A call of the engine; its answer as text."""
    return run('gdbus', 'call', '--session', '--timeout', str(PATIENCE_S), '--dest', ENGINE,
               '--object-path', ENGINE_PATH, '--method', f'{APP}.{method}', *arguments)


def prop(name):
    return call(ENGINE, ENGINE_PATH, 'org.freedesktop.DBus.Properties.Get', f'{APP}.Engine', name)


def has_owner(name):
    return call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                'org.freedesktop.DBus.NameHasOwner', name)


def listener():
    """Where it listens, once it does."""
    return until('an open address', lambda: next(
        (row[3] for row in prop('Listeners') if row[2] == 'listening'), None))


# ---- Permissions ----

def permit(word):
    """What the desktop has noted about running without a window: `yes`, `no` or `ask`."""
    name, path, interface = STORE
    bus().call_sync(name, path, interface, 'SetPermission',
                    GLib.Variant('(sbssas)', ('background', True, 'background', APP, [word])), None,
                    Gio.DBusCallFlags.NONE, -1, None)


# ---- The screen ----

def windows():
    """Those that are shown."""
    result = subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', 'adit'], text=True,
                            capture_output=True, check=False)
    return result.stdout.split()


def window():
    return until('a window', windows)[0]


def shoot(path):
    """A picture of the screen; returns how light its middle is, 0 to 1."""
    run('import', '-window', 'root', path)
    text = run('convert', path, '-gravity', 'center', '-crop', '300x300+0+0', '-colorspace', 'Gray',
               '-format', '%[fx:mean]', 'info:')
    return float(text)


def is_settled():
    """Whether the screen stays as it is."""
    first = _screen()
    time.sleep(0.3)
    return first == _screen()


def _screen():
    return subprocess.run(['import', '-window', 'root', 'rgb:-'], capture_output=True,
                          check=True).stdout


def close_window():
    """As its menu's or keyboard's Quit does."""
    call(APP, APP_PATH, 'org.gtk.Actions.Activate', 'quit', '[]', '{}')


def press(key):
    run('xdotool', 'key', key)

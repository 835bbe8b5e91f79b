# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looks at the installed Flatpak from outside of its sandbox, as a desktop and scripts do.

    check.py OUT PICTURES

OUT is what build-aux/flatpak made. The steps build on one another, in the order of this file; each
prints a line, and the first that fails ends it."""

import configparser
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time

import desktop
from desktop import APP, ENGINE, call, flatpak, gdbus, run, until
from portal import Portal

HERE = os.path.dirname(os.path.abspath(__file__))
OUT, PICTURES = sys.argv[1:]
STEPS = []


def step(sentence):
    """A step; its function gets the state that all of them share."""
    def add(function):
        STEPS.append((sentence, function))
        return function
    return add


def read_list(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as file:
        return [line.strip() for line in file if not line.startswith('#')]


class State:
    def __init__(self, scratch):
        self.scratch = scratch
        self.repo = os.path.join(scratch, 'repo')
        self.portal = Portal()
        self.web = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Page)
        self.address = None  # of the proxy
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def picture(self, name):
        return desktop.shoot(os.path.join(PICTURES, name))


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Length', '5')
        self.end_headers()
        self.wfile.write(b'hello')

    def log_message(self, *arguments):
        pass


def download(state):
    """What comes through a tunnel of the proxy."""
    return run('curl', '--silent', '--show-error', '--noproxy', '', '--proxytunnel', '--proxy',
               f'http://{state.address}', f'http://127.0.0.1:{state.web.server_port}/')


def engine_pid():
    return call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                'org.freedesktop.DBus.GetConnectionUnixProcessID', ENGINE)


# ---- What is installed ----

@step('the bundle can be installed and removed')
def bundle(state):
    flatpak('install', '--bundle', os.path.join(OUT, 'adit.flatpak'))
    assert APP in flatpak('list', '--app', '--columns=application')
    flatpak('uninstall', APP)
    assert APP not in flatpak('list', '--app', '--columns=application')


@step('it can be installed from a repository')
def install(state):
    run('ostree', 'init', '--mode=archive-z2', f'--repo={state.repo}')
    desktop.publish(OUT, state.repo, None)
    flatpak('remote-add', '--if-not-exists', '--no-gpg-verify', 'adit-test', f'file://{state.repo}')
    flatpak('install', 'adit-test', APP)


def as_sets(section):
    """Values as sets of words. Flatpak until 1.14 writes `x11` whenever there is `fallback-x11`."""
    words = {name: set(value.strip(';').split(';')) for name, value in section.items()}
    if 'fallback-x11' in words.get('sockets', ()):
        words['sockets'].discard('x11')
    return words


@step('its permissions are those of the list')
def permissions(state):
    parser = configparser.ConfigParser(strict=True)
    parser.optionxform = str
    parser.read_string(run('flatpak', 'info', '--user', '--show-metadata', APP))
    expected = configparser.ConfigParser()
    expected.optionxform = str
    expected.read_string('\n'.join(read_list('permissions')))

    found = {name: dict(parser[name]) for name in parser.sections()}
    assert found.pop('Application') == {
        'name': APP, 'runtime': desktop.runtime('Platform'), 'sdk': desktop.runtime('Sdk'),
        'command': 'adit'}
    found.pop('Build', None)
    for name in [name for name in found if name.startswith('Extension ')]:
        assert found.pop(name)['autodelete'] == 'true', name  # translations, debugging
    assert {name: as_sets(found[name]) for name in found} == \
        {name: as_sets(expected[name]) for name in expected.sections()}, found


@step('it exports the files of the list')
def exports(state):
    found = desktop.files_below(os.path.join(desktop.location(), 'export'), 'share')
    assert found == read_list('exports'), found


@step('it needs libraries of the list alone')
def libraries(state):
    needed = set()
    for program in ('bin/adit', 'bin/aditctl', 'libexec/adit-engine'):
        path = os.path.join(desktop.location(), 'files', program)
        for line in run('readelf', '--dynamic', path).splitlines():
            if '(NEEDED)' in line:
                needed.add(line.partition('[')[2].rstrip(']'))
    assert needed <= set(read_list('libraries')), needed - set(read_list('libraries'))


# ---- The engine ----

@step('a call starts the engine')
def activation(state):
    folder = desktop.config('adit')
    os.makedirs(folder, mode=0o700)
    with open(os.path.join(folder, 'engine.conf'), 'w', encoding='utf-8') as file:
        file.write('[listener-1]\naddress=127.0.0.1:0\n')
    begin = time.monotonic()
    gdbus('Engine.Start')
    print(f'#   in {time.monotonic() - begin:.2f} s')
    state.address = desktop.listener()


@step('curl gets through a tunnel')
def tunnel(state):
    assert download(state) == 'hello'
    until('the ended tunnel', lambda: 'curl' not in gdbus('Tunnels.List')
          and str(state.web.server_port) in gdbus('Tunnels.Recent'))


@step('aditctl inside and gdbus outside tell the same')
def scripts(state):
    status = json.loads(desktop.ctl('status', '--json'))
    assert status['listeners'][0]['bound'] == state.address
    assert desktop.prop('OpenedTunnels') == status['opened_tunnels'] == 1
    assert desktop.prop('Running') is status['running'] is True
    assert desktop.prop('Version') == status['version']


@step('TLS, hashes and the totals work inside')
def libraries_work(state):
    gdbus('Users.Add', 'alice', "{'password': <'secret'>}")
    gdbus('Rules.Insert', '0', 'deny port 25')
    authority = os.path.join(state.scratch, 'authority.pem')
    with open(authority, 'w', encoding='utf-8') as file:
        file.write(desktop.ctl('certificate', 'export'))
    text = run('curl', '--silent', '--show-error', '--noproxy', '', '--proxy-cacert', authority,
               '--proxy', f'https://{state.address}',
               f'http://127.0.0.1:{state.web.server_port}/')
    assert text == 'hello'


def check_kept(state):
    users = json.loads(desktop.ctl('user', 'list', '--json'))['users']
    assert [user['name'] for user in users] == ['alice'], users
    assert 'deny port 25' in desktop.ctl('rules', 'list')
    state.address = desktop.listener()
    assert download(state) == 'hello'


@step('settings, users and rules are kept when everything is killed')
def restart(state):
    flatpak_kill()
    check_kept(state)


def flatpak_kill():
    run('flatpak', 'kill', APP)
    until('the end of the engine', lambda: not desktop.has_owner(ENGINE))


# ---- The window ----

@step('a call opens the window')
def window(state):
    begin = time.monotonic()
    call(APP, desktop.APP_PATH, 'org.freedesktop.Application.Activate', '{}')
    desktop.window()
    print(f'#   in {time.monotonic() - begin:.2f} s')
    until('something drawn', lambda: state.picture('window.png') > 0.5)


@step('the window follows the desktop into the dark')
def dark(state):
    state.portal.set_dark(True)
    until('a dark window', lambda: state.picture('window-dark.png') < 0.4)
    state.portal.set_dark(False)
    until('a light window', lambda: state.picture('window.png') > 0.5)


@step('the desktop is asked before the window closes, and the engine goes on')
def background(state):
    pid = engine_pid()
    desktop.permit('ask')
    desktop.close_window()
    until('the end of the window', lambda: not desktop.has_owner(APP))
    assert state.portal.questions == [APP], state.portal.questions
    assert engine_pid() == pid
    assert download(state) == 'hello'


@step('a refusal is told, and the window stays open')
def refusal(state):
    state.portal.is_allowing = False
    call(APP, desktop.APP_PATH, 'org.freedesktop.Application.Activate', '{}')
    until('something drawn', lambda: state.picture('window.png') > 0.5 and desktop.is_settled())
    desktop.close_window()
    until('the dialog', lambda: len(desktop.windows()) == 2)
    until('the dialog, drawn', lambda: state.picture('refused.png') and desktop.is_settled())
    desktop.press('Escape')
    until('one window', lambda: len(desktop.windows()) == 1)
    assert desktop.has_owner(APP)


@step('starting at login is refused with it')
def no_login(state):
    desktop.permit('no')
    result = subprocess.run(desktop.CTL + ['login', 'on'], text=True, capture_output=True,
                            check=False)
    assert result.returncode == 1 and 'does not allow' in result.stderr, result
    assert not json.loads(desktop.ctl('login', 'show', '--json'))['starts_at_login']
    assert state.portal.autostart == {}


@step('the proxy setting of the desktop is left to the person')
def system_proxy(state):
    result = subprocess.run(desktop.CTL + ['system-proxy', 'on'], text=True, capture_output=True,
                            check=False)
    assert result.returncode == 1 and 'sandbox' in result.stderr, result
    assert json.loads(desktop.ctl('system-proxy', 'show', '--json'))['state'] == 'sandboxed'


@step('what starts at login switches the proxy on')
def login(state):
    desktop.permit('yes')
    desktop.ctl('login', 'on')
    assert json.loads(desktop.ctl('login', 'show', '--json'))['starts_at_login']
    command = state.portal.autostart[APP]
    print('#  ', ' '.join(command))

    gdbus('Engine.Stop')
    flatpak_kill()
    run(*command)
    until('the proxy on', lambda: desktop.prop('Running'))
    desktop.ctl('login', 'off')
    assert state.portal.autostart == {}


# ---- Another version ----

@step('an update replaces it and keeps what it had')
def update(state):
    desktop.publish(OUT, state.repo, 'a newer one')
    flatpak('update', APP)
    mark = os.path.join(desktop.location(), 'files', 'share', 'adit-update')
    with open(mark, encoding='utf-8') as file:
        assert file.read() == 'a newer one'
    flatpak_kill()
    check_kept(state)


@step('it is removed without a trace in the desktop')
def remove(state):
    flatpak_kill()
    flatpak('uninstall', APP)
    left = desktop.files_below(os.path.join(os.environ['FLATPAK_USER_DIR'], 'exports'), '')
    assert not [path for path in left if APP in path], left


def main():
    passed = failed = 0
    desktop.remove_all()
    with tempfile.TemporaryDirectory() as scratch:
        state = State(scratch)
        for number, (sentence, function) in enumerate(STEPS, 1):
            try:
                function(state)
            except Exception as error:  # whatever it is, the step failed
                print(f'not ok {number} - {sentence}: {type(error).__name__}: {error}')
                state.picture('failed.png')
                failed += 1
                break
            print(f'ok {number} - {sentence}', flush=True)
            passed += 1
        desktop.remove_all()
    print(f'\n{passed} passed, {failed} failed')
    sys.exit(failed > 0)


if __name__ == '__main__':
    main()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The systemd units: valid, as confined as the README says, and not more than the engine can live
with, which is tried with the filter of system calls in force."""

import configparser
import os
import re
import subprocess
import unittest

import adit_test
from adit_test.case import SystemTest, need_program
from adit_test.client import connect, echo, open_tunnel, receive
from adit_test.origin import Origin
from adit_test.server import ServerTest

USER_UNIT = 'io.github.aditproxy.Adit.Engine.service'

# Exposure as systemd-analyze reckons it, in tenths: 0 is the best, 100 the worst. What is left is
# what a proxy is for: the network, local sockets, descriptors.
EXPOSURE_MAX = {'adit.service': 14, USER_UNIT: 65}

# Loads the filter and goes on as the engine.
CONFINE = '''import errno, os, sys
sys.path.append('/usr/lib/python3/dist-packages')
import seccomp
names = sys.argv[1].split(',')
rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
for name in names:
    try:
        rules.add_rule(seccomp.ALLOW, name)
    except (RuntimeError, OSError):
        pass  # not one of this architecture
rules.load()
os.execv(sys.argv[2], sys.argv[2:])
'''


def need_units():
    if 'ADIT_UNITS' not in os.environ:
        raise unittest.SkipTest('Adit was built without systemd')
    return os.environ['ADIT_UNITS']


def settings_of(unit):
    """All of [Service], each a list: keys may be there several times."""
    settings = {}
    section = None
    with open(os.path.join(need_units(), unit)) as file:
        for line in file:
            if match := re.match(r'\[(\w+)\]', line):
                section = match[1]
            elif section == 'Service' and (match := re.match(r'(\w+)=(.*)', line)):
                settings.setdefault(match[1], []).append(match[2])
    return settings


class Units(SystemTest):
    def setUp(self):
        super().setUp()
        self.units = need_units()
        self.analyze = need_program('systemd-analyze')
        # The programs that the units name are not installed yet.
        for unit in os.listdir(self.units):
            if unit.endswith(('.service', '.socket')):
                with open(os.path.join(self.units, unit)) as file:
                    self.write(unit, re.sub(r'(?m)^ExecStart=\S+', 'ExecStart=/bin/true',
                                            file.read()))

    def run_analyze(self, *arguments):
        return self.run_program(self.analyze, '--no-pager', *arguments)

    def scope(self, unit):
        return ('--user',) if unit == USER_UNIT else ()

    def test_valid(self):
        for unit in ('adit.service', 'adit.socket', USER_UNIT):
            with self.subTest(unit=unit):
                result = self.run_analyze(*self.scope(unit), 'verify', '--man=no',
                                          self.path(unit))
                self.assertNotIn(unit, result.stderr)
                self.assert_ran(result)

    def test_exposure(self):
        for unit, most in EXPOSURE_MAX.items():
            with self.subTest(unit=unit):
                result = self.run_analyze(*self.scope(unit), 'security', '--offline=yes',
                                          f'--threshold={most}', self.path(unit))
                figure = re.search(r'Overall exposure level for .*: (\d+\.\d)', result.stdout)
                self.assertIsNotNone(figure, result.stdout + result.stderr)
                self.assertLessEqual(float(figure[1]) * 10, most)
                self.assert_ran(result)

    def test_activation(self):
        """The bus starts the unit by the name that it has."""
        service = configparser.ConfigParser(interpolation=None)
        service.optionxform = str
        service.read(os.environ['ADIT_DBUS_SERVICE'])
        self.assertEqual(service['D-BUS Service']['SystemdService'], USER_UNIT)
        unit = settings_of(USER_UNIT)
        self.assertEqual(unit['BusName'], [service['D-BUS Service']['Name']])
        self.assertEqual(unit['ExecStart'], [service['D-BUS Service']['Exec']])


class Confined(ServerTest):
    """Everything an engine does, with what both units allow."""

    def setUp(self):
        need_units()
        self.analyze = need_program('systemd-analyze')
        if subprocess.run(['/usr/bin/python3', '-c', 'import seccomp'],
                          capture_output=True).returncode:
            self.skipTest('python3-seccomp is not installed')
        if 'ASAN_OPTIONS' in os.environ:
            self.skipTest('sanitizers need system calls of their own')
        super().setUp()

    def expand(self, name):
        if not name.startswith('@'):
            return {name}
        lines = self.assert_ran(self.run_program(
            self.analyze, '--no-pager', 'syscall-filter', name)).stdout.splitlines()
        names = {line.strip() for line in lines[1:] if line.strip() and '#' not in line}
        return set().union(*(self.expand(each) for each in names)) if names else names

    def allowed(self, unit):
        """What comes later takes away, or gives again."""
        names = set()
        for value in settings_of(unit)['SystemCallFilter']:
            listed = set().union(*(self.expand(each) for each in value.lstrip('~').split()))
            names = names - listed if value.startswith('~') else names | listed
        return names

    def start_confined(self, unit):
        names = self.allowed(unit)
        self.assertIn('splice', names)
        self.assertNotIn('mount', names)
        engine = self.start('/usr/bin/python3', '-c', CONFINE,
                            ','.join(sorted(names | {'execve'})), os.environ['ADIT_ENGINE'],
                            '--no-bus', '--listen=127.0.0.1:0',
                            f'--config-dir={self.path("config")}')
        self.proxy = engine.wait_for_lines(1)[0].removeprefix('listening ')
        self.notifications.wait_for('READY=1')
        return engine

    def ask(self, request):
        with connect(self.proxy) as client:
            client.sendall(request.encode())
            text = b''
            while more := client.recv(65536):
                text += more
        return text.decode()

    def assert_serves(self, unit):
        self.configure('[metrics]\nclients=127.0.0.1\n[log]\naccess=json\n'
                       f'file={self.path("access.log")}\nsize-mib=1\n')
        engine = self.start_confined(unit)
        tunnel = open_tunnel(self, self.proxy, Origin(self, echo).target.replace(
            '127.0.0.1', 'localhost'))
        tunnel.sendall(b'x' * 500000)
        self.assertEqual(len(receive(tunnel, 500000)), 500000)
        self.reload(engine)
        metrics = self.ask('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n')
        # The limit of descriptors was raised as far as it may be.
        limit = int(re.search(r'(?m)^process_max_fds (\d+)$', metrics)[1])
        with open(f'/proc/{engine.pid}/limits') as file:
            self.assertEqual(limit, int(re.search(r'Max open files +\d+ +(\d+)',
                                                  file.read())[1]))
        tunnel.sendall(b'ping')
        self.assertEqual(receive(tunnel, 4), b'ping')
        tunnel.close()
        self.stop_server(engine)
        self.assertEqual(engine.errors, [])

    def test_system(self):
        self.assert_serves('adit.service')

    def test_session(self):
        self.assert_serves(USER_UNIT)


if __name__ == '__main__':
    adit_test.run()

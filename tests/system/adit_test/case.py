# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of all system tests: a temporary directory, a clean environment, and the programs."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import unittest

from adit_test.bus import Bus
from adit_test.process import Process
from adit_test.wait import PATIENCE_S

KEPT = ('PATH', 'LD_LIBRARY_PATH', 'ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS',
        'G_SLICE', 'PYTHONPATH', 'PYTHONDONTWRITEBYTECODE', 'ADIT_TEST_PATIENCE')


def need_program(name):
    """Skips the test where the program is not installed; servers may live in sbin."""
    path = shutil.which(name, path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')
    if path is None:
        raise unittest.SkipTest(f'{name} is not installed')
    return path


def need_module(name):
    if importlib.util.find_spec(name) is None:
        raise unittest.SkipTest(f'Python’s module {name} is not installed')


class SystemTest(unittest.TestCase):
    def setUp(self):
        # not TMPDIR's depth: a socket's path has to fit 108 bytes
        self.directory = tempfile.mkdtemp(prefix='adit-')
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.environment = {key: os.environ[key] for key in KEPT if key in os.environ}
        self.environment.update({
            'HOME': self.path('home'),
            'XDG_CONFIG_HOME': self.path('home', 'config'),
            'XDG_STATE_HOME': self.path('home', 'state'),
            'XDG_CACHE_HOME': self.path('home', 'cache'),
            'XDG_DATA_HOME': self.path('home', 'data'),
            'XDG_RUNTIME_DIR': self.path('run'),
            'LC_ALL': 'C.UTF-8',
            'GSETTINGS_BACKEND': 'memory',
        })
        os.mkdir(self.path('home'))
        os.mkdir(self.path('run'), 0o700)
        self.bus = None

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def write(self, name, content):
        path = self.path(name)
        with open(path, 'wb' if isinstance(content, bytes) else 'w') as file:
            file.write(content)
        return path

    def start_bus(self, service_dirs=()):
        self.bus = Bus(self.directory, self.environment, service_dirs)
        self.addCleanup(self.bus.stop)
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = self.bus.address
        return self.bus

    def start(self, *arguments, **extra):
        process = Process(arguments, {**self.environment, **extra})
        self.addCleanup(process.end)
        return process

    def run_program(self, *arguments, **extra):
        """Runs to the end; both outputs are text."""
        return subprocess.run(arguments, env={**self.environment, **extra}, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S)

    def ctl(self, *arguments, **extra):
        return self.run_program(os.environ['ADITCTL'], *arguments, **extra)

    def ctl_with_password(self, password, *arguments):
        """With a descriptor that the password is read from."""
        with open(self.write('password', password)) as file:
            return subprocess.run(
                [os.environ['ADITCTL'], *arguments, f'--password-fd={file.fileno()}'],
                env=self.environment, text=True, stdin=subprocess.DEVNULL, capture_output=True,
                pass_fds=[file.fileno()], timeout=PATIENCE_S)

    def put_ctl_in_path(self):
        """For programs that run it by its name."""
        os.mkdir(self.path('bin'))
        os.symlink(os.environ['ADITCTL'], self.path('bin', 'aditctl'))
        self.environment['PATH'] = f'{self.path("bin")}:{self.environment["PATH"]}'

    def start_ctl(self, *arguments):
        return self.start(os.environ['ADITCTL'], *arguments)

    def assert_ran(self, result, status=0):
        self.assertEqual(result.returncode, status, f'{result.stdout}\n{result.stderr}')
        return result

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network of the test's own: the test program runs in a network namespace that has nothing but
loopback and one cable, at whose other end, in another namespace, is a neighbour. An ordinary user
is root in there, if the kernel lets users have that."""

import os
import subprocess
import sys
import time
import unittest

from adit_test.case import need_program
from adit_test.wait import PATIENCE_S

INSIDE = 'ADIT_TEST_NETWORK'
HERE, THERE = 'adit0', 'adit1'


def _separate():
    return ['unshare', '--net', *([] if os.geteuid() == 0 else ['--user', '--map-root-user'])]


def enter():
    """Begins the program anew in such a network; where there can be none, it goes on here."""
    if INSIDE in os.environ:
        return
    try:
        made = subprocess.run([*_separate(), 'ip', 'link', 'add', HERE, 'type', 'veth', 'peer',
                               'name', THERE], capture_output=True)
    except FileNotFoundError:
        return
    if made.returncode == 0:
        os.environ[INSIDE] = '1'
        arguments = [*_separate(), sys.executable, *sys.argv]
        os.execvp(arguments[0], arguments)


def need_network():
    for name in ('ip', 'unshare', 'nsenter'):
        need_program(name)
    if INSIDE not in os.environ:
        raise unittest.SkipTest('no network namespace with a cable can be made here')


def ip(*arguments):
    subprocess.run(['ip', *arguments], check=True, timeout=PATIENCE_S)


class Neighbour:
    """Its end of the cable has `address`, ours `own_address`, both with a prefix."""

    def __init__(self, test, own_address, address):
        self._holder = subprocess.Popen(['unshare', '--net', 'sleep', 'infinity'])
        test.addCleanup(self._leave)
        self._wait_for_namespace()
        ip('link', 'set', 'lo', 'up')
        ip('link', 'add', HERE, 'type', 'veth', 'peer', 'name', THERE, 'netns',
           str(self._holder.pid))
        ip('address', 'add', own_address, 'dev', HERE)
        ip('link', 'set', HERE, 'up')
        self.ip('link', 'set', 'lo', 'up')
        self.ip('address', 'add', address, 'dev', THERE)
        self.ip('link', 'set', THERE, 'up')

    def _namespace(self, process):
        return os.readlink(f'/proc/{process}/ns/net')

    def _wait_for_namespace(self):
        deadline = time.monotonic() + PATIENCE_S
        while self._namespace(self._holder.pid) == self._namespace('self'):
            if time.monotonic() > deadline:
                raise AssertionError('no namespace was made')
            time.sleep(0.01)

    def _leave(self):
        """The cable goes with its end."""
        subprocess.run(['ip', 'link', 'delete', HERE], capture_output=True)
        self._holder.kill()
        self._holder.wait()

    def command(self, *arguments):
        """That runs there."""
        return ['nsenter', f'--net=/proc/{self._holder.pid}/ns/net', *arguments]

    def ip(self, *arguments):
        subprocess.run(self.command('ip', *arguments), check=True, timeout=PATIENCE_S)

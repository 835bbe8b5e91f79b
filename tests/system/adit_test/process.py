# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A program under test whose output is read while it runs."""

import subprocess
import threading

from adit_test.wait import PATIENCE_S, until


def collect_lines(stream, lines):
    """Appends each line as it comes, from a thread that ends with the stream."""
    def collect():
        with stream:
            for line in stream:
                lines.append(line.rstrip())

    reader = threading.Thread(target=collect, daemon=True)
    reader.start()
    return reader


class Process:
    """Both outputs are collected line by line; the process is ended with the test."""

    def __init__(self, arguments, environment, inherited=()):
        """`inherited`: descriptors that it has as well, under their numbers."""
        self.lines = []
        self.errors = []
        self._process = subprocess.Popen(arguments, env=environment, text=True,
                                         encoding='utf-8', errors='replace',
                                         stdin=subprocess.DEVNULL, pass_fds=inherited,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._readers = [collect_lines(self._process.stdout, self.lines),
                         collect_lines(self._process.stderr, self.errors)]

    @property
    def pid(self):
        return self._process.pid

    @property
    def error_text(self):
        return ''.join(line + '\n' for line in self.errors)

    def is_running(self):
        return self._process.poll() is None

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, patience_s=PATIENCE_S):
        """Its exit status; all output is there then."""
        status = self._process.wait(patience_s)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        return status

    def wait_for_lines(self, count):
        until(lambda: len(self.lines) >= count or not self.is_running(),
              f'{count} lines of output, so far {self.lines}, {self.errors}')
        if len(self.lines) < count:
            self.wait()
        if len(self.lines) < count:
            raise AssertionError(f'ended with {self.lines}, {self.errors}')
        return self.lines[:count]

    def end(self):
        if self.is_running():
            self._process.kill()
        self.wait()

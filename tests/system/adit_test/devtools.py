# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A browser's DevTools protocol over a pair of pipes: what an extension or a person would do."""

import contextlib
import fcntl
import json
import os
import select
import sys
import time

# The browser reads from the first and writes to the second; messages end with a zero byte.
FIRST, SECOND = 3, 4
SCRIPT = f'''
import os, sys
os.dup2(int(sys.argv[1]), {FIRST})
os.dup2(int(sys.argv[2]), {SECOND})
os.execv(sys.argv[3], sys.argv[3:])
'''


def move_up(descriptor):
    """To a number that the script does not put another one in the place of."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, SECOND + 1)
    os.close(descriptor)
    return moved


class DevTools:
    """To be given descriptors of its own with `inherited` and `command`, then told of the browser's
    process when it runs."""

    def __init__(self, patience_s):
        self._patience_s = patience_s
        browser_in, self._out = os.pipe()
        self._in, browser_out = os.pipe()
        self.inherited = (move_up(browser_in), move_up(browser_out))
        self._received = b''
        self._count = 0
        self._waiting = []  # events that nobody has asked for yet

    def command(self, *arguments):
        return [sys.executable, '-c', SCRIPT, *map(str, self.inherited), *arguments]

    def started(self, process):
        self._process = process
        for descriptor in self.inherited:
            os.close(descriptor)

    def quit(self):
        """Ends the browser."""
        self.send('Browser.close')
        self._process.wait(self._patience_s)

    def close(self):
        os.close(self._in)
        os.close(self._out)

    def _read_message(self):
        deadline = time.monotonic() + self._patience_s
        while b'\0' not in self._received:
            if not select.select([self._in], [], [], max(deadline - time.monotonic(), 0))[0]:
                raise AssertionError(f'the browser says nothing: {self._process.errors}')
            more = os.read(self._in, 65536)
            if not more:
                raise AssertionError(f'the browser has ended: {self._process.errors}')
            self._received += more
        message, _, self._received = self._received.partition(b'\0')
        return json.loads(message)

    def send(self, method, session=None, **parameters):
        """Without waiting for what comes of it; returns the message's number."""
        self._count += 1
        message = {'id': self._count, 'method': method, 'params': parameters}
        if session:
            message['sessionId'] = session
        with contextlib.suppress(BrokenPipeError):
            os.write(self._out, json.dumps(message).encode() + b'\0')
        return self._count

    def call(self, method, session=None, **parameters):
        """Its result. Events that come meanwhile are kept."""
        number = self.send(method, session, **parameters)
        while True:
            answer = self._read_message()
            if answer.get('id') == number:
                if 'error' in answer:
                    raise AssertionError(f'{method}: {answer["error"]}')
                return answer['result']
            if 'method' in answer:
                self._waiting.append(answer)

    def next_event(self, *methods):
        """(method, parameters) of the next of these; others are dropped."""
        while True:
            event = self._waiting.pop(0) if self._waiting else self._read_message()
            if event.get('method') in methods:
                return event['method'], event['params']

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""telnet, which knows no proxy itself: a person speaks to the proxy by hand. The request arrives
line by line, and the origin speaks first."""

import subprocess

import adit_test
from adit_test.client import split
from adit_test.live import LiveTest
from adit_test.origin import Origin, Wire, read_until
from adit_test.process import collect_lines
from adit_test.wait import PATIENCE_S


def greet(connection):
    wire = Wire(connection)
    wire.write(b'Who is there?\r\n')
    name = read_until(wire, b'\n').strip()
    wire.write(b'Hello ' + name + b'\r\n')


class Telnet(LiveTest):
    def setUp(self):
        adit_test.need_program('telnet')
        super().setUp()

    def test_by_hand(self):
        origin = Origin(self, greet)
        host, port = split(self.proxy)
        telnet = subprocess.Popen(['telnet', '-E', host, str(port)], env=self.environment,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        self.addCleanup(telnet.wait, PATIENCE_S)
        self.addCleanup(telnet.kill)
        seen = []
        reader = collect_lines(telnet.stdout, seen)

        def say(line):
            telnet.stdin.write(line + b'\n')
            telnet.stdin.flush()

        def wait_for(text):
            adit_test.until(lambda: any(text in line for line in seen), f'{text} in {seen}')

        wait_for(b'Connected')
        say(f'CONNECT {origin.target} HTTP/1.1'.encode())
        say(f'Host: {origin.target}'.encode())
        say(b'')
        wait_for(b' 200 ')
        wait_for(b'Who is there?')
        say(b'telnet')
        wait_for(b'Hello telnet')
        telnet.stdin.close()
        reader.join(PATIENCE_S)


if __name__ == '__main__':
    adit_test.run()

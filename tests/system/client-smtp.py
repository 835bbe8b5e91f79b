# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mail through a tunnel: the server speaks first, then they take turns."""

import adit_test
from adit_test.live import LiveTest
from adit_test.origin import Origin, Wire, read_until


class Swaks(LiveTest):
    def setUp(self):
        self.swaks = adit_test.need_program('swaks')
        self.nc = adit_test.need_program('nc')
        super().setUp()
        self.mail = None

    def serve(self, connection):
        wire = Wire(connection)
        wire.write(b'220 mail.example.org ESMTP\r\n')
        while not (line := read_until(wire, b'\r\n')).startswith(b'QUIT'):
            if line.startswith(b'DATA'):
                wire.write(b'354 Go on\r\n')
                self.mail = read_until(wire, b'\r\n.\r\n')
            wire.write(b'250 Fine\r\n')
        wire.write(b'221 Bye\r\n')

    def test_mail(self):
        origin = Origin(self, self.serve)

        result = self.run_program(
            self.swaks, '--pipe', f'{self.nc} -X connect -x {self.proxy} 127.0.0.1 {origin.port}',
            '--helo', 'client.example.org', '--from', 'a@example.org', '--to', 'b@example.org',
            '--header', 'Subject: Through the tunnel', '--body', 'Hello')

        self.assert_ran(result)
        self.assertIn(b'Subject: Through the tunnel\r\n', self.mail)
        row = self.wait_for_ended(origin.target)[0]
        self.assertGreater(row['sent_bytes'], len(self.mail))


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""OpenBSD's nc: half-close. The origin answers only when it has all of the question."""

import os
import subprocess

import adit_test
from adit_test.live import LiveTest
from adit_test.origin import Origin, Wire, read_to_end
from adit_test.wait import PATIENCE_S


def answer_in_reverse(connection):
    wire = Wire(connection)
    wire.write(read_to_end(wire)[::-1])


class Netcat(LiveTest):
    def test_half_close(self):
        nc = adit_test.need_program('nc')
        if '-X proxy_protocol' not in self.run_program(nc, '-h').stderr:
            self.skipTest('this nc knows no proxies (OpenBSD’s does)')
        origin = Origin(self, answer_in_reverse)
        question = os.urandom(200_000)

        result = subprocess.run([nc, '-N', '-X', 'connect', '-x', self.proxy, '127.0.0.1',
                                 str(origin.port)], input=question, capture_output=True,
                                env=self.environment, timeout=PATIENCE_S)

        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout == question[::-1])
        row = self.wait_for_ended(origin.target)[0]
        self.assertEqual((row['sent_bytes'], row['received_bytes'], row['cause']),
                         (len(question), len(question), 'finished'))


if __name__ == '__main__':
    adit_test.run()

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""ssh through `nc -X connect`, as people write it into their ssh_config, to a server of our own."""

import getpass
import os
import subprocess

import adit_test
from adit_test.live import LiveTest
from adit_test.origin import Origin

SSHD_CONFIG = '''
HostKey {directory}/host-key
AuthorizedKeysFile {directory}/client-key.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
'''
SSH_CONFIG = '''
Host origin
  HostName 127.0.0.1
  Port {port}
  ProxyCommand {nc} -X connect -x {proxy} %h %p
  IdentityFile {directory}/client-key
  IdentitiesOnly yes
  UserKnownHostsFile {directory}/known-hosts
  StrictHostKeyChecking accept-new
  BatchMode yes
'''


class Ssh(LiveTest):
    def setUp(self):
        self.ssh = adit_test.need_program('ssh')
        self.sshd = adit_test.need_program('sshd')
        self.nc = adit_test.need_program('nc')
        keygen = adit_test.need_program('ssh-keygen')
        super().setUp()
        for name in ('host-key', 'client-key'):
            self.assert_ran(self.run_program(keygen, '-q', '-t', 'ed25519', '-N', '', '-f',
                                             self.path(name)))
        self.sshd_config = self.write('sshd_config', SSHD_CONFIG.format(directory=self.directory))
        self.need_working_sshd()

    def need_working_sshd(self):
        # as root it insists on a folder that its service makes, and that containers lack
        if os.geteuid() == 0:
            os.makedirs('/run/sshd', 0o755, exist_ok=True)
        self.assert_ran(self.run_program(self.sshd, '-t', '-f', self.sshd_config))

    def serve(self, connection):
        """As inetd does it: sshd speaks on its standard input, so no port has to be chosen."""
        with open(self.path('sshd.log'), 'ab') as log:
            subprocess.run([self.sshd, '-i', '-e', '-f', self.sshd_config], stdin=connection,
                           stdout=connection, stderr=log, env=self.environment)

    def test_command(self):
        origin = Origin(self, self.serve)
        config = self.write('ssh_config', SSH_CONFIG.format(
            directory=self.directory, port=origin.port, proxy=self.proxy, nc=self.nc))

        result = self.run_program(self.ssh, '-F', config, f'{getpass.getuser()}@origin',
                                  'echo "$((6 * 7)) through the tunnel"')

        if result.returncode != 0:
            with open(self.path('sshd.log')) as log:
                text = log.read()
            if 'not allowed because account is locked' in text:
                self.skipTest('the account that runs the tests is locked')
            if 'setgroups: Operation not permitted' in text:
                self.skipTest('root has no other groups in this user namespace')
            self.fail(result.stderr + text)
        self.assertEqual(result.stdout, '42 through the tunnel\n')
        row = self.wait_for_ended(origin.target)[0]
        self.assertGreater(row['sent_bytes'], 1000)
        self.assertGreater(row['received_bytes'], 1000)


if __name__ == '__main__':
    adit_test.run()

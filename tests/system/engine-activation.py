# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bus starts the engine when somebody asks for it: with the service file of the build folder,
as an installed one would be."""

import json
import os

import adit_test
from adit_test.bus import ENGINE_NAME
from adit_test.case import SystemTest


class Activation(SystemTest):
    def setUp(self):
        super().setUp()
        self.start_bus([os.environ['ADIT_SERVICES']])

    def test_status(self):
        self.assert_ran(self.ctl('status', '--no-activate'), 3)
        status = json.loads(self.assert_ran(self.ctl('status', '--json')).stdout)

        self.assertFalse(status['running'], 'a first start must not open a port by itself')
        self.assertEqual([row['address'] for row in status['listeners']],
                         ['127.0.0.1:3128', '[::1]:3128'])
        self.assertEqual({row['state'] for row in status['listeners']}, {'off'})
        pid = self.bus.engine_pid()
        self.assert_ran(self.ctl('tunnels', '--no-activate'))
        self.assertEqual(self.bus.engine_pid(), pid)

    def test_configuration_is_found(self):
        os.makedirs(self.path('home', 'config', 'adit'))
        self.write('home/config/adit/engine.conf',
                   '[engine]\nrunning=true\n[listener-1]\naddress=127.0.0.1:0\n')
        status = json.loads(self.assert_ran(self.ctl('status', '--json')).stdout)

        self.assertTrue(status['running'])
        self.assertEqual([row['state'] for row in status['listeners']], ['listening'])

    def test_only_the_engine(self):
        self.assertIn(ENGINE_NAME, self.bus.ask_bus('ListActivatableNames')[0])

    def test_ends_with_the_bus(self):
        self.assert_ran(self.ctl('status'))
        pid = self.bus.engine_pid()
        self.bus.stop_alone()
        adit_test.until(lambda: not os.path.exists(f'/proc/{pid}') or is_zombie(pid),
                        'the engine to end with its bus')


def is_zombie(pid):
    with open(f'/proc/{pid}/stat') as file:
        return file.read().rpartition(')')[2].split()[0] == 'Z'


if __name__ == '__main__':
    adit_test.run()

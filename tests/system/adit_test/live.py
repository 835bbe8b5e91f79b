# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests with the real engine."""

import json
import os
import signal

from adit_test.case import SystemTest
from adit_test.wait import until


class LiveTest(SystemTest):
    """An engine on a private bus with one listener on a port that the system picked."""

    listen = ('127.0.0.1:0',)

    def setUp(self):
        super().setUp()
        self.start_bus()
        self.prepare()
        self.engine = self.start_engine(*(f'--listen={address}' for address in self.listen))
        self.addresses = [line.removeprefix('listening ')
                          for line in self.engine.wait_for_lines(len(self.listen))]
        self.bus.wait_for_engine(self.engine)
        self.proxy = self.addresses[0]
        self.proxy_url = f'http://{self.proxy}'
        self.proxy_port = int(self.proxy.rpartition(':')[2])

    def prepare(self):
        """What the engine is to find when it starts."""

    def start_engine(self, *options):
        return self.start(os.environ['ADIT_ENGINE'], f'--config-dir={self.path("config")}',
                          *options)

    def stop_engine(self):
        self.engine.signal(signal.SIGTERM)
        self.assertEqual(self.engine.wait(), 0, self.engine.error_text)

    def ctl_json(self, *arguments):
        return json.loads(self.assert_ran(self.ctl(*arguments, '--json')).stdout)

    def add_user(self, name, password):
        self.assert_ran(self.ctl_with_password(password, 'user', 'add', name))

    def live(self):
        return self.ctl_json('tunnels')['tunnels']

    def recent(self):
        return self.ctl_json('tunnels', '--recent')['recent']

    def wait_for_live(self, count):
        """The rows once exactly so many tunnels relay."""
        def rows():
            live = [row for row in self.live() if row['phase'] == 'relay']
            return live if len(live) == count else None

        if count == 0:
            until(lambda: self.live() == [], 'no live tunnel')
            return []
        return until(rows, f'{count} tunnels that relay')

    def wait_for_ended(self, target, count=1):
        """The ended rows with this target, once there are so many."""
        def rows():
            ended = [row for row in self.recent() if row['target'] == target]
            return ended if len(ended) >= count else None

        return until(rows, f'{count} ended tunnels to {target}')

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests with the fake engine: it is activated by the bus as the real one would be."""

import json
import os
import sys

from adit_test.bus import ENGINE_NAME
from adit_test.case import SystemTest

STATE = {
    'Version': '9.8.7', 'Running': True, 'Listeners': [], 'ActiveTunnels': 0,
    'OpenedTunnels': 0, 'RefusedConnections': 0, 'SentBytes': 0, 'ReceivedBytes': 0,
    'StartedAt': 1_700_000_000_000_000,
    'Source': 'local', 'Names': ['localhost', '127.0.0.1'], 'NotAfter': 1_900_000_000,
    'Fingerprint': 'AB:CD', 'CertificatePath': '/tls/proxy.pem', 'KeyPath': '/tls/key.pem',
    'Authority': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'Error': '',
    'SignIn': 'elsewhere', 'Schemes': 'basic', 'PlainBasic': True, 'Blocked': [],
    'Clients': ['local'], 'Private': False,
    'Text': '', 'Rules': [], 'Default': 'allow', 'Upstreams': [], 'Limits': {},
    'SystemProxy': False, 'SystemProxyState': 'off',
    'StartsAtLogin': False, 'Sandboxed': False, 'Background': 'allowed',
}


def tunnel(number, **members):
    """A row as it is on the bus."""
    row = dict(client='127.0.0.1:40000', target='example.org:443', address='192.0.2.1:443',
               phase='relay', started=1_700_000_000_000_000, sent=0, received=0, sent_rate=0,
               received_rate=0, cause='none', details={})
    row.update(members)
    return [number, *row.values()]


class FakeTest(SystemTest):
    def start_fake(self, **script):
        """Offers a fake engine on a fresh bus; it starts when it is called."""
        script.setdefault('properties', STATE)
        program = os.path.join(os.path.dirname(__file__), 'fake_engine.py')
        arguments = [sys.executable, program, self.write('script.json', json.dumps(script)),
                     self.path('calls.log')]
        services = self.path('services')
        os.mkdir(services)
        with open(os.path.join(services, f'{ENGINE_NAME}.service'), 'w') as file:
            file.write(f'[D-BUS Service]\nName={ENGINE_NAME}\nExec={" ".join(arguments)}\n')
        self.environment['ADIT_DBUS_XML'] = os.environ['ADIT_DBUS_XML']
        self.start_bus([services])

    def calls(self):
        """What was asked of the fake: (interface's last word, method, arguments)."""
        if not os.path.exists(self.path('calls.log')):
            return []
        with open(self.path('calls.log')) as file:
            calls = [json.loads(line) for line in file]
        return [(interface.rpartition('.')[2], *rest) for interface, *rest in calls]

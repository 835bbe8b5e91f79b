# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many engines behind HAProxy, watched by Prometheus: the examples as they are, with nothing but
addresses of the documentation's networks replaced by ones of loopback."""

import json
import os
import socket
import urllib.parse
import urllib.request

import adit_test
from adit_test.case import need_program
from adit_test.client import echo, read_head, receive
from adit_test.origin import Origin
from adit_test.process import Process
from adit_test.server import ServerTest, address_of

# The origins are on this computer, where the balancer's clients are not.
RULES = 'allow-local address 127.0.0.0/8\n'

BALANCER = '127.0.7.1'
MONITOR = '127.0.7.9'
ENGINES = {'adit-1': '127.0.7.11', 'adit-2': '127.0.7.12'}
CLIENTS = [f'127.0.8.{number}' for number in range(1, 21)]


def example(name):
    with open(os.path.join(os.environ['ADIT_EXAMPLES'], name)) as file:
        return file.read()


def replace(text, replaced):
    """Each of them has to be there."""
    for old, new in replaced.items():
        assert old in text, f'{old} is not in the example'
        text = text.replace(old, new)
    return text


class ScaleOut(ServerTest):
    def setUp(self):
        self.haproxy = need_program('haproxy')
        super().setUp()
        self.origin = Origin(self, echo)
        self.engines = {}
        self.at = {name: self.free_address(host) for name, host in ENGINES.items()}
        for name in ENGINES:
            self.start_one(name)
        self.balancer = self.start_balancer()

    def free_address(self, host):
        with socket.create_server((host, 0)) as taken:
            return address_of(taken)

    def start_one(self, name):
        os.makedirs(self.path(name), exist_ok=True)
        self.write(f'{name}/engine.conf', replace(example('engine.conf'), {
            '192.0.2.11:3128': self.at[name],
            '192.0.2.1\n': f'{BALANCER}\n',
            '198.51.100.0/24': '127.0.8.0/24',
            'sign-in=elsewhere': 'sign-in=never',
            '192.0.2.9': MONITOR,
            '/var/log/adit/access.log': self.path(name, 'access.log'),
        }))
        self.write(f'{name}/rules.conf', RULES)
        self.engines[name] = self.start_server(name=name)

    def start_balancer(self):
        """It inherits the socket that it listens on: no port is guessed. It reaches the engines
        from its own address, as a machine of its own would."""
        listener = socket.create_server((BALANCER, 0))
        self.addCleanup(listener.close)
        config = self.write('haproxy.cfg', replace(example('haproxy.cfg'), {
            'bind 192.0.2.1:3128': f'bind fd@{listener.fileno()}',
            '192.0.2.11:3128': self.at['adit-1'] + f' source {BALANCER}',
            '192.0.2.12:3128': self.at['adit-2'] + f' source {BALANCER}',
            'inter 2s': 'inter 50ms',
        }))
        process = Process((self.haproxy, '-db', '-f', config), self.environment,
                          inherited=(listener.fileno(),))
        self.addCleanup(process.end)
        return address_of(listener)

    def try_tunnel(self, client):
        """The connection, or None."""
        host, _, port = self.balancer.rpartition(':')
        connection = socket.create_connection((host, int(port)), 30, (client, 0))
        connection.settimeout(30)
        self.addCleanup(connection.close)
        try:
            connection.sendall(f'CONNECT {self.origin.target} HTTP/1.1\r\nHost: x\r\n\r\n'.encode())
            head = read_head(connection)
        except (ConnectionError, TimeoutError):
            return None
        self.assertRegex(head, '^HTTP/1.1 200 ')
        return connection

    def open(self, client):
        connection = adit_test.until(lambda: self.try_tunnel(client), f'a tunnel for {client}')
        self.assert_works(connection)
        return connection

    def assert_works(self, connection):
        connection.sendall(b'ping')
        self.assertEqual(receive(connection, 4), b'ping')

    def log(self, name):
        try:
            with open(self.path(name, 'access.log')) as file:
                return [json.loads(line) for line in file]
        except FileNotFoundError:
            return []

    def clients_of(self, name):
        return {line['client'].rpartition(':')[0] for line in self.log(name)
                if line['method'] == 'CONNECT'}

    def test_spread_and_named(self):
        """All are served, by both, each always by the same, and known by their own address."""
        for _ in range(2):
            for client in CLIENTS:
                self.open(client).close()
        adit_test.until(lambda: sum(len(self.log(name)) for name in ENGINES) >= 2 * len(CLIENTS),
                        'all in the logs')
        first, second = (self.clients_of(name) for name in ENGINES)
        self.assertEqual(first | second, set(CLIENTS))
        self.assertEqual(first & second, set())
        self.assertTrue(first and second, (first, second))

    def test_turned_away(self):
        """Who is behind the balancer is no client of it, nor is it this computer's program."""
        host, _, port = self.balancer.rpartition(':')
        with socket.create_connection((host, int(port)), 30, ('127.0.9.1', 0)) as stranger:
            stranger.sendall(b'CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: x\r\n\r\n')
            self.assertRegex(read_head(stranger), '^HTTP/1.1 403 ')

    def test_one_is_gone(self):
        """Its clients are the other's from then on, whose own notice nothing, and it comes back."""
        tunnels = {client: self.open(client) for client in CLIENTS}
        self.engines['adit-1'].end()
        theirs = []
        for client, tunnel in tunnels.items():
            self.open(client).close()
            try:
                self.assert_works(tunnel)
                theirs.append(client)
            except ConnectionError:
                pass
        self.assertTrue(theirs)
        self.assertLess(len(theirs), len(CLIENTS))
        for tunnel in tunnels.values():
            tunnel.close()
        adit_test.until(lambda: self.clients_of('adit-2') == set(CLIENTS), 'all at the other')

        before = len(self.log('adit-1'))
        self.start_one('adit-1')
        adit_test.until(lambda: [self.open(client).close() for client in CLIENTS] and
                        len(self.log('adit-1')) > before, 'clients at the one that came back')

    def test_reload_on_the_way(self):
        """A new file for all machines: nobody behind the balancer is cut off."""
        tunnels = [self.open(client) for client in CLIENTS[:6]]
        for name, engine in self.engines.items():
            self.write(f'{name}/rules.conf', RULES + 'deny port 25\n')
            self.reload(engine)
        for tunnel in tunnels:
            self.assert_works(tunnel)

    def test_checks_are_not_logged(self):
        self.open(CLIENTS[0]).close()
        adit_test.until(lambda: any(self.log(name) for name in ENGINES), 'the tunnel in a log')
        self.assertEqual({line['cause'] for name in ENGINES for line in self.log(name)},
                         {'finished'})

    def test_watched_by_prometheus(self):
        """The real one, from the example, scrapes both."""
        prometheus = need_program('prometheus')
        config = self.write('prometheus.yml', replace(example('prometheus.yml'), {
            '192.0.2.11:3128': self.at['adit-1'], '192.0.2.12:3128': self.at['adit-2'],
            'scrape_interval: 15s': 'scrape_interval: 1s\n    scrape_timeout: 1s'}))
        web = self.free_address('127.0.7.9')
        self.list_loopback()
        self.start(prometheus, f'--config.file={config}', f'--storage.tsdb.path={self.path("db")}',
                   f'--web.listen-address={web}', '--log.level=error')
        self.assertEqual(adit_test.until(lambda: self.query(web, 'sum(up)') == '2' and '2',
                                         'both to be up', 60), '2')
        self.open(CLIENTS[0]).close()
        adit_test.until(lambda: self.query(web, 'sum(adit_opened_total)') not in (None, '0'),
                        'the tunnel to be counted', 60)

    def list_loopback(self):
        """A scrape comes from 127.0.0.1, whatever the monitor's address: list that as well."""
        for name, engine in self.engines.items():
            path = self.path(name, 'engine.conf')
            with open(path) as file:
                text = file.read()
            self.write(f'{name}/engine.conf', text.replace(
                f'clients={MONITOR}', f'clients={MONITOR};127.0.0.0/8'))
            self.reload(engine)

    def query(self, web, expression):
        url = f'http://{web}/api/v1/query?' + urllib.parse.urlencode({'query': expression})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(url, timeout=10) as answer:
                results = json.load(answer)['data']['result']
        except OSError:
            return None
        return results[0]['value'][1] if results else None


if __name__ == '__main__':
    adit_test.run()

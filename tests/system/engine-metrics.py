# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""/metrics as monitors read it: who finds it, what it tells, and that it is what it says it is."""

import http.client
import os
import re
import ssl
import subprocess

import adit_test
from adit_test.case import need_module, need_program
from adit_test.client import basic, connect, echo, open_tunnel, read_head, receive
from adit_test.origin import Origin
from adit_test.server import ServerTest

LISTED = '[metrics]\nclients=127.0.0.9;::1\n'
OPEN = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
TEXT = 'text/plain; version=0.0.4; charset=utf-8'


class MetricsTest(ServerTest):
    settings = LISTED

    def setUp(self):
        super().setUp()
        self.configure(self.settings)
        self.engine = self.start_server('--listen=127.0.0.1:0')
        self.proxy = self.addresses(self.engine)[0]
        self.port = int(self.proxy.rpartition(':')[2])

    def get(self, path='/metrics', client='127.0.0.9', method='GET', **fields):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30,
                                                source_address=(client, 0))
        try:
            connection.request(method, path, headers=fields)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()

    def sample(self, name, text=None):
        text = text or self.get()[1]
        values = re.findall(f'^{re.escape(name)} (\\S+)$', text, re.MULTILINE)
        self.assertEqual(len(values), 1, f'{name} in\n{text}')
        return float(values[0])

    def wait_for(self, name, value):
        adit_test.until(lambda: self.sample(name) == value, f'{name} {value}')


class Access(MetricsTest):
    def test_listed(self):
        answer, text = self.get()
        self.assertEqual((answer.status, answer.headers['Content-Type']), (200, OPEN))
        self.assertEqual(int(answer.headers['Content-Length']), len(text.encode()))
        self.assertTrue(text.endswith('\n# EOF\n'))
        self.assertEqual(self.get('/metrics?name[]=x')[0].status, 200)

    def test_head(self):
        answer, text = self.get(method='HEAD')
        self.assertEqual((answer.status, text), (200, ''))

    def test_others_find_nothing(self):
        """Neither this computer's other programs nor those who may use the proxy."""
        for client in ('127.0.0.1', '127.0.0.8', '127.0.0.10'):
            answer, text = self.get(client=client)
            self.assertEqual(answer.status, 404)
            self.assertNotIn('adit_', text)

    def test_other_requests(self):
        for path, method in (('/metrics/', 'GET'), ('/metric', 'GET'), ('/metricsx', 'GET'),
                             ('/metrics', 'POST'), ('/metrics', 'DELETE')):
            self.assertEqual(self.get(path, method=method)[0].status, 404, f'{method} {path}')

    def test_formats(self):
        self.assertEqual(self.get(Accept='text/plain')[0].headers['Content-Type'], TEXT)
        self.assertEqual(self.get(Accept='*/*')[0].headers['Content-Type'], OPEN)

    def test_encrypted(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection('127.0.0.1', self.port, timeout=30,
                                                 context=context, source_address=('127.0.0.9', 0))
        self.addCleanup(connection.close)
        connection.request('GET', '/metrics')
        self.assertTrue(connection.getresponse().read().endswith(b'# EOF\n'))
        self.wait_for('adit_tls_handshakes_total{result="done"}', 1)

    def test_gone_meanwhile(self):
        """Whoever asks and leaves disturbs nobody, also in great numbers and at the end."""
        for _ in range(200):
            with connect(self.proxy) as hasty:
                hasty.sendall(b'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n')
        self.assertEqual(self.get()[0].status, 200)
        self.stop_server(self.engine)


class Off(MetricsTest):
    settings = ''

    def test_off(self):
        self.assertEqual(self.get(client='127.0.0.1')[0].status, 404)

    def test_turned_on_and_off(self):
        self.configure(LISTED)
        self.reload(self.engine)
        self.assertEqual(self.get()[0].status, 200)
        self.configure('')
        self.reload(self.engine)
        self.assertEqual(self.get()[0].status, 404)


class WithoutPage(MetricsTest):
    settings = LISTED + '[page]\nenabled=false\n'

    def test_metrics_only(self):
        self.assertEqual(self.get()[0].status, 200)
        self.assertEqual(self.get('/')[0].status, 404)


class Figures(MetricsTest):
    def test_tunnel(self):
        tunnel = open_tunnel(self, self.proxy, Origin(self, echo).target)
        tunnel.sendall(b'x' * 1000)
        receive(tunnel, 1000)
        self.wait_for('adit_phase_connections{phase="relay"}', 2)  # the scrape is one
        text = self.get()[1]
        self.assertEqual(self.sample('adit_opened_total', text), 1)
        self.assertEqual(self.sample('adit_traffic_bytes_total{direction="sent"}', text), 1000)
        self.assertEqual(self.sample('adit_traffic_bytes_total{direction="received"}', text), 1000)
        self.assertEqual(self.sample('adit_ended_total{cause="finished"}', text), 0)
        self.assertEqual(self.sample('adit_listener_up{address="127.0.0.1:0"}', text), 1)
        tunnel.close()
        self.wait_for('adit_ended_total{cause="finished"}', 1)

    def test_refused(self):
        with connect(self.proxy) as client:
            client.sendall(b'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n')
            read_head(client)
        self.wait_for('adit_ended_total{cause="refused"}', 1)
        self.assertEqual(self.sample('adit_refused_total'), 1)

    def test_tells_on_nobody(self):
        """Who goes where is nobody's business here."""
        target = Origin(self, echo).target
        open_tunnel(self, self.proxy, target).close()
        self.wait_for('adit_ended_total{cause="finished"}', 1)
        text = self.get()[1]
        self.assertNotIn(target, text)
        self.assertNotIn('127.0.0.9', text)

    def test_process(self):
        text = self.get()[1]
        before = self.sample('process_open_fds', text)
        with open(f'/proc/{self.engine.pid}/statm') as file:
            resident = int(file.read().split()[1]) * os.sysconf('SC_PAGESIZE')
        self.assertAlmostEqual(self.sample('process_resident_memory_bytes', text), resident,
                               delta=resident / 4)
        tunnels = [open_tunnel(self, self.proxy, Origin(self, echo).target) for _ in range(5)]
        self.assertGreaterEqual(self.sample('process_open_fds'), before + 2 * len(tunnels) - 2)


class Users(MetricsTest):
    settings = LISTED + '[access]\nsign-in=always\n'

    def test_only_when_a_setting_says_so(self):
        self.configure_users('alice')
        self.reload(self.engine)
        tunnel = open_tunnel(self, self.proxy, Origin(self, echo).target,
                             basic('alice', 'secret'))
        tunnel.sendall(b'x' * 500)
        receive(tunnel, 500)
        self.assertNotIn('alice', self.get()[1])

        self.configure(self.settings.replace('[access]', 'users=true\n[access]'))
        self.reload(self.engine)
        self.assertEqual(self.sample('adit_user_active{user="alice"}'), 1)
        self.assertEqual(
            self.sample('adit_user_traffic_bytes_total{user="alice",direction="sent"}'), 500)


class Readers(MetricsTest):
    settings = LISTED + 'users=true\n'

    def test_promtool(self):
        """Names, types and help as Prometheus' own lint wants them."""
        promtool = need_program('promtool')
        result = subprocess.run([promtool, 'check', 'metrics'], text=True, capture_output=True,
                                input=self.get(Accept='text/plain')[1], timeout=60)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, '', ''))

    def test_openmetrics_parser(self):
        """The strict parser of the Python client library."""
        need_module('prometheus_client')
        from prometheus_client.openmetrics import parser
        families = {family.name: family
                    for family in parser.text_string_to_metric_families(self.get()[1])}
        self.assertEqual(families['adit_opened'].type, 'counter')
        self.assertEqual(families['adit_traffic_bytes'].unit, 'bytes')
        self.assertEqual(families['adit_build'].type, 'info')
        self.assertEqual({sample.labels['phase']
                          for sample in families['adit_phase_connections'].samples},
                         {'accept', 'parse', 'authorise', 'connect', 'relay', 'account'})


if __name__ == '__main__':
    adit_test.run()

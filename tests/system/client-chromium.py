# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chromium, a browser: pages with all that belongs to them and a WebSocket, through both kinds of
proxy; the proxy's own page; and its auto-configuration script."""

import json

import adit_test
from adit_test import answers
from adit_test.chromium import PATIENCE_S, Chromium, need_chromium
from adit_test.client import connect
from adit_test.forward import ForwardTest, each_proxy
from adit_test.origin import Wire, read_to_end

PAGE = '''<!doctype html><meta charset="utf-8"><title>Test</title>
<link rel="stylesheet" href="/style.css"><img src="/image.svg"><script src="/script.js"></script>
'''.encode()
SCRIPT = b'''
  async function text(url) {
    return (await fetch(url)).text();
  }

  async function digest(url) {
    const content = await (await fetch(url)).arrayBuffer();
    let sum = 0;
    for (const byte of new Uint8Array(content))
      sum = (sum * 31 + byte) % 4294967291;
    return [content.byteLength, sum];
  }

  function talk() {
    return new Promise((resolve, reject) => {
      const heard = [];
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/websocket');
      socket.onerror = () => reject('no WebSocket');
      socket.onmessage = message => {
        heard.push(message.data);
        if (heard.length == 3)
          socket.close();
        else
          socket.send('word ' + heard.length);
      };
      socket.onclose = () => resolve(heard);
    });
  }

  async function run() {
    const image = document.querySelector('img');
    return {
      colour: getComputedStyle(document.documentElement).backgroundColor,
      image: image.naturalWidth,
      fixed: await digest('/fixed'),
      chunked: await digest('/chunked'),
      gzip: (await text('/gzip')).length,
      websocket: await talk(),
    };
  }

  addEventListener('load', () => run().catch(error => ({ error: String(error) }))
    .then(report => fetch('/upload', { method: 'POST', body: JSON.stringify(report) })));
'''
STYLE = b'html { background: rgb(1, 2, 3); }'
IMAGE = b'<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12"/>'
PAGES = {
    '/page': ('text/html', PAGE),
    '/script.js': ('text/javascript', SCRIPT),
    '/style.css': ('text/css', STYLE),
    '/image.svg': ('image/svg+xml', IMAGE),
}

# What the auto-configuration script is asked, and who answers.
DIRECT = ('printer', 'LOCALHOST', 'a.localhost', 'a.localhost.', '127.0.0.1', '127.1.2.3', '::1',
          '[::1]')
PROXIED = ('example.org', '127.0.0.1.example.org', 'localhost.example', '192.0.2.1',
           '2001:db8::1', '[2001:db8::1]')
STAND_IN = '''
  function isPlainHostName(host) { return host.indexOf('.') < 0; }
  function run(hosts) {
    const lines = hosts.map(host => `${host} \\u2192 ${FindProxyForURL(`http://${host}/`, host)}`);
    document.write(`<pre>${lines.join('\\n')}</pre>`);
  }
'''


def digest(content):
    """As the page's script reckons it."""
    total = 0
    for byte in content:
        total = (total * 31 + byte) % 4294967291
    return [len(content), total]


class ChromiumTest(ForwardTest):
    def setUp(self):
        need_chromium()
        adit_test.need_program('certutil')
        super().setUp()
        self.browser = Chromium(self, (self.authority, self.certificates.authority))


class Pages(ChromiumTest):
    def check(self, proxy, web):
        web.pages = PAGES
        browser = self.browser.start(f'{web.url}/page', f'--proxy-server={proxy}',
                                     '--proxy-bypass-list=<-loopback>')
        report = adit_test.until(lambda: web.asked('/upload') or not browser.is_running(),
                                 f'the page’s report, not {browser.errors}', PATIENCE_S)
        self.assertTrue(browser.is_running(), browser.error_text)
        self.assertEqual(json.loads(report[-1].body), {
            'colour': 'rgb(1, 2, 3)', 'image': 12, 'fixed': digest(answers.CONTENT),
            'chunked': digest(answers.CONTENT), 'gzip': len(answers.TEXT),
            'websocket': ['greeting', 'word 1', 'word 2']})
        browser.end()
        self.wait_for_live(0)

    def check_tunnels(self, is_encrypted):
        rows = [row for row in self.recent() if row['target'] == self.secure_web.target]
        self.assertEqual({(row['method'], row['encrypted']) for row in rows}, {('', is_encrypted)})
        self.assertEqual(self.secure_web.requests[0].values('Via'), [])
        self.assertEqual(sum(row['received_bytes'] for row in rows),
                         sum(wire.sent for wire in self.secure_web.wires))

    def test_https_over_https_proxy(self):
        self.check(self.secure_proxy_url, self.secure_web)
        self.check_tunnels(True)

    def test_https_over_http_proxy(self):
        self.check(self.proxy_url, self.secure_web)
        self.check_tunnels(False)

    def test_http_over_https_proxy(self):
        """Whole requests are forwarded; ws:// goes through a tunnel."""
        self.check(self.secure_proxy_url, self.web)
        self.assert_forwarded(self.web.asked('/page')[0], self.web)
        self.assertEqual(self.web.asked('/websocket')[0].values('Via'), [])
        for path in PAGES:
            self.wait_for_request(self.web, path, True)


class OwnPages(ChromiumTest):
    @each_proxy
    def test_front(self, proxy):
        """It is drawn as it came; its policy is not in its own way."""
        html = self.browser.dump(f'{proxy}/', '--no-proxy-server')
        self.assertIn('<h1>This is a proxy</h1>', html)
        self.assertIn(f'>https://{self.proxy}<', html)

    def test_script(self):
        """Of what the script offers the first is taken: the encrypted proxy. The name is not to be
        found, so that this request cannot have gone anywhere else."""
        html = self.browser.dump('http://page.invalid/',
                                 f'--proxy-pac-url={self.proxy_url}/proxy.pac')
        self.assertIn("The destination's name was not found", html)
        row = self.wait_for_ended('page.invalid:80')[0]
        self.assertEqual((row['method'], row['encrypted'], row['cause']),
                         ('GET', True, 'name-not-found'))

    def test_script_table(self):
        """What the script says by itself, with a stand-in for what browsers define for scripts of
        its kind."""
        connection = connect(self.proxy)
        connection.sendall(f'GET /proxy.pac HTTP/1.0\r\nHost: {self.proxy}\r\n\r\n'.encode())
        with connection:
            script = read_to_end(Wire(connection)).partition(b'\r\n\r\n')[2].decode()
        proxies = f'HTTPS {self.proxy}; PROXY {self.proxy}; DIRECT'
        hosts = {host: 'DIRECT' for host in DIRECT} | {host: proxies for host in PROXIED}
        page = f'<script>{script}{STAND_IN}run({json.dumps(list(hosts))})</script>'
        self.web.pages = {'/page': ('text/html', page.encode())}

        html = self.browser.dump(f'{self.web.url}/page', '--no-proxy-server')
        said = html.rpartition('<pre>')[2].partition('</pre>')[0].splitlines()
        self.assertEqual(said, [f'{host} → {answer}' for host, answer in hosts.items()])

    def test_script_leaves_out(self):
        """This computer is asked directly."""
        self.web.pages = {'/page': ('text/html', b'<p>directly')}
        html = self.browser.dump(f'{self.web.url}/page',
                                 f'--proxy-pac-url={self.proxy_url}/proxy.pac')
        self.assertIn('<p>directly', html)
        self.assertEqual(self.web.requests[0].values('Via'), [])


if __name__ == '__main__':
    adit_test.run()

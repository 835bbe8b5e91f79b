# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python's aiohttp: many requests at once in one thread, over both kinds of proxy."""

import asyncio

import adit_test
from adit_test import answers
from adit_test.forward import ForwardTest, each_proxy
from adit_test.wait import PATIENCE_S


class Aiohttp(ForwardTest):
    def setUp(self):
        adit_test.need_module('aiohttp')
        super().setUp()

    def run_session(self, talk):
        """Runs talk(session); the context knows both authorities."""
        import aiohttp

        async def run():
            connector = aiohttp.TCPConnector(ssl=self.context(), limit=20)
            async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as session:
                await asyncio.wait_for(talk(session), PATIENCE_S)

        asyncio.run(run())

    async def get(self, session, url, proxy):
        async with session.get(url, proxy=proxy) as answer:
            self.assertEqual(answer.status, 200)
            return await answer.read()

    async def check(self, session, web, proxy):
        paths = ('/fixed', '/chunked', '/close', '/gzip') * 10
        contents = await asyncio.gather(*(self.get(session, web.url + path, proxy)
                                          for path in paths))
        for path, content in zip(paths, contents):
            self.assertTrue(content == (answers.GZIP if path == '/gzip' else answers.CONTENT))
        async with session.post(f'{web.url}/upload', data=answers.CONTENT, proxy=proxy) as answer:
            self.assertEqual((answer.status, await answer.text()), (201, answers.DIGEST))

    @each_proxy
    def test_http(self, proxy):
        self.run_session(lambda session: self.check(session, self.web, proxy))
        self.assert_forwarded(self.web.requests[-1], self.web)
        self.wait_for_request(self.web, '/upload', self.is_secure(proxy), 201)

    @each_proxy
    def test_https(self, proxy):
        """Through tunnels; TLS in TLS with the https:// proxy."""
        self.run_session(lambda session: self.check(session, self.secure_web, proxy))
        self.assertEqual(self.secure_web.requests[-1].values('Via'), [])
        row = self.wait_for_ended(self.secure_web.target)[0]
        self.assertEqual(row['encrypted'], self.is_secure(proxy))

    @each_proxy
    def test_websocket(self, proxy):
        """ws:// is asked for like any http:// address, and passes as an upgrade."""
        async def talk(session):
            async with session.ws_connect(f'{self.web.url}/websocket', proxy=proxy) as socket:
                for text in ('greeting', 'one', 'two'):
                    self.assertEqual(await socket.receive_str(), text)
                    await socket.send_str('one' if text == 'greeting' else 'two')

        self.run_session(talk)
        self.assert_forwarded(self.web.requests[-1], self.web)


if __name__ == '__main__':
    adit_test.run()

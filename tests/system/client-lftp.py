# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""lftp: FTP with CONNECT, both ways; the control connection and each transfer are tunnels."""

import os
import threading
import warnings

import adit_test
from adit_test.live import LiveTest

SCRIPT = '''
set ftp:proxy {proxy}
set ftp:use-hftp no
set ftp:passive-mode yes
set ftp:ssl-allow no
set net:max-retries 1
set net:timeout 8
set cmd:fail-exit yes
set xfer:clobber yes
open -p {port} 127.0.0.1
get there -o {directory}/got
put {directory}/mine -o here
bye
'''


class Lftp(LiveTest):
    def setUp(self):
        adit_test.need_program('lftp')
        adit_test.need_module('pyftpdlib')
        super().setUp()
        os.mkdir(self.path('ftp'))
        self.content = os.urandom(300_000)
        self.write('ftp/there', self.content)
        self.write('mine', self.content[::-1])

    def serve(self):
        """An anonymous server that lets itself be written to; returns its port."""
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            from pyftpdlib.authorizers import DummyAuthorizer
            from pyftpdlib.handlers import FTPHandler
            from pyftpdlib.servers import FTPServer

        class Handler(FTPHandler):
            authorizer = DummyAuthorizer()

            def log(self, *arguments, **options):
                pass

            logline = log

        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            Handler.authorizer.add_anonymous(self.path('ftp'), perm='elrw')
        server = FTPServer(('127.0.0.1', 0), Handler)
        is_over = threading.Event()

        def loop():
            while not is_over.is_set():
                server.serve_forever(timeout=0.02, blocking=False)
            server.close_all()

        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(is_over.set)
        return server.address[1]

    def test_both_ways(self):
        port = self.serve()
        script = self.write('script', SCRIPT.format(proxy=self.proxy_url, port=port,
                                                    directory=self.directory))

        self.assert_ran(self.run_program('lftp', '--norc', '-f', script))

        with open(self.path('got'), 'rb') as file:
            self.assertTrue(file.read() == self.content)
        with open(self.path('ftp', 'here'), 'rb') as file:
            self.assertTrue(file.read() == self.content[::-1])
        self.wait_for_live(0)
        control = self.wait_for_ended(f'127.0.0.1:{port}')
        transfers = {(row['sent_bytes'], row['received_bytes']) for row in self.recent()
                     if row not in control}
        self.assertGreaterEqual(transfers, {(0, 300_000), (300_000, 0)})


if __name__ == '__main__':
    adit_test.run()

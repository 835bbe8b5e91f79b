# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the engine's process ends: gracefully also in the middle of a transfer, at once when asked
twice; and it can begin again on the same port right away."""

import os
import signal

import adit_test
from adit_test.case import SystemTest
from adit_test.client import connect, echo, open_tunnel, receive
from adit_test.origin import Origin


def grace(seconds):
    return f'[limits]\ngrace-seconds={seconds}\n'


class Signals(SystemTest):
    def start_engine(self, seconds, address='127.0.0.1:0'):
        os.makedirs(self.path('config'), exist_ok=True)
        self.write('config/engine.conf', grace(seconds))
        engine = self.start(os.environ['ADIT_ENGINE'], '--no-bus', f'--listen={address}',
                            f'--config-dir={self.path("config")}')
        self.proxy = engine.wait_for_lines(1)[0].removeprefix('listening ')
        return engine

    def is_refusing(self):
        try:
            connect(self.proxy).close()
        except ConnectionRefusedError:
            return True
        except ConnectionResetError:
            pass  # it was in the backlog when that was closed
        return False

    def open_working_tunnel(self):
        tunnel = open_tunnel(self, self.proxy, Origin(self, echo).target)
        self.assert_works(tunnel)
        return tunnel

    def assert_works(self, tunnel):
        tunnel.sendall(b'ping')
        self.assertEqual(receive(tunnel, 4), b'ping')

    def test_idle(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number=number):
                engine = self.start_engine(60)
                engine.signal(number)
                self.assertEqual(engine.wait(), 0, engine.error_text)
                self.assertEqual(engine.errors, [])

    def test_tunnel_may_finish(self):
        engine = self.start_engine(60)
        tunnel = self.open_working_tunnel()
        engine.signal(signal.SIGTERM)
        adit_test.until(self.is_refusing, 'no new connections')
        self.assert_works(tunnel)
        tunnel.close()
        self.assertEqual(engine.wait(), 0, engine.error_text)

    def test_transfer_may_finish(self):
        """Most of it is still to come when the signal arrives: no buffer on the way holds it."""
        content = os.urandom(1 << 20) * 24
        origin = Origin(self, lambda connection: connection.sendall(content))
        engine = self.start_engine(60)
        tunnel = open_tunnel(self, self.proxy, origin.target)
        received = receive(tunnel, 1 << 20)
        engine.signal(signal.SIGTERM)
        adit_test.until(self.is_refusing, 'no new connections')
        self.assertTrue(engine.is_running())

        received += receive(tunnel, len(content) - len(received))
        self.assertTrue(received == content, 'what arrived is not what was sent')
        self.assertEqual(tunnel.recv(1), b'')
        tunnel.close()
        self.assertEqual(engine.wait(), 0, engine.error_text)

    def test_grace_ends(self):
        engine = self.start_engine(1)
        tunnel = self.open_working_tunnel()
        engine.signal(signal.SIGTERM)
        self.assertEqual(engine.wait(), 0, engine.error_text)
        self.assert_over(tunnel)

    def test_no_grace(self):
        engine = self.start_engine(0)
        tunnel = self.open_working_tunnel()
        engine.signal(signal.SIGTERM)
        self.assertEqual(engine.wait(), 0, engine.error_text)
        self.assert_over(tunnel)

    def test_second_signal(self):
        """Sixty seconds of grace are more than the test's patience."""
        engine = self.start_engine(60)
        tunnel = self.open_working_tunnel()
        engine.signal(signal.SIGTERM)
        adit_test.until(self.is_refusing, 'no new connections')
        engine.signal(signal.SIGTERM)
        self.assertEqual(engine.wait(), 0, engine.error_text)
        self.assert_over(tunnel)

    def assert_over(self, tunnel):
        try:
            self.assertEqual(tunnel.recv(1), b'')
        except ConnectionResetError:
            pass

    def test_again_on_the_same_port(self):
        """An address of our own in 127/8: no other test is given a port on it meanwhile."""
        first, second = os.urandom(2)
        engine = self.start_engine(0, f'127.{first | 1}.{second}.1:0')
        for _ in range(3):
            tunnel = self.open_working_tunnel()
            engine.signal(signal.SIGTERM)
            self.assertEqual(engine.wait(), 0, engine.error_text)
            self.assert_over(tunnel)
            address = self.proxy
            engine = self.start_engine(0, address)
            self.assertEqual(self.proxy, address)
        self.open_working_tunnel()


if __name__ == '__main__':
    adit_test.run()

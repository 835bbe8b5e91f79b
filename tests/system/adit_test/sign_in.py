# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests with an engine that everybody has to sign in to."""

from adit_test.forward import ForwardTest
from adit_test.wait import until

USER, PASSWORD = 'alice', 'se:cret äß'
# For clients that write passwords in URLs, or in Latin-1.
PLAIN_USER, PLAIN_PASSWORD = 'bob', 'pass:word'

# How requests end that only ask who it is.
UNSIGNED = ('sign-in-needed', 'sign-in-failed')


class SignInTest(ForwardTest):
    schemes = 'basic'

    def setUp(self):
        super().setUp()
        self.add_user(USER, PASSWORD)
        self.add_user(PLAIN_USER, PLAIN_PASSWORD)

    @property
    def settings(self):
        return f'[access]\nsign-in=always\nschemes={self.schemes}\n'

    def with_password(self, proxy):
        """The proxy's URL with the second user's name and password."""
        return proxy.replace('://', f'://{PLAIN_USER}:{PLAIN_PASSWORD.replace(":", "%3A")}@')

    def assert_user(self, target, user=USER):
        """Something was carried to there, all of it for this user."""
        def users():
            return {row['user'] for row in self.recent()
                    if row['target'] == target and row['cause'] not in UNSIGNED}

        self.assertEqual(until(users, f'what is carried to {target}'), {user})

    def assert_secret(self):
        """The password has reached neither the origins nor the log."""
        for web in (self.web, self.secure_web):
            for request in web.requests:
                self.assertEqual(request.values('Proxy-Authorization'), [])
        for password in (PASSWORD, PLAIN_PASSWORD):
            self.assertNotIn(password, self.engine.error_text)

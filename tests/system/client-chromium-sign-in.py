# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Chromium, which asks for name and password when the proxy does: here not a person, who would get
a dialog, but whoever drives it with the DevTools protocol."""

import adit_test
from adit_test.chromium import PATIENCE_S, Chromium, need_chromium
from adit_test.devtools import DevTools
from adit_test.forward import each_proxy
from adit_test.sign_in import PASSWORD, USER, SignInTest

PAGES = {'/page': ('text/html', '<!doctype html><meta charset="utf-8"><title>In</title>'
                                '<img src="/image.svg">'.encode()),
         '/image.svg': ('image/svg+xml', b'<svg xmlns="http://www.w3.org/2000/svg"/>')}
ASKED, LOADED = 'Fetch.authRequired', 'Page.loadEventFired'


class ChromiumSignIn(SignInTest):
    def setUp(self):
        need_chromium()
        adit_test.need_program('certutil')
        super().setUp()
        self.browser = Chromium(self, (self.authority, self.certificates.authority))

    def open_browser(self, proxy):
        """A browser with an empty page; returns the protocol and the page's session."""
        tools = DevTools(PATIENCE_S)
        self.addCleanup(tools.close)
        self.browser.start_driven(tools, f'--proxy-server={proxy}',
                                  '--proxy-bypass-list=<-loopback>')
        target = tools.call('Target.createTarget', url='about:blank')['targetId']
        page = tools.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        tools.call('Page.enable', page)
        tools.call('Fetch.enable', page, handleAuthRequests=True)
        return tools, page

    def load(self, tools, page, url, password):
        """Goes there and gives this password, once, when it is asked; returns what it was asked,
        and the title."""
        asked = []
        tools.send('Page.navigate', page, url=url)
        while True:
            name, event = tools.next_event(ASKED, LOADED, 'Fetch.requestPaused')
            if name == LOADED:
                break
            if name == ASKED:
                asked.append(event['authChallenge'])
                answer = ({'response': 'ProvideCredentials', 'username': USER,
                           'password': password}
                          if len(asked) == 1 else {'response': 'CancelAuth'})
                tools.call('Fetch.continueWithAuth', page, requestId=event['requestId'],
                           authChallengeResponse=answer)
            else:
                tools.call('Fetch.continueRequest', page, requestId=event['requestId'])
        title = tools.call('Runtime.evaluate', page, expression='document.title')
        return asked, title['result']['value']

    def check(self, proxy, scheme):
        """Asked once, for all pages, pictures and ways to an origin."""
        self.web.pages = self.secure_web.pages = PAGES
        tools, page = self.open_browser(proxy)
        for number, web in enumerate((self.web, self.secure_web)):
            asked, title = self.load(tools, page, f'{web.url}/page', PASSWORD)
            self.assertEqual(title, 'In')
            self.assertEqual([(challenge['source'], challenge['scheme'], challenge['realm'])
                              for challenge in asked], [('Proxy', scheme, 'Adit')][number:])
            self.assertEqual(len(web.asked('/image.svg')), 1)
        self.assert_secret()
        tools.quit()
        for web in (self.web, self.secure_web):
            self.assert_user(web.target)
            web.requests.clear()


class Basic(ChromiumSignIn):
    @each_proxy
    def test_right(self, proxy):
        self.check(proxy, 'basic')

    def test_wrong(self):
        """Asked again; who gives up sees what the proxy says."""
        self.web.pages = PAGES
        tools, page = self.open_browser(self.proxy_url)
        asked, title = self.load(tools, page, f'{self.web.url}/page', 'wrong')
        self.assertEqual(len(asked), 2)
        self.assertNotEqual(title, 'In')
        self.assertEqual(self.web.requests, [])
        self.assertEqual({row['cause'] for row in self.recent()
                          if row['target'] == self.web.target},
                         {'sign-in-needed', 'sign-in-failed'})


class Digest(ChromiumSignIn):
    schemes = 'digest'

    @each_proxy
    def test_right(self, proxy):
        self.check(proxy, 'digest')


if __name__ == '__main__':
    adit_test.run()

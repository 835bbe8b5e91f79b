# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""help.py FOLDER HTML PAGE…: the help is valid Mallard, its links lead somewhere, it has a page for
each topic that people look for, its commands exist, and the HTML file has all of it.

ADITCTL: the program. PAGE: those that are installed."""

import os
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

FOLDER = Path(sys.argv[1])
HTML = Path(sys.argv[2])
INSTALLED = {Path(name).stem for name in sys.argv[3:]}
PAGES = sorted(FOLDER.glob('*.page'))
SPACE = '{http://projectmallard.org/1.0/}'
TOPICS = {'start', 'programs', 'network', 'users', 'rules', 'encryption', 'scripts', 'trouble'}


def words(text):
    return ' '.join(text.split())


class Collector(HTMLParser):
    """Elements that are open, ids, references, and the text."""

    VOID = {'meta'}

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.references, self.text = [], [], [], ''

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [value for name, value in attributes if name == 'id']
        self.references += [value for name, value in attributes if name == 'href']

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError(f'</{tag}> closes something else')

    def handle_data(self, data):
        if 'style' not in self.open:
            self.text += data


class Mallard(unittest.TestCase):
    def check(self, what):
        if not shutil.which('yelp-check'):
            self.skipTest('yelp-tools is not installed')
        result = subprocess.run(['yelp-check', what, *map(str, PAGES)], capture_output=True,
                                text=True, check=False)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, '', ''))

    def test_valid(self):
        self.check('validate')

    def test_links(self):
        self.check('links')

    def test_orphans(self):
        self.check('orphans')

    def test_pages(self):
        for path in PAGES:
            root = ElementTree.parse(path).getroot()
            self.assertEqual((root.tag, root.get('id')), (f'{SPACE}page', path.stem))
            self.assertIsNotNone(root.find(f'{SPACE}title'))
            self.assertTrue(root.findtext(f'{SPACE}info/{SPACE}desc'))
            for element in root.iter():
                self.assertTrue(element.tag.startswith(SPACE))

    def test_topics(self):
        self.assertLessEqual(TOPICS, INSTALLED)
        self.assertEqual({path.stem for path in PAGES}, INSTALLED,
                         'data/help/meson.build has others than data/help/C')

    def test_commands(self):
        """Every aditctl in the help names a verb that there is."""
        listed = subprocess.run([os.environ['ADITCTL'], 'help'], capture_output=True, text=True,
                                check=True).stdout.partition('Verbs:')[2].partition('Options:')[0]
        verbs = set(re.findall('^  ([a-z]+) ', listed, re.M))
        found = {verb for path in PAGES
                 for verb in re.findall(r'\baditctl\s+([a-z]+)', path.read_text('utf-8'))}
        self.assertIn('env', found)
        self.assertEqual(found - verbs, set())


class Single(unittest.TestCase):
    def setUp(self):
        self.page = Collector()
        self.page.feed(HTML.read_text('utf-8'))

    def test_form(self):
        self.assertEqual(self.page.open, [])
        self.assertEqual(len(self.page.ids), len(set(self.page.ids)))
        for reference in self.page.references:
            self.assertTrue(reference.startswith('#') and reference[1:] in self.page.ids,
                            f'{reference} leads nowhere, or out of the file')

    def test_text(self):
        """All that the pages say is there."""
        text = words(self.page.text)
        for path in PAGES:
            root = ElementTree.parse(path).getroot()
            about = set(root.find(f'{SPACE}info').iter())
            for element in set(root.iter()) - about:
                if element.tag in (f'{SPACE}p', f'{SPACE}screen', f'{SPACE}title'):
                    for piece in element.itertext():
                        self.assertIn(words(piece), text)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""dbus.py FOLDER PAGES: every method, signal, property and argument in data/dbus is documented, and
the pages that are made from it have each of them, with references that lead somewhere."""

import re
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.dont_write_bytecode = True

FOLDER = Path(sys.argv[1])
PAGES = Path(sys.argv[2])
sys.path.insert(0, str(FOLDER))

import document  # noqa: E402

GOOD = '''<node>
  <!--
    a.B:
    @short_description: something

    More of it.
  -->
  <interface name="a.B">
    <!--
      Do:
      @what: this
        or that
    -->
    <method name="Do"><arg name="what" type="s" direction="in"/></method>
    <!-- all that follows is read only -->
    <!-- Is: whether it is. -->
    <property name="Is" type="b" access="read"/>
  </interface>
</node>
'''

# What is changed in it, and what has to be said then.
BAD = (
    ('      Do:', '      Did:', 'a.B: Do has no comment'),
    ('@what: this\n        or that', '', 'a.B: Do: nothing is said of @what'),
    ('@what: this', '@what: this\n      @who: me', 'a.B: Do: there is no @who'),
    ('@short_description: something', '', 'a.B: nothing is said of @short_description'),
    ('Is: whether it is.', 'Is:', 'a.B: Is: nothing is said of it'),
    ('<!-- Is: whether it is. -->', '', 'a.B: Is has no comment'),
)


def problems(text):
    with tempfile.NamedTemporaryFile('w', suffix='.xml') as file:
        file.write(text)
        file.flush()
        return document.problems(file.name)


class Documentation(unittest.TestCase):
    def test_checker(self):
        self.assertEqual(problems(GOOD), [])
        for old, new, problem in BAD:
            self.assertIn(old, GOOD)
            self.assertIn(problem, problems(GOOD.replace(old, new)))

    def test_complete(self):
        paths = sorted(FOLDER.glob('*.xml'))
        self.assertTrue(paths)
        self.assertEqual([problem for path in paths for problem in document.problems(path)], [])

    def test_pages(self):
        for path in FOLDER.glob('*.xml'):
            interface = ElementTree.parse(path).getroot().find('interface')
            text = (PAGES / f'{interface.get("name")}.md').read_text(encoding='utf-8')
            for item in interface:
                if item.tag != 'annotation':
                    self.assertIn(f'\n### {item.get("name")}\n', text)
                for argument in item.findall('arg'):
                    self.assertIn(f'- **{argument.get("name")}** (`{argument.get("type")}`', text)

    def test_references(self):
        pages = {path.name: path.read_text(encoding='utf-8') for path in PAGES.glob('*.md')}
        self.assertIn('README.md', pages)
        for name, text in pages.items():
            self.assertNotRegex(text, r'(?m)#io\.github', name)
            for target, anchor in re.findall(r'\]\(([\w.]+\.md)(?:#(\w+))?\)', text):
                self.assertIn(target, pages, name)
                if anchor:
                    self.assertRegex(pages[target].lower(), rf'(?m)^### {anchor}$', name)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)

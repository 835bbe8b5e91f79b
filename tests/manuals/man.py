# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""man.py ROOT PAGE…: the manual pages are well formed, and tell of everything there is: verbs,
options, keys of the configuration, words of rules; and of nothing that is not there.

ADITCTL, ADIT_ENGINE, and ADIT where there is a window: the programs."""

import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(sys.argv[1])
PAGES = {Path(path).name: Path(path) for path in sys.argv[2:]}

# Keys: of a call with a file and a group; a row with a group; a row of a table without one.
CALL = re.compile(r'\(\s*(?:self,\s*)?file,\s*(?:"[a-z0-9-]+"|[A-Za-z_]+),\s*"([a-z0-9-]+)"')
ROW_WITH_GROUP = re.compile(r'\{ "[a-z0-9-]+", "([a-z0-9-]+)",\s*G_STRUCT_OFFSET')
ROW = re.compile(r'\{ "([a-z0-9-]+)",\s*G_STRUCT_OFFSET')

# Words of rules, by the file that has them.
RULE_WORDS = {
    'adit-rule.c': re.compile(r'\[ADIT_RULE_\w+\] = "([a-z-]+)"'),
    'adit-rule-values.c': re.compile(r'\[ADIT_RULE_\w+\] = \{ "([a-z-]+)"'),
    'adit-upstream.c': re.compile(r'\[ADIT_UPSTREAM_[A-Z0-9]+\] = "([a-z0-9]+)"'),
    'adit-rules-parse.c': re.compile(r'g_str_equal \(word, "([a-z-]+)"\)'),
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': ''})


def page(name):
    """Its text, without what roff needs: a dash is a dash."""
    return PAGES[name].read_text(encoding='utf-8').replace('\\-', '-')


def section(name, title):
    return page(name).partition(f'\n.Sh {title}\n')[2].partition('\n.Sh ')[0]


def options_of(text):
    """The long options in a help text, and those in a page."""
    return set(re.findall(r'^\s+(?:-\w, )?--([a-z-]+)', text, re.M))


def options_in(text):
    return {name for line in re.findall(r'^\.It Fl (.*)$', text, re.M)
            for name in re.findall(r'-([a-z][a-z-]+)', line)}


def keys_of(*patterns):
    """Keys that the sources of these names know."""
    found = set()
    for pattern in patterns:
        for path in (ROOT / 'src' / 'model').glob(pattern):
            text = path.read_text(encoding='utf-8')
            for expression in (CALL, ROW_WITH_GROUP, ROW):
                found |= set(expression.findall(text))
    return found


def keys_in(text):
    return {key for line in re.findall(r'^\.It Li (.*)$', text, re.M) for key in line.split(' , ')}


class Form(unittest.TestCase):
    def test_mandoc(self):
        if not shutil.which('mandoc'):
            self.skipTest('mandoc is not installed')
        result = run('mandoc', '-Tlint', '-W', 'warning', *map(str, PAGES.values()))
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, '', ''))

    def test_groff(self):
        if not shutil.which('groff'):
            self.skipTest('groff is not installed')
        for path in PAGES.values():
            # what is wrong with a page, not what is hard to set in a line
            warnings = [f'-w{name}' for name in ('mac', 'escape', 'missing', 'input', 'char')]
            result = run('groff', '-mandoc', '-Kutf8', '-Tutf8', *warnings, '-b', '-z', str(path))
            self.assertEqual((result.returncode, result.stderr), (0, ''), path.name)

    def test_references(self):
        """Pages that name each other are all there."""
        names = {tuple(name.rsplit('.', 1)) for name in PAGES}
        ours = re.compile(r'^\.Xr (adit\S*) (\d)', re.M)
        for name in PAGES:
            if 'adit.1' in PAGES:
                self.assertLessEqual(set(ours.findall(page(name))), names, name)


class Complete(unittest.TestCase):
    def compare(self, expected, found, where):
        self.assertEqual(expected - found, set(), f'{where} lacks these')
        self.assertEqual(found - expected, set(), f'{where} has these, which are not there')

    def test_aditctl(self):
        ctl = os.environ['ADITCTL']
        listed = run(ctl, 'help').stdout.partition('Verbs:')[2].partition('Options:')[0]
        verbs = re.findall('^  ([a-z-]+) ', listed, re.M)
        text = section('aditctl.1', 'VERBS')
        told = re.findall(r'^\.It Ic ([a-z\\-]+)', text, re.M)
        self.compare(set(verbs), {verb.replace('\\-', '-') for verb in told}, 'aditctl.1')
        options = set().union(*(options_of(run(ctl, 'help', verb).stdout) for verb in verbs))
        self.compare(options | {'version'}, options_in(page('aditctl.1')), 'aditctl.1')

    def test_exit_status(self):
        codes = set(re.findall('^  ([0-9]) ', run(os.environ['ADITCTL'], 'help').stdout, re.M))
        found = re.findall(r'^\.It ([0-9])$', section('aditctl.1', 'EXIT STATUS'), re.M)
        self.compare(codes, set(found), 'aditctl.1')

    def test_engine(self):
        options = options_of(run(os.environ['ADIT_ENGINE'], '--help').stdout)
        self.compare(options, options_in(page('adit-engine.8')), 'data/man/adit-engine.8')

    def test_window(self):
        if 'ADIT' not in os.environ:
            self.skipTest('built without the window')
        options = options_of(run(os.environ['ADIT'], '--help').stdout)
        found = options_in(page('adit.1'))
        self.compare({name for name in options if not name.startswith('help-')},
                     found - {'gapplication-service'}, 'data/man/adit.1')

    def test_settings(self):
        text = section('adit-engine.conf.5', 'ENGINE.CONF')
        self.compare(keys_of('adit-settings*.c'), keys_in(text),
                     'ENGINE.CONF in data/man/adit-engine.conf.5')

    def test_users(self):
        text = section('adit-engine.conf.5', 'USERS.CONF')
        self.compare(keys_of('adit-users*.c'), keys_in(text),
                     'USERS.CONF in data/man/adit-engine.conf.5')

    def test_rules(self):
        text = section('adit-engine.conf.5', 'RULES.CONF')
        words = set()
        for name, expression in RULE_WORDS.items():
            source = (ROOT / 'src' / 'model' / name).read_text(encoding='utf-8')
            words_there = set(expression.findall(source))
            self.assertTrue(words_there, f'{name} has none that are recognised')
            words |= words_there
        found = {word for line in re.findall(r'^\.It Cm (.*)$', text, re.M)
                 for word in re.findall(r'(?<![\w-])[a-z][a-z0-9-]*', line)}
        self.compare(words, found, 'RULES.CONF in data/man/adit-engine.conf.5')


class Examples(unittest.TestCase):
    """A configuration that the page shows is one that the engine takes."""

    def displays(self):
        text = section('adit-engine.conf.5', 'EXAMPLES')
        return re.findall(r'^\.Bd.*?\n(.*?)^\.Ed$', text, re.S | re.M)

    def test_keys(self):
        settings, rules = self.displays()
        keys = set(re.findall('^([a-z-]+)=', settings, re.M))
        self.assertTrue(keys <= keys_of('adit-settings*.c'), keys)
        self.assertIn('default deny', rules)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)

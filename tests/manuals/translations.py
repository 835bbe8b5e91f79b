# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""translations.py ROOT: the template for translators can be made, without a warning, from all the
files that po/POTFILES.in lists; it is sound; and so is each translation that po/LINGUAS lists. That
POTFILES.in lists all the files is a lint."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(sys.argv[1])
PO = ROOT / 'po'

# As Meson's preset for GLib has it.
XGETTEXT = ['xgettext', '--from-code=UTF-8', '--add-comments', '--package-name=adit',
            '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2',
            '--keyword=g_dcgettext:2', '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3',
            '--flag=N_:1:pass-c-format', '--flag=C_:2:pass-c-format', '--flag=NC_:2:pass-c-format',
            '--flag=g_dngettext:2:pass-c-format', '--flag=g_strdup_printf:1:c-format',
            '--flag=g_string_append_printf:2:c-format', '--flag=g_error_new:3:c-format',
            '--flag=g_set_error:4:c-format']


def lines(path):
    return [line for line in path.read_text('utf-8').split() if not line.startswith('#')]


class Translations(unittest.TestCase):
    def setUp(self):
        for program in ('xgettext', 'msgfmt', 'msgcmp'):
            if not shutil.which(program):
                self.skipTest(f'{program} is not installed')
        folder = tempfile.TemporaryDirectory(prefix='adit-pot-')
        self.addCleanup(folder.cleanup)
        self.template = Path(folder.name) / 'adit.pot'
        self.run_quietly(*XGETTEXT, '--directory', ROOT, '--files-from', PO / 'POTFILES.in',
                         '--output', self.template)

    def run_quietly(self, *command):
        # the description files of Debian's gettext know no SVG and such; nothing else is said
        result = subprocess.run(command, capture_output=True, text=True, check=False,
                                env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        self.assertEqual((result.returncode, result.stderr), (0, ''), command)

    def test_template(self):
        text = self.template.read_text('utf-8')
        self.run_quietly('msgfmt', '--check-format', '--output-file=/dev/null', self.template)
        found = set(re.findall(r'[\w/.-]+(?=:\d+)', '\n'.join(
            line for line in text.splitlines() if line.startswith('#: '))))
        marked = {name for name in lines(PO / 'POTFILES.in')
                  if re.search(r'\b(?:N?_|gettext|NC_) \(\s*"', (ROOT / name).read_text('utf-8'))}
        self.assertTrue(marked)
        self.assertEqual(marked - found, set(), 'xgettext does not find the texts of these')

    def test_languages(self):
        languages = set(lines(PO / 'LINGUAS')) if (PO / 'LINGUAS').exists() else set()
        self.assertEqual(languages, {path.stem for path in PO.glob('*.po')})
        for language in languages:
            path = PO / f'{language}.po'
            self.run_quietly('msgfmt', '--check', '--output-file=/dev/null', path)
            self.run_quietly('msgcmp', '--use-untranslated', path, self.template)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)

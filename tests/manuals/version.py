# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""version.py ROOT VERSION: the programs, and the news of the newest release in the metainfo, are of
the project's version; releases are in their order, dated, and each has news.

ADITCTL, ADIT_ENGINE, and ADIT where there is a window: the programs."""

import datetime
import os
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(sys.argv[1])
VERSION = sys.argv[2]
METAINFO = ROOT / 'data' / 'app' / 'io.github.aditproxy.Adit.metainfo.xml.in'


def number(version):
    return tuple(map(int, version.split('.')))


class Version(unittest.TestCase):
    def test_programs(self):
        for name in ('ADITCTL', 'ADIT_ENGINE', 'ADIT'):
            if name in os.environ:
                program = os.environ[name]
                text = subprocess.run([program, '--version'], capture_output=True, text=True,
                                      check=True).stdout
                self.assertEqual(text, f'{Path(program).name} {VERSION}\n')

    def test_news(self):
        releases = ElementTree.parse(METAINFO).getroot().findall('releases/release')
        self.assertEqual(releases[0].get('version'), VERSION,
                         f'the newest release in {METAINFO.name} is not the project’s version')
        versions = [number(release.get('version')) for release in releases]
        dates = [datetime.date.fromisoformat(release.get('date')) for release in releases]
        self.assertEqual(versions, sorted(set(versions), reverse=True))
        self.assertEqual(dates, sorted(dates, reverse=True))
        for release in releases:
            self.assertTrue(''.join(release.find('description').itertext()).strip())


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)

#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""installed.py MESON BUILD LIST FEATURES DIRECTORIES: what `meson install` puts in place is what
the list says, so that no file comes or goes unseen.

The list has a line for each file: the feature that it comes with, or `all`, and where it is, below
a directory's name. FEATURES are those of this build, DIRECTORIES `NAME=PATH`, both with commas
between them. With ADIT_UPDATE=1 in the environment the list is written anew from what is there:

    ADIT_UPDATE=1 meson test -C _build installed
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def install(meson, build):
    """The files' absolute paths, as they would be on the system."""
    with tempfile.TemporaryDirectory(prefix='adit-install-') as folder:
        result = subprocess.run([meson, 'install', '-C', build, '--no-rebuild', '--quiet',
                                 '--destdir', folder], capture_output=True, text=True, check=False)
        if result.returncode != 0:
            sys.exit(f'meson install failed:\n{result.stdout}{result.stderr}')
        return sorted('/' + os.path.join(path, name).removeprefix(folder).lstrip('/')
                      for path, _, names in os.walk(folder) for name in names)


def shorten(path, directories):
    """With the name of the innermost directory that it is in."""
    inside = [(len(value), name) for name, value in directories.items()
              if path.startswith(f'{value}/')]
    if not inside:
        return path
    _, name = max(inside)
    return f'{name}/{path.removeprefix(directories[name] + "/")}'


def read(text):
    """Path → feature."""
    rows = (line.split(None, 1) for line in text.splitlines() if line and line[0] != '#')
    return {path: feature for feature, path in rows}


def update(file, text, listed, found, features):
    """Keeps what other features have, and the features of what is known."""
    kept = {path: feature for path, feature in listed.items()
            if path in found or feature not in features}
    rows = {**{path: 'all' for path in found}, **kept}
    head = ''.join(f'{line}\n' for line in text.splitlines() if line[:1] == '#')
    file.write_text(head + ''.join(f'{rows[path]:<8}{path}\n' for path in sorted(rows)), 'utf-8')


def main(meson, build, file, features, directories):
    file = Path(file)
    text = file.read_text('utf-8') if file.exists() else ''
    features = {'all', *filter(None, features.split(','))}
    directories = dict(row.split('=', 1) for row in directories.split(','))
    found = {shorten(path, directories) for path in install(meson, build)}
    listed = read(text)
    expected = {path for path, feature in listed.items() if feature in features}

    if os.environ.get('ADIT_UPDATE'):
        update(file, text, listed, found, features)
        return 0
    for path in sorted(found - expected):
        print(f'{path} is installed, but not listed in {file.name}')
    for path in sorted(expected - found):
        print(f'{path} is listed in {file.name}, but not installed')
    if found != expected:
        print('When that is meant: ADIT_UPDATE=1 meson test -C BUILD installed')
    return int(found != expected)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))

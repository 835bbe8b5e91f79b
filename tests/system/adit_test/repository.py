# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A git repository to be served by a plain web server."""

import os

ENVIRONMENT = {'GIT_CONFIG_NOSYSTEM': '1', 'GIT_TERMINAL_PROMPT': '0'}
NAME = 'repository.git'


def make_repository(test, content):
    """The folder to serve, with NAME in it, whose file `data` has this content."""
    def git(*arguments):
        test.assert_ran(test.run_program(
            'git', '-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c',
            'init.defaultBranch=main', *arguments, **ENVIRONMENT))

    source, served = test.path('source'), test.path('served')
    os.mkdir(served)
    git('init', '--quiet', source)
    test.write('source/data', content)
    git('-C', source, 'add', 'data')
    git('-C', source, 'commit', '--quiet', '--message=Data')
    git('clone', '--quiet', '--bare', source, f'{served}/{NAME}')
    git('-C', f'{served}/{NAME}', 'update-server-info')
    return served

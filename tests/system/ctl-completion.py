# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Completion: what aditctl answers to the shells, and what the shells make of it. Every verb and
word of the table of verbs is offered by all of them."""

import os
import re
import shlex

import adit_test
from adit_test.bus import USERS_INTERFACE
from adit_test.fake import STATE, FakeTest, tunnel
from adit_test.live import LiveTest
from gi.repository import GLib

SCRIPTS = os.environ['ADIT_COMPLETIONS']
BASH_COMPLETION = '/usr/share/bash-completion/bash_completion'

# What was typed, the last word being the one that is completed, and some of what can be there.
CASES = (
    ([''], {'status', 'start', 'listener', 'rules', 'run', 'help'}),
    (['sta'], {'status', 'start'}),
    (['--j'], {'--json'}),
    (['--json', 'stat'], {'status'}),
    (['help', 'ru'], {'rules', 'run'}),
    (['listener', ''], {'list', 'add', 'remove', 'enable', 'disable', 'encryption'}),
    (['listener', 'encryption', '127.0.0.1:1', ''], {'both', 'plain', 'encrypted'}),
    (['listener', 'add', '127.0.0.1:1', '--enc'], {'--encryption='}),
    (['listener', 'add', '127.0.0.1:1', '--encryption=p'], {'--encryption=plain'}),
    (['listener', '--encryption', ''], {'both', 'plain', 'encrypted'}),
    (['listener', 'remove', '127.'], {'127.0.0.1:0'}),
    (['listener', 'remove', ''], {'127.0.0.1:0', '[::1]:3128'}),
    (['listener', 'add', '127.'], set()),
    (['access', 'sign-in', ''], {'never', 'elsewhere', 'always'}),
    (['access', 'lift', ''], {'192.0.2.7'}),
    (['user', 'disable', 'a'], {'alice'}),
    (['user', 'add', 'a'], set()),
    (['rules', 'test', '--user=al'], {'--user=alice'}),
    (['rules', 'remove', ''], {'1', '2'}),
    (['rules', 'move', '2', ''], {'1', '2'}),
    (['rules', 'add', 'al'], {'allow', 'allow-local'}),
    (['rules', 'upstream-remove', ''], {'work'}),
    (['rules', 'upstream-set', 'x', ''], {'http', 'https', 'socks5'}),
    (['close', ''], {'7', '8'}),
    (['env', '--shell='], {'--shell=sh', '--shell=fish', '--shell=csh'}),
    (['run', '--en'], {'--encrypted'}),
    (['nonsense', ''], set()),
)

FAKE = {
    'properties': {
        **STATE,
        'Listeners': [['127.0.0.1:0', True, 'listening', '127.0.0.1:40001', '', 'both', {}],
                      ['[::1]:3128', True, 'off', '', '', 'both', {}]],
        'Blocked': [['192.0.2.7', 1_900_000_000_000_000, 'eve']],
        'Upstreams': [['work', 'http', 'proxy.example:3128', '', 'none']],
        'Rules': [[1, 1, 'deny port 25', 'deny'], [2, 4, 'allow host example.org', 'allow']],
    },
    'answers': {
        'Tunnels.List': [[tunnel(7), tunnel(8, target='evil\x1b[2J\t:443')]],
        'Users.List': [[['alice', True, ['basic'], '', {}], ['bob', False, [], '', {}]]],
    },
}


def break_words(words, breaks='=:'):
    """As readline cuts a line into COMP_WORDS."""
    return [part for word in words
            for part in (re.findall(f'[{breaks}]+|[^{breaks}]+', word) or [''])]


class Completion(FakeTest):
    def setUp(self):
        super().setUp()
        self.start_fake(**FAKE)
        self.assert_ran(self.ctl('status'))
        self.put_ctl_in_path()

    def ask(self, words):
        """Candidate → meaning."""
        text = self.assert_ran(self.ctl('complete', '--', *words)).stdout
        return dict(line.partition('\t')[::2] for line in text.splitlines())

    def run_shell(self, lines, *command):
        """The answers of a shell that runs them from a file: a set of lines behind each END."""
        script = self.write('script', '\n'.join(lines))
        text = self.assert_ran(self.run_program(*command, script)).stdout
        return [set(filter(None, block.split('\n'))) for block in text.split('END\n')[1:]]

    def ask_bash(self, cases):
        lines = [f'source {BASH_COMPLETION}', f'source {SCRIPTS}/aditctl.bash',
                 'compopt () { :; }']
        for words in cases:
            broken = break_words(['aditctl', *words])
            lines += [f'COMP_WORDS=({shlex.join(broken)}) COMP_CWORD={len(broken) - 1}',
                      f'COMP_LINE={shlex.quote(" ".join(["aditctl", *words]))}',
                      'COMP_POINT=${#COMP_LINE} COMPREPLY=(); echo END; _aditctl aditctl',
                      'printf "%s\\n" "${COMPREPLY[@]}"']
        there = [re.match('.*[=:]|', words[-1]).group() for words in cases]
        return [{start + line.replace('\\', '') for line in found}
                for start, found in zip(there, self.run_shell(lines, 'bash'))]

    def ask_fish(self, cases):
        lines = [f'source {SCRIPTS}/aditctl.fish']
        for words in cases:
            line = f'{shlex.join(["aditctl", *words[:-1]])} {words[-1]}'
            lines.append(f'echo END; complete -C {shlex.quote(line)}')
        return [{line.partition('\t')[0] for line in found}
                for found in self.run_shell(lines, 'fish', '--no-config')]

    def ask_zsh(self, cases):
        """The completion system's own functions are stood in for: what they would be given."""
        lines = ['_describe () { print -rl -- $open $whole }', '_files () { print FILES }',
                 '_normal () { print -r -- COMMAND $CURRENT $words }', '_try () {',
                 'local -a words; words=("$@"); integer CURRENT=$#; print END',
                 f'source {SCRIPTS}/aditctl.zsh', '}']
        lines += [f'_try {shlex.join(["aditctl", *words])}' for words in cases]
        return [{re.match(r'(?:[^:\\]|\\.)*', line).group().replace('\\:', ':')
                 for line in found} for found in self.run_shell(lines, 'zsh', '-f')]

    def check(self, ask):
        answers = ask([words for words, _ in CASES])
        for (words, expected), answer in zip(CASES, answers, strict=True):
            with self.subTest(words=words):
                found = {word for word in answer if word.startswith(words[-1])}
                self.assertLessEqual(expected, found)
                if not expected:
                    self.assertEqual(found, set())

    def test_answers(self):
        self.check(lambda cases: [set(self.ask(words)) for words in cases])
        self.assertEqual(self.ask(['close', '']),
                         {'7': 'example.org:443', '8': r'evil\x1b[2J\x09:443'})
        self.assertEqual(self.ask(['rules', 'remove', ''])['1'], 'deny port 25')
        self.assertEqual(self.ask(['certificate', 'export', '']), {':files': ''})
        for words, number in ((['run', ''], 2), (['run', 'curl', '-'], 2),
                              (['--json', 'run', '--no-proxy', 'x', '--', 'ls', ''], 6)):
            self.assertEqual(self.ask(words), {f':command {number}': ''})

    def test_table(self):
        """All that the help tells: it is made from the table."""
        help_text = self.ctl('help').stdout
        verbs = re.findall('^  ([a-z-]+) ', help_text.partition('Verbs:')[2].partition('Opt')[0],
                           re.M)
        self.assertEqual(set(self.ask([''])), set(verbs))
        for verb in verbs:
            text = self.ctl('help', verb).stdout
            options = set(re.findall('^ +(?:-h, )?(--[a-z-]+)', text, re.M))
            offered = {option.rstrip('=') for option in self.ask([verb, '-'])}
            self.assertEqual(offered, options, verb)
            arguments = re.search(rf'\] {verb}(.*)$', text, re.M).group(1).strip()
            first = {word for way in arguments.split(' | ') for word in way.split()[:1]}
            literals = {word for words in first for word in words.split('|')
                        if re.fullmatch('[a-z][a-z-]*', word)}
            self.assertLessEqual(literals, set(self.ask([verb, ''])), verb)

    def test_bash(self):
        if not os.path.exists(BASH_COMPLETION):
            self.skipTest('bash-completion is not installed')
        self.check(self.ask_bash)
        self.assertEqual(self.ask_bash([['run', 'aditct'], ['run', '--no-proxy=a:b', 'aditct'],
                                        ['run', '--', 'aditct']]), [{'aditctl'}] * 3)

    def test_fish(self):
        adit_test.need_program('fish')
        self.assert_ran(self.run_program('fish', '--no-execute', f'{SCRIPTS}/aditctl.fish'))
        self.check(self.ask_fish)
        asked = (['run', 'aditct'], ['run', '--no-proxy', 'x', 'aditct'],
                 ['run', '--', 'aditctl', 'stat'], ['certificate', 'export', '/etc/pass'])
        expected = ('aditctl', 'aditctl', 'status', '/etc/passwd')
        for word, found in zip(expected, self.ask_fish(asked), strict=True):
            self.assertIn(word, found)

    def test_zsh(self):
        adit_test.need_program('zsh')
        self.assert_ran(self.run_program('zsh', '-n', f'{SCRIPTS}/aditctl.zsh'))
        os.mkdir(self.path('functions'))
        os.symlink(f'{SCRIPTS}/aditctl.zsh', self.path('functions', '_aditctl'))
        script = 'fpath=($1 $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[aditctl]'
        self.assertEqual(self.assert_ran(self.run_program(
            'zsh', '-f', '-c', script, 'zsh', self.path('functions'))).stdout, '_aditctl\n')

        self.check(self.ask_zsh)
        self.assertEqual(self.ask_zsh([['run', '--start', 'curl', '-x'],
                                       ['certificate', 'export', '']]),
                         [{'COMMAND 2 curl -x'}, {'FILES'}])


class WithoutEngine(FakeTest):
    def test_silent(self):
        self.start_fake()
        self.assertEqual(self.assert_ran(self.ctl('complete', '--', 'close', '')).stdout, '')
        self.assertFalse(self.bus.has_engine(), 'completion must not start it')
        self.environment['DBUS_SESSION_BUS_ADDRESS'] = f'unix:path={self.path("nobody")}'
        result = self.assert_ran(self.ctl('complete', '--', 'user', 'remove', ''))
        self.assertEqual((result.stdout, result.stderr), ('', ''))


class Live(LiveTest):
    """The real engine's names."""

    def test_users(self):
        self.bus.call(USERS_INTERFACE, 'Add', GLib.Variant('(sa{sv})', ('élan', {})))
        answer = self.assert_ran(self.ctl('complete', '--', 'user', 'remove', '')).stdout
        self.assertEqual(answer, 'élan\t\n')
        answer = self.assert_ran(self.ctl('complete', '--', 'listener', 'disable', '')).stdout
        self.assertEqual(answer, '127.0.0.1:0\tlistening\n')


if __name__ == '__main__':
    adit_test.run()

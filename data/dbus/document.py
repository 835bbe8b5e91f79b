#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""document.py FOLDER INTERFACE.xml…: a page in Markdown for each interface, and an index of them.

The text is that of the comments in the XML: what stands before an element and begins with its name
is about that element.

    <!--
      Name: the first words
      @argument: what it is
        and more about it

      Further paragraphs, in Markdown. #io.github.aditproxy.Adit.Users:Error is a reference.
    -->

gdbus-codegen reads the same comments, but takes the second line of an argument for the description
of the method, and lists for paragraphs.
"""

import os
import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree

REFERENCE = re.compile(r'#((?:\w+\.)+[A-Z]\w*?\.[A-Z]\w+)(?:(::?|\.)(\w+)(?:\(\))?)?')
INDEX = '''# Adit on D-Bus

The engine owns the name `io.github.aditproxy.Adit.Engine` on the session bus, which starts it when
it is called, and exports its interfaces at `/io/github/aditproxy/Adit/Engine`:

{rows}

Names, types and meaning of what is written there stay. Later versions may add interfaces, methods,
properties, and keys to dictionaries; keys that are not known are to be ignored.

The same is found out by introspection, `busctl --user introspect NAME PATH`. Programs that use it
are in the folder [examples](../examples) beside this one.
'''


class Comment:
    """`words`: behind the name, `arguments`: text by name, `body`: the paragraphs."""

    def __init__(self, text, name):
        first, _, rest = text.partition('\n')
        self.words = first.removeprefix(f'{name}:').strip()
        self.arguments = {}
        self.body = self._take_arguments(textwrap.dedent(rest).rstrip('\n').split('\n'))

    def _take_arguments(self, lines):
        """The lines behind the arguments; without any, the first paragraph may go on."""
        name = None
        for number, line in enumerate(lines):
            match = re.match(r'@(\w+): ?(.*)', line)
            if match:
                name = match.group(1)
                self.arguments[name] = match.group(2)
            elif name and line.startswith(' '):
                self.arguments[name] += '\n' + line.strip()
            else:
                return self._join('\n'.join(lines[number:]))
        return self._join('')

    def _join(self, body):
        if not self.words:
            return body.strip('\n')
        words, self.words = self.words, ''
        return f'{words[0].upper()}{words[1:]}\n{body}'.strip('\n')


class Item:
    """An element with its comment, which is None where there is none, and what is said before."""

    def __init__(self, element, comment, before):
        self.element = element
        self.before = [textwrap.dedent('      ' + text) for text in before]
        self.name = element.get('name')
        self.comment = comment
        self.arguments = element.findall('arg')

    def problems(self):
        if self.comment is None:
            yield f'{self.name} has no comment'
            return
        names = [argument.get('name') for argument in self.arguments]
        known = set(names) | ({'short_description'} if self.element.tag == 'interface' else set())
        for name in names:
            if not self.comment.arguments.get(name):
                yield f'{self.name}: nothing is said of @{name}'
        for name in set(self.comment.arguments) - known:
            yield f'{self.name}: there is no @{name}'
        if not self.comment.body and not self.comment.arguments:
            yield f'{self.name}: nothing is said of it'


def pair(parent):
    """The elements in `parent` with their comments. Comments that are about none of them are about
    all those that follow."""
    comments = []
    for child in parent:
        if child.tag is ElementTree.Comment:
            comments.append(child.text.strip())
        elif child.tag in ('interface', 'method', 'signal', 'property'):
            name = child.get('name')
            is_about = bool(comments) and comments[-1].startswith(f'{name}:')
            yield Item(child, Comment(comments.pop(), name) if is_about else None, comments)
            comments = []


def read(path):
    """The interface of a file, and what is in it."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    root = ElementTree.parse(path, parser).getroot()
    interface = next(pair(root))
    return interface, list(pair(interface.element))


def problems(path):
    """What is not documented, or documented and not there; a line each."""
    interface, items = read(path)
    found = list(interface.problems())
    if interface.comment and not interface.comment.arguments.get('short_description'):
        found.append(f'{interface.name}: nothing is said of @short_description')
    for item in items:
        found += [f'{interface.name}: {problem}' for problem in item.problems()]
    return found


# ---- Writing ----

def link(match):
    interface, kind, name = match.groups()
    short = interface.rpartition('.')[2]
    text = {None: short, ':': f'{short}:{name}', '::': f'{short}::{name}',
            '.': f'{short}.{name}()'}[kind]
    return f'[`{text}`]({interface}.md{"#" + name.lower() if name else ""})'


def markdown(text):
    return REFERENCE.sub(link, text)


def write_item(item):
    lines = [line for text in item.before for line in (text, '')]
    lines += [f'### {item.name}', '']
    if item.element.tag == 'property':
        lines += [f'`{item.element.get("type")}`, {item.element.get("access")}', '']
    for argument in item.arguments:
        direction = argument.get('direction')
        kind = f'`{argument.get("type")}`' + (f', {direction}' if direction else '')
        text = markdown(item.comment.arguments[argument.get('name')]).replace('\n', '\n  ')
        lines.append(f'- **{argument.get("name")}** ({kind}): {text}')
    if item.arguments:
        lines.append('')
    if item.comment.body:
        lines += [markdown(item.comment.body), '']
    return lines


def write_page(folder, path):
    """Returns the index's row."""
    interface, items = read(path)
    summary = interface.comment.arguments['short_description']
    lines = [f'# {interface.name}', '', f'*{markdown(summary)}*', '',
             markdown(interface.comment.body), '']
    for tag, title in (('method', 'Methods'), ('signal', 'Signals'), ('property', 'Properties')):
        those = [item for item in items if item.element.tag == tag]
        if those:
            lines += [f'## {title}', '']
            for item in those:
                lines += write_item(item)

    with open(os.path.join(folder, f'{interface.name}.md'), 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines).rstrip('\n') + '\n')
    return f'- [{interface.name}]({interface.name}.md): {summary}'


def main(folder, *paths):
    found = [problem for path in paths for problem in problems(path)]
    if found:
        sys.exit('\n'.join(found))
    rows = [write_page(folder, path) for path in paths]
    with open(os.path.join(folder, 'README.md'), 'w', encoding='utf-8') as file:
        file.write(INDEX.format(rows='\n'.join(rows)))


if __name__ == '__main__':
    main(*sys.argv[1:])

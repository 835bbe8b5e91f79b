#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""single.py OUTPUT.html STYLE.css index.page TOPIC.page…: the help as one HTML file, for where no
help viewer is: in a sandbox, on other desktops, in a browser. Being one file it can be handed from
a sandbox to a browser outside. Topics come in the order of the arguments, below the groups of the
index.

It knows what our pages use of Mallard, and fails on anything else rather than leave it out.
"""

import html
import sys
import xml.etree.ElementTree as ElementTree

SPACE = '{http://projectmallard.org/1.0/}'

# Mallard's element → HTML's with its class.
PLAIN = {
    'p': 'p', 'list': 'ul', 'steps': 'ol', 'terms': 'dl', 'screen': 'pre', 'code': 'code',
    'cmd': 'code', 'file': 'code', 'em': 'em', 'app': 'i', 'gui': 'b', 'key': 'kbd',
}


def name_of(element):
    return element.tag.removeprefix(SPACE)


class Help:
    def __init__(self, index, topics):
        self.index = index
        self.topics = topics
        self.titles = {}
        for topic in topics:
            self._remember(topic, topic.get('id'))

    def _remember(self, element, anchor):
        self.titles[anchor] = self.title(element)
        for section in element.findall(f'{SPACE}section'):
            self._remember(section, f'{anchor}-{section.get("id")}')

    # ---- Pieces of text ----

    def title(self, element):
        return self.content(element.find(f'{SPACE}title'), '')

    def content(self, element, topic):
        parts = [html.escape(element.text or '', quote=False)]
        for child in element:
            parts += [self.convert(child, topic), html.escape(child.tail or '', quote=False)]
        return ''.join(parts)

    def link(self, element, topic):
        if element.get('href'):
            text = self.content(element, topic) or html.escape(element.get('href'))
            return f'<a href="{html.escape(element.get("href"))}">{text}</a>'
        anchor = element.get('xref').replace('#', '-')
        if anchor.startswith('-'):
            anchor = topic + anchor
        text = self.content(element, topic).strip() or self.titles[anchor]
        return f'<a href="#{anchor}">{text}</a>'

    def sequence(self, element, topic, between):
        return between.join(self.convert(child, topic) for child in element)

    def item(self, element, topic):
        """Of terms with its title, else of a list."""
        title = element.find(f'{SPACE}title')
        if title is None:
            return f'<li>{self.content(element, topic)}</li>'
        rest = ''.join(self.convert(child, topic) for child in element if child is not title)
        return f'<dt>{self.content(title, topic)}</dt><dd>{rest}</dd>'

    # ---- Blocks ----

    def section(self, element, topic, anchor, level):
        title = element.find(f'{SPACE}title')
        parts = [f'<section id="{anchor}"><h{level}>{self.content(title, topic)}</h{level}>']
        for child in element:
            if name_of(child) == 'section':
                parts.append(self.section(child, topic, f'{anchor}-{child.get("id")}', level + 1))
            elif child is not title and name_of(child) != 'info':
                parts.append(self.convert(child, topic))
        return '\n'.join([*parts, '</section>'])

    def convert(self, element, topic):
        name = name_of(element)
        if name in PLAIN:
            return f'<{PLAIN[name]}>{self.content(element, topic)}</{PLAIN[name]}>'
        if name == 'title':  # of steps or of a list
            return f'<li class="title">{self.content(element, topic)}</li>'
        if name == 'note':
            return f'<div class="note">{self.content(element, topic)}</div>'
        if name == 'item':
            return self.item(element, topic)
        if name == 'link':
            return self.link(element, topic)
        if name == 'guiseq':
            return self.sequence(element, topic, ' → ')
        if name == 'keyseq':
            return self.sequence(element, topic, '+')
        raise SystemExit(f'{topic}: <{name}> is not known to single.py')

    # ---- The whole ----

    def group_of(self, topic):
        link = topic.find(f'{SPACE}info/{SPACE}link[@type="guide"]')
        return link.get('xref').partition('#')[2]

    def contents(self):
        parts = []
        for section in self.index.findall(f'{SPACE}section'):
            parts += [f'<h2>{self.title(section)}</h2>', '<ul>']
            for topic in self.topics:
                if self.group_of(topic) == section.get('id'):
                    about = self.content(topic.find(f'{SPACE}info/{SPACE}desc'), '')
                    parts.append(f'<li><a href="#{topic.get("id")}">{self.title(topic)}</a> '
                                 f'<span class="dim">{about}</span></li>')
            parts.append('</ul>')
        return '\n'.join(parts)

    def page(self, style):
        lead = ''.join(self.convert(child, 'index') for child in self.index
                       if name_of(child) == 'p')
        body = '\n'.join(self.section(topic, topic.get('id'), topic.get('id'), 2)
                         for topic in self.topics)
        title = self.title(self.index)
        return (f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
                f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
                f'<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n'
                f'<h1>{title}</h1>\n{lead}\n<nav>\n{self.contents()}\n</nav>\n'
                f'{body}\n</body>\n</html>\n')


def main(output, style, *pages):
    index, *topics = (ElementTree.parse(page).getroot() for page in pages)
    with open(style, encoding='utf-8') as file:
        text = Help(index, topics).page(file.read())
    with open(output, 'w', encoding='utf-8') as file:
        file.write(text)


if __name__ == '__main__':
    main(*sys.argv[1:])

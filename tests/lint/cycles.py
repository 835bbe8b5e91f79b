# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No two files, and no two folders, need each other, however many others lie between."""

import source


def graph_of_files(root):
    base = root / "src"
    graph = {}
    for path in source.files(root, ".c", ".h", under=("src",)):
        graph[source.name(path, base)] = {
            other for _, mark, other in source.includes(path) if mark == '"'
        }
    return graph


def graph_of_folders(files):
    graph = {}
    for file, others in files.items():
        folder = file.rpartition("/")[0]
        graph.setdefault(folder, set())
        graph[folder] |= {other.rpartition("/")[0] for other in others if other in files} - {folder}
    return graph


def find_cycle(graph):
    """One cycle as a path that ends where it begins, or None."""
    done = set()

    def walk(node, path):
        if node in path:
            return path[path.index(node) :] + [node]
        if node in done or node not in graph:
            return None
        for other in sorted(graph[node]):
            cycle = walk(other, path + [node])
            if cycle:
                return cycle
        done.add(node)
        return None

    for node in sorted(graph):
        cycle = walk(node, [])
        if cycle:
            return cycle
    return None


def check(root):
    files = graph_of_files(root)
    found = []
    for what, graph in (("files", files), ("folders", graph_of_folders(files))):
        cycle = find_cycle(graph)
        if cycle:
            found.append(f"src: {what} in a circle: {' → '.join(cycle)}")
    return found

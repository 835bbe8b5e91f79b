# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file has at most 600 lines, a line 100 columns, a function 60 lines."""

import ast

import source

FILE_MAX = 600
LINE_MAX = 100
FUNCTION_MAX = 60


def c_functions(path):
    """(line, name, length) of every function: its body's braces stand in the first column."""
    lines = source.code(path).split("\n")
    begin = None
    for number, line in enumerate(lines, 1):
        if line.startswith("{") and number > 1 and lines[number - 2].rstrip().endswith(")"):
            begin = number
        elif line.startswith("}") and begin:
            yield begin, head_name(lines, begin), number - begin + 1
            begin = None


def head_name(lines, begin):
    """The name of the function whose body begins at this line."""
    for line in reversed(lines[: begin - 1]):
        if line[:1].isalpha() or line[:1] == "_":
            return line.split("(")[0].strip()
    return "?"


def python_functions(path):
    for node in ast.walk(ast.parse(source.text(path))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.name, node.end_lineno - node.lineno + 1


def check_file(path, name):
    lines = source.text(path).rstrip("\n").split("\n")
    found = []
    if len(lines) > FILE_MAX:
        found.append(f"{name}:1: {len(lines)} lines; at most {FILE_MAX}")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_MAX:
            found.append(f"{name}:{number}: {len(line)} columns; at most {LINE_MAX}")
    functions = python_functions if name.endswith(".py") else c_functions
    for number, function, length in functions(path):
        if length > FUNCTION_MAX:
            found.append(f"{name}:{number}: {function} has {length} lines; at most {FUNCTION_MAX}")
    return found


def check(root):
    found = []
    for path in source.files(root, ".c", ".h", ".py", under=("src", "tests", "build-aux", "data")):
        found += check_file(path, source.name(path, root))
    return found

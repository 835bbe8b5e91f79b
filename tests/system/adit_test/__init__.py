# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the system tests share: a private bus, the real programs, origins for real clients.

A test program holds one or a few unittest cases and ends with `adit_test.run()`. Everything it
starts ends with the test: processes by the handle that started them, files in one temporary
directory. Ports are picked by the system; conditions are waited for, never times."""

from adit_test.case import SystemTest, need_module, need_program
from adit_test.runner import run
from adit_test.wait import until

__all__ = ['SystemTest', 'need_module', 'need_program', 'run', 'until']

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does somebody who watches slow the tunnels? Relays in bulk beside thousands of idle tunnels,
with and without a subscriber on a private bus, taking turns."""

import contextlib
import json
import os
import subprocess
import tempfile
from pathlib import Path

from driver import plan
from driver.proxies import Running, StartError, all_proxies, free_port, stop
from driver.results import Results

INTERVAL_MS = 500
TUNNELS = 4


@contextlib.contextmanager
def private_bus():
    """The address of a bus that nobody else knows."""
    daemon = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--nopidfile",
                               "--print-address=1"], stdout=subprocess.PIPE, text=True)
    try:
        yield daemon.stdout.readline().strip()
    finally:
        stop(daemon)


@contextlib.contextmanager
def engine(program, folder, environment):
    process = subprocess.Popen([program, f"--config-dir={folder}", "--listen=127.0.0.1:0"],
                               stdout=subprocess.PIPE, text=True, env=environment)
    try:
        line = process.stdout.readline()
        if not line.startswith("listening "):
            raise StartError(f"the engine does not listen: {line!r}")
        yield Running(process, line.split()[1], free_port())
    finally:
        stop(process)


@contextlib.contextmanager
def subscriber(environment, counts):
    """Subscribed while the block runs; what it was told is in @counts afterwards."""
    script = Path(__file__).with_name("subscriber.py")
    process = subprocess.Popen(["/usr/bin/python3", str(script), str(INTERVAL_MS)],
                               stdout=subprocess.PIPE, text=True, env=environment)
    try:
        line = process.stdout.readline()
        if not line.startswith("subscribed "):
            raise StartError("the subscriber could not subscribe")
        yield
        process.terminate()
        counts.update(json.loads(process.stdout.readline()))
    finally:
        stop(process)


def measure(name, program, load, measurement, is_watched):
    """Figures of one run and what the subscriber was told."""
    counts = {}
    with private_bus() as address, tempfile.TemporaryDirectory(prefix="adit-bench-") as folder:
        environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address,
                       "GSETTINGS_BACKEND": "memory"}
        with contextlib.ExitStack() as stack:
            running = stack.enter_context(engine(program, folder, environment))
            if is_watched:
                stack.enter_context(subscriber(environment, counts))
            found = measurement.run(load, running)
    return found, counts


def run(build, sizes, say):
    """Prints JSON lines like the main run; the exit status says whether signals arrived."""
    program = next(p.program for p in all_proxies(build) if p.name == "adit")
    if not program:
        say("the engine is not built")
        return 1
    results = Results()
    size = ["relay", f"--tunnels={TUNNELS}", f"--bytes={2 * sizes.relay_bytes}",
            f"--idle={sizes.many_idle}"]
    measurement = plan.Measurement(f"relay-with-{sizes.many_idle}-idle", size)
    is_told = True
    for number in range(sizes.rounds):
        for name in ("unwatched", "watched"):
            figures, counts = measure(name, program, plan.load_program(build), measurement,
                                      name == "watched")
            results.add(number, name, figures)
            say(f"round {number + 1}, {name}: {figures} {counts or ''}")
            is_told = is_told and (name == "unwatched" or counts["opened"] >= sizes.many_idle)
    for bench in results.benches():
        for name in results.proxies():
            ratio = results.ratio(bench, name, base_proxy="unwatched")
            print(json.dumps({"bench": bench, "proxy": f"adit, {name}",
                              "value": round(results.value(bench, name), 4),
                              "ratio_to_unwatched": round(ratio, 3)}))
    return 0 if is_told else 1

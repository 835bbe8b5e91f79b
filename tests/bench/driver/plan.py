# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: each measurement is one run of the load generator against a fresh proxy."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from driver.proxies import CORES, on_core

GIB = 1 << 30
LOAD_LIMIT_S = 600


class LoadError(Exception):
    """The load generator could not finish; the text is its own."""


@dataclass
class Sizes:
    rounds: int
    relay_bytes: int
    relay_tunnels: tuple
    setups: int
    idle: int
    few_idle: int
    many_idle: int
    round_trips: int


FULL = Sizes(rounds=3, relay_bytes=4 * GIB, relay_tunnels=(1, 4, 16), setups=10000, idle=2000,
             few_idle=10, many_idle=8000, round_trips=20000)
QUICK = Sizes(rounds=3, relay_bytes=GIB, relay_tunnels=(4,), setups=3000, idle=1000,
              few_idle=10, many_idle=2000, round_trips=5000)
SMOKE = Sizes(rounds=1, relay_bytes=1 << 20, relay_tunnels=(3,), setups=20, idle=20,
              few_idle=2, many_idle=20, round_trips=50)


@dataclass
class Measurement:
    name: str
    arguments: list

    def run(self, load, proxy):
        """The load generator's figures as {bench name: (value, unit)}."""
        command = [*on_core(CORES[-1]), str(load), *self.arguments, f"--proxy={proxy.address}",
                   f"--pid={proxy.process.pid}"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LOAD_LIMIT_S)
        except subprocess.TimeoutExpired:
            raise LoadError(f"no end after {LOAD_LIMIT_S} s") from None
        if done.returncode != 0:
            raise LoadError(done.stderr.strip())
        return figures(self.name, json.loads(done.stdout))


def figures(name, raw):
    if raw["mode"] == "relay":
        gib = raw["bytes"] / GIB
        return {f"{name}.cpu": (raw["cpu_s"] / gib, "s/GiB"),
                f"{name}.rate": (gib / raw["wall_s"], "GiB/s")}
    if raw["mode"] == "setup":
        return {f"{name}.cpu": (raw["cpu_us"], "µs"), f"{name}.wall": (raw["wall_us"], "µs")}
    if raw["mode"] == "idle":
        return {f"{name}.pss": (raw["kib_per_tunnel"], "KiB")}
    return {f"{name}.cpu": (raw["cpu_us"], "µs"), f"{name}.median": (raw["median_us"], "µs"),
            f"{name}.p99": (raw["p99_us"], "µs")}


def measurements(sizes):
    for tunnels in sizes.relay_tunnels:
        size = ["relay", f"--tunnels={tunnels}", f"--bytes={sizes.relay_bytes}"]
        yield Measurement(f"relay-down-{tunnels}", size)
        yield Measurement(f"relay-up-{tunnels}", [*size, "--upload"])
    yield Measurement("setup", ["setup", f"--tunnels={sizes.setups}", "--bare"])
    yield Measurement("setup-byte", ["setup", f"--tunnels={sizes.setups}"])
    yield Measurement("idle", ["idle", f"--idle={sizes.idle}"])
    for idle in (sizes.few_idle, sizes.many_idle):
        yield Measurement(f"rtt-{idle}",
                          ["rtt", f"--idle={idle}", f"--round-trips={sizes.round_trips}"])


def load_program(build: Path):
    return build / "tests/bench/bench-load"

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: each measurement is one run of the load generator against a fresh proxy."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from driver.proxies import CORES, FORWARD, ORIGIN_TLS, TLS, TUNNEL, on_core

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
    tls_relay_bytes: int
    tls_relay_tunnels: tuple
    tls_setups: int
    tls_many_idle: int
    requests: int
    forward_bytes: int
    rate_ms: int


FULL = Sizes(rounds=3, relay_bytes=4 * GIB, relay_tunnels=(1, 4, 16), setups=10000, idle=2000,
             few_idle=10, many_idle=8000, round_trips=20000,
             tls_relay_bytes=2 * GIB, tls_relay_tunnels=(1, 4), tls_setups=4000,
             tls_many_idle=4000, requests=20000, forward_bytes=2 * GIB,
             rate_ms=10000)
QUICK = Sizes(rounds=3, relay_bytes=GIB, relay_tunnels=(4,), setups=3000, idle=1000,
              few_idle=10, many_idle=2000, round_trips=5000,
              tls_relay_bytes=GIB // 2, tls_relay_tunnels=(4,), tls_setups=1000,
              tls_many_idle=1000, requests=5000, forward_bytes=GIB // 2,
              rate_ms=3000)
SMOKE = Sizes(rounds=1, relay_bytes=1 << 20, relay_tunnels=(3,), setups=20, idle=20,
              few_idle=2, many_idle=20, round_trips=50,
              tls_relay_bytes=1 << 20, tls_relay_tunnels=(3,), tls_setups=20,
              tls_many_idle=20, requests=20, forward_bytes=1 << 20,
              rate_ms=100)

# What a small answer carries.
ANSWER_BYTES = 1024


@dataclass
class Measurement:
    name: str
    arguments: list
    needs: tuple = (TUNNEL,)

    @property
    def is_encrypted(self):
        return TLS in self.needs

    @property
    def is_origin_encrypted(self):
        return ORIGIN_TLS in self.needs

    def suits(self, proxy):
        return set(self.needs) <= set(proxy.abilities)

    def run(self, load, proxy):
        """The load generator's figures as {bench name: (value, unit)}."""
        command = [*on_core(CORES[-1]), str(load), *self.arguments, f"--proxy={proxy.address}",
                   f"--pid={proxy.process.pid}", f"--origin-port={proxy.origin_port}",
                   *(["--tls"] if self.is_encrypted else []), *origin_options(proxy),
                   *([f"--field={proxy.field}"] if proxy.field else [])]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LOAD_LIMIT_S)
        except subprocess.TimeoutExpired:
            raise LoadError(f"no end after {LOAD_LIMIT_S} s") from None
        if done.returncode != 0:
            raise LoadError(done.stderr.strip())
        return figures(self.name, json.loads(done.stdout), proxy.rate)


def origin_options(proxy):
    shown = proxy.origin_certificate
    return [f"--origin-certificate={shown.certificate}",
            f"--origin-key={shown.key}"] if shown else []


def figures(name, raw, rate=0):
    """A rate as a part of the one that is expected, and what the slowest tunnel had as a part of
    what each should have had."""
    if raw["mode"] == "relay":
        gib = raw["bytes"] / GIB
        return {f"{name}.cpu": (raw["cpu_s"] / gib, "s/GiB"),
                f"{name}.rate": (gib / raw["wall_s"], "GiB/s")}
    if raw["mode"] in ("setup", "forward"):
        return {f"{name}.cpu": (raw["cpu_us"], "µs"), f"{name}.wall": (raw["wall_us"], "µs")}
    if raw["mode"] == "rate":
        return {f"{name}.whole": (raw["bytes"] / raw["wall_s"] / rate, "ratio"),
                f"{name}.least": (raw["tunnels"] * raw["least"] / max(raw["bytes"], 1), "ratio")}
    if raw["mode"] == "idle":
        return {f"{name}.pss": (raw["kib_per_tunnel"], "KiB")}
    return {f"{name}.cpu": (raw["cpu_us"], "µs"), f"{name}.median": (raw["median_us"], "µs"),
            f"{name}.p99": (raw["p99_us"], "µs")}


def relays(prefix, tunnels, size, needs):
    for count in tunnels:
        arguments = ["relay", f"--tunnels={count}", f"--bytes={size}"]
        yield Measurement(f"{prefix}relay-down-{count}", arguments, needs)
        yield Measurement(f"{prefix}relay-up-{count}", [*arguments, "--upload"], needs)


def round_trips(prefix, sizes, counts, needs):
    for idle in counts:
        yield Measurement(f"{prefix}rtt-{idle}", ["rtt", f"--idle={idle}",
                                                  f"--round-trips={sizes.round_trips}"], needs)


def forwards(prefix, sizes, needs):
    yield Measurement(f"{prefix}forward", ["forward", f"--requests={sizes.requests}",
                                           f"--bytes={ANSWER_BYTES}"], needs)
    yield Measurement(f"{prefix}forward-down", ["relay", "--forwarded",
                                                f"--bytes={sizes.forward_bytes}"], needs)


def measurements(sizes):
    yield from relays("", sizes.relay_tunnels, sizes.relay_bytes, (TUNNEL,))
    yield Measurement("setup", ["setup", f"--tunnels={sizes.setups}", "--bare"])
    yield Measurement("setup-byte", ["setup", f"--tunnels={sizes.setups}"])
    yield Measurement("idle", ["idle", f"--idle={sizes.idle}"])
    yield from round_trips("", sizes, (sizes.few_idle, sizes.many_idle), (TUNNEL,))
    yield from forwards("", sizes, (FORWARD,))
    yield from forwards("origin-tls-", sizes, (FORWARD, ORIGIN_TLS))
    yield from encrypted_measurements(sizes)


def encrypted_measurements(sizes):
    needs = (TUNNEL, TLS)
    yield from relays("tls-", sizes.tls_relay_tunnels, sizes.tls_relay_bytes, needs)
    yield Measurement("tls-setup", ["setup", f"--tunnels={sizes.tls_setups}", "--bare"], needs)
    yield Measurement("tls-idle", ["idle", f"--idle={sizes.idle}"], needs)
    yield from round_trips("tls-", sizes, (sizes.few_idle, sizes.tls_many_idle), needs)
    yield from forwards("tls-", sizes, (FORWARD, TLS))


def load_program(build: Path):
    return build / "tests/bench/bench-load"

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Adit promises, as checks of the figures."""

RELAY_RATIO = 1.15
SETUP_RATIO = 1.8
IDLE_KIB = 1.5
MANY_IDLE_RATIO = 1.3
PEERS = ("tinyproxy", "squid")


def checks(results, sizes):
    """Yields (sentence, whether it holds). What was not measured does not hold."""
    few, many = f"rtt-{sizes.few_idle}", f"rtt-{sizes.many_idle}"
    limits = [
        ("relay CPU in yardsticks", results.ratio("relay.cpu", "adit", base_proxy="yardstick"),
         RELAY_RATIO),
        ("setup + close CPU in yardsticks",
         results.ratio("setup.cpu", "adit", base_proxy="yardstick"), SETUP_RATIO),
        ("KiB per idle tunnel", results.value("idle.pss", "adit"), IDLE_KIB),
        *((f"round trip, {figure}: {many} over {few}",
           results.ratio(f"{many}.{figure}", "adit", base_bench=f"{few}.{figure}"),
           MANY_IDLE_RATIO) for figure in ("cpu", "median")),
    ]
    for name, value, limit in limits:
        shown = "not measured" if value is None else f"{value:.2f}"
        yield f"{name}: {shown}, limit {limit}", value is not None and value <= limit
    for peer in PEERS:
        for bench in ("relay.cpu", "setup.cpu", "idle.pss", f"{few}.cpu"):
            yield behind(results, bench, peer)


def behind(results, bench, peer):
    ours, theirs = results.value(bench, "adit"), results.value(bench, peer)
    if theirs is None:
        return f"{bench}: {peer} not measured", False
    if ours is None:
        return f"{bench}: adit not measured", False
    return f"{bench}: adit {ours:.2f}, {peer} {theirs:.2f}", ours < theirs

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of all rounds, and what is made of them.

A ratio to the base, the yardstick, is taken within a round, where both met the same machine, and
then the median of the rounds; so it is not exactly the quotient of the two medians.
"""

import json
import statistics
from collections import defaultdict


class Results:
    def __init__(self, base="yardstick"):
        self._base = base  # the proxy that others are set in relation to; None: nobody
        self._values = defaultdict(dict)  # (bench, proxy) -> {round: value}
        self._units = {}
        self.failures = {}  # (measurement, proxy) -> reason

    def add(self, round_number, proxy, figures):
        for bench, (value, unit) in figures.items():
            self._values[bench, proxy][round_number] = value
            self._units[bench] = unit

    def add_relay_means(self):
        """`relay.cpu`, `tls-relay.cpu`: all directions and numbers of tunnels of a round."""
        for prefix in ("relay", "tls-relay"):
            parts = [b for b in self._units if b.startswith(f"{prefix}-") and b.endswith(".cpu")]
            for proxy in self.proxies():
                self._add_mean(f"{prefix}.cpu", parts, proxy)

    def _add_mean(self, bench, parts, proxy):
        rounds = [self._values[part, proxy] for part in parts]
        for number in set.intersection(*map(set, rounds)) if rounds else ():
            mean = statistics.mean(values[number] for values in rounds)
            self.add(number, proxy, {bench: (mean, "s/GiB")})

    def benches(self):
        return list(self._units)

    def proxies(self):
        return list(dict.fromkeys(proxy for _, proxy in self._values))

    def value(self, bench, proxy):
        """The median of the rounds; None when it was not measured."""
        values = self._values.get((bench, proxy))
        return statistics.median(values.values()) if values else None

    def ratio(self, bench, proxy, base_bench=None, base_proxy=None):
        """The median of the ratios within rounds; None when there is nothing to divide."""
        ours = self._values.get((bench, proxy), {})
        base = self._values.get((base_bench or bench, base_proxy or proxy), {})
        ratios = [ours[n] / base[n] for n in ours if base.get(n, 0) > 0]
        return statistics.median(ratios) if ratios else None

    def json_lines(self):
        for bench, unit in self._units.items():
            for proxy in self.proxies():
                value = self.value(bench, proxy)
                if value is None:
                    continue
                yield json.dumps({"bench": bench, "proxy": proxy, "value": round(value, 4),
                                  "unit": unit, **self._relation(bench, proxy)},
                                 ensure_ascii=False)

    def _relation(self, bench, proxy):
        if self._base is None:
            return {}
        ratio = self.ratio(bench, proxy, base_proxy=self._base)
        return {f"ratio_to_{self._base}": round(ratio, 3) if ratio else None}

    def table(self):
        """A line per bench, a column per proxy: the median and its ratio to the base."""
        proxies = self.proxies()
        yield "".join([f"{'':30}", *(f"{proxy:>18}" for proxy in proxies)])
        for bench, unit in self._units.items():
            cells = (self._cell(bench, proxy) for proxy in proxies)
            yield "".join([f"{bench + ', ' + unit:30}", *(f"{cell:>18}" for cell in cells)])
        for (measurement, proxy), reason in self.failures.items():
            yield f"not measured: {measurement} of {proxy}: {reason}"

    def _cell(self, bench, proxy):
        value = self.value(bench, proxy)
        if value is None:
            return "-"
        if self._base is None:
            return f"{value:.3f}"
        ratio = self.ratio(bench, proxy, base_proxy=self._base)
        return f"{value:.2f} ({ratio:.2f})" if ratio else f"{value:.2f}"

# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it costs to ask who it is and what they may, and to write it down, and how exact a user's
rate is: engines that differ in that only, in place of other proxies."""

import base64
from dataclasses import dataclass

from driver import plan
from driver.proxies import Proxy, adit, find_built

USER, PASSWORD = "alice", "bench:word"
FIELD = "Proxy-Authorization: Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
# Of that password. It is paid once: what is measured is the credential that is remembered.
HASH = "$y$j9T$k2XAnEHBqQ1Ct2aMXFKNa/$PPImt.SU.VBweaJAZQT.PClbxcZu7A6rmFDrQ/lrjp7"
N_PEOPLE = 1000
# By each thing that a rule can be about, with numbers; none holds. As ports they are lower than
# those that the system gives to anybody.
RULES = ("deny host host-{0}.example.org", "deny host *.office-{0}.example.org port 443",
         "deny address 10.{1}.{2}.0/24", "deny port {0}", "deny user user-{0} host *.example.org",
         "deny from 192.168.{1}.{2}")
# 1 TB/s: never used up.
FAR_RATE = 10**12
RATES = {"256 KiB/s": 256 << 10, "4 MiB/s": 4 << 20, "64 MiB/s": 64 << 20}
RATE_TUNNELS = (1, 4)

# What is measured of an engine: what comes before a tunnel, what it carries, how fast it may.
BEGINNING, CARRYING, RATED = "beginning", "carrying", "rated"
OPEN, LOGGED, SIGNED_IN, MANY, LIMITED = "open", "logged", "signed-in", "1000", "limited"


@dataclass
class People:
    n_users: int = 1  # 0: nobody, and nobody is asked
    n_rules: int = 0
    rate: int = 0
    is_logged: bool = False  # a line for each tunnel and request, in a file

    def write(self, folder):
        folder.mkdir(mode=0o700)
        if self.is_logged:
            (folder / "engine.conf").write_text(f"[log]\naccess=text\nfile={folder}/log\n")
        if self.n_users > 0:
            (folder / "engine.conf").write_text("[access]\nsign-in=always\n")
            (folder / "users.conf").write_text("[users]\nversion=1\n" + "".join(self._users()))
            (folder / "rules.conf").write_text("".join(self._rules()))

    def _users(self):
        """The one who comes is the last."""
        for number in range(self.n_users - 1):
            yield f"[user-{number}]\nname=user-{number}\npassword={HASH}\n"
        yield f"[user-{self.n_users}]\nname={USER}\npassword={HASH}\nrate={self.rate}\n"

    def _rules(self):
        for number in range(self.n_rules):
            yield RULES[number % len(RULES)].format(number + 1, number % 256, number // 256) + "\n"

    def engine(self, build, name, *abilities):
        def command(program, terms):
            self.write(terms.folder / "adit")
            return adit(program, terms)
        return Proxy(name, find_built(build, "src/engine/adit-engine"), command, abilities,
                     is_announcing=True, field=FIELD if self.n_users > 0 else None, rate=self.rate)


def cost_engines(build):
    return [
        People(n_users=0).engine(build, OPEN, BEGINNING, CARRYING),
        People(n_users=0, is_logged=True).engine(build, LOGGED, BEGINNING),
        People().engine(build, SIGNED_IN, BEGINNING, CARRYING),
        People(n_users=N_PEOPLE, n_rules=N_PEOPLE).engine(build, MANY, BEGINNING),
        People(rate=FAR_RATE).engine(build, LIMITED, CARRYING),
    ]


def cost_measurements(sizes):
    yield plan.Measurement("setup", ["setup", f"--tunnels={sizes.setups}", "--bare"], (BEGINNING,))
    yield plan.Measurement("forward", ["forward", f"--requests={sizes.requests}",
                                       f"--bytes={plan.ANSWER_BYTES}"], (BEGINNING,))
    yield from plan.relays("", (1, 4), sizes.relay_bytes, (CARRYING,))


def rate_engines(build):
    return [People(rate=rate).engine(build, name, RATED) for name, rate in RATES.items()]


def rate_measurements(sizes):
    for tunnels in RATE_TUNNELS:
        arguments = ["rate", f"--tunnels={tunnels}", f"--milliseconds={sizes.rate_ms}"]
        yield plan.Measurement(f"rate-down-{tunnels}", arguments, (RATED,))
        yield plan.Measurement(f"rate-up-{tunnels}", [*arguments, "--upload"], (RATED,))

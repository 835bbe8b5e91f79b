# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxies that are measured: how each is found, configured, started and ended.

Each runs as an ordinary child process on a free loopback port with a configuration made for the
run: CONNECT to any port, forwarding to the origin over connections that are kept, generous limits,
no logs, no cache. Nothing outside the run's temporary folder is read or written, save the
programs' own modules.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

from driver.certificate import Certificate

# The proxy gets one core and the load another: where the scheduler happens to put them would
# otherwise change a round trip by a factor of two from run to run.
CORES = sorted(os.sched_getaffinity(0))
START_LIMIT_S = 30
STOP_LIMIT_S = 10
START_ATTEMPTS = 3
LOWEST_PORT = 10000

# What proxies are measured for: CONNECT, forwarding, both inside TLS to the proxy, and forwarding
# to origins inside TLS.
TUNNEL, FORWARD, TLS, ORIGIN_TLS = "tunnel", "forward", "tls", "origin-tls"
ALL = (TUNNEL, FORWARD, TLS, ORIGIN_TLS)


class StartError(Exception):
    """A proxy did not start; the text says why."""


@dataclass
class Running:
    process: subprocess.Popen
    address: str
    origin_port: int
    field: Optional[str] = None  # that clients have to send
    rate: int = 0  # bytes a second that are to go through; 0: as many as can
    origin_certificate: Optional[Certificate] = None  # what the origin is to show


@dataclass
class Terms:
    """What a proxy is started with."""
    folder: Path
    origin_port: int
    certificate: Optional[Certificate]  # None: it does not have to speak TLS
    origin_certificate: Optional[Certificate]  # None: the origin does not; to be trusted
    port: Optional[int] = None  # None: it announces its own


@dataclass
class Proxy:
    name: str
    program: Optional[str]
    command: Callable[[str, Terms], list]
    abilities: tuple = (TUNNEL,)
    is_announcing: bool = False
    field: Optional[str] = None  # as of Running, like the next
    rate: int = 0

    @contextlib.contextmanager
    def run(self, folder: Path, certificate: Optional[Certificate] = None,
            origin_certificate: Optional[Certificate] = None):
        """Starts the proxy afresh, yields a Running, ends it. With a certificate, the clients
        make TLS with it; with an origin's, it makes TLS with the origin."""
        terms = Terms(folder, free_lasting_port(), certificate, origin_certificate)
        running = self._start_announcing(terms) if self.is_announcing else self._start_peer(terms)
        try:
            yield running
        finally:
            stop(running.process)

    def _argv(self, terms):
        return [*on_core(CORES[0]), *self.command(self.program, terms)]

    def _start_announcing(self, terms):
        process = subprocess.Popen(self._argv(terms), stdout=subprocess.PIPE, text=True,
                                   start_new_session=True)
        line = process.stdout.readline()
        if not line.startswith("listening "):
            stop(process)
            raise StartError(f"{self.name} does not listen: {line!r}")
        return Running(process, line.split()[1], terms.origin_port, self.field, self.rate,
                       terms.origin_certificate)

    def _start_peer(self, terms):
        """The port that was free may be taken by the time the peer binds it: then try again."""
        for _ in range(START_ATTEMPTS):
            terms.port = free_port()
            with open(terms.folder / "output", "wb") as output:
                process = subprocess.Popen(self._argv(terms), stdout=output, stderr=output,
                                           start_new_session=True)
            if accepts_connections(process, terms.port):
                return Running(process, f"127.0.0.1:{terms.port}", terms.origin_port,
                               origin_certificate=terms.origin_certificate)
            stop(process)
        output = (terms.folder / "output").read_text(errors="replace").strip()
        raise StartError(f"{self.name} does not start: {output[-500:]}")


def on_core(core):
    """What to put before a command to keep it on a core; nothing where there is only one."""
    return ["taskset", "-c", str(core)] if len(CORES) > 1 else []


def stop(process):
    """Ends a process and waits for it; one that does not listen is killed, with its children where
    it leads a session: Apache with thousands of tunnels takes its time, and left them behind."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        if os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def free_lasting_port():
    """One that none of thousands of connections is given before it is bound."""
    first_given = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(LOWEST_PORT, first_given)))
                return probe.getsockname()[1]
            except OSError:
                continue


def accepts_connections(process, port):
    deadline = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def write(terms, text):
    path = terms.folder / "config"
    path.write_text(text)
    return str(path)


def yardstick(program, terms):
    return [program]


def adit(program, terms):
    tls = terms.certificate and [f"--tls-certificate={terms.certificate.certificate}",
                                 f"--tls-key={terms.certificate.key}"]
    folder = terms.folder / "adit"
    if terms.origin_certificate:
        folder.mkdir(mode=0o700)
        trust = terms.origin_certificate.certificate
        (folder / "engine.conf").write_text(f"[tls]\ntrust={trust}\n")
    return [program, "--no-bus", f"--config-dir={folder}", "--listen=127.0.0.1:0", *(tls or [])]


def tinyproxy(program, terms):
    return [program, "-d", "-c", write(terms, f"""
Port {terms.port}
Listen 127.0.0.1
Timeout 3600
MaxClients 20000
LogFile "/dev/null"
LogLevel Critical
DisableViaHeader Yes
""")]


def squid(program, terms):
    tls = terms.certificate
    listener = f"http_port 127.0.0.1:{terms.port}" if not tls else (
        f"https_port 127.0.0.1:{terms.port} tls-cert={tls.certificate} tls-key={tls.key}")
    trust = "" if not terms.origin_certificate else (
        f"tls_outgoing_options cafile={terms.origin_certificate.certificate}")
    return [program, "-N", "-f", write(terms, f"""
{listener}
{trust}
http_access allow all
cache deny all
cache_mem 0 MB
access_log none
cache_log /dev/null
cache_store_log none
pid_filename none
netdb_filename none
pinger_enable off
client_db off
via off
forwarded_for delete
coredump_dir none
shutdown_lifetime 0 seconds
max_filedescriptors 20000
""")]


def apache(program, terms):
    modules = "/usr/lib/apache2/modules"
    identity = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    tls = "" if not terms.certificate else f"""
SSLEngine On
SSLCertificateFile {terms.certificate.certificate}
SSLCertificateKeyFile {terms.certificate.key}
SSLSessionCache none
"""
    origin_tls = "" if not terms.origin_certificate else f"""
SSLProxyEngine On
SSLProxyCACertificateFile {terms.origin_certificate.certificate}
SSLProxyVerify require
# It knows no addresses in certificates.
SSLProxyCheckPeerName off
SSLProxyCheckPeerCN off
"""
    scheme = "https" if terms.origin_certificate else "http"
    return [program, "-D", "FOREGROUND", "-f", write(terms, f"""
ServerRoot {terms.folder}
ServerName localhost
DefaultRuntimeDir {terms.folder}
PidFile {terms.folder}/pid
Listen 127.0.0.1:{terms.port}
{identity}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_connect_module {modules}/mod_proxy_connect.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
LoadModule ssl_module {modules}/mod_ssl.so
{tls}
{origin_tls}
ErrorLog /dev/null
LogLevel emerg
ServerLimit 17
ThreadLimit 512
ThreadsPerChild 512
MaxRequestWorkers 8704
StartServers 1
MinSpareThreads 64
MaxSpareThreads 8704
Timeout 3600
KeepAlive On
KeepAliveTimeout 3600
MaxKeepAliveRequests 0
ProxyTimeout 3600
ProxyRequests On
AllowCONNECT 0-65535
ProxyVia Off
# It keeps connections only to origins that it was told of.
<Proxy "{scheme}://127.0.0.1:{terms.origin_port}">
ProxySet enablereuse=on
</Proxy>
""")]


def privoxy(program, terms):
    return [program, "--no-daemon", write(terms, f"""
listen-address 127.0.0.1:{terms.port}
max-client-connections 20000
listen-backlog -1
socket-timeout 3600
toggle 0
debug 0
""")]


def find(name):
    path = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin:/usr/local/sbin"
    return shutil.which(name, path=path)


def squids():
    """Debian has two that differ in TLS, "squid" with GnuTLS and "squid-openssl", of which only one
    can be installed. The other may be unpacked somewhere: SQUID and SQUID_OPENSSL say where."""
    programs = {"squid": os.environ.get("SQUID"), "squid-openssl": os.environ.get("SQUID_OPENSSL")}
    installed = find("squid")
    if installed:
        version = subprocess.run([installed, "-v"], capture_output=True, text=True).stdout
        name = "squid-openssl" if "--with-openssl" in version else "squid"
        programs[name] = programs[name] or installed
    return [Proxy(name, program, squid, ALL)
            for name, program in programs.items()]


def find_built(build, path):
    return str(build / path) if (build / path).exists() else None


def all_proxies(build):
    """Every proxy, in the order of the tables; those without a program are not installed."""
    return [
        Proxy("yardstick", find_built(build, "tests/bench/bench-yardstick"), yardstick,
              is_announcing=True),
        Proxy("adit", find_built(build, "src/engine/adit-engine"), adit, ALL, is_announcing=True),
        Proxy("tinyproxy", find("tinyproxy"), tinyproxy),
        *squids(),
        Proxy("apache", find("apache2"), apache, ALL),
        Proxy("privoxy", find("privoxy"), privoxy),
    ]

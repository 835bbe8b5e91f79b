# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates that proxies and origins show: P-256, signed by themselves, made by openssl for
each run."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Peers that are started by root give that up before or after they read it.
READABLE = 0o644


class CertificateError(Exception):
    """No certificate could be made; the text says why."""


@dataclass
class Certificate:
    certificate: Path
    key: Path


def can_make_certificates():
    return shutil.which("openssl") is not None


def make_certificate(folder: Path, name: str = "proxy") -> Certificate:
    """In @folder, which goes with the run."""
    made = Certificate(folder / f"{name}.pem", folder / f"{name}-key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
               "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
               "-keyout", str(made.key), "-out", str(made.certificate)]
    if not can_make_certificates():
        raise CertificateError("openssl is not installed")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise CertificateError(done.stderr.strip())
    os.chmod(made.key, READABLE)
    return made

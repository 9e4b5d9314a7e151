"""Build awscred and install it elsewhere, with uv, from where pip gets its packages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_HERE = dict(os.environ)  # before the tests change HOME and the proxies
_OF_UV = {  # what uv calls a setting of pip
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def uv(*args: str | Path) -> str:
    """Run uv, and return what it writes.

    A package that cannot be fetched skips the test, except in continuous integration.
    """
    done = subprocess.run(
        [_program(), "--no-config", "--quiet", *args],
        env=_surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and not os.environ.get("CI") and "error sending request" in done.stderr:
        pytest.skip(f"uv cannot fetch packages: {done.stderr}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def _program() -> str:
    from uv import find_uv_bin

    return find_uv_bin()


def _surroundings() -> dict[str, str]:
    """The environment for uv: the same sources of packages as pip's."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env=_HERE,
        capture_output=True,
        text=True,
        check=True,
    )
    return {**_HERE, "UV_INDEX_STRATEGY": "unsafe-best-match", **_as_uv(done.stdout)}


def _as_uv(listed: str) -> Mapping[str, str]:
    """The environment variables of uv for the output of `pip config list`."""
    found = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        if variable := _OF_UV.get(name.rpartition(".")[2]):
            found[variable] = value.strip("'\"").replace("\\n", " ")
    return found

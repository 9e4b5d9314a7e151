"""Reads files that are not awscred's, piece by piece: tokens, logins, and the list of processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple


def pieces(path: str, size: int) -> Iterator[bytes]:
    """The contents of a file, at most `size` bytes at a time. May raise OSError."""
    with open(path, "rb", buffering=0) as file:
        yield from iter(lambda: file.read(size), b"")


class Process(NamedTuple):
    """A running process: the id of its parent, and the environment that it was started with.

    `environment` is empty if it is not readable, for example because the process is another user's.
    """

    parent: int
    environment: bytes


def processes() -> dict[int, Process]:
    """All processes by id, without those that have ended; none if the system has no /proc."""
    found = {}
    with suppress(OSError):
        for name in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                # "4711 (any name) S 1 ...": the state, and the parent
                state, parent = _all_of(f"/proc/{name}/stat").rpartition(b") ")[2].split()[:2]
                if state not in (b"Z", b"X"):
                    found[int(name)] = Process(int(parent), _environment(name))
    return found


def _environment(process: str) -> bytes:
    with suppress(OSError):
        return _all_of(f"/proc/{process}/environ")
    return b""


def _all_of(path: str) -> bytes:
    return b"".join(pieces(path, 65536))

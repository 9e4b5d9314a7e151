"""Locks against other awscred processes: they end with their process, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from awscred.errors import AwscredError
from awscred.store.faults import cannot
from awscred.store.folders import LOCK, beside, make_folder

LOCK_SECONDS = 10


@contextmanager
def locked(targets: Iterable[str]) -> Iterator[None]:
    """Hold the locks of those files, always in the same order; makes their folders.

    Raises AwscredError, naming the process where the system tells it, when another one has held a
    lock for LOCK_SECONDS.
    """
    from filelock import FileLock, Timeout  # 30 ms, needed by changes alone

    with ExitStack() as locks:
        for real in sorted(targets):
            make_folder(os.path.dirname(real))
            path = beside(real, LOCK)
            make_folder(os.path.dirname(path))
            try:
                locks.enter_context(FileLock(path, LOCK_SECONDS, 0o600))
            except Timeout:
                process = _holder(path)
                who = f" (process {process})" if process else ""
                raise AwscredError(
                    f"another awscred{who} has been changing {real} for {LOCK_SECONDS} seconds",
                    "wait for it to end, and try again",
                ) from None
            except OSError as error:
                raise cannot("write", real, error) from None
        yield


def _holder(path: str) -> int | None:
    """The process that holds a lock, where the system tells (Linux does, in /proc/locks)."""
    with suppress(OSError, ValueError):
        inode = os.stat(path).st_ino
        with open("/proc/locks", encoding="ascii") as table:
            for line in table:
                # "1: FLOCK  ADVISORY  WRITE 4711 fe:00:123456 0 EOF"
                words = line.split()
                if words[1] == "FLOCK" and words[5].endswith(f":{inode}"):
                    return int(words[4]) or None
    return None

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
    with ExitStack() as locks:
        for real in sorted(targets):
            make_folder(os.path.dirname(real))
            path = beside(real, LOCK)
            make_folder(os.path.dirname(path))
            try:
                locks.enter_context(held(path, real))
            except OSError as error:
                raise cannot("lock", path, error) from None
        yield


@contextmanager
def held(path: str, what: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file at that path, which says that `what` is being changed.

    Raises AwscredError as `locked` does, after so many seconds. May raise OSError, where there is
    no way to lock.
    """
    from filelock import FileLock, Timeout  # 30 ms, needed by changes alone

    lock = FileLock(path, seconds, 0o600)
    try:
        lock.acquire()
    except Timeout:
        process = _holder(path)
        who = f" (process {process})" if process else ""
        raise AwscredError(
            f"another awscred{who} has been changing {what} for {seconds:g} seconds",
            "wait for it to end, and try again",
        ) from None
    try:
        yield
    finally:
        with suppress(OSError):  # what was done under it is done
            lock.release()


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

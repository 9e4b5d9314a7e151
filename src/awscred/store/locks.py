"""Locks against other awscred processes: they end with their process, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from awscred.errors import AwscredError
from awscred.store.faults import cannot
from awscred.store.folders import LOCK, beside, make_folder, new_file, user_name

LOCK_SECONDS = 10


class BusyError(AwscredError):
    """Another awscred has held a lock for LOCK_SECONDS."""


@contextmanager
def locked(targets: Iterable[str]) -> Iterator[None]:
    """Hold the locks of those files, always in the same order; makes their folders.

    Raises BusyError, naming the process where the system tells it, when another one has held a
    lock for LOCK_SECONDS, and AwscredError if a lock cannot be used.
    """
    with ExitStack() as locks:
        for real in sorted(targets):
            make_folder(os.path.dirname(real))
            path = beside(real, LOCK)
            make_folder(os.path.dirname(path))
            try:
                locks.enter_context(held(path, real))
            except OSError as error:
                raise _refusal(path, error) from None
        yield


def _refusal(path: str, error: OSError) -> AwscredError:
    """Why a lock file cannot be used: as a rule it belongs to somebody else."""
    refusal = cannot("lock", path, error)
    with suppress(OSError):
        owner = os.lstat(path).st_uid
        if isinstance(error, PermissionError) and owner != os.geteuid():
            return AwscredError(
                f"cannot lock {path}, which belongs to {user_name(owner)}; nothing was changed",
                f"if no awscred of theirs is running, delete {path}",
            )
    return refusal


@contextmanager
def held(path: str, what: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file at that path, which says that `what` is being changed.

    Raises BusyError as `locked` does, after so many seconds. May raise OSError, where there is no
    way to lock.
    """
    from filelock import FileLock, Timeout  # 30 ms, needed by changes alone

    with suppress(FileExistsError):
        os.close(new_file(path))  # which filelock would make for root alone
    lock = FileLock(path, seconds, 0o600)
    try:
        lock.acquire()
    except Timeout:
        process = _holder(path)
        who = f" (process {process})" if process else ""
        raise BusyError(
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

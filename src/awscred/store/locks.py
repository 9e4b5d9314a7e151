"""Locks against other awscred processes. A lock ends with its process, even if that is killed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from shlex import quote

from awscred.errors import AwscredError
from awscred.store import system
from awscred.store.faults import cannot
from awscred.store.folders import (
    LOCK,
    in_state_folder,
    is_there,
    lock_of,
    make_folder,
    new_file,
    real_paths,
    user_name,
)

LOCK_SECONDS = 10
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)


class BusyError(AwscredError):
    """Another awscred has held a lock for too long."""


@contextmanager
def locked(targets: Iterable[str]) -> Iterator[list[str]]:
    """Hold the locks of these files, always in the same order; creates their folders.

    Yields notes for the user. If the file system of a file has no locks, as some network file
    systems, the lock is in the state folder: it locks out only this user's other processes on this
    machine.

    Raises BusyError if another process has held a lock for LOCK_SECONDS (it names the process if
    the system lists it), and AwscredError if a lock cannot be used.
    """
    notes: list[str] = []
    with ExitStack() as locks:
        for real in sorted(targets):
            make_folder(os.path.dirname(real))
            path = lock_of(real)
            make_folder(os.path.dirname(path))
            try:
                locks.enter_context(held(path, real, LOCK_SECONDS))
            except OSError as error:
                if error.errno not in _NO_LOCKS:
                    raise _refusal(path, error) from None
                locks.enter_context(_held_elsewhere(real))
                notes.append(
                    f"the file system of {real} has no locks: make no other change of it "
                    "at the same time on another machine"
                )
        yield notes


@contextmanager
def _held_elsewhere(real: str) -> Iterator[None]:
    """Hold the lock of a file in the state folder. Raises AwscredError if that has no locks
    either."""
    path = in_state_folder(real, LOCK)
    make_folder(os.path.dirname(path))
    with ExitStack() as lock:
        try:
            lock.enter_context(held(path, real, LOCK_SECONDS))
        except OSError as error:
            refusal = cannot("lock", path, error)
            if error.errno in _NO_LOCKS:
                refusal.hint = "set XDG_STATE_HOME to a folder on a disk of this machine"
            raise refusal from None
        yield


def _refusal(path: str, error: OSError) -> AwscredError:
    """Why a lock file cannot be used: usually it belongs to another user."""
    refusal = cannot("lock", path, error)
    with suppress(OSError):
        owner = os.lstat(path).st_uid
        if isinstance(error, PermissionError) and owner != system.user():
            return AwscredError(
                f"cannot lock {path}, which belongs to {user_name(owner)}; nothing was changed",
                f"if no awscred of theirs is running, delete {path}",
            )
    return refusal


@contextmanager
def held(path: str, what: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock file at this path, which means that `what` is being changed.

    Raises BusyError as `locked` does, after this many seconds, and AwscredError if something else
    is in the place of the lock file. May raise OSError if the file system has no locks.
    """
    from filelock import FileLock, Timeout  # takes 30 ms, needed only for changes

    with suppress(FileExistsError):
        os.close(new_file(path))  # filelock would create it for root only
    # A soft lock would remain after its process ends.
    lock = FileLock(path, seconds, 0o600, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        process = _holder(path)
        who = f" (process {process})" if process else ""
        raise BusyError(
            f"another awscred{who} has been changing {what} for {seconds:g} seconds",
            "wait for it to end, and try again",
        ) from None
    except OSError:
        _refuse_other(path)
        raise
    try:
        yield
    finally:
        with suppress(OSError):  # the work is already done
            lock.release()


def remove_locks(paths: Iterable[str]) -> None:
    """Delete the lock files of these files, which are in a repository, for example.

    A lock that another process holds stays. A process that waits for one notices that it is gone.
    """
    for real in real_paths(paths):
        path = lock_of(real)
        if is_there(path):
            with suppress(AwscredError, OSError), held(path, real, 0):
                os.unlink(path)


def _refuse_other(path: str) -> None:
    """Raise AwscredError if a link or a folder is in the place of a lock file."""
    if os.path.islink(path):
        found = "a symbolic link"
    elif os.path.isdir(path):
        found = "a folder"
    else:
        return
    raise AwscredError(
        f"{path} is {found}, and awscred needs a lock file there; nothing was changed",
        f"run `ls -ld {quote(path)}` to see its owner, then remove it and try again",
    ) from None


def _holder(path: str) -> int | None:
    """The process that holds a lock, if the system lists it (Linux does, in /proc/locks)."""
    with suppress(OSError, ValueError):
        inode = os.stat(path).st_ino
        with open("/proc/locks", encoding="utf-8") as table:
            for line in table:
                # "1: FLOCK  ADVISORY  WRITE 4711 fe:00:123456 0 EOF"
                words = line.split()
                if words[1] == "FLOCK" and words[5].endswith(f":{inode}"):
                    return int(words[4]) or None
    return None

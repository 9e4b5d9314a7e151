"""One file as it was when it was read, and whether it is unchanged."""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import suppress
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store import system
from awscred.store.faults import cannot

LARGEST = 4 * 1024 * 1024
"""In bytes; a larger file is refused unread."""
SETTLE_SECONDS = 1.0
"""An empty file that was just written may be waiting for its new content for this many seconds."""


class Snapshot(NamedTuple):
    """A file as it was when read: `data` is None if there was none.

    `path` is the path as named, `real` the file that its symlinks lead to, `stat` its state.
    """

    path: str
    real: str
    data: bytes | None
    stat: os.stat_result | None

    def __repr__(self) -> str:  # the data contains secrets
        return f"<Snapshot of {self.path!r}>"


def read(path: str) -> Snapshot:
    """A file's bytes and state; both are None if it does not exist.

    Raises AwscredError if it is not a regular file, is too large or cannot be read.
    """
    snapshot = _read(path)
    deadline = time.monotonic() + SETTLE_SECONDS
    while snapshot.data == b"" and _written_just_now(snapshot) and time.monotonic() < deadline:
        time.sleep(0.02)
        snapshot = _read(path)
    return snapshot


def is_unchanged(old: Snapshot) -> bool:
    """Whether a file is unchanged: the same file, with the same bytes, owner and mode."""
    return is_same(_read(old.path), old)


def is_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots are of the same file in the same state."""
    return (one.real, one.data) == (other.real, other.data) and _identity(one) == _identity(other)


def is_one_file(one: Snapshot, other: Snapshot) -> bool:
    """Whether two paths lead to the same file, through symlinks or as hard links."""
    if one.stat is None or other.stat is None:
        return one.real == other.real
    return os.path.samestat(one.stat, other.stat)


def mode(snapshot: Snapshot) -> int | None:
    """The permission bits of a file; None if there is no file, and on Windows."""
    if snapshot.stat is None or sys.platform == "win32":
        return None
    return stat.S_IMODE(snapshot.stat.st_mode)


def digest(data: bytes | None) -> str | None:
    """A digest to recognize a file's content later; None for no file."""
    from hashlib import sha256  # takes 3 ms, needed only for changes

    return None if data is None else sha256(data).hexdigest()


def _read(path: str) -> Snapshot:
    if not path or path == os.devnull:  # only the other file was named, or none is wanted
        return Snapshot(path, path, None, None)
    real = os.path.realpath(path)
    try:
        # Without blocking: open would wait for a writer if a FIFO is in the file's place.
        handle = os.open(real, system.READ & ~system.NO_LINK)
    except FileNotFoundError:
        return Snapshot(path, real, None, None)
    except OSError as error:
        raise cannot("read", path, error) from None
    try:
        state = os.fstat(handle)
        if stat.S_ISDIR(state.st_mode):
            raise AwscredError(f"{path} is a folder, not a file", "use the path of the file itself")
        if not stat.S_ISREG(state.st_mode):
            raise AwscredError(f"{path} is not a regular file", "use a file on disk")
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(LARGEST + 1)
        size = max(state.st_size, len(data))  # some file systems report 0
        if size > LARGEST:
            raise AwscredError(
                f"{path} is {size:,} bytes long; awscred reads up to {LARGEST:,}",
                "check that it is the file you mean",
            )
        return Snapshot(path, real, data, state)
    except OSError as error:
        raise cannot("read", path, error) from None
    finally:
        with suppress(OSError):  # it has been read
            os.close(handle)


def _identity(snapshot: Snapshot) -> tuple[int, ...] | None:
    state = snapshot.stat
    if state is None:
        return None
    return (
        *(state.st_dev, state.st_ino, state.st_mtime_ns),
        *(state.st_mode, state.st_uid, state.st_gid),  # the new file gets these
    )


def _written_just_now(snapshot: Snapshot) -> bool:
    state = snapshot.stat
    return state is not None and abs(time.time() - state.st_mtime) < SETTLE_SECONDS

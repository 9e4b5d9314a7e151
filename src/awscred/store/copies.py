"""Private copies of the two files, for an editor: nothing of them is left behind.

A copy is alone in a folder that only the user can enter, so that what an editor puts beside it
(swap files, backups) is removed with it. The folder is locked as long as its process lives. If that
is killed, the next command removes what it left.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from awscred.errors import AwscredError
from awscred.store import private, system
from awscred.store.faults import as_refusal
from awscred.store.folders import (
    COPIES,
    COPY,
    copy_folders,
    new_folder,
    state_folder,
    write_new,
)
from awscred.store.locks import held

_SUFFIX = ".lock"
_ALL = "copies.lock"
_ATTEMPTS = 5
_IN_MEMORY = ("tmpfs", "ramfs")


@contextmanager
def private_copy(name: str, data: bytes) -> Iterator[str]:
    """A copy of a file's content under the file's own `name`; yields its path.

    It is removed, with everything beside it, however the block ends. Raises AwscredError if there
    is no place that only the user can enter, if the disk does not allow it, or if the copy cannot
    be removed.
    """
    parent = _parent()
    own = os.path.join(parent, f"{COPY}{secrets.token_hex(8)}")
    folder = os.path.join(own, ".aws")  # lets an editor recognize the format
    path = os.path.join(folder, name)
    with as_refusal("create", own), held(os.path.join(parent, _ALL), parent):
        _sweep(parent)
        lock = _lock(own)
    with lock:
        try:
            with as_refusal("create", path):
                new_folder(own)
                new_folder(folder)
                write_new(path, data)
            yield path
        finally:
            _remove(own)
            with suppress(OSError):  # Windows deletes it when the lock ends
                os.unlink(f"{own}{_SUFFIX}")


def sweep() -> None:
    """Remove the copies that nobody edits any more, if their folder is only the user's."""
    for folder in copy_folders():
        with suppress(OSError, AwscredError):
            private.check_private(folder)
            with held(os.path.join(folder, _ALL), folder, 0):
                _sweep(folder)


def _parent() -> str:
    """The folder for copies: in memory if the system offers that, else the state folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    with suppress(OSError, AwscredError):
        if os.path.isabs(runtime) and _is_own(runtime) and _is_in_memory(runtime):
            folder = copy_folders()[0]
            private.make_private(folder)
            return folder
    folder = state_folder(COPIES)
    with as_refusal("create", folder):
        private.make_private(folder)
    return folder


def _is_own(folder: str) -> bool:
    """Whether a folder belongs to this user, and nobody else can enter it."""
    state = os.lstat(folder)
    mode = stat.S_IMODE(state.st_mode)
    return stat.S_ISDIR(state.st_mode) and state.st_uid == system.user() and not mode & 0o077


def _is_in_memory(folder: str) -> bool:
    """Whether a folder is on a file system in memory, if the system lists them (Linux does)."""
    real = os.path.realpath(folder)
    kinds = {}
    with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as mounts:
        for line in mounts:
            _, at, kind, *_ = line.split(" ")
            kinds[at] = kind
    while real not in kinds and real != os.path.dirname(real):
        real = os.path.dirname(real)
    return kinds.get(real) in _IN_MEMORY


def _lock(own: str) -> ExitStack:
    """Hold a lock beside a folder, until the stack is closed or this process ends."""
    with ExitStack() as stack:
        with suppress(OSError):  # the file system may have no locks
            stack.enter_context(held(f"{own}{_SUFFIX}", own, 0))
        return stack.pop_all()


def _sweep(parent: str) -> None:
    """Remove the copies of processes that were killed, and those that an editor wrote again after
    its process had removed them."""
    names = {name for name in os.listdir(parent) if name.startswith(COPY)}
    for name in names:
        path = os.path.join(parent, name)
        if name.endswith(_SUFFIX):
            with suppress(OSError, AwscredError), held(path, path, 0):  # fails if it is in use
                _remove(path.removesuffix(_SUFFIX))
                os.unlink(path)
        elif f"{name}{_SUFFIX}" not in names:
            with suppress(AwscredError):
                _remove(path)


def _remove(own: str) -> None:
    """Remove a folder, even while a process of the editor still writes to it.

    Raises AwscredError if that is not possible.
    """
    for _ in range(_ATTEMPTS):
        shutil.rmtree(own, ignore_errors=True)
        if not os.path.lexists(own):
            return
    raise AwscredError(
        f"the private copy in {own} could not be removed", "it may hold keys: remove that folder"
    )

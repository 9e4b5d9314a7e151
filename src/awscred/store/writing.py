"""One file written so that a fault leaves the old content or the new.

The new content is written and synced beside the file first. Usually it then takes the file's place
in one step. Where that cannot be, as the file has hard links, is mounted by itself or stands in a
folder that cannot be written to, it is copied into the file, and the copy beside it stays until
that is done: a crash in between is mended from it (see `journal`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store.faults import as_refusal
from awscred.store.folders import (
    NEW,
    beside,
    is_writable,
    make_folder,
    sync,
    sync_folder,
    write_new,
)
from awscred.store.snapshot import Snapshot, is_unchanged


class Prepared(NamedTuple):
    """A file's new content (None: no file any more), standing at `new` beside the old one."""

    old: Snapshot
    data: bytes | None
    new: str
    in_place: bool

    def __repr__(self) -> str:  # the data holds secrets
        return f"<Prepared: {self.old.path!r}>"


class MountedError(Exception):
    """A file cannot be replaced, as it is a mount point; it can be written in place."""


def plan(old: Snapshot, data: bytes | None) -> Prepared:
    """How a file is to get that content. Raises AwscredError for what stands for no file."""
    if old.path in ("", os.devnull):  # which root could replace, and nobody is to
        raise AwscredError(
            f"{old.path or 'an empty path'} stands for no file; nothing was changed",
            "name the file to change with --config or --credentials",
        )
    return Prepared(old, data, beside(old.real, NEW), data is not None and _is_fixed(old))


def _is_fixed(old: Snapshot) -> bool:
    """Whether another file cannot take its place, or not as what it is."""
    if old.stat is None:
        return False
    foreign = old.stat.st_uid != os.geteuid() != 0  # only root can give files away
    return old.stat.st_nlink > 1 or foreign or not is_writable(os.path.dirname(old.real))


def prepare(change: Prepared) -> None:
    """Write and sync the new content beside the file. Raises AwscredError where it cannot be."""
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if in_place:  # refuse before anything is written
            os.close(os.open(old.real, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
        if data is None:
            return
        make_folder(os.path.dirname(new))
        discard(new)  # of an awscred that was killed: the lock says that it is gone
        dress = None if in_place or old.stat is None else partial(_dress, old.real, old.stat)
        write_new(new, data, dress)


def put(change: Prepared) -> None:
    """Give the file its new content. Raises AwscredError, or MountedError (nothing is changed)."""
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if data is None:
            os.unlink(old.real)
        elif in_place:
            write_in_place(old.real, data)
            os.unlink(new)
        else:
            try:
                os.replace(new, old.real)
            except OSError as error:
                if error.errno != errno.EBUSY:
                    raise
                raise MountedError from None


def write_in_place(real: str, data: bytes) -> None:
    """Overwrite a file's content and sync it. May raise OSError, with some of it written."""
    handle = os.open(real, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        os.ftruncate(handle, len(data))
        sync(handle)
    finally:
        os.close(handle)


def put_back(change: Prepared) -> None:
    """Give a file its old content again. Raises AwscredError where that cannot be."""
    old, _, new, in_place = change
    if is_unchanged(old):
        return
    if old.data is None:
        with as_refusal("write", old.path), suppress(FileNotFoundError):
            os.unlink(old.real)
    elif in_place:
        with as_refusal("write", old.path):
            write_in_place(old.real, old.data)
    else:
        back = Prepared(old, old.data, new, in_place)
        prepare(back)
        put(back)


def discard(path: str) -> None:
    """Remove a file of awscred's own, where it is there. May raise OSError."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def confirm(old: Snapshot) -> Iterator[str]:
    """Have the disk confirm a replacement; yields what the user is to know."""
    why = ""
    try:
        if not (_sync_file(old.real) and sync_folder(os.path.dirname(old.real))):
            why = "the file system does not offer that"
    except OSError as error:
        why = f"{error.strerror}"
    if why:
        yield f"{old.path} is saved, but the disk did not confirm it: {why}"


def _sync_file(real: str) -> bool:
    """Have the disk confirm a file's content, unless the file was removed; returns as `sync`."""
    try:
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        return sync(handle)
    finally:
        os.close(handle)


def _dress(real: str, state: os.stat_result, handle: int) -> None:
    """Give a new file the owner, mode and extended attributes of the one it replaces."""
    new = os.fstat(handle)  # a folder may give its own group to what is made in it
    if (state.st_uid, state.st_gid) != (new.st_uid, new.st_gid):
        os.fchown(handle, state.st_uid, state.st_gid)
    os.fchmod(handle, stat.S_IMODE(state.st_mode))
    if hasattr(os, "listxattr"):
        for name in _attributes(real):
            with suppress(OSError):  # some belong to the kernel, and come by themselves
                os.setxattr(handle, name, os.getxattr(real, name))


def _attributes(path: str) -> list[str]:
    with suppress(OSError):  # a file system without any
        return os.listxattr(path)
    return []

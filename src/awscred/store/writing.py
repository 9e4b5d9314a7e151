"""One file written so that a fault leaves the old content or the new.

The new content is written and synced beside the file first. Usually it then takes the file's place
in one step, and what was in that place is looked at: if another program has written it since it was
read, it is put back. Where the file cannot be replaced, as it has hard links, is mounted by itself
or stands in a folder that cannot be written to, the new content is copied into it, and the copy
beside it stays until that is done: a crash in between is mended from it (see `journal`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from shlex import quote
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
    user_name,
    write_new,
)
from awscred.store.snapshot import Snapshot, is_unchanged
from awscred.store.swap import exchange, move


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


class ChangedError(AwscredError):
    """Another program has changed a file just before it was to be replaced; that is kept."""

    def __init__(self, path: str) -> None:
        super().__init__(f"another program has just changed {path}", "try again when it is done")


def plan(old: Snapshot, data: bytes | None) -> Prepared:
    """How a file is to get that content. Raises AwscredError for what stands for no file."""
    if old.path in ("", os.devnull):  # which root could replace, and nobody is to
        raise AwscredError(
            f"{old.path or 'an empty path'} stands for no file; nothing was changed",
            "name the file to change with --config or --credentials",
        )
    _refuse_mixed_owners(old)
    return Prepared(old, data, beside(old.real, NEW), data is not None and _is_fixed(old))


def _refuse_mixed_owners(old: Snapshot) -> None:
    """Raise AwscredError if root would leave a change that neither it nor the user can complete.

    What root makes in a user's folder belongs to the user, who cannot write to another's file.
    """
    if old.stat is None or os.geteuid() != 0:
        return
    folder = _owner_of_folder(old)
    if folder not in (0, old.stat.st_uid):
        owner, theirs = user_name(old.stat.st_uid), user_name(folder)
        raise AwscredError(
            f"{old.path} belongs to {owner}, and its folder to {theirs}; nothing was changed",
            f"run `chown {folder} {quote(old.real)}` first",
        )


def _owner_of_folder(old: Snapshot) -> int:
    with as_refusal("look at", old.path):
        return os.stat(os.path.dirname(old.real)).st_uid


def _is_fixed(old: Snapshot) -> bool:
    """Whether another file cannot take its place, or not as what it is."""
    if old.stat is None:
        return False
    # What is made beside it belongs to this user; what root makes, to the folder's owner.
    foreign = old.stat.st_uid != (os.geteuid() or _owner_of_folder(old))
    folder = os.path.dirname(old.real)
    alone = old.stat.st_nlink == 1 and is_writable(folder)
    return foreign or not alone or not _can_have_group(old.stat.st_gid, folder)


def _can_have_group(group: int, folder: str) -> bool:
    """Whether a file that this process makes in a folder can have that group."""
    if os.geteuid() == 0 or group in (os.getegid(), *os.getgroups()):
        return True
    with suppress(OSError):  # a folder that is gone: the change says so
        state = os.stat(folder)
        return bool(state.st_mode & stat.S_ISGID) and state.st_gid == group
    return False


def prepare(change: Prepared) -> None:
    """Write and sync the new content beside the file. Raises AwscredError where it cannot be."""
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if in_place:  # refuse before anything is written
            _refuse_read_only(old)
        if data is None:
            return
        make_folder(os.path.dirname(new))
        discard(new)  # of an awscred that was killed: the lock says that it is gone
        discard(f"{new}-part")
        dress = None if in_place or old.stat is None else partial(_dress, old.real, old.stat)
        write_new(f"{new}-part", data, dress)
        os.rename(f"{new}-part", new)  # what is at `new` is whole


def _refuse_read_only(old: Snapshot) -> None:
    """Raise AwscredError or OSError for a file that cannot be written in place."""
    try:
        os.close(os.open(old.real, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC))
    except PermissionError:
        state = old.stat
        if state is None or state.st_uid != os.geteuid():
            raise
        if _can_have_group(state.st_gid, os.path.dirname(old.real)):
            raise
        raise AwscredError(
            f"{old.path} belongs to a group that you are not in (gid {state.st_gid}), which a new "
            "file could not have, and it cannot be written in place; nothing was changed",
            f"`chmod u+w {old.path}` lets it be written, or `chgrp` gives it a group of yours",
        ) from None


def put(change: Prepared) -> None:
    """Give the file its new content.

    Raises MountedError, and ChangedError if another program has put something else in its place
    since it was read (nothing is changed then), and AwscredError for other faults.
    """
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if in_place and data is not None:
            write_in_place(old.real, data)
            os.unlink(new)
            return
        try:
            if data is None:
                _take_away(old, new)
            elif old.data is None:
                if not move(new, old.real):
                    os.replace(new, old.real)
            else:
                _replace(old, new)
        except (FileExistsError, FileNotFoundError):
            raise ChangedError(old.path) from None
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            raise MountedError from None


def _replace(old: Snapshot, new: str) -> None:
    """Put the new file in the old one's place, and look at what was there. May raise OSError."""
    if not exchange(new, old.real):
        os.replace(new, old.real)
        return
    try:
        is_as_read = _has_content(new, old.data)
    except OSError:
        exchange(new, old.real)
        raise
    if not is_as_read:
        exchange(new, old.real)
        raise ChangedError(old.path)
    os.unlink(new)


def _take_away(old: Snapshot, new: str) -> None:
    """Remove a file, and look at what was there. May raise OSError."""
    discard(new)
    if not move(old.real, new):
        os.unlink(old.real)
        return
    try:
        is_as_read = _has_content(new, old.data)
    except OSError:
        move(new, old.real)
        raise
    if not is_as_read:
        move(new, old.real)
        raise ChangedError(old.path)
    os.unlink(new)


def _has_content(path: str, data: bytes | None) -> bool:
    """Whether there is a regular file with that content at a path. May raise OSError."""
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return False
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        return file.read(len(data or b"") + 1) == data


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
    old, data, new, in_place = change
    if _is_in_place(old) or is_unchanged(old):
        return
    if old.data is None:
        with as_refusal("write", old.path), suppress(FileNotFoundError):
            os.unlink(old.real)
    elif in_place:
        with as_refusal("write", old.path):
            write_in_place(old.real, old.data)
    else:
        back = Prepared(old._replace(data=data), old.data, new, in_place)
        prepare(back)
        put(back)


def _is_in_place(old: Snapshot) -> bool:
    """Whether the very file that was read is there, unwritten; as reading may fail."""
    with suppress(OSError):
        state = os.lstat(old.real)
        was = old.stat
        return was is not None and (state.st_dev, state.st_ino, state.st_mtime_ns) == (
            *(was.st_dev, was.st_ino, was.st_mtime_ns),
        )
    return False


def clear(change: Prepared) -> None:
    """Remove the new content that is beside a file. May raise OSError."""
    discard(change.new)
    discard(f"{change.new}-part")


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

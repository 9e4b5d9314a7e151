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
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import takewhile
from shlex import quote
from typing import NamedTuple, TypeAlias

from awscred.errors import AwscredError
from awscred.store import writers
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
from awscred.store.snapshot import LARGEST, Snapshot, is_unchanged
from awscred.store.swap import exchange

Content: TypeAlias = tuple[int, bytes | None] | None
"""What is at a path: its type, as in `st_mode`, and its bytes (None if another program has it open
for writing). None if nothing is there."""

_MOST_TURNS = 20


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


class OvertakenError(AwscredError):
    """Other programs wrote a file before, and while, it was given back; both contents are kept."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"other programs wrote {path} twice while it was being changed; it has what was "
            "written last, which may be based on the change",
            "`awscred list` keeps what was written first as a backup; then look through the file",
        )


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


def await_writers(old: Snapshot) -> None:
    """Wait until no other program is writing a file. Raises AwscredError if one goes on."""
    with as_refusal("read", old.path), suppress(FileNotFoundError):  # it is gone: others notice
        if old.stat and not writers.wait(old.real):
            raise AwscredError(
                f"another program has {old.path} open for writing; nothing was changed",
                "try again when that program is done, or close the file in it",
            )


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
    """Give the file its new content, or none.

    Raises MountedError; ChangedError if another program has written the file since it was read (and
    changes nothing then); OvertakenError; and AwscredError for other faults.
    """
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if in_place and data is not None:
            _write_in_place(old, data, lambda now: now == old.data)
            os.unlink(new)
            return
        try:
            _replace(old, data, new)
        except (FileExistsError, FileNotFoundError):
            raise ChangedError(old.path) from None
        except OSError as error:
            if error.errno != errno.EBUSY:
                raise
            raise MountedError from None


def _replace(old: Snapshot, data: bytes | None, new: str) -> None:
    """Put what is beside a file in its place, and look at what was there. May raise OSError."""
    if data is None:
        discard(new)
    turns = exchange_until_known(new, old.real, as_content(data), as_content(old.data))
    if turns == 0:
        if data is None:
            os.unlink(old.real)
        else:
            os.replace(new, old.real)
    elif turns == 1:
        discard(new)
    elif turns == 2:
        raise ChangedError(old.path)
    else:
        raise OvertakenError(old.path)


def exchange_until_known(new: str, real: str, goes_in: Content, due: Content) -> int:
    """Exchange what is beside a file with what is in its place, and lose nothing by it.

    `goes_in` is what is beside the file, and `due` what should be in its place. If something else
    comes out, another program has just written it, and it is put back. Whatever is written while
    that happens is put back in turn, so that the place has what was written last.

    Returns how often they were exchanged: 0 if the system does not offer that; 1 if all was as it
    should be; 2 if the file is as the other program wrote it; and more if it was written again in
    between: then what is beside the file is of another program. May raise OSError.
    """
    turns = 0
    while turns < _MOST_TURNS and exchange(new, real):
        turns += 1
        try:
            came_out = _look(new)
        except OSError:
            exchange(new, real)
            raise
        if came_out == due:
            break
        goes_in, due = came_out, goes_in
    return turns


def as_content(data: bytes | None) -> Content:
    """What is at the path of a file with these bytes, or of none."""
    return None if data is None else (stat.S_IFREG, data)


def _look(path: str) -> Content:
    """What is at a path, when no other program is writing it any more. May raise OSError."""
    try:
        kind = stat.S_IFMT(os.lstat(path).st_mode)
    except FileNotFoundError:
        return None
    if kind != stat.S_IFREG:
        return kind, b""
    if not writers.wait(path):
        return kind, None
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        return kind, file.read(LARGEST + 1)


def _write_in_place(old: Snapshot, data: bytes, is_known: Callable[[bytes], bool]) -> None:
    """Overwrite a file's content and sync it. May raise OSError, with some of it written.

    Raises ChangedError, and writes nothing, if the content it finds is not a known one.
    """
    handle = os.open(old.real, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not is_known(os.pread(handle, LARGEST + 1, 0)):
            raise ChangedError(old.path)
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        os.ftruncate(handle, len(data))
        sync(handle)
    finally:
        os.close(handle)


def is_begun(now: bytes, new: bytes, old: bytes) -> bool:
    """Whether a content is the beginning of the new one, with the rest of the old one or none."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(now, new, strict=False))
    written = sum(1 for _ in same)
    return now[written:] in (old[written:], b"")


def put_back(change: Prepared) -> None:
    """Give a file its old content again.

    Raises AwscredError if that cannot be done, or if another program has changed the file since.
    """
    old, data, new, in_place = change
    if _is_in_place(old) or is_unchanged(old):
        return
    if old.data is None:
        with as_refusal("write", old.path), suppress(FileNotFoundError):
            _replace(old._replace(data=data), None, new)
    elif in_place:
        before, after = old.data, data or b""
        with as_refusal("write", old.path):
            _write_in_place(old, before, lambda now: is_begun(now, after, before))
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


def is_own(change: Prepared) -> bool:
    """Whether what is beside a file, if anything, is of this change. May raise OSError."""
    there = _look(change.new)
    return there in (None, as_content(change.data), as_content(change.old.data))


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

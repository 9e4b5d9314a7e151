"""Writes one file so that a fault leaves either the old or the new content.

First, the new content is written and synced beside the file. Usually the two are then exchanged in
one step, and awscred looks at what was in the file's place: if another program has written it since
it was read, it is put back. What another program has written is never removed here.

If the file cannot be replaced (it has hard links, is bind-mounted, or is in a read-only folder),
the new content is copied into it. The copy beside it stays until that is done: after a crash, the
file is repaired from it (see `journal`).
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from itertools import takewhile
from shlex import quote
from typing import NamedTuple, TypeAlias

from awscred.errors import AwscredError
from awscred.store import system, writers
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
from awscred.store.snapshot import LARGEST, Snapshot
from awscred.store.swap import exchange, finish

Content: TypeAlias = tuple[int, bytes | None] | None
"""What is at a path: its type, as in `st_mode`, and its bytes (None if another program is writing
it, or if it cannot be read). None if nothing is there."""

_MOST_TURNS = 20
_GONE = (errno.ENOENT, errno.ELOOP, errno.EISDIR, errno.ENXIO)
"""Why a file cannot be opened if another program has put something else in its place."""


class Outcome(Enum):
    """The result of an exchange: what is in the file's place, and what is beside it."""

    DONE = auto()
    """The place has the new content, and what is beside it is what was expected."""
    LEFT = auto()
    """The place has what another program wrote, and the new content is beside it again."""
    OVERTAKEN = auto()
    """The place has what was written last; beside it is what another program wrote before."""
    NOT_OFFERED = auto()
    """Nothing was exchanged: the system does not offer it."""


class Prepared(NamedTuple):
    """A file's new content (None: remove the file), which is at `new` beside the old one."""

    old: Snapshot
    data: bytes | None
    new: str
    in_place: bool

    def __repr__(self) -> str:  # the data contains secrets
        return f"<Prepared: {self.old.path!r}>"


class MountedError(Exception):
    """A file cannot be replaced because it is a mount point; it can be written in place."""


class ChangedError(AwscredError):
    """Another program changed a file just before awscred replaced it; its content is kept."""

    def __init__(self, path: str) -> None:
        super().__init__(f"another program has just changed {path}", "try again when it is done")


class OvertakenError(AwscredError):
    """Other programs wrote a file both before and while it was put back; both contents are kept."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"other programs wrote {path} twice while it was being changed; it has what was "
            "written last, which may be based on the change",
            "run `awscred list`: it keeps what was written first, and says where; compare both",
        )


def plan(old: Snapshot, data: bytes | None) -> Prepared:
    """How to give a file its new content. Raises AwscredError if the path is not a file."""
    refuse_null(old.path)
    _refuse_mixed_owners(old)
    return Prepared(old, data, beside(old.real, NEW), data is not None and _is_fixed(old))


def refuse_null(path: str) -> None:
    """Raise AwscredError for a path that means no file: root could replace the null device."""
    if path in ("", os.devnull):
        raise AwscredError(
            f"{path or 'an empty path'} is not a file; nothing was changed",
            "use --config or --credentials to name the file to change",
        )


def _refuse_mixed_owners(old: Snapshot) -> None:
    """Raise AwscredError if root would leave a change that neither root nor the user can complete.

    What root creates in a user's folder belongs to the user, who cannot write to another user's
    file.
    """
    if old.stat is None or not system.is_root():
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
    """Whether another file cannot replace it, or not with the same owner and group."""
    if old.stat is None:
        return False
    # A file made beside it belongs to this user; one made by root, to the folder's owner.
    foreign = old.stat.st_uid != (system.user() or _owner_of_folder(old))
    folder = os.path.dirname(old.real)
    alone = old.stat.st_nlink == 1 and is_writable(folder)
    return foreign or not alone or not _can_have_group(old.stat.st_gid, folder)


def _can_have_group(group: int, folder: str) -> bool:
    """Whether a file that this process creates in a folder can have this group."""
    if system.user() == 0 or group in system.groups():
        return True
    with suppress(OSError):  # if the folder is gone, the change reports it
        state = os.stat(folder)
        return bool(state.st_mode & stat.S_ISGID) and state.st_gid == group
    return False


def await_writers(old: Snapshot) -> None:
    """Wait until no other program is writing a file. Raises AwscredError if one still is."""
    with as_refusal("read", old.path):
        if old.stat and not writers.wait(old.real):
            raise AwscredError(
                f"another program is writing {old.path}, or has it open for writing; "
                "nothing was changed",
                "try again when that program is done, or close the file in it",
            )


def prepare(change: Prepared) -> None:
    """Write and sync the new content beside the file.

    Raises OvertakenError if another program's content is there, and AwscredError for other faults.
    """
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if in_place:  # refuse before anything is written
            _refuse_read_only(old)
        if data is None:
            return
        make_folder(os.path.dirname(new))
        clear(change)  # left by a killed awscred: the lock proves that it is gone
        dress = None if in_place or old.stat is None else partial(_dress, old.real, old.stat)
        write_new(f"{new}-part", data, dress)
        os.rename(f"{new}-part", new)  # what is at `new` is always complete


def _refuse_read_only(old: Snapshot) -> None:
    """Raise AwscredError or OSError for a file that cannot be written in place."""
    try:
        os.close(os.open(old.real, system.WRITE))
    except PermissionError:
        state = old.stat
        if state is None or state.st_uid != system.user():
            raise
        if _can_have_group(state.st_gid, os.path.dirname(old.real)):
            raise
        raise AwscredError(
            f"{old.path} belongs to a group that you are not in (gid {state.st_gid}), which a new "
            "file could not have, and it cannot be written in place; nothing was changed",
            f"`chmod u+w {old.path}` lets it be written, or `chgrp` gives it a group of yours",
        ) from None
    except OSError as error:
        if error.errno not in _GONE:  # what is there instead is noticed later
            raise


def put(change: Prepared) -> None:
    """Give the file its new content, or remove it.

    Raises MountedError; ChangedError, changing nothing, if another program has written the file
    since it was read; OvertakenError; and AwscredError for other faults.
    """
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if in_place and data is not None:
            _write_in_place(old, data, lambda now: now == old.data)
            clear(change)
            return
        try:
            _replace(change)
        except (FileExistsError, FileNotFoundError):
            raise (ChangedError if is_own(change) else OvertakenError)(old.path) from None
        except OSError as error:
            if error.errno != errno.EBUSY or peek(new) != as_content(data):
                raise
            if data is not None:
                raise MountedError from None
            raise AwscredError(
                f"{old.path} is a mount point and cannot be removed; nothing was changed",
                f"run `umount {quote(old.real)}` first",
            ) from None


def _replace(change: Prepared) -> None:
    """Put what is beside a file in its place, and check what was there. May raise OSError."""
    old, data, new, _ = change
    if data is None:
        clear(change)
    outcome = exchange_until_known(new, old.real, as_content(data), as_content(old.data))
    if outcome is Outcome.DONE:
        discard(new)
    elif outcome is Outcome.LEFT:
        raise ChangedError(old.path)
    elif outcome is Outcome.OVERTAKEN:
        raise OvertakenError(old.path)
    elif peek(old.real) != as_content(old.data):
        raise ChangedError(old.path)
    else:
        os.replace(new, old.real)


def exchange_until_known(new: str, real: str, goes_in: Content, due: Content) -> Outcome:
    """Exchange what is beside a file with what is in its place, without losing anything.

    `goes_in` is what is beside the file, and `due` is what should be in its place. If something
    else comes out, another program has just written it, and it is put back. Anything written during
    that is also put back, so that the place has what was written last.

    If what comes out cannot be checked, it is put back unseen, and the error is raised. Because
    this may also be interrupted, `put_back` and recovery look at what is there.
    """
    turns = 0
    while turns < _MOST_TURNS and exchange(new, real):
        turns += 1
        try:
            came_out = look(new)
        except BaseException:
            # Otherwise the place has what another program wrote, which stays there.
            if turns % 2 and _is_still(real, goes_in):
                exchange(new, real)
            raise
        if came_out == due:
            return {1: Outcome.DONE, 2: Outcome.LEFT}.get(turns, Outcome.OVERTAKEN)
        goes_in, due = came_out, goes_in
    return Outcome.OVERTAKEN if turns else Outcome.NOT_OFFERED


def may_have_been_at(real: str, new: str) -> bool:
    """Whether what is beside a file may come from the file's place; always true if that is empty.

    In a folder that others can write to, another user may put a file there to have it moved: it has
    to belong to root, to this user, or to the owner of the file. May raise OSError.
    """
    is_shared = os.stat(os.path.dirname(real)).st_mode & 0o022
    if not is_shared or not os.path.lexists(real):
        return True
    return os.lstat(new).st_uid in (0, system.user(), os.lstat(real).st_uid)


def _is_still(path: str, content: Content) -> bool:
    """Whether this content is still at a path; True if the disk does not allow us to look."""
    with suppress(OSError):
        return peek(path) == content
    return True


def as_content(data: bytes | None) -> Content:
    """What is at a path of a file with these bytes; None for no file."""
    return None if data is None else (stat.S_IFREG, data)


def look(path: str) -> Content:
    """What is at a path, once no other program is writing it. May raise OSError."""
    try:
        kind = stat.S_IFMT(os.lstat(path).st_mode)
    except FileNotFoundError:
        return None
    if kind != stat.S_IFREG:
        return kind, b""
    if not writers.wait(path):
        return kind, None
    handle = os.open(path, system.READ)
    with os.fdopen(handle, "rb") as file:
        return kind, file.read(LARGEST + 1)


def peek(path: str) -> Content:
    """What is at a path, as `look`, even if this user cannot read it. May raise OSError."""
    try:
        return look(path)
    except PermissionError:
        return stat.S_IFMT(os.lstat(path).st_mode), None


def _write_in_place(old: Snapshot, data: bytes, is_known: Callable[[bytes], bool]) -> None:
    """Overwrite a file's content and sync it. May raise OSError after a part is written.

    Raises ChangedError, and writes nothing, if another program is writing the file or has written
    it (its content is not known). What is written between this check and the end is lost.
    """
    if not writers.wait(old.real):
        raise ChangedError(old.path)
    try:
        handle = os.open(old.real, system.READ_AND_WRITE)
    except OSError as error:
        if error.errno in _GONE:
            raise ChangedError(old.path) from None
        raise
    try:
        is_file = stat.S_ISREG(os.fstat(handle).st_mode)
        if not (is_file and is_known(os.read(handle, LARGEST + 1))):
            raise ChangedError(old.path)
        os.lseek(handle, 0, os.SEEK_SET)
        with os.fdopen(handle, "wb", closefd=False) as file:
            file.write(data)
        os.ftruncate(handle, len(data))
        sync(handle)
    finally:
        os.close(handle)


def is_begun(now: bytes, new: bytes, old: bytes) -> bool:
    """Whether a content is the start of the new one, then the rest of the old one or nothing."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(now, new, strict=False))
    written = sum(1 for _ in same)
    return now[written:] in (old[written:], b"")


def put_back(change: Prepared) -> None:
    """Restore a file's old content, or what another program had written.

    It looks at what is there, because the change may have stopped at any point. Raises
    OvertakenError if other programs wrote the file twice, and AwscredError if the old content
    cannot be restored.
    """
    old, data, new, in_place = change
    with as_refusal("write", old.path):
        if _is_in_place(old):
            return
        if in_place:
            before, after = old.data or b"", data or b""
            _write_in_place(old, before, lambda now: is_begun(now, after, before))
        elif is_own(change):
            _take_out(change)
        else:
            ours = as_content(data)
            if peek(old.real) == ours and may_have_been_at(old.real, new):
                exchange_until_known(new, old.real, peek(new), ours)
            if not is_own(change):
                raise OvertakenError(old.path)


def _take_out(change: Prepared) -> None:
    """Replace a change's content by the old one, if it is in the file's place."""
    old, data, new, _ = change
    ours, before, now = as_content(data), as_content(old.data), peek(old.real)
    if now == before or (now != ours and peek(new) == ours):
        return
    back = Prepared(old._replace(data=data), old.data, new, in_place=False)
    if peek(new) != before:
        prepare(back)
    put(back)


def _is_in_place(old: Snapshot) -> bool:
    """Whether the file that was read is there, unwritten. It is not read, as that may fail."""
    with suppress(OSError):
        state = os.lstat(old.real)
        was = old.stat
        return was is not None and (state.st_dev, state.st_ino, state.st_mtime_ns) == (
            *(was.st_dev, was.st_ino, was.st_mtime_ns),
        )
    return False


def is_own(change: Prepared) -> bool:
    """Whether what is beside a file, if anything, belongs to this change. May raise OSError."""
    finish(change.new)
    return peek(change.new) in (None, as_content(change.data), as_content(change.old.data))


def clear(change: Prepared) -> None:
    """Remove the new content beside a file.

    Raises OvertakenError if another program's content is there. May raise OSError.
    """
    if not is_own(change):
        raise OvertakenError(change.old.path)
    discard(change.new)
    discard(f"{change.new}-part")


def discard(path: str) -> None:
    """Remove one of awscred's own files, if it exists. May raise OSError."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def confirm(old: Snapshot) -> Iterator[str]:
    """Wait until the disk confirms a replacement; yields notes for the user."""
    why = ""
    try:
        if not (_sync_file(old.real) and sync_folder(os.path.dirname(old.real))):
            why = "the file system does not offer that"
    except OSError as error:
        why = f"{error.strerror}"
    if why:
        yield f"{old.path} is saved, but the disk did not confirm it: {why}"


def _sync_file(real: str) -> bool:
    """Wait until the disk confirms a file's content, unless it was removed; returns as `sync`."""
    try:
        handle = os.open(real, system.SYNC)
    except FileNotFoundError:
        return True
    try:
        return sync(handle)
    finally:
        os.close(handle)


def _dress(real: str, state: os.stat_result, handle: int) -> None:
    """Give a new file the owner, mode and extended attributes of the one it replaces."""
    new = os.fstat(handle)  # a folder may give its own group to new files
    if (state.st_uid, state.st_gid) != (new.st_uid, new.st_gid):
        system.set_owner(handle, state.st_uid, state.st_gid)
    system.set_mode(handle, stat.S_IMODE(state.st_mode))
    if sys.platform == "linux":
        for name in _attributes(real):
            with suppress(OSError):  # some belong to the kernel, which sets them
                os.setxattr(handle, name, os.getxattr(real, name))


def _attributes(path: str) -> list[str]:
    if sys.platform == "linux":
        with suppress(OSError):  # a file system without attributes
            return os.listxattr(path)
    return []

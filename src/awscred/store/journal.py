"""A change of two files is one change, whatever happens in between.

Before the first of several files is replaced, or one is written in place, a record is written that
says what each file was and is to be (digests, no content). It goes when all is done. A record
that is found later is that of a process that was killed: the change is completed from the new
contents, which stand beside the files; or, where another program has written in the meantime,
taken back from the backup. New contents without a record are those of a change that had not begun.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice, takewhile
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store import backups
from awscred.store.faults import as_refusal
from awscred.store.folders import (
    NEW,
    RECORD,
    beside,
    has_leavings,
    own_files,
    real_paths,
    sync_folder,
    write_new,
)
from awscred.store.locks import locked
from awscred.store.snapshot import LARGEST, Snapshot, digest, read
from awscred.store.writing import MountedError, Prepared, discard, prepare, put


class Entry(NamedTuple):
    """One file of a change: its path, digests before and after (None: no file), and how it gets
    its new content."""

    path: str
    before: str | None
    after: str | None
    in_place: bool


class Record(NamedTuple):
    """A change under way: its command (without any value), its backup set, and its files."""

    command: str
    backup: str
    files: tuple[Entry, ...]


def write(command: str, backup: str, changes: Sequence[Prepared]) -> None:
    """Say what is about to be done. Raises AwscredError where the disk does not allow it."""
    import json

    entries = [
        Entry(old.real, digest(old.data), digest(data), in_place)._asdict()
        for old, data, _, in_place in changes
    ]
    path = _path(changes)
    text = json.dumps({"command": command, "backup": backup, "files": entries})
    with as_refusal("write", changes[0].old.path):
        discard(f"{path}-new")
        write_new(f"{path}-new", text.encode())
        os.replace(f"{path}-new", path)
        # The new contents that it speaks of are to be found by their names, too.
        for folder in {os.path.dirname(file) for file in (path, *(one.new for one in changes))}:
            sync_folder(folder)


def erase(changes: Sequence[Prepared]) -> None:
    """Say that it is done, or taken back. May raise OSError."""
    discard(_path(changes))


def recover(paths: Sequence[str]) -> list[str]:
    """Complete or take back what a killed process has left; returns notes for the user.

    `paths` are the two files, as named. Raises AwscredError where another process is at work on
    them for long, or where the disk does not allow it.
    """
    if not has_leavings(paths):
        return []
    reals = real_paths(paths)
    notes = []
    with locked(reals):
        if not has_leavings(paths):  # the process was alive, and is done
            return []
        for real in reals:
            record = _read(real)
            if record:
                _refuse_others(record, real, reals)
                notes.append(_settle(record, paths))
            for path in own_files(real):
                with as_refusal("remove", path):
                    discard(path)
        if not notes:
            backups.drop(_unused(paths))
        backups.tidy()
    return notes or ["an awscred that was killed had changed nothing yet; its traces are removed"]


def _unused(paths: Sequence[str]) -> list[str]:
    """The newest backup of those files, where they are what it holds: its change has not begun."""
    now = {os.path.realpath(path): digest(read(path).data) for path in paths if path}
    about = (one for one in backups.sets() if {kept.path for kept in one.files} <= now.keys())
    return [
        one.name
        for one in islice(about, 1)
        if all(now[kept.path] == kept.before for kept in one.files)
    ]


def _path(changes: Sequence[Prepared]) -> str:
    return beside(changes[0].old.real, RECORD)


def _settle(record: Record, paths: Sequence[str]) -> str:
    """Complete a change or take it back; returns what was done."""
    name = f"`awscred {record.command}`"
    now = {os.path.realpath(path): read(path) for path in paths if path}
    left = [entry for entry in record.files if digest(now[entry.path].data) != entry.after]
    todo = [_prepared(entry, now[entry.path]) for entry in left]
    if all(change is not None for change in todo):
        kept = _complete(record, [change for change in todo if change])
        theirs = f"; `awscred undo` brings back what was in {' and '.join(kept)}" if kept else ""
        return f"{name} was interrupted: what was left to write is written now{theirs}"
    done = [entry for entry in record.files if entry not in left]
    others = " and ".join(now[entry.path].path for entry in left)
    if not done:
        backups.drop([record.backup])
        return f"{name} was interrupted before it changed anything in {others}"
    backup = _set_of(record.backup)
    if backup is None or not {entry.path for entry in done} <= {kept.path for kept in backup.files}:
        files = " and ".join(now[entry.path].path for entry in done)
        return (
            f"{name} was interrupted: it had changed {files}, and {others}, which another program "
            "has changed since, is left as it is; look through both"
        )
    _take_back(record, backup, [now[entry.path] for entry in done])
    return (
        f"{name} was interrupted, and {others} was changed by another program since: "
        "what had been written is taken back"
    )


def _set_of(name: str) -> backups.Set | None:
    """The backup of that name, None where it is there no more."""
    return next((one for one in backups.sets() if one.name == name), None)


def _refuse_others(record: Record, real: str, reals: Sequence[str]) -> None:
    """Raise AwscredError for a record of other files than those at hand: they may be in use."""
    others = [entry.path for entry in record.files if entry.path not in reals]
    if others:
        raise AwscredError(
            f"`awscred {record.command}` was interrupted, and was about {' and '.join(others)}, too"
            "; nothing was changed",
            "name its files with --config and --credentials, which completes it, or delete "
            f"{beside(real, RECORD)}",
        )


def _take_back(record: Record, backup: backups.Set, done: Sequence[Snapshot]) -> None:
    """Give files their content before the change again: a change that is recorded, too."""
    changes = []
    for old in done:
        entry = _entry(record, old)
        data = backups.content(backup, entry.path)
        in_place = entry.in_place and data is not None
        changes.append(Prepared(old, data, beside(entry.path, NEW), in_place))
    for change in changes:
        prepare(change)
    write(record.command, record.backup, changes)
    for change in changes:
        put(change)
    backups.drop([backup.name])


def _entry(record: Record, file: Snapshot) -> Entry:
    return next(entry for entry in record.files if entry.path == file.real)


def _prepared(entry: Entry, now: Snapshot) -> Prepared | None:
    """What is left to do for a file; None where it cannot be done any more."""
    new = beside(entry.path, NEW)
    is_old = digest(now.data) == entry.before
    if entry.after is None:
        return Prepared(now, None, new, in_place=False) if is_old else None
    data = _own_content(new)
    is_begun = entry.in_place and now.data is not None
    if digest(data) != entry.after or not (is_old or is_begun):
        return None
    return Prepared(now, data, new, entry.in_place)


def _complete(record: Record, changes: Sequence[Prepared]) -> list[str]:
    """Make what is left of a change; returns the files that another program has changed since.

    `undo` can bring those back.
    """
    theirs = []
    for change in changes:
        old = change.old
        entry = _entry(record, old)
        if digest(old.data) != entry.before and not _is_half(change, record.backup):
            backups.keep(f"{record.command} (recovered)", (), [(old.real, old.data, change.data)])
            theirs.append(old.path)
        try:
            put(change)
        except MountedError:
            put(change._replace(in_place=True))
        with as_refusal("write", old.path):
            sync_folder(os.path.dirname(old.real))
    return theirs


def _is_half(change: Prepared, backup: str) -> bool:
    """Whether a file is the beginning of its new content, with the rest of the old one or none."""
    old = None
    with suppress(AwscredError):
        kept = _set_of(backup)
        old = backups.content(kept, change.old.real) if kept else None
    now = change.old.data or b""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(now, change.data or b"", strict=False))
    written = sum(1 for _ in same)
    return now[written:] in ((old or b"")[written:], b"")


def _read(real: str) -> Record | None:
    """The record that stands beside a file, or None where there is none of the user's own."""
    import json

    data = _own_content(beside(real, RECORD))
    if data is None:
        return None
    try:
        found = json.loads(data)
        entries = tuple(
            Entry(str(one["path"]), one["before"], one["after"], bool(one["in_place"]))
            for one in found["files"]
        )
        return Record(str(found["command"]), str(found["backup"]), entries)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _own_content(path: str) -> bytes | None:
    """The content of a file that awscred has written as this user; None for anything else."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            state = os.fstat(handle)
            if stat.S_ISREG(state.st_mode) and state.st_uid in (os.geteuid(), 0):
                return file.read(LARGEST * 2)
    return None

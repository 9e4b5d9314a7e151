"""A change of two files is one change, whatever happens in between.

Before the backup of a change is kept, a record is written beside the first of its files that says
what each file was and is to be (digests, no content), and which backup sets the change makes and
replaces. It is removed when all of that is done. A record that is found later is that of a process
that was killed. If it had changed nothing, its backups are removed. Else the change is completed
from the new contents, which are beside the files; or, if another program has written in the
meantime, taken back from the backup. New contents without a record are those of a change that had
not begun.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
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
    """A change under way: its command (without any value), its files, and its backup sets.

    `backups` are the sets that are of use only if the change happens, and `replaced` those that are
    only if it does not. A change without `backups` takes another back, and is always completed.
    """

    command: str
    backups: tuple[str, ...]
    replaced: tuple[str, ...]
    files: tuple[Entry, ...]


def write(
    command: str, names: Sequence[str], replaced: Sequence[str], changes: Sequence[Prepared]
) -> None:
    """Say what is about to be done: see `Record`.

    Raises AwscredError where the disk does not allow it.
    """
    import json

    entries = [
        Entry(old.real, digest(old.data), digest(data), in_place)._asdict()
        for old, data, _, in_place in changes
    ]
    path = _path(changes)
    record = {"command": command, "backups": names, "replaced": replaced, "files": entries}
    with as_refusal("write", changes[0].old.path):
        discard(f"{path}-new")
        write_new(f"{path}-new", json.dumps(record).encode())
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
        backups.tidy()
    return notes or ["an awscred that was killed had changed nothing yet; its traces are removed"]


def _path(changes: Sequence[Prepared]) -> str:
    return beside(changes[0].old.real, RECORD)


def _settle(record: Record, paths: Sequence[str]) -> str:
    """Complete a change or take it back; returns what was done."""
    name = f"`awscred {record.command}`"
    now = {os.path.realpath(path): read(path) for path in paths if path}
    left = [entry for entry in record.files if digest(now[entry.path].data) != entry.after]
    done = [entry for entry in record.files if entry not in left]
    if not left:
        _drop(record.replaced)
        return f"{name} was interrupted when everything was written"
    others = " and ".join(now[entry.path].path for entry in left)
    if record.backups and all(digest(now[one.path].data) == one.before for one in record.files):
        _drop(record.backups)
        return f"{name} was interrupted before it changed anything in {others}"
    todo = [_prepared(entry, now[entry.path]) for entry in left]
    if all(change is not None for change in todo):
        kept = _complete(record, [change for change in todo if change])
        _drop(record.replaced)
        theirs = f"; `awscred undo` brings back what was in {' and '.join(kept)}" if kept else ""
        return f"{name} was interrupted: what was left to write is written now{theirs}"
    if not done and all(_is_waiting(entry) for entry in left):
        _drop(record.backups)
        return f"{name} was interrupted before it changed anything in {others}"
    if not done:
        return (
            f"{name} was interrupted, and another program has changed {others} since: look through "
            "it; `awscred undo --list` shows the backup"
        )
    sets = _sets_of(record)
    if not all(_set_with(entry.path, sets) for entry in done):
        files = " and ".join(now[entry.path].path for entry in done)
        return (
            f"{name} was interrupted: it had changed {files}, and {others}, which another program "
            "has changed since, is left as it is; look through both"
        )
    _take_back(record, sets, [now[entry.path] for entry in done])
    return (
        f"{name} was interrupted, and {others} was changed by another program since: "
        "what had been written is taken back"
    )


def _is_waiting(entry: Entry) -> bool:
    """Whether a file's new content is still beside it: then it has not taken its place."""
    return entry.after is not None and digest(_own_content(beside(entry.path, NEW))) == entry.after


def _drop(names: Sequence[str]) -> None:
    """Delete those sets. Raises AwscredError where one stays, so that the record does, too."""
    with as_refusal("delete", "the backups of an interrupted change"):
        backups.drop(names)


def _sets_of(record: Record) -> list[backups.Set]:
    """The backup sets of a change, as far as they are there, in the order of their names.

    Those of an undo of several changes go from the last of these to the first.
    """
    found = {one.name: one for one in backups.look().sets}
    return [found[name] for name in sorted(record.backups) if name in found]


def _set_with(path: str, sets: Sequence[backups.Set]) -> backups.Set | None:
    """The set that has a file's content before the change: the first that has the file."""
    return next((one for one in sets if path in {kept.path for kept in one.files}), None)


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


def _take_back(record: Record, sets: Sequence[backups.Set], done: Sequence[Snapshot]) -> None:
    """Give files their content before the change again: a change that is recorded, too."""
    changes = []
    for old in done:
        entry = _entry(record, old)
        one = _set_with(entry.path, sets)
        data = backups.content(one, entry.path) if one else None
        in_place = entry.in_place and data is not None
        changes.append(Prepared(old, data, beside(entry.path, NEW), in_place))
    for change in changes:
        prepare(change)
    write(record.command, (), record.backups, changes)
    for change in changes:
        put(change)
    _drop(record.backups)


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
        if digest(old.data) != entry.before and not _is_half(change, record):
            files = [(old.real, old.data, change.data)]
            backups.keep(
                [backups.NewSet(f"{record.command} (recovered)", (), files)], lambda _: None
            )
            theirs.append(old.path)
        try:
            put(change)
        except MountedError:
            put(change._replace(in_place=True))
        with as_refusal("write", old.path):
            sync_folder(os.path.dirname(old.real))
    return theirs


def _is_half(change: Prepared, record: Record) -> bool:
    """Whether a file is the beginning of its new content, with the rest of the old one or none."""
    old = None
    with suppress(AwscredError):
        one = _set_with(change.old.real, _sets_of(record))
        old = backups.content(one, change.old.real) if one else None
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
        names, replaced = (tuple(map(str, found[key])) for key in ("backups", "replaced"))
        return Record(str(found["command"]), names, replaced, entries)
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

"""A change of two files is one change, whatever happens in between.

Before the first of several files is replaced, or one is written in place, a record is written that
says what each file was and is to be (digests, no content), beside each of them. It goes when all
is done. A record that is found later is that of a process that was killed: the change is completed
from the new contents, which stand beside the files; or, where another program has written in the
meantime, taken back from the backup. New contents without a record are those of a change that had
not begun. Whatever belongs to another user, cannot be read or is not understood is left alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from itertools import islice, takewhile
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store import backups
from awscred.store.faults import as_refusal, cannot
from awscred.store.folders import (
    NEW,
    RECORD,
    beside,
    has_leavings,
    is_there,
    own_files,
    real_paths,
    sync_folder,
    user_name,
    write_new,
)
from awscred.store.locks import BusyError, locked
from awscred.store.snapshot import LARGEST, Snapshot, digest, read
from awscred.store.writing import MountedError, Prepared, discard, prepare, put

VERSION = 1
"""Of the records that are written, and understood."""
_LEFT = "it may be of a change that was interrupted, so it is left alone, and nothing was changed"


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


def write(
    command: str, backup: str, changes: Sequence[Prepared], reals: Sequence[str] = ()
) -> None:
    """Say what is about to be done, beside each of the files, or beside `reals`.

    Whoever looks at one of the files alone finds it, too. Raises AwscredError where the disk does
    not allow it.
    """
    import json

    entries = [
        Entry(old.real, digest(old.data), digest(data), in_place)._asdict()
        for old, data, _, in_place in changes
    ]
    record = {"version": VERSION, "command": command, "backup": backup, "files": entries}
    text = json.dumps(record).encode()
    paths = [beside(real, RECORD) for real in reals or [one.old.real for one in changes]]
    with as_refusal("write", changes[0].old.path):
        for path in reversed(paths):  # the first one is read first: it is old until all are new
            discard(f"{path}-new")
            write_new(f"{path}-new", text)
            os.replace(f"{path}-new", path)
        # The new contents that it speaks of are to be found by their names, too.
        for folder in {os.path.dirname(file) for file in (*paths, *(one.new for one in changes))}:
            sync_folder(folder)


def erase(changes: Sequence[Prepared]) -> None:
    """Say that it is done, or taken back. May raise OSError."""
    for one in changes:
        discard(beside(one.old.real, RECORD))


def recover(paths: Sequence[str]) -> list[str]:
    """Complete or take back what a killed process has left; returns notes for the user.

    `paths` are the two files, as named. Raises AwscredError if another process is at work on them
    for long, if the disk does not allow it, and for what this process cannot read, trust or
    understand: that is left alone.
    """
    if not has_leavings(paths):
        return []
    reals = real_paths(paths)
    with ExitStack() as locks:
        try:
            locks.enter_context(locked(reals))
        except BusyError:
            raise
        except AwscredError:
            _records(reals)  # if the change is another user's, that says more
            raise
        if not has_leavings(paths):  # the process was alive, and is done
            return []
        for real, record in _records(reals).items():
            _refuse_others(record, real, reals)
        notes = _recover(paths, reals)
        backups.tidy()
    return notes


def _recover(paths: Sequence[str], reals: Sequence[str]) -> list[str]:
    """Settle the records beside those files, and remove what else is left there."""
    notes = []
    for real in reals:
        record = _read(real)
        if record:
            notes.append(_settle(record, paths))
            _remove_own([real, *(entry.path for entry in record.files)])
    if not notes:
        backups.drop(_unused(paths))
    left = [real for real in reals if has_leavings([real])]
    if left:
        _remove_own(left)
        files = " and ".join(left)
        notes.append(f"unfinished files of an awscred that was killed are removed beside {files}")
    return notes


def _remove_own(reals: Sequence[str]) -> None:
    """Remove what is left beside files, known to be the user's own: the records first.

    Without the new contents, they would say something else.
    """
    for paths in zip(*map(own_files, reals), strict=True):
        for path in paths:
            with as_refusal("remove", path):
                discard(path)


def _records(reals: Sequence[str]) -> dict[str, Record]:
    """The records beside those files.

    Raises AwscredError if anything there is not a file of the user's own that can be understood.
    """
    for real in reals:
        for path in own_files(real):
            _own_content(path)
    found = {real: _read(real) for real in reals}
    return {real: record for real, record in found.items() if record}


def _unused(paths: Sequence[str]) -> list[str]:
    """The newest backup of those files, where they are what it holds: its change has not begun."""
    now = {os.path.realpath(path): digest(read(path).data) for path in paths if path}
    about = (one for one in backups.sets() if {kept.path for kept in one.files} <= now.keys())
    return [
        one.name
        for one in islice(about, 1)
        if all(now[kept.path] == kept.before for kept in one.files)
    ]


def _settle(record: Record, paths: Sequence[str]) -> str:
    """Complete a change or take it back; returns what was done."""
    name = f"`awscred {record.command}`"
    now = {os.path.realpath(path): read(path) for path in paths if path}
    left = [entry for entry in record.files if not _is_done(entry, now[entry.path])]
    if not left:
        return f"{name} was interrupted when nothing was left to write"
    todo = [_prepared(entry, now[entry.path]) for entry in left]
    if all(change is not None for change in todo):
        kept = _complete(record, [change for change in todo if change])
        theirs = f"; `awscred undo` brings back what was in {' and '.join(kept)}" if kept else ""
        return f"{name} was interrupted: what was left to write is written now{theirs}"
    done = [entry for entry in record.files if entry not in left]
    others = " and ".join(now[entry.path].path for entry in left)
    if not done:
        backups.drop([record.backup])
        if all(digest(now[entry.path].data) == entry.before for entry in left):
            return f"{name} was interrupted before it changed anything in {others}"
        return f"{name} was interrupted, and {others} was changed since; it is left as it is"
    backup = _set_of(record.backup)
    known = {kept.path for kept in backup.files} if backup else set()
    if backup is None or not all(
        entry.path in known and digest(now[entry.path].data) == entry.after for entry in done
    ):
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


def _is_done(entry: Entry, now: Snapshot) -> bool:
    """Whether a file has got its new content, and maybe another one since.

    The new content is beside the file until then.
    """
    current = digest(now.data)
    if current == entry.after:
        return True
    gone = not is_there(beside(entry.path, NEW))
    return gone and entry.after is not None and current != entry.before


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
    reals = [entry.path for entry in record.files]
    write(record.command, record.backup, changes, reals)
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
    """The record beside a file, None if there is none.

    Raises AwscredError as `_own_content` does, and for one that cannot be understood.
    """
    import json

    path = beside(real, RECORD)
    data = _own_content(path)
    if data is None:
        return None
    version: object = VERSION
    try:
        found = json.loads(data)
        version = found.get("version", VERSION)  # the first records had none
        if version == VERSION:
            return Record(
                _text(found["command"]), _text(found["backup"]), (*map(_entry_of, found["files"]),)
            )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    newer = f" (version {version})" if isinstance(version, int) and version != VERSION else ""
    raise AwscredError(
        f"{path} is not a record that this awscred understands{newer}; {_LEFT}",
        f"if a newer awscred wrote it, run `awscred list` with that one; if not, compare {real} "
        f"with what you expect, and delete {path}",
    )


def _entry_of(found: dict[str, object]) -> Entry:
    before, after = (
        None if digest is None else _text(digest) for digest in (found["before"], found["after"])
    )
    return Entry(_text(found["path"]), before, after, bool(found["in_place"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _own_content(path: str) -> bytes | None:
    """The content of a file that awscred has written as this user; None if there is no file.

    Raises AwscredError for anything else that is there, and if it cannot be read.
    """
    if not is_there(path):
        return None
    try:
        _refuse_foreign(path, os.lstat(path))
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            _refuse_foreign(path, os.fstat(handle))  # it may be another one by now
            return file.read(LARGEST * 2)
    except FileNotFoundError:
        return None
    except OSError as error:
        refusal = cannot("read", path, error)
        raise AwscredError(f"{refusal.message}: {_LEFT}", refusal.hint) from None


def _refuse_foreign(path: str, state: os.stat_result) -> None:
    """Raise AwscredError for what awscred has not written as this user."""
    if not stat.S_ISREG(state.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(state.st_mode) else "not a file"
        raise AwscredError(
            f"{path} is {what}, which awscred did not make; {_LEFT}",
            f"find out who put it there, and delete {path}",
        )
    if state.st_uid != os.geteuid():
        who = user_name(state.st_uid)
        run = "`sudo awscred list`" if state.st_uid == 0 else f"`awscred list` as {who}"
        raise AwscredError(
            f"{path} belongs to {who}: {_LEFT}",
            f"to complete the change, run {run} on the same files",
        )

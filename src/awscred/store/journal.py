"""Makes a change of two files one change, even if the process is killed.

Before the backup of a change is kept, a record is written beside each of its files. It says what
each file was and will be (digests, no content), and which backup sets the change makes and
replaces. The record is removed when the change is complete. A record that is found later belongs to
a process that was killed. If the process had changed nothing, its backups are removed. Otherwise
the change is completed; or, if another program has written a file since, it is undone from the
backup.

If another program wrote a file just before awscred replaced it and was killed, that content is
restored, or it is kept if the file has been written since. New contents without a record belong to
a change that had not begun. Anything else that belongs to another user, cannot be read or is not
understood is left alone.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from itertools import chain, count
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store import backups, system, writers
from awscred.store.faults import as_refusal, cannot
from awscred.store.folders import (
    NEW,
    RECORD,
    beside,
    has_leavings,
    own_files,
    real_paths,
    sync_folder,
    user_name,
    write_new,
)
from awscred.store.locks import BusyError, locked
from awscred.store.snapshot import LARGEST, Snapshot, digest, read
from awscred.store.swap import finish
from awscred.store.writing import (
    Content,
    MountedError,
    Outcome,
    Prepared,
    discard,
    exchange_until_known,
    is_begun,
    may_have_been_at,
    peek,
    prepare,
    put,
)

VERSION = 1
"""The version of the records that this code writes and understands."""
_LEFT = "it may belong to an interrupted change, so it was left alone; nothing was changed"


class Entry(NamedTuple):
    """One file of a change: its path, digests before and after (None: no file), and whether it gets
    its new content in place."""

    path: str
    before: str | None
    after: str | None
    in_place: bool


class Record(NamedTuple):
    """A change under way: its command (without any value), its files, and its backup sets.

    `backups` are needed only if the change is completed, and `replaced` only if it is not. A change
    without `backups` undoes another one, and is always completed.
    """

    command: str
    backups: tuple[str, ...]
    replaced: tuple[str, ...]
    files: tuple[Entry, ...]


def write(
    command: str,
    names: Sequence[str],
    replaced: Sequence[str],
    changes: Sequence[Prepared],
    reals: Sequence[str] = (),
) -> None:
    """Write the record of a change beside each of its files, or beside `reals`.

    It can then be found from any one of the files. Raises AwscredError if the disk does not allow
    it.
    """
    import json

    entries = [
        Entry(old.real, digest(old.data), digest(data), in_place)._asdict()
        for old, data, _, in_place in changes
    ]
    sets = {"backups": names, "replaced": replaced}
    text = json.dumps({"version": VERSION, "command": command, **sets, "files": entries}).encode()
    paths = [beside(real, RECORD) for real in reals or [one.old.real for one in changes]]
    with as_refusal("write", changes[0].old.path):
        for path in reversed(paths):  # the first one is read first: it is old until all are new
            discard(f"{path}-new")
            write_new(f"{path}-new", text)
            os.replace(f"{path}-new", path)
        # After a crash, the new contents that the record lists must also be there.
        for folder in {os.path.dirname(file) for file in (*paths, *(one.new for one in changes))}:
            sync_folder(folder)


def erase(changes: Sequence[Prepared]) -> None:
    """Remove the record: the change is complete, or undone. May raise OSError."""
    for path in (beside(one.old.real, RECORD) for one in changes):
        discard(path)
        discard(f"{path}-new")


def recover(paths: Sequence[str]) -> list[str]:
    """Complete or undo the change of a killed process; returns notes for the user.

    `paths` are the two files as the user named them. Raises AwscredError if another process keeps
    them locked, if the disk does not allow it, and if this process cannot read, trust or understand
    a record: the record is then left alone.
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
            _records(reals)  # if the change is another user's, this error explains more
            raise
        if not has_leavings(paths):  # the process was alive and is done
            return []
        for real, record in _records(reals).items():
            _refuse_others(record, real, reals)
        notes = _recover(paths, reals)
        backups.tidy()
    return notes


def _recover(paths: Sequence[str], reals: Sequence[str]) -> list[str]:
    """Settle the records beside these files, and remove the other files that were left there."""
    notes = []
    for real in reals:
        record = _read(real)
        if record:
            notes.append(_settle(record, paths))
            _remove_own([real, *(entry.path for entry in record.files)])
    left = [real for real in reals if has_leavings([real])]
    if left:
        _remove_own(left)
        files = " and ".join(left)
        notes.append(f"removed unfinished files of a killed awscred beside {files}")
    return notes


def _remove_own(reals: Sequence[str]) -> None:
    """Remove what was left beside files, which is known to be the user's own. Records come first.

    Without the new contents, a record would mean something else.
    """
    for paths in zip(*map(own_files, reals), strict=True):
        for path in paths:
            with as_refusal("remove", path):
                discard(path)


def _records(reals: Sequence[str]) -> dict[str, Record]:
    """The records beside these files.

    Raises AwscredError if anything there is not a file of this user that can be understood. Files
    that another program wrote and an interrupted change replaced are allowed.
    """
    found = {real: record for real in reals if (record := _read(real))}
    entries = {entry for record in found.values() for entry in record.files if entry.path in reals}
    theirs = {beside(entry.path, NEW) for entry in entries if _theirs(entry)}
    for real in reals:
        for path in own_files(real):
            if path not in theirs:
                _own_content(path)
    return found


def _settle(record: Record, paths: Sequence[str]) -> str:
    """Complete a change or undo it; returns what was done."""
    for entry in record.files:
        _await_writer(entry)
    for entry in record.files:
        _give_back(entry)
    kept = [_keep_theirs(entry, record.command) for entry in record.files if _theirs(entry)]
    return "; ".join((_settle_files(record, paths), *kept))


def _settle_files(record: Record, paths: Sequence[str]) -> str:
    """Complete a change or undo it, once only its own contents are beside its files."""
    name = f"`awscred {record.command}`"
    now = {os.path.realpath(path): read(path) for path in paths if path}
    links = {entry.path for entry in record.files} - now.keys()
    now.update((path, read(path)) for path in links)
    left = [entry for entry in record.files if not _is_done(entry, now[entry.path])]
    if not left:
        is_same = all(entry.before == entry.after for entry in record.files)  # proves nothing
        if is_same and len(_sets_of(record)) < len(record.backups):
            _drop(record.backups)
            return f"{name} was interrupted before it changed anything"
        _drop(record.replaced)
        return f"{name} was interrupted after everything was written"
    done = [entry for entry in record.files if entry not in left]
    others = " and ".join(now[entry.path].path for entry in left)
    if record.backups and all(digest(now[one.path].data) == one.before for one in record.files):
        _drop(record.backups)
        return f"{name} was interrupted before it changed anything in {others}"
    todo = [_prepared(entry, now[entry.path]) for entry in left]
    if all(change is not None for change in todo):
        kept = _complete(record, [change for change in todo if change])
        _drop(record.replaced)
        theirs = f"; `awscred undo` restores what was in {' and '.join(kept)}" if kept else ""
        return f"{name} was interrupted; the rest of the change is now written{theirs}"
    if not done and all(entry.after is not None for entry in left):  # the new content is kept
        _drop(record.backups)
        return f"{name} was interrupted, and {others} has changed since; nothing more was changed"
    sets = _sets_of(record)
    if not all(
        _set_with(entry.path, sets)
        and digest(now[entry.path].data) == entry.after
        and entry.path not in links
        for entry in done
    ):
        files = " and ".join(now[entry.path].path for entry in done)
        return (
            f"{name} was interrupted: it had changed {files}; another program has changed {others} "
            "since, so that is left unchanged; look through both"
        )
    if not done:
        return (
            f"{name} was interrupted, and {others} has changed since: look through it; "
            "`awscred undo --list` shows the backup"
        )
    _take_back(record, sets, [now[entry.path] for entry in done])
    return (
        f"{name} was interrupted, and another program has changed {others} since: "
        "the part that was written is undone"
    )


def _await_writer(entry: Entry) -> None:
    """Wait until no other program is writing a file that awscred has replaced.

    Raises AwscredError if one still is, because its final content is not known yet.
    """
    new = beside(entry.path, NEW)
    with as_refusal("read", new), suppress(PermissionError):  # then nobody can check
        finish(new)
        if not entry.in_place and not writers.wait(new):
            raise AwscredError(
                f"another program is still writing {new}, which was {entry.path} when "
                "a change was interrupted; nothing was changed",
                "try again when that program is done, or close the file in it",
            )


def _give_back(entry: Entry) -> None:
    """Restore what another program had written, if awscred was killed after replacing it."""
    new = beside(entry.path, NEW)
    with as_refusal("write", entry.path):
        theirs, now = _theirs(entry), peek(entry.path)
        if theirs is None or not _is_content(now, entry.after):
            return
        # Then awscred's content is beside the file again: the change is not done there.
        outcome = exchange_until_known(new, entry.path, theirs, now)
        if outcome is Outcome.NOT_OFFERED and peek(entry.path) == now:
            os.replace(new, entry.path)


def _keep_theirs(entry: Entry, command: str) -> str:
    """Keep what another program had written, if the file has been written again since.

    It is kept as a backup; or, if it cannot be read or is not a file, beside the file. Returns what
    was done.
    """
    new = beside(entry.path, NEW)
    theirs = _theirs(entry)
    kind, data = theirs or (0, None)
    if kind == stat.S_IFREG and data is not None and len(data) <= LARGEST:
        _keep(command, entry.path, data, read(entry.path).data)
        with as_refusal("remove", new):
            discard(new)
        return f"the content that another program wrote to {entry.path} is kept as a backup"
    name = _free_name(f"{entry.path}.before-awscred")
    with as_refusal("rename", new):
        os.rename(new, name)
    return f"the file that another program put at {entry.path} is kept as {name}"


def _free_name(path: str) -> str:
    names = chain([path], (f"{path}-{number}" for number in count(2)))
    return next(name for name in names if not os.path.lexists(name))


def _theirs(entry: Entry) -> Content:
    """What is beside a file, if another program wrote it; otherwise None.

    A change in place moves nothing there. If it cannot be read or belongs to another user, it
    counts as awscred's (or unknown) while the file is as it was before the change. Raises
    AwscredError.
    """
    new = beside(entry.path, NEW)
    with as_refusal("read", new):
        there = peek(new)
        if there is None or entry.in_place:
            return None
        kind, data = there
        if kind == stat.S_IFREG and data is not None and os.lstat(new).st_uid == system.user():
            is_own = digest(data) in (entry.before, entry.after)
        else:
            is_own = _is_content(peek(entry.path), entry.before)
        return None if is_own or not may_have_been_at(entry.path, new) else there


def _is_content(there: Content, known: str | None) -> bool:
    """Whether a file with this digest is at a path; for None, whether nothing is there."""
    if there is None or known is None:
        return there is None and known is None
    kind, data = there
    return kind == stat.S_IFREG and data is not None and digest(data) == known


def _keep(command: str, path: str, content: bytes | None, now: bytes | None) -> None:
    """Keep a file's content as a backup, so that `undo` can restore it over the present one."""
    backups.keep(
        [backups.NewSet(f"{command} (recovered)", (), [(path, content, now)])], lambda _: None
    )


def _is_done(entry: Entry, now: Snapshot) -> bool:
    """Whether a file has received its new content, even if it was changed again later.

    Before that, the new content is beside the file; immediately afterwards, the old one may be
    there.
    """
    current = digest(now.data)
    if current == entry.after:
        return True
    if entry.after is None or current == entry.before:
        return False
    beside_it = digest(_own_content(beside(entry.path, NEW)))
    return beside_it is None or (not entry.in_place and beside_it == entry.before)


def _drop(names: Sequence[str]) -> None:
    """Delete these sets. Raises AwscredError if one cannot be deleted, so that the record also
    stays."""
    with as_refusal("delete", "the backups of an interrupted change"):
        backups.drop(names)


def _sets_of(record: Record) -> list[backups.Set]:
    """The existing backup sets of a change, in the order of their names.

    For an undo of several changes, they begin with the last change.
    """
    found = {one.name: one for one in backups.look().sets}
    return [found[name] for name in sorted(record.backups) if name in found]


def _set_with(path: str, sets: Sequence[backups.Set]) -> backups.Set | None:
    """The set that has a file's content before the change: the first one with this file."""
    return next((one for one in sets if path in {kept.path for kept in one.files}), None)


def _refuse_others(record: Record, real: str, reals: Sequence[str]) -> None:
    """Raise AwscredError if a record also has files other than `reals`: they may be in use."""
    others = [entry.path for entry in record.files if entry.path not in reals]
    if others:
        raise AwscredError(
            f"`awscred {record.command}` was interrupted, and also changes {' and '.join(others)}"
            "; nothing was changed",
            "to complete it, name its files with --config and --credentials, or else delete "
            f"{beside(real, RECORD)}",
        )


def _take_back(record: Record, sets: Sequence[backups.Set], done: Sequence[Snapshot]) -> None:
    """Restore the content of files before the change; this is also a recorded change."""
    changes = []
    for old in done:
        entry = _entry(record, old)
        one = _set_with(entry.path, sets)
        data = backups.content(one, entry.path) if one else None
        in_place = entry.in_place and data is not None
        changes.append(Prepared(old, data, beside(entry.path, NEW), in_place))
    for change in changes:
        prepare(change)
    reals = [entry.path for entry in record.files]
    write(record.command, (), record.backups, changes, reals)
    for change in changes:
        put(change)
    _drop(record.backups)


def _entry(record: Record, file: Snapshot) -> Entry:
    return next(entry for entry in record.files if entry.path == file.real)


def _prepared(entry: Entry, now: Snapshot) -> Prepared | None:
    """What is left to do for a file; None if it is not possible, or if the file is now a link."""
    if now.real != entry.path:
        return None
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
    """Do the rest of a change; returns the files that another program has changed since.

    `undo` can restore those.
    """
    theirs = []
    for change in changes:
        old = change.old
        entry = _entry(record, old)
        if digest(old.data) != entry.before and not _is_half(change, record):
            _keep(record.command, old.real, old.data, change.data)
            theirs.append(old.path)
        try:
            put(change)
        except MountedError:
            put(change._replace(in_place=True))
        with as_refusal("write", old.path):
            sync_folder(os.path.dirname(old.real))
    return theirs


def _is_half(change: Prepared, record: Record) -> bool:
    """Whether a file is partly written with its new content, judged by its backup if there is
    one."""
    old = None
    with suppress(AwscredError):
        one = _set_with(change.old.real, _sets_of(record))
        old = backups.content(one, change.old.real) if one else None
    return is_begun(change.old.data or b"", change.data or b"", old or b"")


def _read(real: str) -> Record | None:
    """The record beside a file, None if there is none.

    Raises AwscredError as `_own_content` does, and if the record cannot be understood.
    """
    import json

    path = beside(real, RECORD)
    data = _own_content(path)
    if data is None:
        return None
    version: object = VERSION
    try:
        found = json.loads(data)
        version = found["version"]
        if version == VERSION:
            names, replaced = (tuple(map(_text, found[key])) for key in ("backups", "replaced"))
            files = tuple(map(_entry_of, found["files"]))
            if not files or not all(os.path.isabs(entry.path) for entry in files):
                raise ValueError
            return Record(_text(found["command"]), names, replaced, files)
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

    Raises AwscredError if anything else is there, or if it cannot be read.
    """
    try:
        _refuse_foreign(path, os.lstat(path))
        handle = os.open(path, system.READ)
        with os.fdopen(handle, "rb") as file:
            _refuse_foreign(path, os.fstat(handle))  # it may be another file by now
            return file.read(LARGEST * 2)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            return None
        refusal = cannot("read", path, error)
        raise AwscredError(f"{refusal.message}: {_LEFT}", refusal.hint) from None


def _refuse_foreign(path: str, state: os.stat_result) -> None:
    """Raise AwscredError for a file that awscred has not written as this user."""
    if not stat.S_ISREG(state.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(state.st_mode) else "not a file"
        raise AwscredError(
            f"{path} is {what}, which awscred did not make; {_LEFT}",
            f"find out who put it there, and delete {path}",
        )
    if state.st_uid != system.user():
        who = user_name(state.st_uid)
        run = "`sudo awscred list`" if state.st_uid == 0 else f"`awscred list` as {who}"
        raise AwscredError(
            f"{path} belongs to {who}: {_LEFT}",
            f"to complete the change, run {run} on the same files",
        )

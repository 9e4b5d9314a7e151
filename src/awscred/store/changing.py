"""A change of the two files: locked, checked, backed up, and both or neither.

A change locks against other awscred processes, reads, writes and syncs the new content beside each
target, keeps a backup, checks that no other program has changed a target in the meantime (then
everything begins anew), and replaces it. Undo is such a change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from awscred import ini
from awscred.errors import NO, USAGE, AwscredError, saved
from awscred.profiles import Files
from awscred.store import Paths, backups, files_of, journal, writing
from awscred.store.folders import has_leavings
from awscred.store.locks import locked
from awscred.store.snapshot import (
    Snapshot,
    digest,
    is_one_file,
    is_same,
    is_unchanged,
    mode,
    read,
)

ATTEMPTS = 5
"""How often a change begins anew when another program writes in between."""


class Purpose(NamedTuple):
    """What a change is for: its command, without any value, and the profiles that it is about."""

    command: str
    profiles: tuple[str, ...] = ()


def change(paths: Paths, edit: Callable[[Files], Files], purpose: Purpose) -> list[str]:
    """Apply an edit to the two files, both or neither; returns notes for the user.

    `edit` gets the files as they are on disk and returns them as they are to be; it is called again
    when another program writes in between, and what it raises leaves everything as it was. What the
    files were is kept for `undo`. Raises AwscredError where the disk does not allow it: then the
    old content stands.
    """

    def wanted(config: Snapshot, credentials: Snapshot) -> tuple[bytes | None, bytes | None]:
        after = edit(files_of(paths, config, credentials))
        return (
            _content(config, after.config),
            _content(credentials, after.credentials),
        )

    return _change(paths, wanted, lambda: purpose)


def _content(old: Snapshot, new: ini.Document) -> bytes | None:
    """A file's new content; None where there was no file and need not be one."""
    return None if old.data is None and not new.text else bytes(new)


class Undone(NamedTuple):
    """The changes that were taken back, the newest first, and notes for the user."""

    sets: Sequence[backups.Set]
    notes: Sequence[str]


def undo(paths: Paths, name: str | None = None) -> Undone:
    """Take back the last change of the two files, or all of them back to the set of that name.

    That is a change too, which can be undone. Raises AwscredError where there is nothing to take
    back, where a file has changed since, and as `change` does.
    """
    found: list[backups.Set] = []

    def wanted(*now: Snapshot) -> tuple[bytes | None, ...]:
        found[:] = _undoable(now, name)
        return _before(found, now)

    def purpose() -> Purpose:
        names = dict.fromkeys(name for one in found for name in one.profiles)
        return Purpose("undo", (*names,))

    notes = _change(paths, wanted, purpose)
    backups.drop([one.name for one in found])
    return Undone(found, notes)


def preview_undo(paths: Paths, name: str | None = None) -> tuple[Files, Files]:
    """The files as they are, and as `undo` would make them. Raises as `undo` does."""
    now = (read(paths.config), read(paths.credentials))
    then = _before(_undoable(now, name), now)
    before = files_of(paths, *now)
    return before, before.with_documents(*(ini.parse(data or b"") for data in then))


def _undoable(now: Sequence[Snapshot], name: str | None) -> list[backups.Set]:
    """The sets to take back, the newest first."""
    state = {file.real: (digest(file.data), file.path) for file in now}
    about = [one for one in backups.sets() if {kept.path for kept in one.files} <= state.keys()]
    names = [one.name for one in about]
    if not about or (name is not None and name not in names):
        what = "no change to take back" if name is None else f"no set of the name {name}"
        raise AwscredError(
            f"there is {what}",
            "`awscred undo --list` shows the changes of the last seven days",
            exit_code=NO if name is None else USAGE,
        )
    chosen = about[: names.index(name) + 1] if name else about[:1]
    for one in chosen:
        for kept in one.files:
            current, path = state[kept.path]
            if current != kept.after:
                raise AwscredError(
                    f"{path} has changed since `awscred {one.command}`; nothing was taken back",
                    f"to see what it was before, look into {backups.place(one)}",
                    exit_code=NO,
                )
            state[kept.path] = kept.before, path
    return chosen


def _before(sets: Sequence[backups.Set], now: Sequence[Snapshot]) -> tuple[bytes | None, ...]:
    """What the files were before those sets, the newest of which is the first."""
    contents = {file.real: file.data for file in now}
    for one in sets:
        for kept in one.files:
            contents[kept.path] = backups.content(one, kept.path)
    return tuple(contents[file.real] for file in now)


class _ChangedMeanwhile(Exception):
    """Another program has changed a file since it was read."""


_Wanted = Callable[[Snapshot, Snapshot], tuple[bytes | None, ...]]


def _change(paths: Paths, wanted: _Wanted, purpose: Callable[[], Purpose]) -> list[str]:
    """Give the files the wanted content, both or neither; returns notes for the user."""
    notes: list[str] = []
    locks: frozenset[str] = frozenset()  # only of what is changed: the rest may be read-only
    before: tuple[Snapshot, ...] = ()
    after: tuple[bytes | None, ...] = ()
    for _ in range(ATTEMPTS):
        notes += journal.recover(paths)
        with locked(locks) as lock_notes:
            notes += (line for line in lock_notes if line not in notes)
            now = (read(paths.config), read(paths.credentials))
            if not before or not all(map(is_same, now, before)):
                before, after = now, wanted(*now)
            changes = [
                writing.plan(old, data)
                for old, data in zip(before, after, strict=True)
                if data != old.data
            ]
            targets = frozenset(old.real for old, *_ in changes)
            if len(changes) > 1 and is_one_file(*now):
                raise AwscredError(
                    f"{paths.config} and {paths.credentials} are one file",
                    "name two files: keys do not belong among the other settings",
                )
            if targets <= locks and not has_leavings([*targets]):
                with suppress(_ChangedMeanwhile):
                    return notes + (_put_all(changes, purpose()) if changes else [])
                before = ()
        locks |= targets
    raise AwscredError(
        "another program keeps changing the files; nothing was written",
        "stop it, or try again when it is done",
    )


def _put_all(changes: Sequence[writing.Prepared], purpose: Purpose) -> list[str]:
    """Give every file its new content, or none: all is ready before the first is replaced."""
    begun: list[writing.Prepared] = []
    backup = ""
    try:
        for one in changes:
            writing.prepare(one)
        kept = [(old.real, old.data, data) for old, data, *_ in changes]
        backup = backups.keep(purpose.command, purpose.profiles, kept)
        if len(changes) > 1 or changes[0].in_place:
            journal.write(purpose.command, backup, changes)
        if not all(is_unchanged(one.old) for one in changes):
            raise _ChangedMeanwhile
        for one in changes:
            begun.append(one)
            try:
                writing.put(one)
            except writing.MountedError:
                begun[-1] = one._replace(in_place=True)
                journal.write(purpose.command, backup, [*begun, *changes[len(begun) :]])
                writing.put(begun[-1])
    except BaseException:
        _put_back(begun)
        backups.drop([backup] if backup else [])  # first: what is left beside tells of the rest
        with suppress(OSError):
            journal.erase(changes)
            for one in changes:
                writing.discard(one.new)
        raise
    saved.is_so = True
    notes = [note for one in changes for note in writing.confirm(one.old)]
    notes += [note for one in changes for note in _mode_note(one)]
    with suppress(OSError):  # what it says is done: at the worst it is looked at once more
        journal.erase(changes)
    return notes


def _mode_note(change: writing.Prepared) -> Iterator[str]:
    bits = mode(change.old)
    if bits is not None and bits & 0o077 and b"aws_secret_access_key" in (change.data or b""):
        yield (
            f"other users may read the keys in {change.old.path} (mode {bits:04o}); "
            "chmod 600 keeps it to you"
        )


def _put_back(begun: Sequence[writing.Prepared]) -> None:
    """Take replacements back, because another file's could not be made."""
    at = None
    try:
        for one in reversed(begun):
            at = one.old.path
            writing.put_back(one)
    except AwscredError:
        raise AwscredError(
            f"{at} is changed without all that belongs to it, and could not be put back",
            "check the disk; the next awscred command completes the change",
        ) from None

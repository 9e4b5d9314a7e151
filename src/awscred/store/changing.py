"""A change of the two files: locked, checked, backed up, and both or neither.

A change locks against other awscred processes, reads, writes and syncs the new content beside each
target, keeps a backup, checks that no other program has changed a target in the meantime (then
everything starts over), and replaces it. Undo is such a change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from shlex import quote
from typing import NamedTuple

from awscred import ini
from awscred.errors import NO, AwscredError, saved
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

ATTEMPTS = 8
"""How many times a change is tried if other programs write in between."""
_PAUSE_SECONDS = 0.01
"""The longest pause before the first attempt after such a write; it doubles with each attempt."""

_Now = tuple[Snapshot, Snapshot]
"""The two files as they are, config first."""


class Purpose(NamedTuple):
    """What a change is for: its command, without any value, and the profiles that it is about."""

    command: str
    profiles: tuple[str, ...] = ()


def change(paths: Paths, edit: Callable[[Files], Files], purpose: Purpose) -> list[str]:
    """Apply an edit to the two files, both or neither; returns notes for the user.

    `edit` gets the files as they are on disk, and returns them as they should be. It is called
    again if another program writes in between. If it raises an exception, nothing is changed.
    `undo` can then restore the old files, and there is nothing to `redo`. Raises AwscredError if
    the disk does not allow the change: then the old content remains.
    """

    problems: list[str] = []

    def wanted(now: _Now) -> _Wanted:
        after = edit(files_of(paths, *now))
        documents = (after.config, after.credentials)
        contents = [_content(old, new) for old, new in zip(now, documents, strict=True)]
        changed = [
            (old.real, old.data, data)
            for old, data in zip(now, contents, strict=True)
            if data != old.data
        ]
        about = {path for path, *_ in changed}
        sets, problems[:] = backups.look()
        return _Wanted(contents, [backups.NewSet(*purpose, changed)], _overtaken(sets, about))

    return _change(paths, wanted, purpose.command) + problems


def _content(old: Snapshot, new: ini.Document) -> bytes | None:
    """A file's new content; None if there was no file and none is needed."""
    return None if old.data is None and not new.text else bytes(new)


def _shares(one: backups.Set, paths: Collection[str]) -> bool:
    return any(kept.path in paths for kept in one.files)


def _overtaken(sets: Sequence[backups.Set], changed: Collection[str]) -> list[str]:
    """The undone sets that `redo` can no longer use after these files are changed.

    This includes the sets that `redo` would reapply later to a file of one of them.
    """
    paths = {*changed}
    names = []
    for one in sets:  # the newest first: the order in which `redo` would reapply them
        if one.undone and _shares(one, paths):
            names.append(one.name)
            paths |= {kept.path for kept in one.files}
    return names


class Walked(NamedTuple):
    """The changes that were undone or redone, in this order, notes for the user, and the files
    afterwards (except that their `stat` is from before)."""

    sets: Sequence[backups.Set]
    notes: Sequence[str]
    files: Sequence[Snapshot]


class Step(NamedTuple):
    """A change to undo or redo, and the path of a file that was changed since then, which prevents
    it; None if there is no such file."""

    set: backups.Set
    changed: str | None


class Upcoming(NamedTuple):
    """The next steps of `undo` and `redo`; None if there is nothing left."""

    undo: Step | None
    redo: Step | None


def undo(paths: Paths, name: str | None = None) -> Walked:
    """Undo the last change of the two files, or all changes back to the set of this name, or of
    which this is the beginning.

    `redo` reapplies them. Raises AwscredError if there is nothing to undo, if another program has
    changed a file since then, and as `change` does.
    """
    return _walk(paths, name, redo=False)


def redo(paths: Paths) -> Walked:
    """Reapply the change that was undone last. Raises AwscredError as `undo` does."""
    return _walk(paths, None, redo=True)


def upcoming(walked: Walked) -> Upcoming:
    """What `undo` and `redo` would do next. Raises AwscredError if the backups cannot be read."""
    sets, files = backups.look().sets, walked.files
    undo, redo = (_step(_left(sets, files, redo=redo)[:1], files) for redo in (False, True))
    return Upcoming(undo, redo)


def _step(first: Sequence[backups.Set], now: Sequence[Snapshot]) -> Step | None:
    if not first:
        return None
    changed = _changed_file(first, now)
    return Step(first[0], changed[1].path if changed else None)


def preview(paths: Paths, name: str | None = None, *, redo: bool = False) -> tuple[Files, Files]:
    """The files as they are, and as `undo` or `redo` would make them. Raises as these two do."""
    now = (read(paths.config), read(paths.credentials))
    states = _states(_chosen(backups.look(), now, name, redo=redo), now)
    before = files_of(paths, *now)
    then = (ini.parse(states[-1][file.real] or b"") for file in now)
    return before, before.with_documents(*then)


def _walk(paths: Paths, name: str | None, *, redo: bool) -> Walked:
    chosen: list[backups.Set] = []
    files: list[Snapshot] = []
    problems: list[str] = []

    def wanted(now: _Now) -> _Wanted:
        found = backups.look()
        problems[:] = found.problems
        chosen[:] = _chosen(found, now, name, redo=redo)
        states = _states(chosen, now)
        kept = [
            backups.NewSet(
                one.command,
                one.profiles,
                [(file.path, old[file.path], new[file.path]) for file in one.files],
                undone=not redo,
            )
            for one, old, new in zip(chosen, states, states[1:], strict=False)
        ]
        contents = [states[-1][file.real] for file in now]
        files[:] = [old._replace(data=data) for old, data in zip(now, contents, strict=True)]
        return _Wanted(contents, kept, [one.name for one in chosen])

    notes = _change(paths, wanted, "redo" if redo else "undo")
    return Walked(chosen, notes + problems, files)


def _left(sets: Sequence[backups.Set], now: Sequence[Snapshot], *, redo: bool) -> list[backups.Set]:
    """The sets to undo or redo that are only about these files, in the order of the steps."""
    paths = {file.real for file in now}
    return [
        one for one in sets if one.undone == redo and all(kept.path in paths for kept in one.files)
    ]


def _chosen(
    found: backups.Found, now: Sequence[Snapshot], name: str | None, *, redo: bool
) -> list[backups.Set]:
    """The sets to undo or redo, in this order. Raises AwscredError if that is not possible."""
    sets, problems = found
    about = _left(sets, now, redo=redo)
    names = [one.name for one in about]
    verb = "redo" if redo else "undo"
    if name:
        name = _whole_name(name, names)
    if not about or (name is not None and name not in names):
        what = f"no change to {verb}" if name is None else f"no change {name} to {verb}"
        raise AwscredError(
            "; ".join((f"there is {what}", *problems)),
            "run `awscred undo --list` to list the changes of the last seven days" if sets else "",
            exit_code=NO,
        )
    chosen = about[: names.index(name) + 1] if name else about[:1]
    changed = _changed_file(chosen, now)
    if changed:
        one, file = changed
        later = [two for two in sets if two.name > one.name and _shares(two, {file.real})]
        others = [two for two in later if two not in about]
        raise _changed_since(one, file.path, verb, others, problems)
    return chosen


def _whole_name(beginning: str, names: Sequence[str]) -> str:
    """The one name that begins like this; if there is not exactly one, the text itself."""
    found = [name for name in names if name.startswith(beginning)]
    return found[0] if len(found) == 1 else beginning


def _changed_file(
    chosen: Sequence[backups.Set], now: Sequence[Snapshot]
) -> tuple[backups.Set, Snapshot] | None:
    """The first set that cannot be restored in this order, and the file that prevents it because it
    is not as the change left it. None if there is no such file."""
    files = {file.real: file for file in now}
    digests = {real: digest(file.data) for real, file in files.items()}
    for one in chosen:
        for kept in one.files:
            if digests[kept.path] != kept.after:
                return one, files[kept.path]
            digests[kept.path] = kept.before
    return None


def _changed_since(
    one: backups.Set,
    path: str,
    verb: str,
    others: Sequence[backups.Set],
    problems: Sequence[str],
) -> AwscredError:
    """The refusal for a file that is not as a change left it.

    `others` are later changes of this file together with other files, the newest first. The sets
    that have `problems` may also be later changes.
    """
    since = f"{path} has changed since `awscred {one.command}`"
    if others:
        files = " and ".join(kept.path for kept in others[0].files)
        return AwscredError(
            f"{since}: by `awscred {others[0].command}`, in {files}; nothing was changed",
            f"name those files with --config and --credentials to {verb} that change first",
            exit_code=NO,
        )
    if problems:
        return AwscredError(
            "; ".join((since, *problems, "nothing was changed")),
            f"its earlier content is in {backups.folder_of(one)}",
        )
    return AwscredError(
        f"another program has changed {path} since `awscred {one.command}`; "
        f"there is nothing that `awscred {verb}` could safely do",
        f"its earlier content is in {backups.folder_of(one)}",
        exit_code=NO,
    )


def _states(sets: Sequence[backups.Set], now: Sequence[Snapshot]) -> list[dict[str, bytes | None]]:
    """The contents of the files by path: now, and after each of these sets is restored."""
    states = [{file.real: file.data for file in now}]
    for one in sets:
        restored = {kept.path: backups.content(one, kept.path) for kept in one.files}
        states.append({**states[-1], **restored})
    return states


class _ChangedMeanwhile(Exception):
    """Another program has changed a file after it was read. Has the path, if this was noticed only
    when the file was about to be replaced."""


class _Wanted(NamedTuple):
    """What a change should do: the files' new contents, and the sets that it makes and replaces."""

    contents: Sequence[bytes | None]
    kept: Sequence[backups.NewSet]
    replaced: Sequence[str]

    def __repr__(self) -> str:  # the contents hold secrets
        return f"<_Wanted: {self.kept!r}>"


def _change(paths: Paths, wanted: Callable[[_Now], _Wanted], name: str) -> list[str]:
    """Give the files the wanted content, both or neither; returns notes for the user.

    `name` is the name of the change, in case recovery has to mention it.
    """
    notes: list[str] = []
    locks: frozenset[str] = frozenset()  # of changed files only: others may be read-only
    before: _Now | tuple[()] = ()
    plan = _Wanted((), (), ())
    for attempt in range(ATTEMPTS):
        if attempt and not before:  # another program wrote, and may continue
            _pause(_PAUSE_SECONDS * 2**attempt)
        notes += journal.recover(paths)
        with locked(locks) as lock_notes:
            notes += (line for line in lock_notes if line not in notes)
            now = (read(paths.config), read(paths.credentials))
            if not before or not all(map(is_same, now, before)):
                before, plan = now, wanted(now)
            changes = [
                writing.plan(old, data)
                for old, data in zip(before, plan.contents, strict=True)
                if data != old.data
            ] or _turned(before, plan)
            targets = frozenset(old.real for old, *_ in changes)
            if len(changes) > 1 and is_one_file(*now):
                raise AwscredError(
                    f"{paths.config} and {paths.credentials} are one file",
                    "name two files: keys do not belong among the other settings",
                )
            if targets <= locks and not has_leavings([*targets]):
                try:
                    return notes + (_put_all(changes, plan, name) if changes else [])
                except _ChangedMeanwhile as changed:
                    notes += (
                        f"{path} was written by another program at the same time: "
                        "the change was made again, on top of that"
                        for path in changed.args
                    )
                before = ()
        locks |= targets
    raise AwscredError(
        "another program keeps changing the files; nothing was written",
        "stop that program, or try again when it is done",
    )


def _pause(most: float) -> None:
    """Wait for a random time of at most `most` seconds."""
    import random  # takes 4 ms, needed only if another program writes

    time.sleep(random.SystemRandom().uniform(0, most))


def _turned(now: Sequence[Snapshot], plan: _Wanted) -> list[writing.Prepared]:
    """What to write if changes that cancel each other out are undone: no file changes.

    The same content is written, because only the record of a change can make what happens to its
    sets one step.
    """
    about = {path for one in plan.kept for path, *_ in one.files}
    return [writing.plan(old, old.data) for old in now if old.real in about and old.stat]


def _put_all(changes: Sequence[writing.Prepared], plan: _Wanted, name: str) -> list[str]:
    """Give every file its new content, or none: all are ready before the first is replaced."""
    begun: list[writing.Prepared] = []
    kept: list[str] = []

    def announce(names: list[str]) -> None:
        kept[:] = names
        journal.write(name, kept, plan.replaced, changes)

    try:
        for one in changes:
            writing.await_writers(one.old)
            writing.prepare(one)
        backups.keep(plan.kept, announce)
        if not all(is_unchanged(one.old) for one in changes):
            raise _ChangedMeanwhile
        for one in changes:
            begun.append(one)
            try:
                try:
                    writing.put(one)
                except writing.MountedError:
                    begun[-1] = one._replace(in_place=True)
                    rest = changes[len(begun) :]
                    journal.write(name, kept, plan.replaced, [*begun, *rest])
                    writing.put(begun[-1])
            except writing.ChangedError:
                begun.pop()  # the file is no longer awscred's content
                raise _ChangedMeanwhile(one.old.path) from None
            except writing.OvertakenError:
                begun.pop()
                raise
    except BaseException:
        _put_back(begun)
        with suppress(OSError, AwscredError):  # the record lists what cannot be removed now
            if all(map(writing.is_own, changes)):  # otherwise recovery restores or keeps it
                backups.drop(kept)
                journal.erase(changes)
                for one in changes:
                    writing.clear(one)
        raise
    saved.is_so = True
    notes = [note for one in changes for note in writing.confirm(one.old)]
    notes += [note for one in changes for note in _mode_note(one)]
    with suppress(OSError, AwscredError):  # otherwise the next command does it
        backups.drop(plan.replaced)
        journal.erase(changes)
    return notes


def _mode_note(change: writing.Prepared) -> Iterator[str]:
    bits = mode(change.old)
    if bits is not None and bits & 0o077 and b"aws_secret_access_key" in (change.data or b""):
        yield (
            f"other users may read the keys in {change.old.path} (mode {bits:04o}); "
            f"run `chmod 600 {quote(change.old.path)}` to keep it private"
        )


def _put_back(begun: Sequence[writing.Prepared]) -> None:
    """Undo replacements because another file could not be replaced."""
    at = None
    try:
        for one in reversed(begun):
            at = one.old.path
            writing.put_back(one)
    except writing.OvertakenError:
        raise
    except AwscredError:
        raise AwscredError(
            f"{at} is changed without all that belongs to it, and could not be put back",
            "check the disk; the next awscred command completes the change",
        ) from None

"""What files were before a change: one set for each change, in the user's state folder.

Backups are never beside the files, because people keep `~/.aws` in repositories. A folder is 0700
and a file 0600 from the start. A set has what `undo` needs to restore, as its `set.json` says. When
it is undone, a set with what `redo` needs replaces it. Sets are few, and kept for seven days.

Only what awscred made is ever deleted: a folder that belongs to this user, has a name in the form
of a set's, and contains only the files that its record lists.
"""

from __future__ import annotations

import json
import math
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store import private
from awscred.store.faults import as_refusal, cannot
from awscred.store.folders import (
    BACKUPS,
    LONGEST_SECONDS,
    SKEW_SECONDS,
    UNFINISHED,
    is_name_expired,
    new_folder,
    state_folder,
    write_new,
)
from awscred.store.locks import held
from awscred.store.private import Folder
from awscred.store.snapshot import digest

MOST_SETS = 10

_VERSION = 1
_RECORD = "set.json"
_is_name = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9]{9}").fullmatch
_is_number = re.compile(r"0|[1-9][0-9]?").fullmatch
_is_digest = re.compile(r"[0-9a-f]{64}").fullmatch


class Kept(NamedTuple):
    """One file of a set: its path, and the digests of its content before and after the change.

    None means that there was no file.
    """

    path: str
    before: str | None
    after: str | None


class Set(NamedTuple):
    """What a change replaced: the set's name, its time in seconds since 1970, the command (without
    any value), the profiles that were changed, and the files.

    `undone` means that `undo` undid the change: the set has what `redo` restores.
    """

    name: str
    time: float
    command: str
    profiles: tuple[str, ...]
    files: tuple[Kept, ...]
    undone: bool = False


class NewSet(NamedTuple):
    """A set to keep, with its files as (path, content before, content after)."""

    command: str
    profiles: tuple[str, ...]
    files: Sequence[tuple[str, bytes | None, bytes | None]]
    undone: bool = False

    def __repr__(self) -> str:  # the contents hold secrets
        return f"<NewSet of {self.command!r}>"


class Found(NamedTuple):
    """The existing sets, the newest first, and the problems with others, one line each."""

    sets: list[Set]
    problems: list[str]


class _NotOursError(Exception):
    """A folder not made by awscred."""


class _NewerError(Exception):
    """A set made by a newer awscred."""


class _DamagedError(Exception):
    """A set whose record awscred would not write."""


def keep(sets: Sequence[NewSet], announce: Callable[[list[str]], None]) -> None:
    """Keep these sets; `announce` gets their names before anything is written.

    Raises AwscredError if the disk does not allow it. Some sets may exist then: drop them.
    """
    folder = _folder()
    try:
        with _alone(folder), private.opened(folder) as within:
            names = _next_names(within, len(sets))
            announce(names)
            try:
                for name, one in zip(names, sets, strict=True):
                    _write(within, name, one)
                within.sync()
            finally:
                _sweep(within)
    except OSError as error:
        raise AwscredError(
            f"cannot keep a backup in {folder}: {(error.strerror or '').lower()}; "
            "nothing was changed",
            "free some space there, or set XDG_STATE_HOME to another folder of yours",
        ) from None


def look() -> Found:
    """The existing sets, without those that are too old.

    Raises AwscredError if the folder cannot be read, or if other users can change it.
    """
    folder = _folder()
    found = Found([], [])
    private.check_private(folder)
    try:
        with private.opened(folder) as within:
            for name in sorted(filter(_is_name, within.names()), reverse=True):
                one = _look_at(within, name)
                if isinstance(one, str):
                    found.problems.append(one)
                elif one and not _is_expired(one.time):
                    found.sets.append(one)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise cannot("read", folder, error) from None
    return found


def _look_at(folder: Folder, name: str) -> Set | str | None:
    """The set of this name, or what is wrong with it; None if awscred did not make it."""
    try:
        return _read(folder, name)
    except (FileNotFoundError, _NotOursError):
        return None
    except _NewerError:
        return f"backup {name} was made by a newer awscred; it is kept"
    except _DamagedError:
        return f"backup {name} is damaged"
    except OSError as error:
        return f"backup {name} could not be read: {(error.strerror or '').lower()}; it is kept"


def content(one: Set, path: str) -> bytes | None:
    """The content of a file in a set before the change; None if there was no file.

    Raises AwscredError if the set is damaged.
    """
    for number, kept in enumerate(one.files):
        if kept.path == path:
            if kept.before is None:
                return None
            with (
                as_refusal("read", f"the backup of {path} in {folder_of(one)}"),
                suppress(FileNotFoundError),
                private.opened(_folder()) as folder,
                folder.opened(one.name) as within,
            ):
                data = within.read(str(number))
                if digest(data) == kept.before:
                    return data
    raise AwscredError(
        f"the backup of {path} in {folder_of(one)} is damaged",
        "nothing was changed; run `awscred undo --list` to see the other backups",
    )


def folder_of(one: Set) -> str:
    """The path of a set's folder."""
    return os.path.join(_folder(), one.name)


def drop(names: Iterable[str]) -> None:
    """Delete these sets, finished or not, if they exist and awscred made them.

    Raises OSError if one cannot be deleted, and AwscredError if other users can change the folder.
    """
    wanted = [*names]
    if not wanted:
        return
    folder = _folder()
    private.check_private(folder)
    with suppress(FileNotFoundError), private.opened(folder) as within:
        for name in wanted:
            for there in (name, UNFINISHED + name):
                _delete(within, there)
        within.sync()


def tidy() -> None:
    """Delete sets that need not be kept, if the disk allows it and no awscred holds the lock."""
    folder = _folder()
    with suppress(OSError, AwscredError):
        private.check_private(folder)
        with _locked(folder, seconds=0), private.opened(folder) as within:
            _sweep(within)


def purge() -> int:
    """Delete every set; returns how many there were.

    Raises AwscredError if one cannot be deleted. What awscred did not make is left, and so is what
    a newer awscred made.
    """
    folder = _folder()
    if not os.path.isdir(folder):
        return 0
    count = 0
    with (
        as_refusal("delete the backups in", folder),
        _alone(folder),
        private.opened(folder) as within,
    ):
        _sweep(within)
        for name in filter(_is_name, within.names()):
            count += _delete(within, name)
        within.sync()
    return count


def _folder() -> str:
    return state_folder(BACKUPS)


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Make the folder, and keep other awscred processes out of it."""
    private.make_private(folder)
    with _locked(folder):
        yield


@contextmanager
def _locked(folder: str, **seconds: float) -> Iterator[None]:
    with held(os.path.join(folder, ".lock"), "the backups", **seconds):
        yield


def _next_names(folder: Folder, count: int) -> list[str]:
    """Names after those of all sets, made from the time, even if the clock has been set back."""
    seconds, nanoseconds = divmod(time.time_ns(), 10**9)
    now = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime(seconds))}-{nanoseconds:09}"
    there = map(_finished, folder.names())
    # Not after a name with an absurd date: that set expires, and others continue from now.
    newest = max(
        (name for name in there if _is_name(name) and not is_name_expired(name)), default=""
    )
    # As one number, so that nanoseconds beyond a full second are carried to the seconds.
    first = int(re.sub("[T-]", "", max(now, newest))) + (now <= newest)
    digits = [f"{first + number}" for number in range(count)]
    return [f"{text[:8]}T{text[8:14]}-{text[14:]}" for text in digits]


def _write(folder: Folder, name: str, one: NewSet) -> None:
    """Write a set: it appears in one step, after its files are synced. May raise OSError."""
    record = {
        "version": _VERSION,
        "command": one.command,
        "profiles": list(one.profiles),
        "time": int(time.time()),
        "undone": one.undone,
        "files": [Kept(path, digest(old), digest(new))._asdict() for path, old, new in one.files],
    }
    unfinished = UNFINISHED + name
    path = os.path.join(folder.path, unfinished)
    new_folder(path)
    with folder.opened(unfinished) as within:
        write_new(os.path.join(path, _RECORD), json.dumps(record).encode())
        for number, (_, old, _) in enumerate(one.files):
            if old is not None:
                write_new(os.path.join(path, str(number)), old)
        within.sync()
    folder.rename(unfinished, name)


def _read(folder: Folder, name: str) -> Set:
    """The set of this name. Raises the exceptions above, and OSError."""
    with _opened_own(folder, name) as within:
        data = within.read(_RECORD)
    return _parse(name, data)


@contextmanager
def _opened_own(folder: Folder, name: str) -> Iterator[Folder]:
    """The folder of this name. Raises _NotOursError if it is not a folder, or its parent has
    another owner."""
    try:
        with folder.opened(name) as within:
            if within.owner() != folder.owner():
                raise _NotOursError
            yield within
    except NotADirectoryError:  # also raised for a link
        raise _NotOursError from None


def _parse(name: str, data: bytes) -> Set:
    """The set that a record describes. Raises _NewerError and _DamagedError."""
    try:
        record = json.loads(data)
        version = record.get("version", _VERSION)
        if type(version) is not int:
            raise TypeError
        if version > _VERSION:
            raise _NewerError
        kept = tuple(Kept(one["path"], one["before"], one["after"]) for one in record["files"])
        found = Set(
            name,
            float(record["time"]),
            record["command"],
            tuple(record["profiles"]),
            kept,
            record.get("undone", False),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise _DamagedError from None
    if not _is_sound(found):
        raise _DamagedError
    return found


def _is_sound(one: Set) -> bool:
    texts = (one.command, *one.profiles, *(kept.path for kept in one.files))
    digests = [text for kept in one.files for text in (kept.before, kept.after)]
    return (
        all(isinstance(text, str) for text in texts)
        and all(os.path.isabs(kept.path) and "\0" not in kept.path for kept in one.files)
        and all(text is None or (isinstance(text, str) and _is_digest(text)) for text in digests)
        and isinstance(one.undone, bool)
        and math.isfinite(one.time)
        and 0 <= one.time < 1e11
        and 0 < len(one.files) < 100
    )


def _sweep(folder: Folder) -> None:
    """Delete old sets, sets beyond the number to keep, and unfinished ones."""
    counts = {False: 0, True: 0}
    for name in sorted(folder.names(), reverse=True):
        if name == _finished(name) and not _is_over(folder, name, counts):
            continue
        with suppress(OSError):
            _delete(folder, name)


def _is_over(folder: Folder, name: str, counts: dict[bool, int]) -> bool:
    """Whether a set need not be kept. `counts` are the sets to keep, by whether they are undone."""
    if not _is_name(name):
        return False
    try:
        one = _read(folder, name)
    except _DamagedError:
        return is_name_expired(name)
    except FileNotFoundError:
        return True  # a set whose deletion was interrupted: an empty folder
    except (_NotOursError, _NewerError, OSError):
        return False  # if it cannot be read, it may be good
    counts[one.undone] += 1
    return _is_expired(one.time) or counts[one.undone] > MOST_SETS


def _delete(folder: Folder, name: str) -> bool:
    """Delete a set if awscred made it; returns whether it was deleted.

    Its record is deleted last, so that the rest can be recognized. May raise OSError.
    """
    if not _is_name(_finished(name)):
        return False
    try:
        with _opened_own(folder, name) as within:
            names = within.names()
            own = {_RECORD, *_own_files(within, name)} if names else set()
            if not own.issuperset(names):
                return False
            if not all(map(within.is_file, names)):
                return False
            going = UNFINISHED + _finished(name)
            if name != going:  # so that what a killed process leaves does not look like a backup
                folder.rename(name, going)
            left = within.moved(os.path.join(folder.path, going))
            for file in sorted(names, key=_RECORD.__eq__):
                left.remove_file(file)
    except (FileNotFoundError, _NotOursError, _NewerError):
        return False
    folder.remove_folder(going)
    return True


def _own_files(within: Folder, name: str) -> Iterable[str]:
    """The files that a set may contain besides its record, by that record.

    Raises _NotOursError if a finished set has no record, and _NewerError.
    """
    try:
        one = _parse(name, within.read(_RECORD))
    except FileNotFoundError:
        if name == _finished(name):
            raise _NotOursError from None
    except _DamagedError:
        pass
    else:
        return (str(number) for number in range(len(one.files)))
    return filter(_is_number, within.names())


def _finished(name: str) -> str:
    """The final name of an unfinished set; other names are unchanged."""
    return name.removeprefix(UNFINISHED)


def _is_expired(seconds: float) -> bool:
    """Whether a set of this time is too old to keep, or dated in the future."""
    return not -SKEW_SECONDS <= time.time() - seconds <= LONGEST_SECONDS

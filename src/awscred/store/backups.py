"""What files were before a change: a set a change, in the user's state folder, for a few days.

Never beside the files themselves, as people keep `~/.aws` in repositories. A folder is 0700 and a
file 0600 from the start. What a set holds is told by its `set.json`; of a file that a change did
not touch, it holds nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

from awscred.errors import AwscredError
from awscred.store.folders import (
    new_folder,
    new_folders,
    state_folder,
    sync_folder,
    write_new,
)
from awscred.store.locks import held
from awscred.store.snapshot import digest

MOST_SETS = 10
LONGEST_SECONDS = 7 * 24 * 60 * 60

_RECORD = "set.json"
_UNFINISHED = ".new-"


class Kept(NamedTuple):
    """One file of a set: its path, and the digests of its content before and after the change.

    None stands for no file.
    """

    path: str
    before: str | None
    after: str | None


class Set(NamedTuple):
    """What a change replaced: its name, the time in seconds since 1970, the command (without any
    value), the profiles it was about, and the files."""

    name: str
    time: float
    command: str
    profiles: tuple[str, ...]
    files: tuple[Kept, ...]


def keep(
    command: str, profiles: Sequence[str], files: Sequence[tuple[str, bytes | None, bytes | None]]
) -> str:
    """Keep what files (path, content before, content after) were, and return the set's name.

    Sets that are too many or too old go. Raises AwscredError where the disk does not allow it.
    """
    import json

    folder = _folder()
    record = {
        "command": command,
        "profiles": list(profiles),
        "time": int(time.time()),
        "files": [Kept(path, digest(old), digest(new))._asdict() for path, old, new in files],
    }
    try:
        with _alone(folder):
            name = _next_name(folder)
            unfinished = os.path.join(folder, _UNFINISHED + name)
            try:
                new_folder(unfinished)
                for number, (_, old, _) in enumerate(files):
                    if old is not None:
                        write_new(os.path.join(unfinished, str(number)), old)
                write_new(os.path.join(unfinished, _RECORD), json.dumps(record).encode())
                os.rename(unfinished, os.path.join(folder, name))
                sync_folder(folder)
            finally:
                _sweep(folder)
    except OSError as error:
        raise AwscredError(
            f"cannot keep a backup in {folder}: {(error.strerror or '').lower()}; "
            "nothing was changed",
            "free some space there, or set XDG_STATE_HOME to a folder of yours",
        ) from None
    return name


def _next_name(folder: str) -> str:
    """A name behind those of all sets: of the time, also where the clock was set back since."""
    seconds, nanoseconds = divmod(time.time_ns(), 10**9)
    name = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime(seconds))}-{nanoseconds:09}"
    newest = max((found for found in os.listdir(folder) if _read(folder, found)), default="")
    if name > newest:
        return name
    second, _, fraction = newest.rpartition("-")
    return f"{second}-{int(fraction) + 1:09}"


def sets() -> list[Set]:
    """The sets there are, the newest first, without those that are too old."""
    folder = _folder()
    try:
        names = sorted(os.listdir(folder), reverse=True)
    except OSError:
        return []
    found = (_read(folder, name) for name in names if not name.startswith("."))
    return [one for one in found if one and time.time() - one.time <= LONGEST_SECONDS]


def content(one: Set, path: str) -> bytes | None:
    """What a file of a set was before the change; None where there was none.

    Raises AwscredError where the set is damaged.
    """
    data = None
    for number, kept in enumerate(one.files):
        if kept.path == path:
            if kept.before is None:
                return None
            with suppress(OSError), open(os.path.join(place(one), str(number)), "rb") as file:
                data = file.read()
            if digest(data) == kept.before:
                return data
    raise AwscredError(
        f"the backup of {path} in {place(one)} is damaged",
        "nothing was changed; `awscred undo --list` shows the other ones",
    )


def place(one: Set) -> str:
    """The folder that a set stands in."""
    return os.path.join(_folder(), one.name)


def drop(names: Sequence[str]) -> None:
    """Delete those sets, as far as they are there, and nothing that stands elsewhere.

    A name may come from a record beside a file, and a file from anywhere.
    """
    folder = _folder()
    with suppress(OSError):
        for name in {*names} & {*os.listdir(folder)}:
            _delete(os.path.join(folder, name))


def tidy() -> None:
    """Delete what is not to be kept, as far as the disk allows it."""
    folder = _folder()
    if os.path.isdir(folder):
        with suppress(OSError, AwscredError), _alone(folder):
            _sweep(folder)


def purge() -> int:
    """Delete every set; returns how many there were. Raises AwscredError where one stays."""
    folder = _folder()
    if not os.path.isdir(folder):
        return 0
    with _alone(folder):
        _sweep(folder)
        names = [name for name in os.listdir(folder) if not name.startswith(".")]
        drop(names)
        left = [name for name in names if os.path.exists(os.path.join(folder, name))]
    if left:
        raise AwscredError(f"cannot delete {os.path.join(folder, left[0])}", "delete it by hand")
    return len(names)


def _folder() -> str:
    return state_folder("backups")


@contextmanager
def _alone(folder: str) -> Iterator[None]:
    """Make the folder and keep other awscred processes out of it; a killed one's leavings go."""
    new_folders(folder)
    if os.stat(folder).st_mode & 0o077:
        os.chmod(folder, 0o700)
    with held(os.path.join(folder, ".lock"), "the backups"):
        yield


def _read(folder: str, name: str) -> Set | None:
    """The set of that name, or None where it is damaged."""
    import json

    try:
        with open(os.path.join(folder, name, _RECORD), "rb") as file:
            record = json.load(file)
        kept = (Kept(one["path"], one["before"], one["after"]) for one in record["files"])
        profiles = tuple(map(str, record["profiles"]))
        return Set(name, float(record["time"]), str(record["command"]), profiles, tuple(kept))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _sweep(folder: str) -> None:
    """Remove the sets beyond the newest ones, those that are too old, and unfinished ones."""
    names = sorted(os.listdir(folder), reverse=True)
    whole = [name for name in names if not name.startswith(".")]
    for number, name in enumerate(whole):
        one = _read(folder, name) if number < MOST_SETS else None
        if one is None or time.time() - one.time > LONGEST_SECONDS:
            _delete(os.path.join(folder, name))
    for name in names:
        if name.startswith(_UNFINISHED):
            _delete(os.path.join(folder, name))


def _delete(path: str) -> None:
    """Delete the folder of a set, as far as the disk allows it; its record goes first."""
    with suppress(OSError):
        for name in sorted(os.listdir(path), key=_RECORD.__ne__):
            os.unlink(os.path.join(path, name))
        os.rmdir(path)
